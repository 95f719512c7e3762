"""Blocks that only Notion can show: what people call them, and what is kept of them; pure."""

import json
from collections.abc import Mapping
from typing import Any

from connectors.notion.inline import source_of
from connectors.notion.runs import plain_text, read_runs, safe_link, write_runs
from connectors.notion.shapes import record, records, text
from syncline.domain.text import Block, Native, Run

Json = Mapping[str, Any]

_NAMES = {
    "equation": "an equation",
    "bookmark": "a bookmark",
    "embed": "an embedded object",
    "link_preview": "a link preview",
    "image": "an image",
    "video": "a video",
    "pdf": "a PDF",
    "audio": "a recording",
    "file": "a file",
    "child_page": "the sub-page",
    "child_database": "the database",
    "synced_block": "a synced block",
    "column_list": "columns",
    "column": "a column",
    "tab": "tabs",
    "template": "a template button",
    "breadcrumb": "a breadcrumb",
    "table_of_contents": "a table of contents",
    "link_to_page": "a link to a page",
    "meeting_notes": "meeting notes",
    "transcription": "meeting notes",
    "unsupported": "a block that Notion's API does not show",
}
_MEDIA = frozenset({"image", "video", "pdf", "audio", "file"})
_KEYS: Mapping[str, tuple[str, ...]] = {
    "equation": ("expression",),
    "bookmark": ("url",),
    "embed": ("url",),
    "breadcrumb": (),
    "table_of_contents": ("color",),
    "link_to_page": ("type", "page_id", "database_id", "comment_id"),
}


def read_opaque(block: str, kind: str, content: Json, home: str) -> Block:
    """Read a block of a type that no document has. Raises Malformed.

    One that the API can create is known by what it is, any other by its id: it is never created.
    """
    again = _again(kind, content)
    source = {"id": block, "type": kind} if again is None else {"type": kind, kind: again}
    native = Native(home, source_of(source))
    return Block("opaque", (Run(_named(kind, content)),), native=native)


def _again(kind: str, content: Json) -> dict[str, Any] | None:
    """Return the content that creates such a block again; None when nothing does."""
    if kind in _KEYS:
        made = {key: content[key] for key in _KEYS[kind] if content.get(key) is not None}
        return {**made, **_caption(kind, content)}
    address = _address(content) if kind in _MEDIA else None
    if address is None:
        return None
    named = {"name": content["name"]} if content.get("name") else {}
    return {"type": "external", "external": {"url": address}, **named, **_caption(kind, content)}


def _caption(kind: str, content: Json) -> dict[str, Any]:
    runs = records(content.get("caption"), f"{kind}.caption")
    return {"caption": write_runs(read_runs(runs, f"{kind}.caption", ""))} if runs else {}


def _address(content: Json) -> str | None:
    """Return the lasting address of a file; one of Notion's own expires within the hour."""
    return safe_link(text(record(content.get("external"), "external").get("url"), "external.url"))


def _named(kind: str, content: Json) -> str:
    """Return what a person calls it, with the words that tell it from others of its type."""
    caption = plain_text(records(content.get("caption"), f"{kind}.caption"))
    if kind.startswith("child_"):
        caption = text(content.get("title"), f"{kind}.title") or ""
    address = record(content.get("external"), "external").get("url")
    said = [caption, *(content.get(key) for key in ("expression", "name", "url")), address]
    words = next((one for one in said if isinstance(one, str) and one.strip()), "")
    named = _NAMES.get(kind, f"a {kind} block")
    return f"{named}: {' '.join(words.split())}" if words else named


def source_type(block: Block) -> str:
    """Return Notion's type of an opaque block."""
    return str(_source(block).get("type", "unsupported"))


def source_content(block: Block) -> dict[str, Any] | None:
    """Return the content of an opaque block as the API takes it; None if it cannot be created."""
    content = _source(block).get(source_type(block))
    return content if isinstance(content, dict) else None


def _source(block: Block) -> dict[str, Any]:
    assert block.native, "an opaque block knows its source"
    read = json.loads(block.native.source)
    return read if isinstance(read, dict) else {}
