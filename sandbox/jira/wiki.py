"""Rich text as plain text, and as the wiki text of REST v2 and of changelogs (a lossy view)."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sandbox.jira.adf_rules import INLINES

Node = Mapping[str, Any]
Inline = Callable[[Node], str]

_SIGNS = {"strong": "*", "em": "_", "strike": "-", "underline": "+"}
_PANELS = {
    "info": "#deebff", "note": "#eae6ff", "success": "#e3fcef", "tip": "#e3fcef",
    "warning": "#fffae6", "error": "#ffebe6",
}  # fmt: skip
_WIKILESS = frozenset(
    {"expand", "nestedExpand", "taskList", "decisionList", "layoutSection", "embedCard",
     "extension", "bodiedExtension", "syncBlock", "bodiedSyncBlock"}
)  # fmt: skip
"""The nodes that wiki text has no sign for."""


def plain(node: Node) -> str:
    """Return the text of a document without its marks, one line per block."""
    return "\n".join(_lines(node))


def _lines(node: Node) -> Iterator[str]:
    content = node.get("content") or ()
    if not content or any(child.get("type") in INLINES for child in content):
        yield "".join(map(_said, content or (node,)))
        return
    for child in content:
        yield from _lines(child)


def _said(node: Node) -> str:
    if node.get("type") == "hardBreak":
        return "\n"
    attrs = node.get("attrs", {})
    return str(
        node.get("text") or attrs.get("text") or attrs.get("url") or attrs.get("timestamp") or ""
    )


def wiki(node: Node) -> str:
    """Return a document as wiki text."""
    return "\n".join(_block(child) for child in node.get("content", ()))


def _block(node: Node, sign: str = "") -> str:
    kind, attrs, content = node["type"], node.get("attrs", {}), node.get("content", ())
    if kind in _WIKILESS:
        return f"{{adf:display=block}}\n{json.dumps(node)}\n{{adf}}"
    match kind:
        case "paragraph":
            return _inlines(node)
        case "heading":
            return f"h{attrs['level']}. {_inlines(node)}"
        case "bulletList" | "orderedList":
            sign += "*" if kind == "bulletList" else "#"
            return "\n".join(_item(item, sign) for item in content)
        case "codeBlock":
            language = f":{attrs['language']}" if attrs.get("language") else ""
            return f"{{code{language}}}{plain(node)}{{code}}"
        case "table":
            return "\n".join(map(_row, content))
    return _framed(node)


def _item(item: Node, sign: str) -> str:
    head, *rest = item["content"]
    below = [_block(child, sign) for child in rest]
    return "\n".join([f"{sign} {_block(head, sign)}", *below])


def _row(row: Node) -> str:
    cells = [(cell["type"] == "tableHeader", wiki(cell)) for cell in row["content"]]
    return "".join(f"||{text}" if header else f"|{text}" for header, text in cells) + "|"


def _framed(node: Node) -> str:
    attrs = node.get("attrs", {})
    match node["type"]:
        case "blockquote":
            return f"{{quote}}{wiki(node)}{{quote}}"
        case "panel":
            colour = attrs.get("panelColor") or _PANELS.get(attrs["panelType"], "#deebff")
            return f"{{panel:bgColor={colour}}}\n{wiki(node)}\n{{panel}}"
        case "rule":
            return "----"
        case "blockCard":
            return f"[{attrs.get('url', '')}|{attrs.get('url', '')}|smart-card]"
        case "mediaSingle":
            return _framed(node["content"][0])  # a caption has no place there
        case "media":
            return f"!{attrs.get('url') or attrs.get('id')}|alt={attrs.get('alt', '')}!"
    return wiki(node)


def _inlines(node: Node) -> str:
    return "".join(map(_inline, node.get("content", ())))


def _inline(node: Node) -> str:
    attrs = node.get("attrs", {})
    match node["type"]:
        case "text":
            return _marked(node)
        case "mention":
            return f"[~accountid:{attrs['id']}]"
        case "inlineCard":
            return f"[{attrs.get('url', '')}|{attrs.get('url', '')}|smart-link]"
        case "date":
            return datetime.fromtimestamp(int(attrs["timestamp"]) / 1000, UTC).date().isoformat()
        case "status":
            return f"*[ {attrs['text']} ]*"
        case "emoji":
            return str(attrs.get("text") or attrs["shortName"])
        case "inlineExtension" | "placeholder":
            return f"{{adf:display=inline}}{json.dumps(node)}{{adf}}"
    return _said(node)


def _marked(node: Node) -> str:
    text = str(node["text"])
    for mark in node.get("marks", ()):
        attrs = mark.get("attrs", {})
        match mark["type"]:
            case "link":
                text = f"[{text}|{attrs.get('href', '')}]"
            case "code":
                text = "{{" + text + "}}"
            case "textColor":
                text = f"{{color:{attrs['color']}}}{text}{{color}}"
            case "subsup":
                sign = "~" if attrs["type"] == "sub" else "^"
                text = f"{sign}{text}{sign}"
            case kind:
                sign = _SIGNS.get(kind, "")
                text = f"{sign}{text}{sign}"
    return text
