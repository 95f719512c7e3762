"""How users, pages, properties, data sources and comments read."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sandbox.clock import iso
from sandbox.notion import attached, definitions, values
from sandbox.notion.records import Comment, DataSource, Option, Page, Property, Stamp
from sandbox.people import Person

if TYPE_CHECKING:
    from sandbox.notion.state import NotionState

WORKSPACE = "5c1f6f0e-0d43-4f3c-9d8e-2b7a90c1ac3e"
REFERENCES = 25  # of a relation or people property are shown in a page; the rest is cut off


def minute(moment: datetime) -> str:
    """Write a moment floored to the minute, as created_time and last_edited_time are."""
    return iso(moment.replace(second=0, microsecond=0))


def reference(person: Person) -> dict[str, Any]:
    """Show a user by id alone."""
    return {"object": "user", "id": person.notion_id}


def user(person: Person) -> dict[str, Any]:
    """Show a person, or the integration's bot; who left is but an id."""
    if not person.active:
        return reference(person)
    shown = {**reference(person), "name": person.name, "avatar_url": None}
    if not person.bot:
        return {**shown, "type": "person", "person": {"email": person.email}}
    bot = {
        "owner": {"type": "workspace", "workspace": True},
        "workspace_name": "Acme",
        "workspace_id": WORKSPACE,
        "workspace_limits": {"max_file_upload_size_in_bytes": 5_242_880},
    }
    return {**shown, "type": "bot", "bot": bot}


def stamp(one: Stamp) -> dict[str, Any]:
    """Show who made and who changed a thing, and in which minute."""
    return {
        "created_time": minute(one.created_at),
        "last_edited_time": minute(one.edited_at),
        "created_by": reference(one.created_by),
        "last_edited_by": reference(one.edited_by),
    }


def url(identifier: str, title: str = "") -> str:
    """Return the address of a page: its title as a slug, then its id without dashes."""
    slug = re.sub(r"[^0-9A-Za-z]+", "-", title).strip("-")
    return f"https://www.notion.so/{slug + '-' if slug else ''}{identifier.replace('-', '')}"


def page(state: NotionState, one: Page, only: Collection[str] = ()) -> dict[str, Any]:
    """Show a page with all its properties, or only those whose id or name is given."""
    source = one.source
    if source is None:
        parent: dict[str, Any] = {"type": "workspace", "workspace": True}
        properties: dict[str, Any] = {"title": _title(one)}
    else:
        ids = {"data_source_id": source.id, "database_id": source.database_id}
        parent = {"type": "data_source_id", **ids}
        properties = {
            prop.name: value(state, one, prop)
            for prop in source.properties.values()
            if not only or prop.id in only or prop.name in only or prop.raw_id in only
        }
    return {
        "object": "page",
        "id": one.id,
        **stamp(one.stamp),
        "cover": one.cover,
        "icon": one.icon,
        "parent": parent,
        "archived": one.in_trash,
        "in_trash": one.in_trash,
        "is_archived": one.is_archived,
        "is_locked": False,
        "properties": properties,
        "url": url(one.id, one.title),
        "public_url": None,
    }


def _title(one: Page) -> dict[str, Any]:
    return {"id": "title", "type": "title", "title": one.values.get("title", [])}


def value(state: NotionState, one: Page, prop: Property) -> dict[str, Any]:
    """Show one property of a page."""
    shown: dict[str, Any] = {"id": prop.id, "type": prop.type}
    held = plain_value(state, one, prop)
    if prop.type == "relation":
        shown["has_more"] = len(held) > REFERENCES
    if prop.type in ("relation", "people"):
        held = held[:REFERENCES]
    return {**shown, prop.type: held}


def plain_value(state: NotionState, one: Page, prop: Property) -> Any:
    """Show what a property holds, without its id and uncut."""
    held = values.of(one, prop)
    match prop.type:
        case "select" | "status":
            return None if held is None else option(held)
        case "multi_select":
            return [option(choice) for choice in held]
        case "people":
            return [user(person) for person in held]
        case "relation":
            return [{"id": target} for target in held]
        case "files":
            return attached.shown(state, held)
        case "unique_id":
            return {"prefix": prop.config.get("prefix"), "number": one.number}
        case "formula":
            return held or {"type": "string", "string": None}
        case "rollup":
            return held or {"type": "array", "array": [], "function": "show_original"}
        case "created_time":
            return minute(one.stamp.created_at)
        case "last_edited_time":
            return minute(one.stamp.edited_at)
        case "created_by":
            return user(one.stamp.created_by)
        case "last_edited_by":
            return user(one.stamp.edited_by)
    return held


def option(choice: Option) -> dict[str, str]:
    """Show one choice."""
    return {"id": choice.id, "name": choice.name, "color": choice.color}


def data_source(state: NotionState, source: DataSource) -> dict[str, Any]:
    """Show a data source with the definitions of its properties."""
    return {
        "object": "data_source",
        "id": source.id,
        "cover": None,
        "icon": None,
        **stamp(source.stamp),
        "title": source.title,
        "description": [],
        "is_inline": False,
        "properties": {prop.name: _defined(state, prop) for prop in source.properties.values()},
        "parent": {"type": "database_id", "database_id": source.database_id},
        "database_parent": {"type": "workspace", "workspace": True},
        "url": url(source.database_id),
        "public_url": None,
        "archived": source.in_trash,
        "in_trash": source.in_trash,
    }


def _defined(state: NotionState, prop: Property) -> dict[str, Any]:
    shown = definitions.shown(prop)
    target = state.data_sources.get(prop.config.get("data_source_id", ""))
    if prop.type == "relation" and target:
        shown["relation"]["database_id"] = target.database_id
    return shown


def database(source: DataSource) -> dict[str, Any]:
    """Show the database around a data source."""
    return {
        "object": "database",
        "id": source.database_id,
        "title": source.title,
        "description": [],
        "parent": {"type": "workspace", "workspace": True},
        "is_inline": False,
        "in_trash": source.in_trash,
        "is_locked": False,
        "created_time": iso(source.stamp.created_at),
        "last_edited_time": iso(source.stamp.edited_at),
        "data_sources": [{"id": source.id, "name": source.name}],
        "icon": None,
        "cover": None,
        "url": url(source.database_id),
        "public_url": None,
        "archived": source.in_trash,
    }


def comment(one: Comment) -> dict[str, Any]:
    """Show a comment."""
    kind = "page_id" if isinstance(one.parent, Page) else "block_id"
    kinds = {"type": "integration" if one.stamp.created_by.bot else "user"}
    shown = stamp(one.stamp)
    del shown["last_edited_by"]
    return {
        "object": "comment",
        "id": one.id,
        "parent": {"type": kind, kind: one.parent.id},
        "discussion_id": one.discussion_id,
        **shown,
        "rich_text": one.rich_text,
        **({"attachments": one.attachments} if one.attachments else {}),
        "display_name": {**kinds, "resolved_name": one.stamp.created_by.name},
    }
