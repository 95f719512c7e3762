"""A document in a text property: paragraphs, one a line; pure."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from connectors.notion.native import RichText
from connectors.notion.richtext import read_runs, unwritable
from syncline.domain.fields import Cannot
from syncline.domain.text import Block, Document, Run, normal_document


def paragraphs(name: str, held: RichText) -> Document | None | Cannot:
    """Read rich text as a document, every line a paragraph. Raises Malformed."""
    runs = read_runs(held.raw, held.path)
    if isinstance(runs, Cannot):
        return Cannot(f"{name} holds {runs.reason}, which stays in Notion")
    return document(runs)


def document(runs: Iterable[Run]) -> Document | None:
    """Return runs as paragraphs, one a line."""
    return normal_document(Document(tuple(Block("paragraph", line) for line in _lines(runs))))


def _lines(runs: Iterable[Run]) -> Iterator[tuple[Run, ...]]:
    line: list[Run] = []
    for run in runs:
        first, *others = run.text.split("\n")
        line.append(replace(run, text=first))
        for other in others:
            yield tuple(line)
            line = [replace(run, text=other)]
    yield tuple(line)


def lines_of(held: Document) -> tuple[Run, ...]:
    """Return a document's paragraphs as runs with a line end between them."""
    runs: list[Run] = []
    for block in held.blocks:
        if runs:
            runs.append(Run("\n"))
        runs += block.runs
    return tuple(runs)


def projected(name: str, held: Document) -> Document | None | Cannot:
    """Return what a text property shows of a document; it holds no list."""
    if any(block.kind != "paragraph" for block in held.blocks):
        return Cannot(f"{name} has a list, and a text property of Notion holds paragraphs only")
    runs = lines_of(held)
    reason = unwritable(runs)
    return Cannot(f"{name} has {reason}") if reason else document(runs)
