"""Descriptions: Trello's Markdown <-> the canonical document; pure."""

from dataclasses import replace

from connectors.trello.markdown.inline import MARKS
from connectors.trello.markdown.source import DEPTH, document_of, read_source
from connectors.trello.markdown.writing import CARES, composed
from syncline.domain.canvas import Canvas, fitted, painted
from syncline.domain.fields import Cannot
from syncline.domain.normaltext import normal_document
from syncline.domain.text import BlockKind, Document, Tree, trees

LIMIT = 16_384  # characters of one desc, in UTF-16 units
_KINDS: frozenset[BlockKind] = frozenset({
    "paragraph", "heading", "bullet", "number", "quote", "code", "divider", "image", "opaque",
})  # fmt: skip
_FRAMES: tuple[BlockKind, ...] = ("bullet", "number", "quote")


def canvas(home: str, elsewhere: str) -> Canvas:
    """Return what a card can show in its description."""
    holds = dict.fromkeys(_FRAMES, _KINDS)
    return Canvas(home, elsewhere, _KINDS, holds, MARKS, depth=DEPTH, restarts=True)


def read_markdown(text: str, home: str) -> Document | None | Cannot:
    """Return the document of a description of the replica `home`.

    Every text is one; what Trello alone shows is opaque. Cannot: a hundred levels of markup.
    """
    try:
        return document_of(read_source(text, home).trees)
    except RecursionError:
        return Cannot("the description is nested too deeply: simplify it in Trello")


def write_markdown(document: Document | None, source: str | None = None) -> str:
    """Return the description of a document that is painted for Trello.

    With `source`, the description as it is now, what reads the same in it keeps its characters.
    """
    fresh = composed([_from_zero(tree) for tree in trees(normal_document(document))])
    if not source:
        return fresh
    wanted = read_source(fresh, "").trees
    try:
        held = read_source(source, "")
    except RecursionError:
        return fresh
    if held.trees == wanted:
        return source
    if not wanted:
        return ""
    for care in CARES:
        text = composed(wanted, held, care)
        if _size(text) <= LIMIT and read_source(text, "").trees == wanted:
            return text
    return fresh


def projected(document: Document, canvas: Canvas) -> Document | None | Cannot:
    """Return what Trello would show of a document. Laws: idempotent; what is read back."""
    normal = normal_document(document)
    shown = _shown(painted(normal, canvas), canvas.home) if normal else None
    if shown is None:
        return None
    cut = fitted(shown, lambda part: _size(write_markdown(part)) <= LIMIT, canvas.elsewhere)
    if cut is None:
        return Cannot(f"no block of the description fits into Trello's {LIMIT} characters")
    return _shown(cut, canvas.home)


def _shown(document: Document, home: str) -> Document | None:
    return document_of(read_source(write_markdown(document), home).trees)


def _from_zero(tree: Tree) -> Tree:
    return Tree(replace(tree.block, level=0), tuple(map(_from_zero, tree.below)))


def _size(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
