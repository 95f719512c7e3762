"""From blocks to nodes: what reads as before is put back as it is, the rest is made anew."""

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from connectors.jira.richtext.framing import Entry, framed
from connectors.jira.richtext.grammar import FRAMES, NODES, ROOMS, Node
from connectors.jira.richtext.inlines import write_runs
from connectors.jira.richtext.leaves import TONES, content_of
from connectors.jira.richtext.nodes import attributes, children
from connectors.jira.richtext.pairing import Cluster, clusters, paired
from connectors.jira.richtext.reading import Piece, Reader
from syncline.domain.text import Block, Run, Tree, words

_IDENTIFIED = frozenset(
    {"taskList", "taskItem", "blockTaskItem", "decisionList", "decisionItem", "syncBlock",
     "bodiedSyncBlock"}
)  # fmt: skip
"""The nodes that Jira refuses without a local id."""
_EMPTY: Node = {"type": "paragraph", "content": []}


@dataclass(frozen=True, slots=True)
class Writer:
    """Render the blocks of one body; `reader` tells how the nodes that are there read."""

    reader: Reader
    numbers: Iterator[int] = field(default_factory=count)

    def siblings(self, wanted: Sequence[Tree], pieces: Sequence[Piece] = ()) -> list[Node]:
        """Render siblings over the pieces that stand there now."""
        known = clusters(pieces)
        if not wanted and not known:
            return framed([_unseen(piece) for piece in pieces], self._local_id)
        entries: list[Entry] = []
        for tree, cluster in paired(wanted, known):
            entries += map(_unseen, cluster.before) if cluster else ()
            entries.append(self._entry(tree, cluster))
            entries += map(_unseen, cluster.after) if cluster else ()
        return framed(entries, self._local_id)

    def _entry(self, tree: Tree, cluster: Cluster | None) -> Entry:
        piece = cluster.piece if cluster else Piece((), None)
        same = piece.tree == tree
        nodes = piece.nodes if same else tuple(self._rendered(tree, piece))
        return Entry(nodes, FRAMES.get(tree.block.kind), piece.frame, tree.block)

    def _local_id(self) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_OID, str(next(self.numbers))))

    def _rendered(self, tree: Tree, piece: Piece) -> list[Node]:
        """Render one block with all below it, keeping of the node there what only Jira knows."""
        block, old = tree.block, piece.nodes[0] if piece.nodes else {}
        if block.kind == "task":
            return [self._task(block, old), *self._below(tree, piece.nodes[1:], "taskItem")]
        if block.kind in ("bullet", "number", "quote", "callout"):
            room = ROOMS[block.kind]
            attrs = _tone(block, piece) if block.kind == "callout" else {}
            return [_made(old, room, attrs, self._headed(tree, old, room))]
        if block.kind == "toggle":
            return [self._toggle(tree, old)]
        return [self._leaf(block, piece, old)]

    def _leaf(self, block: Block, piece: Piece, old: Node) -> Node:
        name = NODES.get(block.kind, "")
        match block.kind:
            case "opaque":
                return self._opaque(block, piece)
            case "row":
                return _made(old, "tableRow", {}, self._cells(block, piece))
            case "code":
                content = [{"type": "text", "text": words(block.runs)}]
                return _made(old, name, _language(block, piece), content)
            case "divider":
                return _made(old, name, {}, None)
            case "image":
                return _image(block, old)
        attrs = {"level": int(block.detail)} if block.kind == "heading" else {}
        return _made(old, name, attrs, self._inlines(block.runs, old))

    def _inlines(self, runs: Sequence[Run], old: Node) -> list[Node]:
        return write_runs(runs, content_of(old), self.reader.home)

    # -- what holds others ------------------------------------------------------------------

    def _below(self, tree: Tree, old: Sequence[Node], room: str) -> list[Node]:
        pieces = self.reader.pieces(old, room, tree.block.level + 1)
        return self.siblings(tree.below, pieces)

    def _headed(self, tree: Tree, old: Node, room: str) -> list[Node]:
        """Render a first paragraph and what follows; one without words is left out if it can be."""
        head, rest = self.reader.head(content_of(old))
        runs, below = tree.block.runs, self._below(tree, rest, room)
        if head is None and not runs and below and below[0]["type"] != "paragraph":
            return below if rest or room != "listItem" else [_EMPTY, *below]
        if head is not None and self.reader.runs(head) == runs:
            return [head, *below]
        return [_made(head or {}, "paragraph", {}, self._inlines(runs, head or {})), *below]

    def _toggle(self, tree: Tree, old: Node) -> Node:
        name = str(old.get("type") or ("nestedExpand" if tree.block.level else "expand"))
        below = self._below(tree, content_of(old), name)
        title = " ".join(words(tree.block.runs).splitlines())
        return _made(old, name, {"title": title}, below or [_EMPTY])

    def _task(self, block: Block, old: Node) -> Node:
        attrs = {"state": "DONE" if block.detail else "TODO"}
        if "localId" not in attributes(old):
            attrs["localId"] = self._local_id()
        return _made(old, "taskItem", attrs, self._inlines(block.runs, old))

    def _cells(self, row: Block, piece: Piece) -> list[Node]:
        """Render cells; a first column of headers, which rows do not know, stays one."""
        header = "header" in row.detail
        was_header = piece.tree is not None and "header" in piece.tree.block.detail
        olds = content_of(piece.nodes[0]) if piece.nodes else []
        cells = []
        for number, runs in enumerate(row.cells or ((),)):  # Jira has no row without a cell
            old = olds[number] if number < len(olds) else {}
            kept = "tableCell" if was_header else str(old.get("type", "tableCell"))
            cells.append(self._cell(runs, old, "tableHeader" if header else kept))
        return cells

    def _cell(self, runs: tuple[Run, ...], old: Node, name: str) -> Node:
        if old and self.reader.cell(old) == runs:
            return {**old, "type": name}
        first: Node = next(iter(content_of(old)), {})
        return _made(old, name, {}, [_made(first, "paragraph", {}, self._inlines(runs, first))])

    # -- what only Jira shows ---------------------------------------------------------------

    def _opaque(self, block: Block, piece: Piece) -> Node:
        assert block.native
        if piece.tree and piece.tree.block.native == block.native:
            return piece.nodes[0]
        return self._identified(json.loads(block.native.source))

    def _identified(self, node: dict[str, Any]) -> Node:
        if node.get("type") in _IDENTIFIED:
            node["attrs"] = {**attributes(node), "localId": self._local_id()}
        for child in children(node):
            self._identified(child)
        return node


