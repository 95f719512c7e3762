"""Atlassian Document Format: check it, normalise it as Jira does on saving, show it as text."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

LIMIT = 32_767  # characters of text in one document

_BLOCKS = """
    blockCard blockquote blockTaskItem bodiedExtension bulletList caption codeBlock decisionItem
    decisionList embedCard expand extension heading layoutColumn layoutSection listItem media
    mediaGroup mediaSingle nestedExpand orderedList panel paragraph rule table tableCell
    tableHeader tableRow taskItem taskList
"""
_INLINES = """
    date emoji hardBreak inlineCard inlineExtension mediaInline mention placeholder status text
"""
_MARKS = """
    alignment annotation backgroundColor border breakout code dataConsumer em fragment
    indentation link strike strong subsup textColor underline
"""
BLOCKS = frozenset(_BLOCKS.split())
INLINES = frozenset(_INLINES.split())
MARKS = frozenset(_MARKS.split())


def problem(document: Any) -> str | None:
    """Say what is wrong with a document, or None."""
    if not isinstance(document, Mapping):
        return "Operation value must be an Atlassian Document (see the Atlassian Document Format)"
    if document.get("type") != "doc" or document.get("version") != 1:
        return "INVALID_INPUT"
    if not isinstance(document.get("content"), list):
        return "INVALID_INPUT"
    if not all(_valid(node) for node in document["content"]):
        return "INVALID_INPUT"
    return "CONTENT_LIMIT_EXCEEDED" if len(plain(document)) > LIMIT else None


def _valid(node: Any) -> bool:
    if not isinstance(node, Mapping) or node.get("type") not in BLOCKS | INLINES:
        return False
    if node["type"] == "text" and not (isinstance(node.get("text"), str) and node["text"]):
        return False
    marks, content = node.get("marks", []), node.get("content", [])
    if not isinstance(marks, list) or not isinstance(content, list):
        return False
    known = all(isinstance(mark, Mapping) and mark.get("type") in MARKS for mark in marks)
    return known and all(_valid(child) for child in content)


def normalised(document: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    """Return the document as Jira stores it: localId on blocks, neighbouring texts merged."""
    return {"type": "doc", "version": 1, "content": _children(document["content"], rng)}


def _children(nodes: list[Any], rng: Random) -> list[Any]:
    children: list[Any] = []
    for node in nodes:
        last = children[-1] if children else None
        if (
            last
            and last["type"] == node["type"] == "text"
            and last.get("marks") == node.get("marks")
        ):
            children[-1] = last | {"text": last["text"] + node["text"]}
        else:
            children.append(_node(node, rng))
    return children


def _node(node: Mapping[str, Any], rng: Random) -> dict[str, Any]:
    stored = dict(node)
    if "content" in stored:
        stored["content"] = _children(stored["content"], rng)
    if stored["type"] in BLOCKS and not stored.get("attrs", {}).get("localId"):
        stored["attrs"] = {**stored.get("attrs", {}), "localId": f"{rng.getrandbits(48):012x}"}
    if stored.get("marks") == []:
        del stored["marks"]
    return stored


def paragraphs(text: str) -> dict[str, Any] | None:
    """Return a document of one paragraph per line of plain text; None for no text."""
    if not text.strip():
        return None
    content: list[dict[str, Any]] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        inside = [{"type": "text", "text": line}] if line else []
        content.append({"type": "paragraph", "content": inside})
    return {"type": "doc", "version": 1, "content": content}


def plain(node: Mapping[str, Any]) -> str:
    """Return the text of a document without its marks, one line per block."""
    return _lines(node, lambda text, _: text)


_WIKI = {"strong": "*", "em": "_", "strike": "-", "underline": "+", "code": ""}


def wiki(node: Mapping[str, Any]) -> str:
    """Return the document as wiki text, as REST v2 shows it (a lossy view)."""
    return _lines(node, _marked)


def _marked(text: str, node: Mapping[str, Any]) -> str:
    for mark in node.get("marks", ()):
        if mark["type"] == "link":
            text = f"[{text}|{mark.get('attrs', {}).get('href', '')}]"
        elif mark["type"] == "code":
            text = "{{" + text + "}}"
        else:
            sign = _WIKI.get(mark["type"], "")
            text = f"{sign}{text}{sign}"
    return text


Decorate = Callable[[str, Mapping[str, Any]], str]


def _lines(node: Mapping[str, Any], decorate: Decorate, prefix: str = "") -> str:
    kind, content = node.get("type"), node.get("content", ())
    if kind in INLINES:
        return _inline(node, decorate)
    if kind in ("paragraph", "heading", "codeBlock", "taskItem", "decisionItem"):
        text = "".join(_inline(child, decorate) for child in content)
        level = node.get("attrs", {}).get("level")
        return f"h{level}. {text}" if kind == "heading" and decorate is _marked else prefix + text
    sign = {"bulletList": "*", "orderedList": "#"}.get(str(kind), "")
    if decorate is _marked and sign:
        prefix = prefix.strip() + sign + " "
    return "\n".join(_lines(child, decorate, prefix) for child in content)


def _inline(node: Mapping[str, Any], decorate: Decorate) -> str:
    attrs = node.get("attrs", {})
    if node["type"] == "text":
        return decorate(node["text"], node)
    if node["type"] == "hardBreak":
        return "\n"
    return str(attrs.get("text") or attrs.get("url") or attrs.get("timestamp") or "")
