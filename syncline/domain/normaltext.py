"""The normal form of rich text: what no tool keeps is not a difference."""

from collections.abc import Iterable
from dataclasses import replace

from syncline.domain.plain import clean_line
from syncline.domain.text import CONTAINERS, STANDING, Block, Document, Run, words


def normal_document(document: Document | None) -> Document | None:
    """Return the normal form: joined runs, clean space, no empty block, no gap in the levels.

    Law: idempotent.
    """
    if document is None:
        return None
    blocks = _tabulated(_reseated(_filled([_normal_block(block) for block in document.blocks])))
    return Document(tuple(blocks)) if blocks else None


def normal_runs(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Return the normal form of the text of one block."""
    for _ in range(2):  # a run that turns out empty lets its neighbours meet, and compose
        runs = [_saying(run, clean_line(run.text)) for run in _joined(runs)]
    # Marks on bare space cannot be seen, and every tool moves them differently.
    bare = (r if not r.marks or _seen(r) else replace(r, marks=frozenset()) for r in runs)
    return _trimmed(_joined(bare))


def _saying(run: Run, text: str) -> Run:
    """Return a run with this text: mostly it is its own, and a copy takes longer than a look."""
    return run if text == run.text else replace(run, text=text)


def _normal_block(block: Block) -> Block:
    match block.kind:
        case "code":
            text = clean_line(words(block.runs)).strip("\n")
            runs = (Run(text),) if text.strip() else ()
            return replace(block, runs=runs, detail=block.detail.strip().lower())
        case "row":
            return replace(block, runs=(), cells=tuple(map(normal_runs, block.cells)))
        case "divider":
            return Block("divider", level=block.level)
        case "heading":
            depth = block.detail if block.detail in set("123456") else "6" if block.detail else "1"
            return replace(block, runs=normal_runs(block.runs), detail=depth)
        case _:
            told = normal_runs(block.runs)
            return block if told == block.runs else replace(block, runs=told)


def _seen(run: Run) -> bool:
    return bool(run.text.strip() or run.link or run.native)


def _joined(runs: Iterable[Run]) -> list[Run]:
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        alike = last and (last.marks, last.link) == (run.marks, run.link)
        if last and alike and not (last.native or run.native):
            joined[-1] = replace(last, text=last.text + run.text)
        elif run.text:
            joined.append(run)
    return joined


def _trimmed(runs: list[Run]) -> tuple[Run, ...]:
    while runs and not runs[0].native and not (first := runs[0].text.lstrip()):
        runs = runs[1:]
    if runs and not runs[0].native:
        runs = [_saying(runs[0], first), *runs[1:]]
    while runs and not runs[-1].native and not (last := runs[-1].text.rstrip()):
        runs = runs[:-1]
    if runs and not runs[-1].native:
        runs = [*runs[:-1], _saying(runs[-1], last)]
    return tuple(runs)


def _filled(blocks: list[Block]) -> list[Block]:
    """Leave out what is empty; a list item or a frame is not while something stands in it."""
    kept: list[Block] = []
    for block in reversed(blocks):
        below = kept and block.kind in CONTAINERS and kept[-1].level > block.level
        if block.runs or block.kind in STANDING or below:
            kept.append(block)
    return kept[::-1]


def _reseated(blocks: list[Block]) -> list[Block]:
    """Let no block be more than one level below one that it can stand in."""
    seated: list[Block] = []
    deepest = 0
    for block in blocks:
        level = max(0, min(block.level, deepest))
        seated.append(block if level == block.level else replace(block, level=level))
        deepest = seated[-1].level + (block.kind in CONTAINERS)
    return seated


def _tabulated(blocks: list[Block]) -> list[Block]:
    """Let each table know its first row, and all of its rows be of one width."""
    tables: list[list[int]] = []
    for index, block in enumerate(blocks):
        if block.kind != "row":
            continue
        before = blocks[index - 1] if index else None
        goes_on = before and (before.kind, before.level) == ("row", block.level)
        if goes_on and "start" not in block.detail:
            tables[-1].append(index)
        else:
            tables.append([index])
    for table in tables:
        width = max(len(blocks[index].cells) for index in table)
        for index in table:
            blocks[index] = _row(blocks[index], width, first=index == table[0])
    return blocks


def _row(row: Block, width: int, *, first: bool) -> Block:
    header = "header" if "header" in row.detail else ""
    detail = f"start {header}".strip() if first else header
    return replace(row, detail=detail, cells=row.cells + ((),) * (width - len(row.cells)))
