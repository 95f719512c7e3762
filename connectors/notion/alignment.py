"""Which of the blocks that are there becomes which of the blocks that are wanted; pure."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile

from connectors.notion.body import TABLE, Node, width
from syncline.domain.canvas import CELLS
from syncline.domain.lifted_runs import tokens
from syncline.domain.text import words

ALIKE = 0.5  # from this likeness of their words on, two blocks are one that was edited
SIGHT = 12  # how many blocks ahead a moved one is looked for

Nodes = Sequence[Node]


def pairs(old: Nodes, new: Nodes) -> Iterator[tuple[int, int]]:
    """Yield (new index, old index), both ascending, for blocks that stay in place.

    Either they are equal, or the one can be rewritten as the other. The end is aligned first: of
    blocks that look the same the one at the same distance from it is the one.
    """
    from_end = zip(reversed(old), reversed(new), strict=False)
    tail = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], from_end))
    left, right = len(old) - tail, len(new) - tail
    for at, onto in _between(old[:left], new[:right]):
        yield onto, at
    yield from zip(range(right, len(new)), range(left, len(old)), strict=True)


def _between(old: Nodes, new: Nodes) -> Iterator[tuple[int, int]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            yield from zip(range(start, end), range(first, last), strict=True)
            continue
        for at, onto in _edited(old[start:end], new[first:last]):
            yield start + at, first + onto


def _edited(old: Nodes, new: Nodes) -> Iterator[tuple[int, int]]:
    """Pair what is alike first, and between those pairs what is of one type."""
    start = first = 0
    for left, right in [*_alike(old, new), (len(old), len(new))]:
        for at, onto in _typed(old[start:left], new[first:right]):
            yield start + at, first + onto
        if left < len(old):
            yield left, right
        start, first = left + 1, right + 1


def _alike(old: Nodes, new: Nodes) -> Iterator[tuple[int, int]]:
    if len(old) == len(new) == 1:
        return
    start = 0
    for right, node in enumerate(new):
        ahead = range(start, min(len(old), start + SIGHT))
        left = next((at for at in ahead if _like(old[at], node)), None)
        if left is not None:
            yield left, right
            start = left + 1


def _typed(old: Nodes, new: Nodes) -> Iterator[tuple[int, int]]:
    matcher = SequenceMatcher(None, list(map(_form, old)), list(map(_form, new)), autojunk=False)
    for left, right, size in matcher.get_matching_blocks():
        for step in range(size):
            if old[left + step].block.kind != "opaque":
                yield left + step, right + step


def _form(node: Node) -> tuple[str, int]:
    """Return what a block keeps for ever: its type, and the number of columns of a table."""
    return node.type, width(node) if node.type == TABLE else 0


def _like(old: Node, new: Node) -> bool:
    if _form(old) != _form(new) or old.block.kind == "opaque":
        return False
    matcher = SequenceMatcher(None, _said(old), _said(new), autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _said(node: Node) -> list[str]:
    block = node.block
    text = words(block.runs) + CELLS.join(map(words, block.cells)) + block.detail * (not block.runs)
    return tokens(text)
