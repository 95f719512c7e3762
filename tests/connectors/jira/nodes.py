"""Nodes and blocks in few words, and the two ways between them."""

from typing import Any

from connectors.jira.richtext import canvas, decode, encode, projected
from syncline.domain.text import Block, Document, Run
from tests.connectors.jira.bodies import Node, body, node, paragraph, text

HOME = "delivery"
CANVAS = canvas(HOME, "roadmap")
URL = "https://acme.example/i.png"


def read(*content: Any) -> tuple[Block, ...]:
    """Return the blocks of a body."""
    found = decode(body(*content), HOME)
    assert isinstance(found, Document)
    return found.blocks


def over(source: Node, *blocks: Block) -> list[Any]:
    """Return the content of a body that is written over another."""
    document = Document(blocks)
    written = encode(document, HOME, source)
    assert decode(written, HOME) == projected(document, CANVAS)
    return list(written["content"])


def bullets(*items: Any, kind: str = "bulletList", **attrs: Any) -> Node:
    """Make a list; an item is its words, or nodes."""
    held = [[paragraph(item)] if isinstance(item, str) else item for item in items]
    return node(kind, [node("listItem", one) for one in held], **attrs)


def task(words: str, state: str = "TODO") -> Node:
    """Make a task."""
    return node("taskItem", [text(words)], localId=f"t-{words}", state=state)


def cell(*inside: Any, kind: str = "tableCell", **attrs: Any) -> Node:
    """Make a cell of paragraphs."""
    return node(kind, [paragraph(one) if isinstance(one, str) else one for one in inside], **attrs)


def table(*rows: list[Node], **attrs: Any) -> Node:
    """Make a table."""
    return node("table", [node("tableRow", row) for row in rows], **attrs)


def said(kind: Any, words: str, level: int = 0, detail: str = "", **more: Any) -> Block:
    """Make a block of one run."""
    return Block(kind, (Run(words),) if words else (), level, detail, **more)
