"""Between the Atlassian Document Format and canonical documents; pure.

Everything is read: what a Document has no kind for is opaque, and comes back as it was. A body
that is written over another keeps every node of it that reads as before.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from connectors.jira.richtext.grammar import Node, canvas, seated
from connectors.jira.richtext.marks import lasting_image
from connectors.jira.richtext.nodes import Malformed, attributes, children
from connectors.jira.richtext.reading import Reader
from connectors.jira.richtext.writing import Writer
from syncline.domain.canvas import Canvas, fitted, painted
from syncline.domain.fields import Cannot
from syncline.domain.normaltext import normal_document
from syncline.domain.text import Block, Document, Run, Tree, trees, words

__all__ = ["LIMIT", "canvas", "decode", "encode", "projected", "size"]

LIMIT = 32_767  # characters in one body


def decode(body: Any, home: str) -> Document | None | Cannot:
    """Read a body of the replica `home`; None for an empty one, Cannot for what is no body."""
    if body is None or (isinstance(body, str) and not body.strip()):
        return None
    if isinstance(body, str):
        return Cannot("the body is wiki text of an older version of the API, not rich text")
    if not isinstance(body, Mapping) or (body.get("type"), body.get("version")) != ("doc", 1):
        return Cannot("the body is no document of version 1: edit it in Jira")
    try:
        pieces = Reader(home).pieces(_content(body))
    except Malformed as wrong:
        return Cannot(f"the body cannot be read: {wrong}")
    blocks = (block for piece in pieces if piece.tree for block in _flat(piece.tree))
    return normal_document(Document(tuple(blocks)))


def encode(document: Document | None, home: str, source: Any = None) -> dict[str, Any]:
    """Render a document over `source`, the body as Jira has it now, or as a new one.

    What the document has of one replica alone must be of `home`; all else it holds, Jira holds.
    """
    wanted = trees(normal_document(document))
    writer = Writer(Reader(home))
    fresh = {"type": "doc", "version": 1, "content": writer.siblings(wanted)}
    if source is None:
        return fresh
    pieces = writer.reader.pieces(_content(source))
    over = {**source, "content": writer.siblings(wanted, pieces)}
    return over if decode(over, home) == decode(fresh, home) else fresh


def projected(document: Document, canvas: Canvas) -> Document | None | Cannot:
    """Return what Jira would show of a document. Laws: idempotent; what `decode` reads back."""
    settled = normal_document(document)
    if settled is None:
        return None
    inert = Document(tuple(map(_inert, settled.blocks)))
    shown = painted(seated(inert, canvas.home), canvas)
    cut = fitted(shown, lambda d: size(encode(d, canvas.home)) <= LIMIT, canvas.elsewhere)
    if cut is None:
        return Cannot(f"nothing of the body fits into {LIMIT} characters: shorten it")
    return decode(encode(cut, canvas.home), canvas.home)


def size(body: Node) -> int:
    """Return how long Jira finds a body, in UTF-16 units of its text and its line ends."""
    return max(
        0, sum(len(line.encode("utf-16-le", "surrogatepass")) // 2 + 1 for line in _lines(body)) - 1
    )


def _lines(node: Node) -> Iterator[str]:
    """Yield the text of every block that has one."""
    inside = children(node)
    if any("text" in child or child.get("type") == "hardBreak" for child in inside):
        yield "".join(map(_text, inside))
        return
    for child in inside:
        yield from _lines(child) if children(child) else (_text(child),)


def _text(node: Node) -> str:
    attrs = attributes(node)
    broken = "\n" if node.get("type") == "hardBreak" else ""
    return str(node.get("text") or attrs.get("text") or attrs.get("url") or broken)


def _flat(tree: Tree) -> Iterator[Block]:
    yield tree.block
    for child in tree.below:
        yield from _flat(child)


def _inert(block: Block) -> Block:
    """Leave an image that is not of the web to its words."""
    if block.kind != "image" or lasting_image(block.detail):
        return block
    return Block("paragraph", (Run(words(block.runs) or "image"),), block.level)


def _content(body: Mapping[str, Any]) -> list[Any]:
    content = body.get("content")
    if not isinstance(content, list | None):
        raise Malformed("its content is no list")
    return content or []
