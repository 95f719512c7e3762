"""A page's body: native blocks <-> Document, as a tree; pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from connectors.notion.kinds import HOLDERS, creatable, look_of, read_content, type_of
from connectors.notion.richtext import TOTAL
from connectors.notion.shapes import Malformed, flag, identifier, record, text
from syncline.domain.errors import CannotRead
from syncline.domain.fields import Cannot
from syncline.domain.normaltext import normal_document
from syncline.domain.text import STANDING, Block, Document, Tree, trees

TABLE = "table"


@dataclass(frozen=True, slots=True)
class NativeBlock:
    """One block as Notion shows it, and as it reads, with its children as far as they are read."""

    id: str
    type: str
    block: Block
    look: Mapping[str, Any]
    has_children: bool
    children: tuple["NativeBlock", ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A block to be shown, with what stands below it; a table is one, its rows are below it.

    `look`: what only Notion shows of it, kept where it has to be created again.
    """

    type: str
    block: Block
    below: tuple["Node", ...] = ()
    look: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Held:
    """A node that is there; `path` are the ids above it, from that of the list it stands in.

    What is indented under a paragraph or a heading stands in one list with it, after it.
    """

    id: str
    node: Node
    path: tuple[str, ...]
    below: tuple["Held", ...] = ()


# -- reading ------------------------------------------------------------------------------------


def read_block(data: Any, home: str) -> NativeBlock:
    """Read a block object without its children. Raises CannotRead with the path."""
    shown = data.get("id") if isinstance(data, dict) else None
    try:
        return _block(record(data, "block"), home)
    except Malformed as wrong:
        raise CannotRead("notion", f"block {shown or '(no id)'}", str(wrong)) from None


def _block(data: Mapping[str, Any], home: str) -> NativeBlock:
    kind = text(data.get("type"), "type") or "unsupported"
    content = record(data.get(kind), kind)
    name = identifier(data.get("id"), "id")
    block = read_content(name, kind, content, home)
    below = flag(data.get("has_children"), "has_children")
    return NativeBlock(name, kind, block, look_of(kind, content), below)


def held(blocks: Sequence[NativeBlock], *path: str) -> tuple[Held, ...]:
    """Return what people see of the blocks in one list; those without a word are left out."""
    return tuple(_held(blocks, path))


def _held(blocks: Sequence[NativeBlock], path: tuple[str, ...]) -> Iterator[Held]:
    for one in blocks:
        if one.type in HOLDERS:
            below = held(one.children, one.id)
            node = Node(one.type, one.block, tuple(each.node for each in below), one.look)
            if below or (one.block.runs and one.type != TABLE):
                yield Held(one.id, _widened(node), path, below)
            continue
        if one.block.runs or one.block.kind in STANDING:
            yield Held(one.id, Node(one.type, one.block, (), one.look), path)
        yield from _held(one.children, (*path, one.id))


def _widened(node: Node) -> Node:
    """Let all rows of a table be of one width, as a document shows them."""
    if node.type != TABLE:
        return node
    return replace(node, below=tuple(_row(row, width(node)) for row in node.below))


def _row(row: Node, wide: int) -> Node:
    cells = row.block.cells + ((),) * (wide - len(row.block.cells))
    return replace(row, block=replace(row.block, cells=cells))


def width(table: Node) -> int:
    """Return the number of columns of a table."""
    return max((len(row.block.cells) for row in table.below), default=0)


def read_body(blocks: Sequence[NativeBlock]) -> Document | None | Cannot:
    """Return the body as a document; Cannot for one that is longer than Syncline holds."""
    shown = document(one.node for one in held(blocks))
    if shown and len(shown.blocks) > TOTAL:
        return Cannot(f"the page has {len(shown.blocks):,} blocks; Syncline syncs up to {TOTAL:,}")
    return shown


# -- documents ----------------------------------------------------------------------------------


def document(nodes: Iterable[Node]) -> Document | None:
    """Return what a page with these nodes shows."""
    return normal_document(Document(tuple(_flat(nodes, 0))))


def _flat(nodes: Iterable[Node], level: int) -> Iterator[Block]:
    for node in nodes:
        if node.type == TABLE:
            yield from _rows(node, level)
            continue
        yield replace(node.block, level=level)
        yield from _flat(node.below, level + 1)


def _rows(table: Node, level: int) -> Iterator[Block]:
    for number, row in enumerate(table.below):
        detail = "" if number else f"start {table.block.detail}".strip()
        yield replace(row.block, level=level, detail=detail)


def nodes(shown: Document | None) -> tuple[Node, ...]:
    """Return a document that Notion can show as what its pages are made of."""
    return _nodes(trees(normal_document(shown)))


def _nodes(siblings: Sequence[Tree]) -> tuple[Node, ...]:
    made: list[Node] = []
    for tree in siblings:
        block = replace(tree.block, level=0)
        if block.kind != "row":
            made.append(Node(type_of(block), block, _nodes(tree.below)))
            continue
        row = Node("table_row", replace(block, detail=""))
        if "start" in block.detail:
            header = "header" if "header" in block.detail else ""
            made.append(Node(TABLE, Block("row", detail=header), (row,)))
        else:
            made[-1] = replace(made[-1], below=(*made[-1].below, row))
    return tuple(made)


def created(siblings: Iterable[Node]) -> tuple[Node, ...]:
    """Leave out what the API cannot create."""
    return tuple(
        replace(node, below=created(node.below)) for node in siblings if creatable(node.block)
    )
