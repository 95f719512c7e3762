"""From markdown-it's tree to blocks; pure."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from markdown_it.common.utils import unescapeAll
from markdown_it.tree import SyntaxTreeNode as Node

from connectors.trello.markdown.escaping import alt, destination, safe_link
from connectors.trello.markdown.inline import link_text, native
from syncline.domain.canvas import is_more
from syncline.domain.normaltext import normal_document, normal_runs
from syncline.domain.plain import clean_line
from syncline.domain.text import Block, BlockKind, Document, Run, Tree, words

_LISTS: dict[str, BlockKind] = {"bullet_list": "bullet", "ordered_list": "number"}
_MARKS = {"strong": "strong", "em": "em", "s": "strike"}


class Reader:
    """Read nodes of markdown-it's tree; what Trello alone shows is native to `home`."""

    def __init__(self, home: str) -> None:
        self._home = home

    def siblings(self, nodes: Iterable[Node]) -> Iterator[tuple[Node, Tree]]:
        """Give what stands side by side, and is not empty; of a list each item."""
        counted: Node | None = None  # the numbered list that the block before is in
        for node in nodes:
            if node.type not in _LISTS:
                if tree := self._block(node):
                    counted = None
                    yield node, tree
                continue
            first = int(node.children[0].info or 1)
            for number, item in enumerate(node.children, first):
                tree = self._frame(_LISTS[node.type], item)
                if not tree:
                    continue
                if node.type == "bullet_list":
                    counted = None
                elif counted is not node:
                    begins = number == 1 and not counted
                    tree = replace(tree, block=_numbered(tree.block, "" if begins else number))
                    counted = node
                yield item, tree

    def _below(self, nodes: Iterable[Node]) -> tuple[Tree, ...]:
        return tuple(tree for _, tree in self.siblings(nodes))

    def _frame(self, kind: BlockKind, node: Node) -> Tree | None:
        """Read a list item or a quote: its first paragraph is its text."""
        inner = [child for child in node.children if child.type != "definition"]
        runs: tuple[Run, ...] = ()
        if inner and inner[0].type == "paragraph" and not _picture(inner[0]):
            runs = self._runs(inner.pop(0))
        below = self._below(inner)
        return Tree(Block(kind, runs), below) if runs or below else None

    def _block(self, node: Node) -> Tree | None:
        match node.type:
            case "blockquote":
                return self._frame("quote", node)
            case "heading":
                flat = [replace(r, text=r.text.replace("\n", " ")) for r in self._runs(node)]
                return _leaf(Block("heading", tuple(flat), detail=node.tag[1:]))
            case "fence" | "code_block":
                language = clean_line(" ".join(unescapeAll(node.info).split()))
                return _leaf(Block("code", (Run(node.content),), detail=language))
            case "hr":
                return _leaf(Block("divider"))
            case "paragraph":
                picture = _picture(node)
                return _leaf(self._image(picture) if picture else self._paragraph(node))
        return None

    def _paragraph(self, node: Node) -> Block:
        block = Block("paragraph", self._runs(node))
        return Block("more", (Run(words(block.runs).strip()),)) if is_more(block) else block

    def _image(self, node: Node) -> Block:
        name = " ".join(_plain(node).split("\n")).strip()
        runs = (Run(name),) if name else ()
        if _lasting(address(node)):
            return Block("image", runs, detail=address(node))
        return Block("opaque", runs or (Run("an image"),), native=self._native(_image(node)))

    def _native(self, markdown: str) -> Any:
        return native(self._home, markdown)

    def _runs(self, block: Node) -> tuple[Run, ...]:
        nodes = (child for inner in block.children for child in inner.children)
        return normal_runs(self._inline(nodes, Run("")))

    def _inline(self, nodes: Iterable[Node], style: Run) -> Iterator[Run]:
        """Give the runs of inline nodes; `style`: the marks and the link around them."""
        for node in nodes:
            if mark := _MARKS.get(node.type):
                marked = replace(style, marks=style.marks | {mark})
                yield from self._inline(node.children, marked)
            elif node.type == "link":
                yield from self._link(node, style)
            elif node.type == "image":
                name = _plain(node) or "image"
                yield replace(style, text=name, native=self._native(_image(node)))
            elif node.type == "code_inline":
                yield replace(style, text=node.content, marks=style.marks | {"code"})
            else:
                yield replace(style, text="\n" if node.type.endswith("break") else node.content)

    def _link(self, node: Node, style: Run) -> Iterator[Run]:
        """Read a link; a card of Trello's, or what no other tool may follow, stays Trello's."""
        href, title = address(node), str(node.attrGet("title") or "")
        if safe_link(href) == href and not title.startswith("smartCard"):
            yield from self._inline(node.children, replace(style, link=href))
            return
        inner = [
            replace(r, text=r.text.replace("\n", " ")) for r in self._inline(node.children, Run(""))
        ]
        kept = self._native(f"[{link_text(inner)}]{destination(href, title)}")
        yield replace(style, text=words(inner) or href, link=safe_link(href), native=kept)


def _leaf(block: Block) -> Tree | None:
    document = normal_document(Document((block,)))
    return Tree(document.blocks[0]) if document else None


def _numbered(block: Block, number: int | str) -> Block:
    return replace(block, detail=str(number))


def _picture(paragraph: Node) -> Node | None:
    """Return the image that a paragraph consists of."""
    inner = paragraph.children[0].children if paragraph.children else []
    return inner[0] if len(inner) == 1 and inner[0].type == "image" else None


def _plain(node: Node) -> str:
    if node.children:
        return "".join(map(_plain, node.children))
    return "\n" if node.type.endswith("break") else node.content


def _image(node: Node) -> str:
    title = str(node.attrGet("title") or "")
    return f"![{alt([Run(_plain(node))])}]{destination(address(node), title)}"


def _lasting(url: str) -> bool:
    """Tell whether everybody can see the image, and will: not what is attached to a card."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    attached = host == "trello.com" or host.endswith(".trello.com") or "trello-attachments" in host
    return safe_link(url) == url and parts.scheme.lower() in {"http", "https"} and not attached


def address(node: Node) -> str:
    """Return where a link or an image leads."""
    return str(node.attrGet("href" if node.type == "link" else "src") or "")
