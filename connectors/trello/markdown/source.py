"""A text in Markdown as it is: its blocks, and the lines that each of them stands on; pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode as Node

from connectors.trello.markdown.inline import native
from connectors.trello.markdown.links import bare_link
from connectors.trello.markdown.reading import Reader, address
from syncline.domain.normaltext import normal_document
from syncline.domain.text import Block, Document, Run, Tree

DEPTH = 20  # levels; more is no text that a person wrote
_NESTING = 100  # of tokens, a list and its item being two; markdown-it leaves out what is deeper
_LINE_END = re.compile(r"\r\n?|\n")  # of CommonMark, and no other


@dataclass(frozen=True, slots=True)
class Part:
    """One block, a list item as well, on the lines from `start` to before `end`.

    `at`: its number in the text. `tree`: its reading, levels aside. `loose`: what it is depends on
    what stands beside it. `titles`: of its links, by address.
    """

    at: int
    tree: Tree
    start: int
    end: int
    loose: bool
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Source:
    """A text as it is: its lines and their ends, its parts, and the lines of link definitions."""

    lines: tuple[str, ...]
    ends: tuple[str, ...]
    parts: tuple[Part, ...]
    definitions: tuple[tuple[int, int], ...]
    references: MutableMapping[str, Any]

    @property
    def trees(self) -> list[Tree]:
        """Return how the text reads."""
        return [part.tree for part in self.parts]


NO_SOURCE = Source((), (), (), (), {})


def read_source(text: str, home: str, references: MutableMapping[str, Any] | None = None) -> Source:
    """Read a text; `references`: link definitions that stand outside of it.

    Raises RecursionError on a hundred levels, of marks and images as well.
    """
    env: MutableMapping[str, Any] = {"references": dict(references or {})}
    tokens = _parser().parse(text, env)
    if any(token.level >= _NESTING - 1 for token in tokens):
        raise RecursionError(f"more than {_NESTING} levels of markup")
    root = Node(tokens)
    lines, ends = tuple(_LINE_END.split(text)), (*_LINE_END.findall(text), "")
    reader = Reader(home)
    parts: list[Part] = []
    for node, tree in reader.siblings(root.children):
        start, end = _span(node, lines)
        if _height(tree) > DEPTH:
            name = Run("a deeply nested block")
            kept = native(home, "\n".join(lines[start:end]))
            tree = Tree(Block("opaque", (name,), native=kept))  # noqa: PLW2901 (that one instead)
        loose = _loose(node, lines[start:end])
        parts.append(Part(len(parts), tree, start, end, loose, _titles(node)))
    spans = (node.map for node in root.children if node.type == "definition")
    definitions = tuple((span[0], span[1]) for span in spans if span)
    return Source(lines, ends, tuple(parts), definitions, env["references"])


def document_of(trees: Iterable[Tree]) -> Document | None:
    """Return trees as the flat sequence that a document is."""
    return normal_document(Document(tuple(_flat(trees, 0))))


def _flat(trees: Iterable[Tree], level: int) -> Iterator[Block]:
    for tree in trees:
        yield replace(tree.block, level=level)
        yield from _flat(tree.below, level + 1)


class _Parser(MarkdownIt):
    """CommonMark without HTML, with addresses as they were typed."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 (markdown-it's name)
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 (markdown-it's name)
        return link


@cache
def _parser() -> MarkdownIt:
    options = {"html": False, "maxNesting": _NESTING, "inline_definitions": True}
    parser = _Parser("commonmark", options).enable("strikethrough")
    parser.inline.ruler.before("link", "bare_link", bare_link)
    return parser


def _span(node: Node, lines: Sequence[str]) -> tuple[int, int]:
    """Return the lines of a block without the blank ones after it."""
    start, end = node.map or (0, 0)
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    return start, end


def _loose(node: Node, lines: Sequence[str]) -> bool:
    if node.type == "list_item":
        return False
    fence = node.markup if node.type == "fence" else ""
    closed = len(lines) > 1 and lines[-1].strip().strip(fence[:1]) == ""
    return lines[0][:1] in {" ", "\t"} or bool(fence and not closed)


def _titles(node: Node) -> dict[str, str]:
    linked = (one for one in node.walk() if one.type in {"link", "image"})
    return {address(one): title for one in linked if (title := str(one.attrGet("title") or ""))}


def _height(tree: Tree) -> int:
    return 1 + max(map(_height, tree.below), default=0)
