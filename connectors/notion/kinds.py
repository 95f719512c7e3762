"""The content of one native block <-> one canonical block, its level aside; pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from connectors.notion.languages import PLAIN, language
from connectors.notion.opaque import read_opaque, source_content, source_type
from connectors.notion.runs import plain_text, read_runs, safe_link, write_runs
from connectors.notion.shapes import flag, record, records, text
from connectors.notion.tones import tone_of, worn
from syncline.domain.canvas import is_more
from syncline.domain.normaltext import normal_document
from syncline.domain.text import Block, BlockKind, Document, Run, words

Json = Mapping[str, Any]

HEADINGS = 4
TEXTS: Mapping[str, BlockKind] = {
    "paragraph": "paragraph",
    **{f"heading_{depth}": "heading" for depth in range(1, HEADINGS + 1)},
    "bulleted_list_item": "bullet",
    "numbered_list_item": "number",
    "to_do": "task",
    "toggle": "toggle",
    "quote": "quote",
    "callout": "callout",
    "code": "code",
}
_TYPES = {kind: name for name, kind in TEXTS.items()} | {"more": "paragraph"}
HOLDERS = frozenset(_TYPES[kind] for kind in (
    "bullet", "number", "task", "toggle", "quote", "callout",
)) | {"table"}  # fmt: skip
"""The types whose children stand below them; those of a paragraph or a heading follow it."""
READ_ON = HOLDERS | {name for name in TEXTS if name == "paragraph" or name.startswith("heading")}
"""The types whose children are read; what is in any other one only Notion can show."""


# -- reading ------------------------------------------------------------------------------------


def read_content(block: str, kind: str, content: Json, home: str) -> Block:
    """Read the content of a block of this id and type, in normal form. Raises Malformed."""
    found = _read(block, kind, content, home)
    normal = normal_document(Document((found,)))
    if normal is None:
        return replace(found, runs=())
    return (
        replace(normal.blocks[0], detail=found.detail) if found.kind == "row" else normal.blocks[0]
    )


def _read(block: str, kind: str, content: Json, home: str) -> Block:
    match kind:
        case "divider":
            return Block("divider")
        case "table":
            header = flag(content.get("has_column_header"), "table.has_column_header")
            return Block("row", detail="header" if header else "")
        case "table_row":
            return Block("row", cells=_cells(content.get("cells"), home))
        case "image" if found := _image(content, home):
            return found
    if kind in TEXTS:
        return _text(kind, content, home)
    return read_opaque(block, kind, content, home)


def _cells(raw: Any, home: str) -> tuple[tuple[Run, ...], ...]:
    path = "table_row.cells"
    rows = raw if isinstance(raw, list) else records(raw, path)
    return tuple(
        read_runs(records(cell, f"{path}[{at}]"), f"{path}[{at}]", home)
        for at, cell in enumerate(rows)
    )


def _image(content: Json, home: str) -> Block | None:
    """Read an image with a lasting address."""
    external = record(content.get("external"), "image.external")
    address = text(external.get("url"), "image.external.url")
    if not address or not web_address(address):
        return None
    path = "image.caption"
    return Block("image", read_runs(records(content.get("caption"), path), path, home), 0, address)


def web_address(url: str) -> bool:
    """Tell whether an address is one that an image can have."""
    return url.lower().startswith(("http://", "https://")) and safe_link(url) == url


def _text(kind: str, content: Json, home: str) -> Block:
    path = f"{kind}.rich_text"
    # Before 2022 the array was called "text".
    raw = records(content.get("rich_text", content.get("text")), path)
    if kind == "code":
        return Block("code", (Run(plain_text(raw)),), 0, _language(content))
    found = Block(TEXTS[kind], read_runs(raw, path, home), 0, _detail(kind, content))
    return replace(found, kind="more") if is_more(found) else found


def _language(content: Json) -> str:
    return language(text(content.get("language"), "code.language") or "")


def _detail(kind: str, content: Json) -> str:
    if kind.startswith("heading"):
        return kind[-1]
    if kind == "to_do":
        return "done" if flag(content.get("checked"), "to_do.checked") else ""
    return tone_of(content) if kind == "callout" else ""


def look_of(kind: str, content: Json) -> dict[str, Any]:
    """Return what only Notion shows of a block, as the API takes it, to create it again."""
    look = {k: content[k] for k in ("color", "has_row_header", "is_toggleable") if content.get(k)}
    icon = record(content.get("icon"), f"{kind}.icon")
    if icon.get("type") in ("emoji", "external"):
        look["icon"] = {key: icon[key] for key in ("type", icon["type"]) if key in icon}
    caption = records(content.get("caption"), f"{kind}.caption") if kind == "code" else []
    return look | (
        {"caption": write_runs(read_runs(caption, "code.caption", ""))} if caption else {}
    )


# -- writing ------------------------------------------------------------------------------------


def type_of(block: Block) -> str:
    """Return Notion's type of a block; that of a table is not the type of its rows."""
    match block.kind:
        case "heading":
            return f"heading_{block.detail}"
        case "row":
            return "table_row"
        case "opaque":
            return source_type(block)
        case "divider" | "image":
            return block.kind
    return _TYPES[block.kind]


def creatable(block: Block) -> bool:
    """Tell whether the API can create a block."""
    return block.kind != "opaque" or source_content(block) is not None


def write_content(block: Block) -> dict[str, Any]:
    """Return the content of a block as the API takes it, without what stands below it."""
    match block.kind:
        case "divider":
            return {}
        case "row":
            return {"cells": [write_runs(cell) for cell in block.cells]}
        case "image":
            address = {"type": "external", "external": {"url": block.detail}}
            return {**address, "caption": write_runs(block.runs)}
        case "opaque":
            return source_content(block) or {}
        case "code":
            text = [Run(words(block.runs))]
            return {"rich_text": write_runs(text), "language": block.detail or PLAIN}
    content: dict[str, Any] = {"rich_text": write_runs(block.runs)}
    if block.kind == "task":
        content["checked"] = block.detail == "done"
    if block.kind == "callout":
        content |= worn(block.detail)
    return content
