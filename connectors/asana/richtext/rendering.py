"""Blocks as XML, with the bytes of the present body wherever it already says the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, zip_longest
from xml.sax.saxutils import escape

from connectors.asana.richtext.inline import write_runs
from connectors.asana.richtext.markup import markup_of
from connectors.asana.richtext.pairing import paired
from connectors.asana.richtext.parts import LISTS, Part
from syncline.domain.text import BlockKind, Run, Tree, words

_LIST_TAGS: dict[BlockKind, str] = {kind: tag for tag, kind in LISTS.items()}
_TAGS: dict[BlockKind, str] = {
    "bullet": "li",
    "number": "li",
    "quote": "blockquote",
    "code": "pre",
    "row": "tr",
}
_PARAGRAPHS: frozenset[BlockKind] = frozenset({"paragraph", "more"})


@dataclass(frozen=True, slots=True)
class _Pair:
    """A block to write; the part of the present body, and the place and unit in it, that it has."""

    tree: Tree
    part: int | None = None
    place: int | None = None
    unit: Part | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    raw: str
    part: int | None
    flows: bool = False  # a line of text, which would run on into the next one


def rendered(wanted: Sequence[Tree], parts: Sequence[Part]) -> str:
    """Return the XML of blocks; what a part reads as already is put back byte for byte."""
    pieces = [piece for group in _groups(_pairs(wanted, parts)) for piece in _pieces(group, parts)]
    return _joined(pieces, parts)


def _pairs(wanted: Sequence[Tree], parts: Sequence[Part]) -> list[_Pair]:
    there = [
        _Pair(tree, number, place, unit)
        for number, part in enumerate(parts)
        for place, unit in enumerate(_units(part))
        for tree in unit.trees
    ]
    found = paired([_key(pair.tree) for pair in there], [_key(tree) for tree in wanted])
    return [
        _Pair(tree) if at is None else replace(there[at], tree=tree)
        for tree, at in zip(wanted, found, strict=True)
    ]


def _units(part: Part) -> tuple[Part, ...]:
    """Return the items of a list, the rows of a table; anything else is one."""
    several = part.trees and part.trees[0].block.kind in {*_LIST_TAGS, "row"}
    return part.inner if several else (part,)


def _key(tree: Tree) -> Tree:
    """Return a row without its place in the table: what it says stays the same."""
    return Tree(replace(tree.block, detail="")) if tree.block.kind == "row" else tree


def _groups(pairs: Sequence[_Pair]) -> Iterator[list[_Pair]]:
    """Yield together what is one list, one table, or one stretch of text already."""
    for kind, run in groupby(pairs, key=lambda pair: pair.tree.block.kind):
        group: list[_Pair] = []
        for pair in _in_order(list(run)) if kind in _LIST_TAGS else run:
            if group and not _together(group, pair):
                yield group
                group = []
            group.append(pair)
        yield group


def _in_order(run: list[_Pair]) -> list[_Pair]:
    """Let lists stay apart unless an item has gone from one to another: then they are one."""
    numbers = [pair.part for pair in run if pair.part is not None]
    if numbers == sorted(numbers):
        return run
    return [pair if pair.part == numbers[0] else _Pair(pair.tree, unit=pair.unit) for pair in run]


def _together(group: Sequence[_Pair], pair: _Pair) -> bool:
    number, kind = _number(group), pair.tree.block.kind
    if kind == "row":
        return "start" not in pair.tree.block.detail
    if kind in _LIST_TAGS:
        return pair.part is None or number is None or pair.part == number
    return pair.part is not None and pair.part == number


def _number(group: Sequence[_Pair]) -> int | None:
    return next((pair.part for pair in group if pair.part is not None), None)


def _pieces(group: Sequence[_Pair], parts: Sequence[Part]) -> Iterator[_Piece]:
    number, kind = _number(group), group[0].tree.block.kind
    part = Part("") if number is None else parts[number]
    if part.trees == tuple(pair.tree for pair in group):
        yield _Piece(part.raw, number, kind in _PARAGRAPHS)
    elif kind in _LIST_TAGS or kind == "row":
        items = [
            _Piece(_unit(pair.tree, pair.unit), pair.place if pair.part == number else None)
            for pair in group
        ]
        yield _Piece(
            _tagged(_LIST_TAGS.get(kind, "table"), _joined(items, part.inner), part), number
        )
    else:
        for pair in group:
            raw = _unit(pair.tree, pair.unit)
            yield _Piece(raw, pair.part, pair.tree.block.kind in _PARAGRAPHS)


def _joined(pieces: Sequence[_Piece], parts: Sequence[Part]) -> str:
    """Put pieces one after another, with the gaps of the present body between its neighbours."""
    html, last = "", _Piece("", -1)
    for piece in (*pieces, _Piece("", len(parts) - 1 if parts else None)):
        follows = piece.part is not None and last.part is not None and piece.part == last.part + 1
        gap = parts[piece.part].gap if follows and piece.part is not None else ""
        if piece.flows and last.flows and gap.count("\n") < 2:
            gap = "\n\n"
        html, last = f"{html}{gap}{piece.raw}", piece
    return html


def _unit(tree: Tree, unit: Part | None) -> str:
    if unit and len(unit.trees) == 1 and _key(unit.trees[0]) == _key(tree) and _whole(unit):
        return unit.raw
    block, there = tree.block, unit or Part("")
    if block.kind in _PARAGRAPHS:
        return write_runs(block.runs)
    if block.kind == "divider":
        return "<hr/>"
    if block.native:
        return markup_of(block.native.source) or ""
    return _tagged(_TAGS.get(block.kind) or f"h{block.detail}", _content(tree, there), there)


def _whole(unit: Part) -> bool:
    """Tell whether a row has all of its cells: others of its table may have filled it up."""
    block = unit.trees[0].block
    return block.kind != "row" or len(block.cells) == len(unit.inner)


def _content(tree: Tree, there: Part) -> str:
    block = tree.block
    match block.kind:
        case "code":
            return escape(words(block.runs))
        case "row":
            cells = zip_longest(block.cells, there.inner[: len(block.cells)], fillvalue=None)
            return "".join(_cell(cell or (), of) for cell, of in cells)
        case _:
            known = bool(there.trees) and there.trees[0].block == block
            text = there.text if known else write_runs(block.runs)
            return text + rendered(tree.below, there.inner)


def _cell(runs: tuple[Run, ...], there: Part | None) -> str:
    if there and there.trees[0].block.runs == runs:
        return there.raw
    return _tagged("td", write_runs(runs), there or Part(""))


def _tagged(tag: str, inner: str, there: Part) -> str:
    """Enclose in a tag, with the attributes that it has there."""
    same = there.opening.startswith((f"<{tag}>", f"<{tag} "))
    return f"{there.opening if same else f'<{tag}>'}{inner}</{tag}>"
