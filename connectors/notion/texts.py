"""A document in a text property: paragraphs, one a line; pure."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from connectors.notion.native import RichText
from connectors.notion.runs import read_runs
from syncline.domain.canvas import is_more
from syncline.domain.normaltext import normal_document
from syncline.domain.text import Block, Document, Run


def paragraphs(held: RichText, home: str) -> Document | None:
    """Read rich text as a document, every line a paragraph. Raises Malformed."""
    lines = _lines(read_runs(held.raw, held.path, home))
    return normal_document(Document(tuple(map(_paragraph, lines))))


def _paragraph(line: tuple[Run, ...]) -> Block:
    found = Block("paragraph", line)
    return replace(found, kind="more") if is_more(found) else found


def _lines(runs: Iterable[Run]) -> Iterator[tuple[Run, ...]]:
    line: list[Run] = []
    for run in runs:
        first, *others = [run.text] if run.native else run.text.split("\n")
        line.append(replace(run, text=first))
        for other in others:
            yield tuple(line)
            line = [replace(run, text=other)]
    yield tuple(line)
