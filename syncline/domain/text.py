"""Canonical rich text: blocks and runs, their normal form, and the block-wise three-way merge."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from syncline.domain.plain import clean_line

Mark = Literal["strong", "em", "underline", "strike", "code"]
BlockKind = Literal["paragraph", "bullet", "number"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with one set of marks and at most one link; a newline is a hard break."""

    text: str
    marks: frozenset[Mark] = frozenset()
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph or list item; `level` counts nested lists from 0."""

    kind: BlockKind
    runs: tuple[Run, ...]
    level: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """A body of text as a flat sequence of blocks; an empty body is `None`."""

    blocks: tuple[Block, ...]

    def __str__(self) -> str:
        """Give the plain text, one line a block, with list signs."""
        signs = {"paragraph": "", "bullet": "- ", "number": "1. "}
        return "\n".join(
            "  " * block.level + signs[block.kind] + "".join(run.text for run in block.runs)
            for block in self.blocks
        )


def plain(text: str) -> Document | None:
    """Return `text` as paragraphs, one a line; `None` when there is nothing but space."""
    lines = [line for line in text.splitlines() if line.strip()]
    return Document(tuple(Block("paragraph", (Run(line),)) for line in lines)) if lines else None


def normal_document(document: Document | None) -> Document | None:
    """Return the normal form: joined runs, clean space, no empty block. Law: idempotent."""
    if document is None:
        return None
    blocks = tuple(b for b in map(_normal_block, document.blocks) if b.runs)
    return Document(_reseated(blocks)) if blocks else None


def _normal_block(block: Block) -> Block:
    runs: Iterable[Run] = block.runs
    for _ in range(2):  # a run that turns out empty lets its neighbours meet, and compose
        runs = [replace(run, text=clean_line(run.text)) for run in _joined(runs)]
    # Marks on bare space cannot be seen, and every tool moves them differently.
    bare = (r if r.text.strip() or r.link else replace(r, marks=frozenset()) for r in runs)
    level = block.level if block.kind != "paragraph" else 0
    return replace(block, runs=_trimmed(_joined(bare)), level=level)


def _joined(runs: Iterable[Run]) -> list[Run]:
    joined: list[Run] = []
    for run in runs:
        if joined and (joined[-1].marks, joined[-1].link) == (run.marks, run.link):
            joined[-1] = replace(joined[-1], text=joined[-1].text + run.text)
        elif run.text:
            joined.append(run)
    return joined


def _trimmed(runs: list[Run]) -> tuple[Run, ...]:
    while runs and not (first := runs[0].text.lstrip()):
        runs = runs[1:]
    if runs:
        runs = [replace(runs[0], text=first), *runs[1:]]
    while runs and not (last := runs[-1].text.rstrip()):
        runs = runs[:-1]
    if runs:
        runs = [*runs[:-1], replace(runs[-1], text=last)]
    return tuple(runs)


def _reseated(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Let no list item be more than one level below the one before it: no tool can hold that."""
    seated: list[Block] = []
    for block in blocks:
        before = seated[-1] if seated and seated[-1].kind != "paragraph" else None
        deepest = before.level + 1 if before else 0
        seated.append(replace(block, level=min(block.level, deepest)))
    return tuple(seated)


def lift_document(
    agreed: Document | None, shown: Document | None, display: Document | None
) -> Document | None:
    """Read `display` with the detail of `agreed`, in the blocks that look as `shown` shows it.

    `shown` is the projection of `agreed`: a tool that cannot show a mark does not take it away.
    """
    old, plain_old, new = (d.blocks if d else () for d in (agreed, shown, display))
    if len(old) != len(plain_old):
        return display
    blocks = list(new)
    for start, at, size in SequenceMatcher(
        None, plain_old, new, autojunk=False
    ).get_matching_blocks():
        blocks[at : at + size] = old[start : start + size]
    return Document(tuple(blocks)) if blocks else None


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
