"""What people read in place of a node that only Jira can show."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from connectors.jira.richtext.grammar import Node
from connectors.jira.richtext.nodes import attributes
from syncline.domain.plain import one_line

_BLOCKS = {
    "blockCard": "a link card", "blockquote": "a quotation", "blockTaskItem": "a task",
    "bodiedExtension": "an extension", "bodiedSyncBlock": "a synced block",
    "bulletList": "a list", "codeBlock": "a code block", "decisionList": "decisions",
    "embedCard": "an embedded page", "expand": "an expandable part", "extension": "an extension",
    "heading": "a heading", "layoutSection": "columns", "mediaGroup": "attachments",
    "mediaSingle": "an attached image", "nestedExpand": "an expandable part",
    "orderedList": "a numbered list", "panel": "a panel", "paragraph": "a paragraph",
    "syncBlock": "a synced block", "table": "a table", "taskList": "a task list",
}  # fmt: skip
_INLINES = {
    "emoji": "an emoji", "inlineCard": "a link", "inlineExtension": "an extension",
    "mediaInline": "an attachment", "mention": "@somebody", "status": "a status", "date": "a date",
}  # fmt: skip
_SAYING = ("text", "url", "title", "alt", "shortName", "extensionKey")


def block_name(node: Node) -> str:
    """Name a block: what it is, and where it leads."""
    name = _BLOCKS.get(str(node.get("type")), one_line(f"a block of type {node.get('type')}"))
    said = _said(attributes(node))
    return f"{name} ({said})" if said else name


def inline_name(node: Node) -> str:
    """Return what an inline node says, as near as text comes to it."""
    attrs = attributes(node)
    match node.get("type"):
        case "date":
            said = _day(attrs.get("timestamp"))
        case "mention":
            said = f"@{_said(attrs).removeprefix('@')}".removesuffix("@")
        case _:
            said = _said(attrs)
    return said or _INLINES.get(str(node.get("type")), "something of Jira")


def _said(attrs: Mapping[str, Any]) -> str:
    data = attrs.get("data")
    told = (
        *map(attrs.get, _SAYING),
        *(map(data.get, ("name", "url")) if isinstance(data, Mapping) else ()),
    )
    return next((text for one in told if isinstance(one, str) and (text := one_line(one))), "")


def _day(timestamp: Any) -> str:
    """Return the day of a date, given as milliseconds in text."""
    try:
        return datetime.fromtimestamp(int(timestamp) / 1000, UTC).date().isoformat()
    except (TypeError, ValueError, OverflowError, OSError):
        return ""
