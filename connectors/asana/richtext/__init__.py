"""Asana's html_notes (XML in one <body>, lines instead of paragraphs) <-> Document; pure."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from connectors.asana.richtext.holding import held
from connectors.asana.richtext.inline import TAGS
from connectors.asana.richtext.markup import inside
from connectors.asana.richtext.parts import DEPTH, Part, Reader
from connectors.asana.richtext.rendering import rendered
from syncline.domain.canvas import Canvas, fitted, painted
from syncline.domain.fields import Cannot
from syncline.domain.normaltext import normal_document
from syncline.domain.text import Block, BlockKind, Document, Tree, trees

LIMIT = 65_535  # characters of one html_notes
_KINDS: frozenset[BlockKind] = frozenset({
    "paragraph", "heading", "bullet", "number", "quote", "code", "row", "divider", "opaque",
})  # fmt: skip
_LISTS: frozenset[BlockKind] = frozenset({"bullet", "number"})
_HOLDS: dict[BlockKind, frozenset[BlockKind]] = {
    "bullet": _LISTS,
    "number": _LISTS,
    "quote": _LISTS | {"code"},
}


def canvas(home: str, elsewhere: str) -> Canvas:
    """Return what an Asana task can show in its description."""
    return Canvas(home, elsewhere, _KINDS, _HOLDS, marks=frozenset(TAGS), headings=2, depth=DEPTH)


def decode(html: str, home: str) -> Document | None | Cannot:
    """Return the document of a body; Cannot when it is none. What only Asana has is opaque."""
    parts = _parts(html, home)
    if isinstance(parts, Cannot):
        return parts
    return normal_document(Document(tuple(_flat(_trees(parts), 0))))


def encode(document: Document | None, home: str, source: str | None = None) -> str:
    """Return the html_notes of a painted document.

    With `source`, the body as it is now, whatever reads the same in it is put back byte for byte.
    """
    wanted = tuple(map(_from_zero, trees(held(document))))
    parts = _parts(source, home) if source else ()
    if not source or isinstance(parts, Cannot):
        return f"<body>{rendered(wanted, ())}</body>"
    if _trees(parts) == wanted:
        return source
    html = f"<body>{rendered(wanted, parts)}</body>"
    return html if len(html) <= LIMIT else encode(document, home)


def projected(document: Document, shown_on: Canvas) -> Document | None | Cannot:
    """Return what Asana would show of a document: as many blocks, or a word on those cut off."""
    normal = normal_document(document)
    painting = held(painted(normal, shown_on)) if normal else None
    if painting is None:
        return None
    home = shown_on.home
    cut = fitted(painting, lambda part: len(encode(part, home)) <= LIMIT, shown_on.elsewhere)
    if cut is None:
        return Cannot(f"no block of the description fits into Asana's {LIMIT} characters")
    return decode(encode(cut, home), home)


def _parts(html: str, home: str) -> tuple[Part, ...] | Cannot:
    inner = inside(html)
    if isinstance(inner, Cannot):
        return inner
    try:
        return Reader(home).body(inner)
    except RecursionError:
        return Cannot("html_notes is nested too deeply")


def _trees(parts: Iterable[Part]) -> tuple[Tree, ...]:
    return tuple(tree for part in parts for tree in part.trees)


def _flat(found: Iterable[Tree], level: int) -> Iterator[Block]:
    for tree in found:
        yield replace(tree.block, level=level)
        yield from _flat(tree.below, level + 1)


def _from_zero(tree: Tree) -> Tree:
    return Tree(replace(tree.block, level=0), tuple(map(_from_zero, tree.below)))
