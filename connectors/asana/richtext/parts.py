"""The body of a rich text in parts: the bytes of each, and the blocks that it reads as."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from connectors.asana.richtext.inline import (
    INLINE,
    Unreadable,
    called,
    one_lined,
    paragraphs,
    read_runs,
)
from connectors.asana.richtext.markup import Node, nodes, opened, parsed, source_of, tags
from syncline.domain.canvas import is_more
from syncline.domain.normaltext import normal_document
from syncline.domain.text import Block, BlockKind, Document, Native, Run, Tree, trees

DEPTH = 20  # levels of lists
LISTS: dict[str, BlockKind] = {"ul": "bullet", "ol": "number"}
BELOW: dict[BlockKind, frozenset[str]] = {
    "bullet": frozenset(LISTS),
    "number": frozenset(LISTS),
    "quote": frozenset({*LISTS, "pre"}),
}
_SPANS = re.compile(r"""\s(?:col|row)span\s*=\s*["'](?!1["'])""")


@dataclass(frozen=True, slots=True)
class Part:
    """Some bytes of a body, and what they read as.

    `inner`: the items of a list, the rows of a table, the cells of a row, and the lists below the
    words of an item. `gap`: the bytes before it that read as nothing. `opening`: its first tag;
    `text`: the bytes of its own words.
    """

    raw: str
    trees: tuple[Tree, ...] = ()
    inner: tuple["Part", ...] = ()
    gap: str = ""
    opening: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Read the bodies of one replica."""

    home: str

    def body(self, inner: str) -> tuple[Part, ...]:
        """Return all of a body in its parts; the last one is empty, and has the last gap."""
        return _seated(self._part(tag, raw) for tag, raw in _stretches(inner))

    def _part(self, tag: str, raw: str) -> Part:
        if not tag:
            return self._flow(raw)
        try:
            return self._block(tag, raw, 0)
        except Unreadable:
            (element,) = parsed(raw)
            native = Native(self.home, source_of(element))
            return _leaf(raw, Block("opaque", (Run(called(element)),), native=native))

    def _flow(self, raw: str) -> Part:
        found = (Block("paragraph", runs) for runs in paragraphs(read_runs(raw, self.home)) if runs)
        shown = (replace(block, kind="more") if is_more(block) else block for block in found)
        return Part(raw, tuple(map(Tree, shown)))

    def _block(self, tag: str, raw: str, level: int) -> Part:
        inner = opened(raw)[1]
        match tag:
            case "h1" | "h2":
                runs = one_lined(read_runs(inner, self.home))
                return _leaf(raw, Block("heading", runs, detail=tag[1]))
            case "pre" if tags(inner) <= INLINE:
                if any(run.native for run in read_runs(inner, self.home)):
                    raise Unreadable(tag)
                return _leaf(raw, Block("code", (Run("".join(parsed(inner).itertext())),)))
            case "hr" if not inner.strip():
                return _leaf(raw, Block("divider"))
            case "ul" | "ol":
                return self._list(LISTS[tag], raw, level)
            case "blockquote":
                return self._framed("quote", [(tag, raw)], level)
            case "table":
                return self._table(raw)
            case _:
                raise Unreadable(tag)

    def _list(self, kind: BlockKind, raw: str, level: int) -> Part:
        if level >= DEPTH:
            raise Unreadable(kind)
        opening, inner = opened(raw)
        items = _seated(self._framed(kind, bundle, level) for bundle in _bundles(nodes(inner)))
        return Part(raw, _all_trees(items), items, opening=opening)

    def _framed(self, kind: BlockKind, bundle: Sequence[Node], level: int) -> Part:
        """Read words with blocks below them; the lists beside an item stand below it as well."""
        raw = "".join(raw for _, raw in bundle)
        children, opening = list(bundle), ""
        if bundle and bundle[0][0] in {"li", "blockquote"}:
            opening, inner = opened(bundle[0][1])
            children[:1] = nodes(inner)
        lead = list(takewhile(lambda node: node[0] not in BELOW[kind], children))
        text = "".join(raw for _, raw in lead)
        runs = read_runs(text, self.home)
        parts = _seated(self._below(kind, node, level + 1) for node in children[len(lead) :])
        below = _all_trees(parts)
        found = (Tree(Block(kind, runs), below),) if runs or below else ()
        return Part(raw, found, parts, opening=opening, text=text)

    def _below(self, kind: BlockKind, node: Node, level: int) -> Part:
        tag, raw = node
        if tag in BELOW[kind]:
            return self._block(tag, raw, level)
        return _space(node)

    def _table(self, raw: str) -> Part:
        opening, inner = opened(raw)
        rows = [self._row(node) if node[0] == "tr" else _space(node) for node in nodes(inner)]
        told = Document(tuple(tree.block for tree in _all_trees(rows)))
        normal = iter(trees(normal_document(told)))
        rows = [replace(row, trees=(next(normal),)) if row.trees else row for row in rows]
        seated = _seated(rows)
        return Part(raw, _all_trees(seated), seated, opening=opening)

    def _row(self, node: Node) -> Part:
        opening, inner = opened(node[1])
        found = [self._cell(one) if one[0] == "td" else _space(one) for one in nodes(inner)]
        cells = tuple(cell for cell in found if cell.opening)
        row = Block("row", cells=tuple(tree.block.runs for tree in _all_trees(cells)))
        return Part(node[1], (Tree(row),), cells, opening=opening)

    def _cell(self, node: Node) -> Part:
        opening, inner = opened(node[1])
        if _SPANS.search(opening):
            raise Unreadable(opening)
        cell = Block("paragraph", read_runs(inner, self.home))
        return Part(node[1], (Tree(cell),), opening=opening, text=inner)


def _stretches(inner: str) -> Iterator[Node]:
    """Yield blocks, paragraphs as "", and the space between them as "" too."""
    flow = ""
    for tag, raw in nodes(inner):
        if tag and not tags(raw) <= INLINE:
            yield from _stretch(flow)
            yield tag, raw
            flow = ""
        elif tag:
            flow += raw
        else:
            for piece in re.split(r"(\s+)", raw):
                if piece.count("\n") > 1 and piece.isspace():
                    yield from _stretch(flow)
                    yield "", piece
                    flow = ""
                else:
                    flow += piece
    yield from _stretch(flow)


def _stretch(flow: str) -> Iterator[Node]:
    start, end = len(flow) - len(flow.lstrip()), len(flow.rstrip())
    pieces = (flow[:start], flow[start:end], flow[end:]) if start < end else (flow,)
    yield from (("", piece) for piece in pieces if piece)


def _bundles(children: Iterable[Node]) -> Iterator[list[Node]]:
    """Yield each item with what stands beside it: space, and lists, as in Asana's own editor."""
    bundle: list[Node] = []
    for tag, raw in children:
        if tag == "li":
            yield bundle
            bundle = []
        elif tag not in LISTS and raw.strip():
            raise Unreadable(tag)
        bundle.append((tag, raw))
    yield bundle


def _space(node: Node) -> Part:
    if node[1].strip():
        raise Unreadable(node[0])
    return Part(node[1])


def _leaf(raw: str, block: Block) -> Part:
    return Part(raw, trees(normal_document(Document((block,)))), opening=opened(raw)[0])


def _seated(found: Iterable[Part]) -> tuple[Part, ...]:
    """Let what reads as nothing be the gap before what follows it."""
    parts: list[Part] = []
    gap = ""
    for part in found:
        if part.trees:
            parts.append(replace(part, gap=gap))
            gap = ""
        else:
            gap += part.raw
    return (*parts, Part("", gap=gap))


def _all_trees(parts: Iterable[Part]) -> tuple[Tree, ...]:
    return tuple(tree for part in parts for tree in part.trees)
