"""The grammar of the Atlassian Document Format: names, and what holds what."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from syncline.domain.canvas import Canvas
from syncline.domain.text import Block, BlockKind, Document

Node = Mapping[str, Any]

DEPTH = 20  # levels of blocks that are read one by one; what is deeper is one opaque block

FRAMES: Mapping[BlockKind, str] = {
    "bullet": "bulletList", "number": "orderedList", "task": "taskList", "row": "table",
}  # fmt: skip
"""The nodes that many blocks of one kind stand in."""

NODES: Mapping[BlockKind, str] = {
    **FRAMES,
    "paragraph": "paragraph", "more": "paragraph", "heading": "heading", "quote": "blockquote",
    "callout": "panel", "toggle": "expand", "code": "codeBlock", "divider": "rule",
    "image": "mediaSingle",
}  # fmt: skip

ROOMS: Mapping[BlockKind, str] = {
    "bullet": "listItem", "number": "listItem", "task": "taskItem", "quote": "blockquote",
    "callout": "panel", "toggle": "expand",
}  # fmt: skip
"""The nodes that other blocks stand in."""

_PLAIN = frozenset(
    {"paragraph", "bulletList", "orderedList", "codeBlock", "mediaSingle", "extension"}
)
_NESTED = _PLAIN | {
    "blockquote", "decisionList", "heading", "mediaGroup", "panel", "rule", "taskList",
}  # fmt: skip
HOLDS: Mapping[str, frozenset[str]] = {
    "listItem": _PLAIN | {"taskList"},
    "taskItem": frozenset({"taskList"}),  # beside it, in fact
    "blockquote": _PLAIN | {"mediaGroup"},
    "panel": _NESTED - {"blockquote", "panel"} | {"blockCard"},
    "nestedExpand": _NESTED,
    "expand": _NESTED | {"blockCard", "embedCard", "nestedExpand", "table"},
}
"""What can stand in a node; in the document itself everything can."""

_MARKS = ("strong", "em", "underline", "strike", "code", "sub", "sup", "color", "highlight")


def canvas(home: str, elsewhere: str) -> Canvas:
    """Return what Jira can show; a little more, as `seated` knows what stands how deep."""
    return Canvas(
        home,
        elsewhere,
        kinds=frozenset(NODES) - {"more"} | {"opaque"},
        holds={room: frozenset(_held(name)) | {"opaque"} for room, name in ROOMS.items()},
        marks=frozenset(_MARKS),
        depth=DEPTH,
        restarts=True,
    )


def _held(room: str) -> list[BlockKind]:
    return [kind for kind, name in NODES.items() if _nested(name) in HOLDS[room]]


def _nested(name: str) -> str:
    return "nestedExpand" if name == "expand" else name


def seated(document: Document, home: str) -> Document:
    """Move each block that cannot stand where it does to the nearest place above. Idempotent."""
    moved: list[Block] = []
    chain: list[Block] = []  # the blocks that the next one can stand in, by their level
    above: list[tuple[int, Block]] = []  # the ancestors: their level before, and as moved
    for block in document.blocks:
        while above and above[-1][0] >= block.level:
            above.pop()
        rooms = (room for _, room in reversed(above) if _open(chain, room))
        level = next((room.level + 1 for room in rooms if _fits(room, block, home)), 0)
        chain[level:] = [replace(block, level=level)]
        above.append((block.level, chain[level]))
        moved.append(chain[level])
    return Document(tuple(moved))


def _open(chain: list[Block], room: Block) -> bool:
    """Tell whether nothing has ended a block yet."""
    return len(chain) > room.level and chain[room.level] is room


def _fits(room: Block, block: Block, home: str) -> bool:
    if room.kind not in ROOMS or room.level + 1 >= DEPTH:
        return False
    nested = room.kind == "toggle" and room.level > 0
    return _name(block, home) in HOLDS["nestedExpand" if nested else ROOMS[room.kind]]


def _name(block: Block, home: str) -> str:
    if block.native is None:
        return _nested(NODES[block.kind])
    if block.native.home != home:
        return "paragraph"  # that says where it is
    return str(json.loads(block.native.source).get("type"))
