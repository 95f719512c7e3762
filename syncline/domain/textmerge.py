"""The block-wise three-way merge of rich text."""

from difflib import SequenceMatcher
from typing import Literal

from syncline.domain.text import Block, Document


def merge_documents(
    base: Document | None, ours: Document | None, theirs: Document | None
) -> Document | None | Literal["clash"]:
    """Merge two edits of `base` block by block; "clash" where both touched the same place.

    Laws: merge(b, b, t) == t; merge(b, o, b) == o; merge(b, x, x) == x; symmetric in ours, theirs.
    """
    old, mine, other = (d.blocks if d else () for d in (base, ours, theirs))
    if mine == other or other == old:
        return ours
    if mine == old:
        return theirs
    merged: list[Block] = []
    position = 0
    for start, end, left, right in _regions(old, mine, other):
        merged.extend(old[position:start])
        chosen = _settled(old[start:end], left, right)
        if chosen is None:
            return "clash"
        merged.extend(chosen)
        position = end
    merged.extend(old[position:])
    return Document(tuple(merged)) if merged else None


_Blocks = tuple[Block, ...]


def _settled(old: _Blocks, left: _Blocks, right: _Blocks) -> _Blocks | None:
    if left == right or right == old:
        return left
    return right if left == old else None


def _changes(old: _Blocks, new: _Blocks) -> list[tuple[int, int, int, int]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [(a, b, c, d) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]


def _regions(
    old: _Blocks, mine: _Blocks, other: _Blocks
) -> list[tuple[int, int, _Blocks, _Blocks]]:
    """Group the changes of both sides into regions of `old` that touch or overlap."""
    sides = [(c, "mine") for c in _changes(old, mine)] + [
        (c, "other") for c in _changes(old, other)
    ]
    groups: list[list[tuple[tuple[int, int, int, int], str]]] = []
    reach = -1
    for change, side in sorted(sides):
        if groups and change[0] <= reach:
            groups[-1].append((change, side))
        else:
            groups.append([(change, side)])
        reach = max(reach, change[1])
    return [_region(group, old, mine, other) for group in groups]


def _region(
    group: list[tuple[tuple[int, int, int, int], str]],
    old: _Blocks,
    mine: _Blocks,
    other: _Blocks,
) -> tuple[int, int, _Blocks, _Blocks]:
    start, end = min(c[0] for c, _ in group), max(c[1] for c, _ in group)
    left = _replayed(old, mine, start, end, [c for c, side in group if side == "mine"])
    right = _replayed(old, other, start, end, [c for c, side in group if side == "other"])
    return start, end, left, right


def _replayed(
    old: _Blocks,
    new: _Blocks,
    start: int,
    end: int,
    changes: list[tuple[int, int, int, int]],
) -> _Blocks:
    """Return what stands in `new` where `old[start:end]` stood."""
    out: list[Block] = []
    position = start
    for a, b, c, d in changes:
        out.extend(old[position:a])
        out.extend(new[c:d])
        position = b
    out.extend(old[position:end])
    return tuple(out)
