"""Carry an edit made on a poorer canvas back: what a tool cannot show it does not take away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from syncline.domain.canvas import CELLS, DONE, OPEN
from syncline.domain.lifted_runs import lift_runs, tokens
from syncline.domain.text import Block, Document, Run, words

ALIKE = 0.5  # from this likeness of their words on, two blocks are one that was edited

Blocks = tuple[Block, ...]


def lift_document(
    agreed: Document | None, shown: Document | None, display: Document | None
) -> Document | None:
    """Read `display` with all of `agreed` that its projection `shown` could not show.

    Laws: lift(a, s, s) == a; what `shown` only stands for is in the result, whatever was edited.
    """
    old, new = (d.blocks if d else () for d in (agreed, display))
    groups = _grouped(old, shown.blocks if shown else ())
    if groups is None:
        return display
    lifted = tuple(_lifted(groups, new))
    return Document(lifted) if lifted else None


@dataclass(frozen=True, slots=True)
class _Group:
    """One block of the projection, and the blocks that it shows or stands for."""

    shown: Block
    old: Blocks

    @property
    def hides(self) -> bool:
        return self.shown.kind == "more" and self.old != (self.shown,)


def _grouped(old: Blocks, shown: Blocks) -> list[_Group] | None:
    """Pair one by one; a last "more" stands for all that follow. None where that does not fit."""
    if len(shown) > len(old) or (len(shown) < len(old) and not _ends_with_more(shown)):
        return None
    groups = [_Group(block, (was,)) for block, was in zip(shown, old, strict=False)]
    if len(shown) < len(old):
        groups[-1] = _Group(shown[-1], old[len(shown) - 1 :])
    return groups


def _ends_with_more(shown: Blocks) -> bool:
    return bool(shown) and shown[-1].kind == "more"


def _lifted(groups: list[_Group], new: Blocks) -> Iterator[Block]:
    """Align from both ends first: of blocks that look the same the nearest is the one."""
    head, tail = _ends([group.shown for group in groups], new)
    middle, typed = groups[head : len(groups) - tail], new[head : len(new) - tail]
    for group in groups[:head]:
        yield from group.old
    yield from _between(middle, typed)
    for group in groups[len(groups) - tail :]:
        yield from group.old


def _ends(shown: Sequence[Block], new: Blocks) -> tuple[int, int]:
    """Return how many blocks are the same at the beginning, and at the end of the rest."""
    head = 0
    for before, after in zip(shown, new, strict=False):
        if before != after:
            break
        head += 1
    tail = 0
    for before, after in zip(reversed(shown[head:]), reversed(new[head:]), strict=False):
        if before != after:
            break
        tail += 1
    return head, tail


def _between(groups: list[_Group], new: Blocks) -> Iterator[Block]:
    shown = [group.shown for group in groups]
    matcher = SequenceMatcher(None, shown, new, autojunk=False)
    moved = _moved(matcher, groups, new)
    gone = frozenset(moved)
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            for group in groups[start:end]:
                yield from group.old
            continue
        lost = [group for group in groups[start:end] if group.shown not in gone]
        yield from _replaced(lost, new[first:last], moved)


def _moved(
    matcher: "SequenceMatcher[Block]", groups: list[_Group], new: Blocks
) -> dict[Block, _Group]:
    """Return the stand-ins that a person moved elsewhere: what they stand for goes with them."""
    changed = [codes for codes in matcher.get_opcodes() if codes[0] != "equal"]
    placed = {block for _, _, _, first, last in changed for block in new[first:last]}
    taken = [group for _, start, end, _, _ in changed for group in groups[start:end]]
    return {group.shown: group for group in taken if group.hides and group.shown in placed}


def _replaced(lost: list[_Group], new: Blocks, moved: dict[Block, _Group]) -> Iterator[Block]:
    """Yield what stands where `lost` stood: edited blocks lifted, stand-ins kept."""
    waiting = list(lost)
    one_by_one = len(lost) == len(new)
    for block in new:
        if block in moved:
            yield from moved.pop(block).old
            continue
        candidates = waiting[:1] if one_by_one else waiting
        edited = (i for i, group in enumerate(candidates) if _edited(group, block, sure=one_by_one))
        at = next(edited, None)
        if at is None:
            yield block
            continue
        for passed in waiting[:at]:
            yield from passed.old if passed.hides else ()
        yield from lift_block(waiting[at].old[0], waiting[at].shown, block)
        waiting = waiting[at + 1 :]
    for group in waiting:
        yield from group.old if group.hides else ()


def _edited(group: _Group, new: Block, *, sure: bool) -> bool:
    if group.hides or group.shown.kind != new.kind:
        return False
    before, after = (_said(block) for block in (group.shown, new))
    return sure or SequenceMatcher(None, before, after, autojunk=False).ratio() >= ALIKE


def _said(block: Block) -> list[str]:
    return tokens(words(block.runs) + CELLS.join(map(words, block.cells)))


def lift_block(old: Block, shown: Block, new: Block) -> Blocks:
    """Read one edited block with what its projection could not show of it."""
    level = old.level if new.level == shown.level else new.level
    if old.kind == shown.kind:
        detail = old.detail if new.detail == shown.detail else new.detail
        cells = new.cells
        if len(old.cells) == len(shown.cells) == len(new.cells):
            triples = zip(old.cells, shown.cells, new.cells, strict=True)
            cells = tuple(lift_runs(*triple) for triple in triples)
        runs = lift_runs(old.runs, shown.runs, new.runs)
        return (Block(old.kind, runs, level, detail, cells, new.native),)
    if old.kind == "row":
        return _lift_row(old, new)
    if old.kind in {"image", "divider"}:
        return (old, new)
    if old.kind == "task":
        return (_lift_task(old, shown, new, level),)
    return (replace(old, runs=lift_runs(old.runs, shown.runs, new.runs), level=level),)


def _lift_task(old: Block, shown: Block, new: Block, level: int) -> Block:
    """Read the sign before a line as the tick of its task; without one it is no task any more."""
    sign = words(new.runs)[: len(DONE)]
    if sign not in {OPEN, DONE}:
        return replace(new, runs=lift_runs(old.runs, shown.runs, new.runs), level=level)
    runs = lift_runs(old.runs, _unsigned(shown.runs), _unsigned(new.runs))
    return replace(old, runs=runs, level=level, detail="done" if sign == DONE else "")


def _unsigned(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    first = replace(runs[0], text=runs[0].text[len(DONE) :])
    return (first, *runs[1:]) if first.text else runs[1:]


def _lift_row(old: Block, new: Block) -> Blocks:
    """Read a line as the cells of a row; a line that is none stands beside the row."""
    texts = words(new.runs).split(CELLS)
    if len(texts) != len(old.cells):
        return (old, new)
    pairs = zip(old.cells, texts, strict=True)
    cells = tuple(lift_runs(cell, (Run(words(cell)),), (Run(text),)) for cell, text in pairs)
    return (replace(old, cells=cells),)
