"""Between the Atlassian Document Format and canonical documents; pure.

What a Document cannot hold (tables, mentions, panels, colours ...) makes the whole body
unreadable, with the place: a body that was read in part would be written back in part.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from syncline.domain.fields import Cannot
from syncline.domain.text import Block, BlockKind, Document, Mark, Run, normal_document

LIMIT = 32_767  # characters in one body
MARKS: tuple[Mark, ...] = ("strong", "em", "underline", "strike", "code")
LISTS: Mapping[str, BlockKind] = {"bulletList": "bullet", "orderedList": "number"}
LIST_NAMES = {kind: name for name, kind in LISTS.items()}
NAMES = {
    "blockquote": "a quotation", "codeBlock": "a code block", "table": "a table",
    "panel": "a panel", "rule": "a rule", "heading": "a heading", "mention": "a mention",
    "emoji": "an emoji", "inlineCard": "a link card", "blockCard": "a link card",
    "mediaSingle": "an image", "mediaGroup": "attachments", "taskList": "a task list",
    "nothing": "nothing",
    "expand": "an expandable part", "status": "a status lozenge", "date": "a date",
}  # fmt: skip


class _Foreign(Exception):  # becomes a Cannot at once
    """Something that a Document cannot hold."""


# -- reading ------------------------------------------------------------------------------------


def decode(body: Any) -> Document | None | Cannot:
    """Read a body; None for an empty one, Cannot with the place of what cannot be held."""
    if body is None:
        return None
    if isinstance(body, str):
        if not body.strip():
            return None
        return Cannot("the body is wiki text of an older version of the API, not rich text")
    try:
        blocks = tuple(_blocks(body))
    except _Foreign as foreign:
        return Cannot(f"{foreign}: it can be read and edited in Jira alone")
    return normal_document(Document(blocks))


def _blocks(body: Any) -> Iterator[Block]:
    if not isinstance(body, Mapping) or body.get("type") != "doc" or body.get("version") != 1:
        raise _Foreign("the body is no document of version 1")
    before = None
    for number, node in enumerate(_content(body, "the body"), 1):
        place, kind = f"block {number}", _type(node)
        if kind == before == "orderedList":
            raise _Foreign(f"a second numbered list in a row at {place}")
        if kind == "paragraph":
            yield Block("paragraph", tuple(_paragraph(node, place)))
        elif kind in LISTS:
            yield from _list(node, 0, place)
        else:
            raise _Foreign(f"{_name(kind)} at {place}")
        before = kind


def _list(node: Mapping[str, Any], level: int, place: str) -> Iterator[Block]:
    first = _attributes(node).get("order", 1)
    if first != 1:
        raise _Foreign(f"a list that begins with {first} at {place}")
    for item in _content(node, place):
        if _type(item) != "listItem":
            raise _Foreign(f"{_name(_type(item))} in a list at {place}")
        head, *rest = _content(item, place) or [None]
        if _type(head) != "paragraph":
            raise _Foreign(f"{_name(_type(head))} in a list at {place}")
        yield Block(LISTS[_type(node)], tuple(_paragraph(head, place)), level)
        for child in rest:
            if _type(child) not in LISTS:
                what = "a second paragraph" if _type(child) == "paragraph" else _name(_type(child))
                raise _Foreign(f"{what} in a list item at {place}")
            yield from _list(child, level + 1, place)


def _paragraph(node: Any, place: str) -> list[Run]:
    """Read the runs of a paragraph; a break between equal runs is part of them."""
    if node.get("marks"):
        raise _Foreign(f"alignment or indentation at {place}")
    runs: list[Run] = []
    breaks = ""  # a break has no marks of its own
    for run in [_run(child, place) for child in _content(node, place)]:
        if run.text == "\n":
            breaks += run.text
        elif breaks and runs and _style(runs[-1]) == _style(run):
            runs[-1] = replace(run, text=runs[-1].text + breaks + run.text)
            breaks = ""
        else:
            runs += [Run(breaks), run]
            breaks = ""
    return [*runs, Run(breaks)]


def _style(run: Run) -> tuple[frozenset[Mark], str | None]:
    return run.marks, run.link


def _run(node: Any, place: str) -> Run:
    if _type(node) == "hardBreak":
        return Run("\n")
    if _type(node) != "text" or not isinstance(node.get("text"), str):
        raise _Foreign(f"{_name(_type(node))} at {place}")
    marks: set[Mark] = set()
    link = None
    for mark in node.get("marks") or ():
        kind = _type(mark)
        if kind == "link" and isinstance(_attributes(mark).get("href"), str):
            link = _attributes(mark)["href"]
        elif kind in MARKS:
            marks.add(kind)
        else:
            raise _Foreign(f"text with {kind} at {place}")
    plain = " ".join(node["text"].splitlines()) if "\n" in node["text"] else node["text"]
    return Run(plain, frozenset(marks), link)


def _type(node: Any) -> str:
    return str(node.get("type")) if isinstance(node, Mapping) else "nothing"


def _name(kind: str) -> str:
    return NAMES.get(kind, f"“{kind}”")


def _attributes(node: Mapping[str, Any]) -> Mapping[str, Any]:
    attributes = node.get("attrs")
    return attributes if isinstance(attributes, Mapping) else {}


def _content(node: Mapping[str, Any], place: str) -> list[Any]:
    content = node.get("content")
    if not isinstance(content, list | None):
        raise _Foreign(f"something unreadable at {place}")
    return content or []


# -- writing ------------------------------------------------------------------------------------


def shown(document: Document) -> Document | None | Cannot:
    """Return what Jira would show of a document. Laws: idempotent; what `decode` reads back."""
    settled = normal_document(document)
    if settled is None:
        return None
    size = len(str(settled))
    if size > LIMIT:
        return Cannot(f"the body has {size} characters, and Jira holds {LIMIT}: shorten it")
    return decode(encode(settled))


def encode(document: Document) -> dict[str, Any]:
    """Render a document."""
    settled = normal_document(document) or Document(())
    return {"type": "doc", "version": 1, "content": _siblings(settled.blocks, 0)}


def _siblings(blocks: Sequence[Block], level: int) -> list[dict[str, Any]]:
    """Render blocks whose lists begin at `level`; deeper items belong to the item before."""
    nodes: list[dict[str, Any]] = []
    for block, children in _families(blocks, level):
        paragraph = {"type": "paragraph", "content": _inlines(block.runs)}
        if block.kind == "paragraph":
            nodes.append(paragraph)
            continue
        item = {"type": "listItem", "content": [paragraph, *_siblings(children, level + 1)]}
        name = LIST_NAMES[block.kind]
        if nodes and nodes[-1]["type"] == name:
            nodes[-1]["content"].append(item)
        else:
            nodes.append({"type": name, "content": [item]})
    return nodes


def _families(blocks: Sequence[Block], level: int) -> Iterator[tuple[Block, list[Block]]]:
    """Yield each block of this level with the deeper ones after it."""
    head: Block | None = None
    children: list[Block] = []
    for block in blocks:
        if head is not None and block.kind != "paragraph" and block.level > level:
            children.append(block)
            continue
        if head is not None:
            yield head, children
        head, children = block, []
    if head is not None:
        yield head, children


def _inlines(runs: Iterable[Run]) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = []
    for run in runs:
        for number, line in enumerate(run.text.split("\n")):
            if number:
                nodes.append({"type": "hardBreak"})
            if line:
                nodes.append(_text(line, run))
    return nodes


def _text(line: str, run: Run) -> dict[str, Any]:
    # Jira refuses code together with any other mark but a link.
    held = ("code",) if "code" in run.marks else tuple(m for m in MARKS if m in run.marks)
    marks: list[dict[str, Any]] = [{"type": mark} for mark in held]
    if run.link:
        marks.append({"type": "link", "attrs": {"href": run.link}})
    return (
        {"type": "text", "text": line, "marks": marks} if marks else {"type": "text", "text": line}
    )
