"""Atlassian Document Format: check it, normalise it as Jira does on saving, show it as text."""

from collections.abc import Mapping
from random import Random
from typing import Any

from sandbox.jira.adf_rules import ATTRIBUTES, CONTENT, FILLED, INLINES, VALUES, marks_fit
from sandbox.jira.wiki import plain, wiki

__all__ = ["LIMIT", "normalised", "paragraphs", "plain", "problem", "wiki"]

LIMIT = 32_767  # UTF-16 units of text in one document


def problem(document: Any) -> str | None:
    """Say what is wrong with a document, or None."""
    if not isinstance(document, Mapping):
        return "Operation value must be an Atlassian Document (see the Atlassian Document Format)"
    if document.get("type") != "doc" or document.get("version") != 1:
        return "INVALID_INPUT"
    content = document.get("content")
    if not isinstance(content, list) or not all(_valid(node, "doc") for node in content):
        return "INVALID_INPUT"
    long = len(plain(document).encode("utf-16-le", "surrogatepass")) // 2 > LIMIT
    return "CONTENT_LIMIT_EXCEEDED" if long else None


def _valid(node: Any, room: str) -> bool:
    if not isinstance(node, Mapping) or node.get("type") not in CONTENT[room]:
        return False
    kind, content, marks = node["type"], node.get("content", []), node.get("marks", [])
    if not isinstance(marks, list) or not all(map(_described, marks)) or not _described(node):
        return False
    if not marks_fit(kind, frozenset(mark["type"] for mark in marks), room):
        return False
    if kind == "text":
        return isinstance(node.get("text"), str) and node["text"] != ""
    if not isinstance(content, list) or (content and kind not in CONTENT):
        return False
    inside = all(_valid(child, kind) for child in content)
    return inside and bool(content or kind not in FILLED) and _shaped(kind, content)


def _described(one: Any) -> bool:
    """Tell whether a node or a mark has the attributes that it must have, and no others."""
    if not isinstance(one, Mapping) or one.get("type") not in ATTRIBUTES:
        return False
    kind, attrs = one["type"], one.get("attrs", {})
    known = ATTRIBUTES[kind]
    if not isinstance(attrs, Mapping) or not attrs.keys() <= known.keys():
        return False
    must = {name for name, needed in known.items() if needed}
    if kind == "mediaSingle" and "attrs" not in one:
        must = set()
    if kind == "media":
        must |= {"url"} if attrs.get("type") == "external" else {"id", "collection"}
    checked = all(check(attrs[n]) for (k, n), check in VALUES.items() if k == kind and n in attrs)
    return must <= attrs.keys() and checked


def _shaped(kind: str, content: list[Any]) -> bool:
    kinds = [child["type"] for child in content]
    if kind == "mediaSingle":
        return kinds in (["media"], ["media", "caption"])
    return 2 <= len(kinds) <= 3 if kind == "layoutSection" else True


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
    if _identified(stored) and not stored.get("attrs", {}).get("localId"):
        stored["attrs"] = {**stored.get("attrs", {}), "localId": f"{rng.getrandbits(48):012x}"}
    if stored.get("marks") == []:
        del stored["marks"]
    return stored


def _identified(node: Mapping[str, Any]) -> bool:
    """Tell whether Jira gives a node an id; it does not where that alone would be no image."""
    taken = node["type"] not in INLINES and "localId" in ATTRIBUTES[node["type"]]
    return taken and (node["type"] != "mediaSingle" or "attrs" in node)


def paragraphs(text: str) -> dict[str, Any] | None:
    """Return a document of one paragraph per line of plain text; None for no text."""
    if not text.strip():
        return None
    content: list[dict[str, Any]] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        inside = [{"type": "text", "text": line}] if line else []
        content.append({"type": "paragraph", "content": inside})
    return {"type": "doc", "version": 1, "content": content}
