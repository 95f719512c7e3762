"""A document as Asana's rich text can hold it: what has no form there takes the nearest one."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from connectors.asana.richtext.inline import BLOCKS, INLINE, TAGS, in_line, one_lined, safe
from connectors.asana.richtext.markup import markup_of, nodes, tags
from syncline.domain.canvas import more
from syncline.domain.normaltext import normal_document, normal_runs
from syncline.domain.text import Block, Document, Run, words

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # by XML 1.0
_MARKS = frozenset(TAGS)
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")


def held(document: Document | None) -> Document | None:
    """Return a painted document as it will be read back. Law: idempotent."""
    normal = normal_document(document)
    blocks = map(_held, normal.blocks if normal else ())
    return normal_document(Document(tuple(blocks)))


def _held(block: Block) -> Block:
    match block.kind:
        case "opaque" if not _writable(block):
            return more(_spoken(words(block.runs) or "a block"))
        case "heading":
            return replace(block, runs=one_lined(_line(block.runs, _beside)))
        case "paragraph" | "more":
            return replace(block, runs=_without_blank_lines(_line(block.runs, in_line)))
        case "code":
            return replace(block, runs=(Run(_spoken(words(block.runs))),), detail="")
        case "row":
            cells = tuple(_line(cell, _beside) for cell in block.cells)
            return replace(block, cells=cells, detail=block.detail.replace("header", "").strip())
        case _:
            return replace(block, runs=_line(block.runs, _beside))


def _writable(block: Block) -> bool:
    markup = markup_of(block.native.source) if block.native else None
    return markup is not None and not tags(markup) <= INLINE


def _beside(run: Run) -> bool:
    """Tell whether what only Asana can show may stand beside the words of an item or a cell."""
    markup = markup_of(run.native.source) if run.native else None
    return markup is not None and next(nodes(markup))[0] not in BLOCKS


def _line(runs: Sequence[Run], fits: Callable[[Run], bool]) -> tuple[Run, ...]:
    return normal_runs(_inked(run, fits) for run in runs)


def _inked(run: Run, fits: Callable[[Run], bool]) -> Run:
    native = run.native if fits(run) else None
    link = run.link if run.link and safe(run.link) and not native else None
    marks = run.marks & _MARKS - ({"code"} if native else set())
    return Run(_spoken(run.text), marks, link, native)


def _spoken(text: str) -> str:
    """Replace what XML forbids, so that nobody's character vanishes unseen."""
    return _FORBIDDEN.sub(lambda found: " " if found[0].isspace() else "\ufffd", text)


def _without_blank_lines(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Let a paragraph be one: a blank line would begin another."""
    text = "".join("-" * len(run.text) if run.native else run.text for run in runs)
    spans = (found.span() for found in _BLANK_LINES.finditer(text))
    gone = frozenset(at for start, end in spans for at in range(start + 1, end))
    return normal_runs(_kept(runs, gone)) if gone else runs


def _kept(runs: tuple[Run, ...], gone: frozenset[int]) -> Iterator[Run]:
    start = 0
    for run in runs:
        kept = (sign for at, sign in enumerate(run.text, start) if at not in gone)
        yield replace(run, text="".join(kept))
        start += len(run.text)
