"""Pages: created and updated as the API does it, checked whole before anything is changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sandbox.notion import blocks, richtext, values
from sandbox.notion.errors import invalid, invalid_body
from sandbox.notion.records import DataSource, Option, Page, Property, Stamp
from sandbox.people import Person

if TYPE_CHECKING:
    from sandbox.notion.state import NotionState

Writes = list[tuple[Property, Any]]


def create(state: NotionState, body: Mapping[str, Any], by: Person) -> Page:
    """Create a page in a data source, or on its own under another page."""
    source = _parent(state, body.get("parent"))
    if not isinstance(body.get("properties"), Mapping):
        raise invalid_body("properties", "defined", body.get("properties"))
    raw = body["properties"]
    writes = _checked(state, source, raw) if source else []
    title = None if source else _lone_title(state, raw)
    children = blocks.checked(state, body.get("children") or [], "children")
    now = state.clock.tick()
    page = Page(state.new_id(), source, Stamp(now, by, now, by))
    page.icon, page.cover = body.get("icon"), body.get("cover")
    if title is not None:
        page.values["title"] = title
    register(state, page)
    _apply(page, writes)
    blocks.append(state, page, children, by)
    return page


def register(state: NotionState, page: Page) -> None:
    """Give a page its place, and its number, in its data source."""
    state.pages[page.id] = page
    if page.source is not None:
        page.source.last_number += 1
        page.number = page.source.last_number
        page.source.pages.append(page)


def _parent(state: NotionState, raw: Any) -> DataSource | None:
    if not isinstance(raw, Mapping):
        raise invalid_body("parent", "defined", raw)
    if identifier := raw.get("data_source_id"):
        return state.data_source(str(identifier))
    if identifier := raw.get("database_id"):
        return state.database(str(identifier))
    if identifier := raw.get("page_id"):
        state.page(str(identifier))
        return None
    raise invalid_body("parent.data_source_id", "defined", None)


def _lone_title(state: NotionState, raw: Mapping[str, Any]) -> Any:
    title = raw.get("title", [])
    runs = title.get("title") if isinstance(title, Mapping) else title
    return richtext.completed(runs, "properties.title", state.people)


def _checked(state: NotionState, source: DataSource, raw: Mapping[str, Any]) -> Writes:
    writes: Writes = []
    for key, one in raw.items():
        prop = source.find(key)
        if prop is None:
            raise invalid(f"{key} is not a property that exists.")
        writes.append((prop, values.stored(state, prop, one)))
    return writes


def _apply(page: Page, writes: Writes) -> None:
    """Store the values; options that were only named so far come into being here."""
    for prop, value in writes:
        held = [_real(prop, one) for one in value] if isinstance(value, list) else value
        page.values[prop.raw_id] = _real(prop, held)


def _real(prop: Property, value: Any) -> Any:
    """Return the property's own option for a named one, adding it when it is new."""
    if not isinstance(value, Option) or value in prop.options:
        return value
    known = prop.option(value.name)
    if known is None:
        prop.options.append(value)
    return known or value


def move(state: NotionState, page: Page, parent: Any, by: Person) -> None:
    """Move a page to another data source, or under another page; what fits there stays."""
    home, named = _parent(state, parent), _by_name(page)
    if page.source is not None:
        page.source.pages.remove(page)
    page.source, page.number = home, 0
    page.values = {"title": page.values.get("title", [])}
    if home is not None:
        home.pages.append(page)
        fitting = {(prop.name, prop.type): prop for prop in home.properties.values()}
        _apply(page, [(fitting[key], value) for key, value in named.items() if key in fitting])
    page.stamp.touch(state.clock.tick(), by)


def _by_name(page: Page) -> dict[tuple[str, str], Any]:
    """Return the values of a page by the name and type of their property."""
    known = page.source.properties if page.source else {}
    return {(known[k].name, known[k].type): v for k, v in page.values.items() if k in known}


def update(state: NotionState, page: Page, body: Mapping[str, Any], by: Person) -> None:
    """Change properties, icon or cover of a page, trash it or take it back."""
    trashed = body.get("in_trash", body.get("archived"))
    if page.is_archived or (page.in_trash and trashed is not False):
        message = "Can't edit block that is archived."
        raise invalid(f"{message} You must unarchive the block before editing.")
    raw = body.get("properties") or {}
    if not isinstance(raw, Mapping):
        raise invalid_body("properties", "an object", raw)
    writes = _checked(state, page.source, raw) if page.source else []
    title = _lone_title(state, raw) if raw and page.source is None else None
    page.stamp.touch(state.clock.tick(), by)
    if title is not None:
        page.values["title"] = title
    _apply(page, writes)
    page.icon, page.cover = body.get("icon", page.icon), body.get("cover", page.cover)
    if trashed is not None:
        page.in_trash = bool(trashed)