def _made(
    old: Node, name: str, attrs: Mapping[str, Any], content: Sequence[Node] | None
) -> dict[str, Any]:
    """Return a node that has of `old` all that is not said; an attribute that is None goes."""
    node = {**old, "type": name}
    merged = {key: one for key, one in {**attributes(old), **attrs}.items() if one is not None}
    if merged or "attrs" in old:
        node["attrs"] = merged
    if content is not None:
        node["content"] = list(content)
    return node


def _unseen(piece: Piece) -> Entry:
    frame = piece.frame["type"] if piece.frame is not None else None
    return Entry(piece.nodes, frame, piece.frame, None)


def _language(code: Block, piece: Piece) -> dict[str, Any]:
    known = piece.tree is not None and piece.tree.block.detail == code.detail
    return {} if known else {"language": code.detail or None}


def _tone(callout: Block, piece: Piece) -> dict[str, Any]:
    """Keep a panel of its own making until it gets another tone."""
    if piece.tree is not None and piece.tree.block.detail == callout.detail:
        return {}
    plain = dict.fromkeys(("panelIcon", "panelIconId", "panelIconText", "panelColor"))
    return {"panelType": callout.detail if callout.detail in TONES else "info", **plain}


def _image(image: Block, old: Node) -> Node:
    """Render an image with its words as alternative text, or as the caption that is there."""
    media, *captions = content_of(old) or [{}]
    text = " ".join(words(image.runs).splitlines())
    moved = attributes(media).get("url") != image.detail
    attrs: dict[str, Any] = {"type": "external", "url": image.detail}
    attrs |= {"width": None, "height": None} if moved else {}
    if not captions or not text:
        attrs["alt"] = text or None
    said = [{"type": "text", "text": text}] if text else []
    content = [
        _made(media, "media", attrs, None),
        *(_made(c, "caption", {}, said) for c in captions),
    ]
    return _made(old, "mediaSingle", {} if old else {"layout": "center"}, content)
