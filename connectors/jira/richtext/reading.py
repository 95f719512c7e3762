"""From nodes to blocks: siblings become pieces, each with its reading and the nodes it was."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from connectors.jira.richtext.grammar import DEPTH, HOLDS, Node
from connectors.jira.richtext.inlines import read_runs
from connectors.jira.richtext.leaves import (
    Strange,
    code,
    content_of,
    expect,
    image,
    order,
    plain_cell,
    tone,
)
from connectors.jira.richtext.naming import block_name
from connectors.jira.richtext.nodes import attributes, native_of, node_type
from syncline.domain.canvas import is_more
from syncline.domain.normaltext import normal_document, normal_runs
from syncline.domain.text import Block, Document, Run, Tree


@dataclass(frozen=True, slots=True)
class Piece:
    """The nodes that are one block with all below it; `frame`: the list or table around them.

    `tree`: how they read, None when there is nothing to see.
    """

    nodes: tuple[Node, ...]
    tree: Tree | None
    frame: Node | None = None


@dataclass(frozen=True, slots=True)
class Reader:
    """Read the nodes of one replica. Everything raises Malformed."""

    home: str

    def pieces(self, nodes: Iterable[Any], room: str | None = None, level: int = 0) -> list[Piece]:
        """Read siblings; `room` is the node that they stand in, None for the document."""
        found = [piece for node in nodes for piece in self._read(node, room, level)]
        return list(_restarting(found))

    def head(self, content: Sequence[Node]) -> tuple[Node | None, Sequence[Node]]:
        """Split what is in a list item or a frame into its first paragraph and the rest."""
        first = content[0] if content and node_type(content[0]) == "paragraph" else None
        return first, content[1:] if first is not None else content

    def runs(self, node: Node | None) -> tuple[Run, ...]:
        """Read the text of a node."""
        return normal_runs(read_runs(content_of(node), self.home)) if node is not None else ()

    def cell(self, node: Node) -> tuple[Run, ...]:
        """Read a cell of plain paragraphs."""
        lines = [self.runs(child) for child in content_of(node)]
        return normal_runs([run for line in lines if line for run in (Run("\n"), *line)])

    def _read(self, node: Any, room: str | None, level: int) -> Iterable[Piece]:
        if (room and node_type(node) not in HOLDS[room]) or level >= DEPTH:
            raise Strange
        try:
            return self._pieces(node, level)
        except Strange:
            name, native = block_name(node), native_of(node, self.home)
            return [Piece((node,), Tree(Block("opaque", (Run(name),), level, native=native)))]

    def _pieces(self, node: Node, level: int) -> list[Piece]:
        match node_type(node):
            case "bulletList" | "orderedList":
                return list(self._list(node, level)) or [Piece((node,), None)]
            case "taskList":
                return list(self._tasks(node, level)) or [Piece((node,), None)]
            case "table":
                return self._table(node, level)
            case "blockquote" | "panel" | "expand" | "nestedExpand":
                return [Piece((node,), self._frame(node, level))]
        return [Piece((node,), _tree(self._leaf(node, level)))]

    def _leaf(self, node: Node, level: int) -> Block:
        match node["type"]:
            case "paragraph":
                block = Block("paragraph", self.runs(node), level)
                return replace(block, kind="more") if is_more(block) else block
            case "heading":
                return Block(
                    "heading", self.runs(node), level, str(attributes(node).get("level"))[:1]
                )
            case "codeBlock":
                return code(node, level)
            case "rule":
                return Block("divider", level=level)
            case "mediaSingle":
                return image(node, level)
        raise Strange

    # -- what holds others ------------------------------------------------------------------

    def _frame(self, node: Node, level: int) -> Tree | None:
        attrs, kind = attributes(node), node["type"]
        if kind in ("expand", "nestedExpand"):
            title = Run(" ".join(str(attrs.get("title") or "").splitlines()))
            return _tree(Block("toggle", (title,), level), self._below(node, kind, level))
        if kind == "blockquote":
            return self._headed(Block("quote", (), level), node, kind)
        return self._headed(Block("callout", (), level, tone(node)), node, kind)

    def _headed(self, block: Block, node: Node, room: str) -> Tree | None:
        head, rest = self.head(content_of(node))
        below = _trees(self.pieces(rest, room, block.level + 1))
        return _tree(replace(block, runs=self.runs(head)), below)

    def _below(self, node: Node, room: str, level: int) -> tuple[Tree, ...]:
        return _trees(self.pieces(content_of(node), room, level + 1))

    def _list(self, node: Node, level: int) -> Iterator[Piece]:
        numbered, shown = node["type"] == "orderedList", False
        for number, item in enumerate(content_of(node), order(node)):
            expect(item, "listItem")
            block = Block("number" if numbered else "bullet", (), level)
            detail = str(number) if numbered and not shown else ""
            tree = self._headed(replace(block, detail=detail), item, "listItem")
            shown = shown or tree is not None
            yield Piece((item,), tree, node)

    def _tasks(self, node: Node, level: int) -> Iterator[Piece]:
        """Read tasks; a list after a task stands below it."""
        items: list[list[Node]] = []
        for child in content_of(node):
            if node_type(child) == "taskList" and items:
                items[-1].append(child)
            else:
                items.append([expect(child, "taskItem")])
        for item, *lists in items:
            done = "done" if attributes(item).get("state") == "DONE" else ""
            below = _trees(self.pieces(lists, "taskItem", level + 1))
            tree = _tree(Block("task", self.runs(item), level, done), below)
            yield Piece((item, *lists), tree, node)

    def _table(self, node: Node, level: int) -> list[Piece]:
        rows = content_of(node)
        if attributes(node).get("isNumberColumnEnabled") or not rows:
            raise Strange
        read = normal_document(Document(tuple(map(self._row, rows))))
        blocks = (replace(block, level=level) for block in read.blocks) if read else ()
        pairs = zip(rows, blocks, strict=True)
        return [Piece((row,), Tree(block), node) for row, block in pairs]

    def _row(self, row: Node) -> Block:
        cells = [plain_cell(cell) for cell in content_of(expect(row, "tableRow"))]
        if not cells:
            raise Strange
        header = all(cell["type"] == "tableHeader" for cell in cells)
        return Block("row", (), 0, "header" if header else "", tuple(map(self.cell, cells)))


def _trees(pieces: Iterable[Piece]) -> tuple[Tree, ...]:
    return tuple(piece.tree for piece in pieces if piece.tree)


def _tree(block: Block, below: tuple[Tree, ...] = ()) -> Tree | None:
    """Put a block in its normal form; None when there is nothing of it."""
    if below:
        return Tree(replace(block, runs=normal_runs(block.runs)), below)
    normal = normal_document(Document((replace(block, level=0),)))
    return Tree(replace(normal.blocks[0], level=block.level)) if normal else None


def _restarting(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Leave out a number that a list would begin with anyway."""
    before = None
    for piece in pieces:
        tree = piece.tree
        if tree and tree.block.kind == "number" != before and tree.block.detail == "1":
            yield replace(piece, tree=replace(tree, block=replace(tree.block, detail="")))
        else:
            yield piece
        before = tree.block.kind if tree else before
