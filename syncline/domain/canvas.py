"""What a tool can show of rich text: each block it cannot show becomes one that it can.

One block stays one block, so that an edit made on a poorer canvas can be carried back to the
block that it was made on (`lifting`).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from syncline.domain.text import CONTAINERS, STANDING, Block, BlockKind, Document, Mark, Run, words

MORE = re.compile(r"⟦[^⟦⟧\n]+⟧")
"""How a tool shows a "more": a paragraph of its own. It never flows back."""

OPEN, DONE = "☐ ", "☑ "
CELLS = " | "


@dataclass(frozen=True, slots=True)
class Canvas:
    """What one replica can show.

    `home`: its name. `elsewhere`: where all of it is, for people. `holds`: what can stand in which
    kind. `marks`: without the values of colours. `headings`: the deepest one. `depth`: levels.
    """

    home: str
    elsewhere: str
    kinds: frozenset[BlockKind]
    holds: Mapping[BlockKind, frozenset[BlockKind]] = field(default_factory=dict)
    marks: frozenset[str] = frozenset()
    headings: int = 6
    depth: int = 20
    restarts: bool = False  # numbered lists that begin with another number


def more(text: str) -> Block:
    """Return the block that says what is not shown, and where it is."""
    clean = re.sub(r"[⟦⟧\n]", " ", text)
    return Block("more", (Run(f"⟦{clean}⟧"),))


def is_more(block: Block) -> bool:
    """Tell whether a paragraph, as a tool shows it, is one that stands for something."""
    return block.kind == "paragraph" and bool(MORE.fullmatch(words(block.runs).strip()))


def painted(document: Document, canvas: Canvas) -> Document:
    """Return the document as the canvas can show it: as many blocks, in the same order."""
    blocks: list[Block] = []
    above: list[tuple[int, Block]] = []  # the ancestors: their level in the document, and as shown
    for block in document.blocks:
        while above and above[-1][0] >= block.level:
            above.pop()
        shown = _shown(block, canvas)
        seat = _seat([b for _, b in above], shown, canvas)
        # What stands further out than its ancestors ends them: nothing can follow inside of those.
        above = [(level, parent) for level, parent in above if parent.level < seat]
        blocks.append(replace(shown, level=seat))
        above.append((block.level, blocks[-1]))
    return Document(tuple(_standing(blocks)))


def _standing(blocks: list[Block]) -> Iterator[Block]:
    """Give a frame that lost what stood in it a sign, so that it does not vanish."""
    for block, after in zip_longest(blocks, blocks[1:]):
        holds = block.kind in CONTAINERS and after is not None and after.level > block.level
        yield block if block.runs or block.kind in STANDING or holds else _dotted(block)


def _dotted(block: Block) -> Block:
    return replace(block, runs=(Run("…"),))


def fitted(document: Document, fits: Callable[[Document], bool], elsewhere: str) -> Document | None:
    """Return as much of the beginning as fits, with a word on the rest; None when nothing does."""
    if fits(document):
        return document
    low, high = 0, len(document.blocks)  # `low` blocks fit, or none was tried; `high` do not
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(_cut(document, middle, elsewhere)) else (low, middle)
    cut = _cut(document, low, elsewhere)
    return cut if fits(cut) else None


def _cut(document: Document, size: int, elsewhere: str) -> Document:
    rest = len(document.blocks) - size
    told = more(f"{rest} more block{'s' if rest != 1 else ''}, in {elsewhere}")
    return Document((*document.blocks[:size], told))


def _seat(above: list[Block], shown: Block, canvas: Canvas) -> int:
    """Return the level below the nearest ancestor that can hold the block there."""
    kind = "paragraph" if shown.kind == "more" else shown.kind
    for parent in reversed(above):
        fits = parent.level + 1 < canvas.depth
        if fits and kind in canvas.holds.get(parent.kind, frozenset()):
            return parent.level + 1
    return 0


def _shown(block: Block, canvas: Canvas) -> Block:
    inked = _inked(block, canvas)
    if block.native and block.native.home != canvas.home:
        return more(f"{words(block.runs) or 'a block'}, in {block.native.home}")
    if block.kind == "heading" and "heading" in canvas.kinds:
        return replace(inked, detail=str(min(int(block.detail), canvas.headings)))
    if block.kind == "number" and "number" in canvas.kinds and not canvas.restarts:
        return replace(inked, detail="")
    return inked if block.kind in {*canvas.kinds, "more"} else _instead(inked, canvas)


def _inked(block: Block, canvas: Canvas) -> Block:
    cells = tuple(tuple(_inks(cell, canvas)) for cell in block.cells)
    return replace(block, runs=tuple(_inks(block.runs, canvas)), cells=cells)


def _inks(runs: tuple[Run, ...], canvas: Canvas) -> Iterator[Run]:
    for run in runs:
        marks = frozenset(m for m in run.marks if m.partition(":")[0] in canvas.marks)
        at_home = run.native and run.native.home == canvas.home
        nameless = run.native and not at_home and not run.text.strip()
        text = "…" if nameless else run.text  # bare space would vanish, and its block with it
        yield replace(run, text=text, marks=marks, native=run.native if at_home else None)


def _instead(block: Block, canvas: Canvas) -> Block:
    """Return the block that comes nearest to one that the canvas does not have."""
    if block.kind == "task":
        sign = Run(DONE if block.detail else OPEN)
        return Block(_or_paragraph(canvas, "bullet"), (sign, *block.runs))
    if block.kind == "callout":
        return Block(_or_paragraph(canvas, "quote"), block.runs)
    return Block("paragraph", _line(block, canvas))


def _line(block: Block, canvas: Canvas) -> tuple[Run, ...]:
    """Return the block as a line of text that is never empty."""
    match block.kind:
        case "heading" | "toggle":
            return _marked(block.runs, "strong", canvas)
        case "code":
            return _marked(block.runs, "code", canvas)
        case "row":
            return _joined_cells(block)
        case "divider":
            return (Run("———"),)
        case "image":
            return (Run(words(block.runs) or "image", link=block.detail),)
        case _:
            return block.runs


def _or_paragraph(canvas: Canvas, kind: BlockKind) -> BlockKind:
    return kind if kind in canvas.kinds else "paragraph"


def _marked(runs: tuple[Run, ...], mark: Mark, canvas: Canvas) -> tuple[Run, ...]:
    if mark not in canvas.marks:
        return runs
    return tuple(replace(run, marks=run.marks | {mark}) for run in runs)


def _joined_cells(row: Block) -> tuple[Run, ...]:
    joined: list[Run] = []
    for number, cell in enumerate(row.cells):
        joined += [Run(CELLS)] if number else []
        joined += cell
    return tuple(joined) if words(joined).strip() else (Run("|"),)
