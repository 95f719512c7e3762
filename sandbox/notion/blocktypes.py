"""The types of blocks: what each one holds, and whether it may have children."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.notion import richtext
from sandbox.notion.errors import invalid, invalid_body
from sandbox.people import People


@dataclass(frozen=True)
class BlockType:
    """Describe one type: rich texts, the other fields with their defaults, children.

    `by_hand`: people make such a block in Notion itself, the API does not.
    """

    texts: tuple[str, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    children: bool = False
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    by_hand: bool = False

    @property
    def fields(self) -> frozenset[str]:
        """Return every field that may be sent."""
        return frozenset((*self.texts, *self.defaults, *self.required, *self.optional, "children"))


_COLOR: Mapping[str, Any] = {"color": "default"}
_RICH = ("rich_text",)


def _heading() -> BlockType:
    return BlockType(_RICH, {"is_toggleable": False, **_COLOR}, children=True, required=_RICH)


def _rich(**defaults: Any) -> BlockType:
    return BlockType(_RICH, {**defaults, **_COLOR}, children=True, required=_RICH)


def _file(*optional: str) -> BlockType:
    required = ("external",)  # an uploaded one, which the emulator does not take, by its id
    return BlockType(("caption",), {"type": "external"}, required=required, optional=optional)


def _by_hand(*, children: bool = False) -> BlockType:
    return BlockType(children=children, by_hand=True)


TYPES: Mapping[str, BlockType] = {
    "paragraph": _rich(icon=None),
    "heading_1": _heading(),
    "heading_2": _heading(),
    "heading_3": _heading(),
    "heading_4": _heading(),
    "bulleted_list_item": _rich(),
    "numbered_list_item": _rich(),  # where its list begins is shown, and cannot be sent
    "to_do": _rich(checked=False),
    "toggle": _rich(),
    "quote": _rich(),
    "callout": _rich(icon=None),
    "code": BlockType(("rich_text", "caption"), {"language": "plain text"}, required=_RICH),
    "divider": BlockType(),
    "equation": BlockType(required=("expression",)),
    "table": BlockType(
        (),
        {"has_column_header": False, "has_row_header": False},
        children=True,
        required=("table_width",),
    ),
    "table_row": BlockType(required=("cells",)),
    "bookmark": BlockType(("caption",), required=("url",)),
    "embed": BlockType(("caption",), required=("url",)),
    "image": _file(),
    "file": _file("name"),
    "video": _file(),
    "pdf": _file(),
    "audio": _file(),
    "column_list": BlockType(children=True),
    "column": BlockType(children=True, optional=("width_ratio",)),
    "table_of_contents": BlockType((), _COLOR),
    "breadcrumb": BlockType(),
    "link_to_page": BlockType(optional=("type", "page_id", "database_id", "comment_id")),
    "synced_block": BlockType((), {"synced_from": None}, children=True),
    "template": BlockType(_RICH, children=True, required=_RICH),
    "tab": BlockType(children=True),
    "child_page": _by_hand(children=True),
    "child_database": _by_hand(),
    "link_preview": _by_hand(),
    "meeting_notes": _by_hand(children=True),
    "unsupported": _by_hand(),
}


def content(kind: str, raw: Any, path: str, people: People) -> dict[str, Any]:
    """Return the complete content of a new block, without its children, or refuse it."""
    if not isinstance(raw, Mapping):
        raise invalid_body(path, "an object", raw)
    type_ = TYPES[kind]
    if type_.by_hand:
        raise invalid(f"Blocks of the type {kind} cannot be created by the API.")
    for name in type_.required:
        if raw.get(name) is None:
            raise invalid_body(f"{path}.{name}", "defined", None)
    texts = {name: raw.get(name) or [] for name in type_.texts}
    return {**texts, **type_.defaults, **changes(kind, {**texts, **raw}, path, people)}


def changes(kind: str, raw: Any, path: str, people: People) -> dict[str, Any]:
    """Check and complete the fields given for a block of this type; children are left out."""
    if not isinstance(raw, Mapping):
        raise invalid_body(path, "an object", raw)
    type_, checked = TYPES[kind], {k: v for k, v in raw.items() if k != "children"}
    for name in raw.keys() - type_.fields:
        raise invalid_body(f"{path}.{name}", "not present", raw[name])
    for name in type_.texts:
        if name in checked:
            checked[name] = richtext.completed(checked[name], f"{path}.{name}", people)
    if kind == "table_row" and "cells" in checked:
        checked["cells"] = _cells(checked["cells"], path, people)
    if "color" in checked and checked["color"] not in richtext.COLORS:
        raise invalid_body(f"{path}.color", "a known colour", checked["color"])
    return checked


def _cells(raw: Any, path: str, people: People) -> list[Any]:
    if not isinstance(raw, list):
        raise invalid_body(f"{path}.cells", "an array", raw)
    return [
        richtext.completed(cell, f"{path}.cells[{index}]", people) for index, cell in enumerate(raw)
    ]
