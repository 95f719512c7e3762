"""A page's body: native blocks <-> Document, as a tree of paragraphs and list items; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.notion.richtext import read_runs, unwritable, write_runs
from connectors.notion.shapes import Malformed, flag, identifier, record, records, text
from syncline.domain.errors import CannotRead
from syncline.domain.fields import Cannot
from syncline.domain.text import Block, BlockKind, Document, Run, normal_document

KINDS: Mapping[str, BlockKind] = {
    "paragraph": "paragraph",
    "bulleted_list_item": "bullet",
    "numbered_list_item": "number",
}
TYPES: Mapping[BlockKind, str] = {kind: name for name, kind in KINDS.items()}
CHILDREN = 100  # blocks in one array
DEPTH = 3  # levels of a list that one call can write
TOTAL = 1_000  # blocks that this connector writes into one page
_NAMES = {
    "to_do": "a task item",
    "toggle": "a toggle",
    "quote": "a quote",
    "callout": "a callout",
    "code": "a code block",
    "divider": "a divider",
    "equation": "an equation",
    "table": "a table",
    "image": "an image",
    "child_page": "a sub-page",
    "child_database": "a database",
    "synced_block": "a synced block",
    "column_list": "columns",
    "embed": "an embedded object",
    "unsupported": "a block that Notion's API does not show",
}


@dataclass(frozen=True, slots=True)
class NativeBlock:
    """One block with its children; `runs` is a Cannot where it holds what only Notion can show."""

    id: str
    type: str
    runs: tuple[Run, ...] | Cannot
    has_children: bool
    children: tuple["NativeBlock", ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A paragraph or list item with what is nested below it; equal where it reads the same."""

    kind: BlockKind
    runs: tuple[Run, ...]
    children: tuple["Node", ...] = ()


def read_block(data: Any) -> NativeBlock:
    """Read a block object without its children. Raises CannotRead with the path."""
    shown = data.get("id") if isinstance(data, dict) else None
    try:
        return _block(record(data, "block"))
    except Malformed as wrong:
        raise CannotRead("notion", f"block {shown or '(no id)'}", str(wrong)) from None


def _block(data: Mapping[str, Any]) -> NativeBlock:
    kind = text(data.get("type"), "type") or "unsupported"
    runs: tuple[Run, ...] | Cannot = Cannot(foreign(kind))
    if kind in KINDS:
        content = record(data.get(kind), kind)
        # Before 2022 the array was called "text".
        raw = content.get("rich_text", content.get("text"))
        runs = read_runs(records(raw, f"{kind}.rich_text"), f"{kind}.rich_text")
    below = flag(data.get("has_children"), "has_children")
    return NativeBlock(identifier(data.get("id"), "id"), kind, runs, below)


def foreign(kind: str) -> str:
    """Name a type of block that is not synced, as a person calls it."""
    return "a heading" if kind.startswith("heading") else _NAMES.get(kind, f"a {kind} block")


def read_body(blocks: Sequence[NativeBlock]) -> Document | None | Cannot:
    """Return the body as a document, or what in it can only be read in Notion, and where."""
    flat: list[Block] = []
    refused = _flatten(blocks, 0, flat)
    return refused or normal_document(Document(tuple(flat)))


def _flatten(blocks: Sequence[NativeBlock], level: int, flat: list[Block]) -> Cannot | None:
    for block in blocks:
        found = unreadable(block, level)
        if found:
            return Cannot(f"the page holds {found} at block {len(flat) + 1}")
        assert not isinstance(block.runs, Cannot)
        if block.runs or block.children:
            flat.append(Block(KINDS[block.type], block.runs, level))
        refused = _flatten(block.children, level + 1, flat)
        if refused:
            return refused
    return None


def unreadable(block: NativeBlock, level: int) -> str | None:
    """Name what a document cannot hold of this block at this level, None when it can."""
    if isinstance(block.runs, Cannot):
        return block.runs.reason
    if block.type == "paragraph" and level:
        return "a paragraph inside a list item"
    if block.type == "paragraph" and block.has_children:
        return "an indented block"
    if block.has_children and not any(run.text.strip() for run in block.runs):
        return "an empty list item with others below it"
    return None


def nodes(document: Document | None) -> tuple[Node, ...]:
    """Return a document as a tree: what is nested stands below its list item."""
    normal = normal_document(document)
    return _nodes(normal.blocks if normal else (), 0)


def _nodes(blocks: Sequence[Block], level: int) -> tuple[Node, ...]:
    starts = [index for index, block in enumerate(blocks) if block.level <= level]
    ends = [*starts[1:], len(blocks)][: len(starts)]
    return tuple(
        Node(blocks[at].kind, blocks[at].runs, _nodes(blocks[at + 1 : end], level + 1))
        for at, end in zip(starts, ends, strict=True)
    )


def native(node: Node) -> dict[str, Any]:
    """Return a block as an append or a create takes it, with everything below."""
    content: dict[str, Any] = {"rich_text": write_runs(node.runs)}
    if node.children:
        content["children"] = [native(child) for child in node.children]
    kind = TYPES[node.kind]
    return {"object": "block", "type": kind, kind: content}


def unwritable_body(document: Document) -> Cannot | None:
    """Say why Notion would refuse a document, and where; None when it takes it."""
    for number, block in enumerate(document.blocks, 1):
        reason = unwritable(block.runs)
        if reason or block.level >= DEPTH:
            deep = f"a list of {block.level + 1} levels (Syncline writes {DEPTH})"
            return Cannot(f"the description has {reason or deep} at block {number}")
    if len(document.blocks) > TOTAL:
        return Cannot(f"the description has {len(document.blocks)} blocks; Notion takes {TOTAL}")
    if crowded := _crowded(nodes(document)):
        return Cannot(f"the description has {crowded} items below one; Notion takes {CHILDREN}")
    return None


def _crowded(tree: Iterable[Node]) -> int | None:
    """Return how many children the first node has that has too many."""
    for node in tree:
        if len(node.children) > CHILDREN:
            return len(node.children)
        if below := _crowded(node.children):
            return below
    return None
