"""The marks and links of a text: those that both sides know, and those that a click survives."""

import re
from collections.abc import Collection
from typing import Any

from connectors.jira.richtext.grammar import Node
from connectors.jira.richtext.nodes import attributes, node_type
from syncline.domain.text import Run

_SIMPLE = ("strong", "em", "underline", "strike", "code")
_COLOURS = {"textColor": "color", "backgroundColor": "highlight"}
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_SAFE = re.compile(r"(https?://|mailto:|tel:)[^\x00-\x1f\x7f]+", re.IGNORECASE)
_WEB = re.compile(r"https?://[^\x00-\x20\x7f]+", re.IGNORECASE)


def safe_link(href: Any) -> str | None:
    """Return an address that a click can only follow, None for any other."""
    return href if isinstance(href, str) and _SAFE.fullmatch(href) else None


def lasting_image(url: Any) -> bool:
    """Tell whether an address is one on the web."""
    return isinstance(url, str) and bool(_WEB.fullmatch(url))


def read_marks(node: Node) -> tuple[frozenset[str], str | None]:
    """Return the marks of an inline node, and where it leads."""
    marks: set[str] = set()
    link = None
    given = node.get("marks")
    for mark in given if isinstance(given, list) else ():
        kind, attrs = node_type(mark), attributes(mark)
        if kind == "link":
            link = safe_link(attrs.get("href"))
        elif kind == "subsup":
            marks.add(str(attrs.get("type")))
        elif kind in _COLOURS:
            marks.add(f"{_COLOURS[kind]}:{attrs.get('color')}".lower())
        elif kind in _SIMPLE:
            marks.add(kind)
    return _held(marks), link


def _held(marks: Collection[str]) -> frozenset[str]:
    """Return the marks that Jira takes together: code with no other, one colour of a sort."""
    if "code" in marks:
        return frozenset({"code"})
    held = {_sort(mark): mark for mark in sorted(marks, reverse=True) if _known(mark)}
    return frozenset(held.values())


def _known(mark: str) -> bool:
    sort, _, colour = mark.partition(":")
    if sort in _COLOURS.values():
        return bool(_COLOUR.fullmatch(colour))
    return mark in (*_SIMPLE, "sub", "sup")


def _sort(mark: str) -> str:
    return "subsup" if mark in ("sub", "sup") else mark.partition(":")[0]


def written_marks(run: Run) -> list[Node]:
    """Return the marks of a text, in one order."""
    marks = [_mark(mark) for mark in sorted(_held({mark.lower() for mark in run.marks}))]
    link = safe_link(run.link)
    return [*marks, {"type": "link", "attrs": {"href": link}}] if link else marks


def _mark(mark: str) -> Node:
    sort, _, colour = mark.partition(":")
    match sort:
        case "sub" | "sup":
            return {"type": "subsup", "attrs": {"type": sort}}
        case "color":
            return {"type": "textColor", "attrs": {"color": colour}}
        case "highlight":
            return {"type": "backgroundColor", "attrs": {"color": colour}}
    return {"type": sort}
