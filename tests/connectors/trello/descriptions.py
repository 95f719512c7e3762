"""Descriptions of Trello, as tests read and write them."""

from connectors.trello.richtext import canvas, projected, read_markdown
from syncline.domain.text import Block, Document

CANVAS = canvas("board", "the roadmap")
HREF = "https://acme.example/a?b=c&d"


def document(*blocks: Block) -> Document:
    """Return blocks as a document."""
    return Document(blocks)


def read(text: str) -> Document | None:
    """Return what a description says."""
    seen = read_markdown(text, "board")
    assert seen is None or isinstance(seen, Document)
    return seen


def shown(wanted: Document | None) -> Document | None:
    """Return what Trello would show."""
    made = projected(wanted, CANVAS) if wanted else None
    assert made is None or isinstance(made, Document)
    return made
