"""Canonical rich text: blocks and runs, as a tree that is kept flat."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Mark = Literal["strong", "em", "underline", "strike", "code", "sub", "sup"]
"""The marks without a value. A colour is a mark as well: `color:#rrggbb`, `highlight:#rrggbb`."""

BlockKind = Literal[
    "paragraph", "heading", "bullet", "number", "task", "quote", "callout", "toggle",
    "code", "row", "divider", "image", "opaque", "more",
]  # fmt: skip

CONTAINERS: frozenset[BlockKind] = frozenset(
    {"bullet", "number", "task", "quote", "callout", "toggle"}
)
"""The kinds that other blocks can stand below."""

STANDING: frozenset[BlockKind] = frozenset({"row", "divider", "image", "opaque"})
"""The kinds that are something without a word in them."""


@dataclass(frozen=True, slots=True)
class Native:
    """What only one replica can show, kept as it is: its name, and the source as JSON."""

    home: str
    source: str


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with one set of marks and at most one link; a newline is a hard break.

    `native`: a mention, a card, a formula ... of one replica; in all others it is its text.
    """

    text: str
    marks: frozenset[str] = frozenset()
    link: str | None = None
    native: Native | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One block; `level` counts its ancestors, which stand before it, as in an outline.

    `detail`: heading "1" to "6"; task "done"; number the number it restarts with; code its
    language; callout its tone (info, note, success, warning, error); image its URL; row "start"
    where a table begins, "header", or both. `cells`: of a row. `native`: of an opaque block, whose
    runs name it. A "more" stands for what a tool cannot show, and says where it is.
    """

    kind: BlockKind
    runs: tuple[Run, ...] = ()
    level: int = 0
    detail: str = ""
    cells: tuple[tuple[Run, ...], ...] = ()
    native: Native | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A body of text as a flat sequence of blocks; an empty body is `None`."""

    blocks: tuple[Block, ...]

    def __str__(self) -> str:
        """Give the plain text, one line a block, with list signs."""
        return "\n".join("  " * block.level + _plain_line(block) for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Tree:
    """A block, its level aside, with what stands below it."""

    block: Block
    below: tuple["Tree", ...] = ()


def trees(document: Document | None) -> tuple[Tree, ...]:
    """Return a document in normal form as what it is: a tree; levels in it are from 0 on."""
    return _trees(document.blocks if document else (), 0)


def _trees(blocks: Sequence[Block], level: int) -> tuple[Tree, ...]:
    starts = [index for index, block in enumerate(blocks) if block.level <= level]
    ends = [*starts[1:], len(blocks)][: len(starts)]
    return tuple(
        Tree(blocks[at], _trees(blocks[at + 1 : end], level + 1))
        for at, end in zip(starts, ends, strict=True)
    )


def words(runs: Sequence[Run]) -> str:
    """Return the bare text of runs."""
    return "".join(run.text for run in runs)


def plain(text: str) -> Document | None:
    """Return `text` as paragraphs, one a line; `None` when there is nothing but space."""
    lines = [line for line in text.splitlines() if line.strip()]
    return Document(tuple(Block("paragraph", (Run(line),)) for line in lines)) if lines else None


def _plain_line(block: Block) -> str:
    text = words(block.runs)
    lines = {
        "bullet": f"- {text}",
        "number": f"{block.detail or 1}. {text}",
        "task": f"[{'x' if block.detail else ' '}] {text}",
        "quote": f"> {text}",
        "row": " | ".join(map(words, block.cells)),
        "divider": "---",
        "image": f"[{text or 'image'}]({block.detail})",
        "opaque": f"[{text}]",
    }
    return lines.get(block.kind, text)
