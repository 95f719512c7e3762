"""Descriptions written once, in a few words of markup, and rendered for each of the tools.

A body is a list of blocks: a paragraph is a text, a list is ("-", items) or ("1", items).
Inside a text, **strong**, *emphasis*, `code` and [words](https://…) mark what they enclose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

Block = str | tuple[str, tuple[str, ...]]
Body = tuple[Block, ...]

_MARKUP = re.compile(
    r"\*\*(?P<strong>[^*]+)\*\*|\*(?P<em>[^*]+)\*|`(?P<code>[^`]+)`"
    r"|\[(?P<words>[^\]]+)\]\((?P<link>[^)]+)\)"
)


@dataclass(frozen=True)
class Run:
    """Hold some words with at most one mark, or a link."""

    text: str
    mark: str | None = None  # strong, em, code
    link: str | None = None


def runs(text: str) -> list[Run]:
    """Split a text at its markup."""
    found, at = [], 0
    for match in _MARKUP.finditer(text):
        if match.start() > at:
            found.append(Run(text[at : match.start()]))
        if match["words"]:
            found.append(Run(match["words"], link=match["link"]))
        else:
            mark = match.lastgroup
            found.append(Run(match[mark or 0], mark))
        at = match.end()
    return found + ([Run(text[at:])] if at < len(text) else [])


def to_adf(body: Body) -> dict[str, Any]:
    """Render a body for Jira."""
    return {"type": "doc", "version": 1, "content": [_adf_block(block) for block in body]}


def _adf_block(block: Block) -> dict[str, Any]:
    if isinstance(block, str):
        return _adf_paragraph(block)
    kind = {"-": "bulletList", "1": "orderedList"}[block[0]]
    items = [{"type": "listItem", "content": [_adf_paragraph(item)]} for item in block[1]]
    return {"type": kind, "content": items}


def _adf_paragraph(text: str) -> dict[str, Any]:
    return {"type": "paragraph", "content": [_adf_text(run) for run in runs(text)]}


def _adf_text(run: Run) -> dict[str, Any]:
    node: dict[str, Any] = {"type": "text", "text": run.text}
    if run.mark:
        node["marks"] = [{"type": run.mark}]
    if run.link:
        node["marks"] = [{"type": "link", "attrs": {"href": run.link}}]
    return node


def to_html(body: Body) -> str:
    """Render a body for Asana: lines in place of paragraphs."""
    parts: list[str] = []
    for index, block in enumerate(body):
        if index:
            between_paragraphs = isinstance(block, str) and isinstance(body[index - 1], str)
            parts.append("\n\n" if between_paragraphs else "\n")
        parts.append(_html_block(block))
    return f"<body>{''.join(parts)}</body>"


def _html_block(block: Block) -> str:
    if isinstance(block, str):
        return "".join(_html_run(run) for run in runs(block))
    tag = {"-": "ul", "1": "ol"}[block[0]]
    items = "".join(f"<li>{''.join(map(_html_run, runs(item)))}</li>" for item in block[1])
    return f"<{tag}>{items}</{tag}>"


def _html_run(run: Run) -> str:
    text = escape(run.text)
    if run.link:
        return f"<a href={quoteattr(run.link)}>{text}</a>"
    return f"<{run.mark}>{text}</{run.mark}>" if run.mark else text


def to_blocks(body: Body) -> list[dict[str, Any]]:
    """Render a body for Notion."""
    blocks: list[dict[str, Any]] = []
    for block in body:
        if isinstance(block, str):
            blocks.append(_notion("paragraph", block))
            continue
        kind = {"-": "bulleted_list_item", "1": "numbered_list_item"}[block[0]]
        blocks += [_notion(kind, item) for item in block[1]]
    return blocks


def _notion(kind: str, text: str) -> dict[str, Any]:
    return {"type": kind, kind: {"rich_text": notion_text(text)}}


def notion_text(text: str) -> list[dict[str, Any]]:
    """Render the runs of one text for Notion."""
    names = {"strong": "bold", "em": "italic", "code": "code"}
    return [
        {
            "type": "text",
            "text": {"content": run.text, "link": {"url": run.link} if run.link else None},
            "annotations": {names[run.mark]: True} if run.mark else {},
        }
        for run in runs(text)
    ]


def to_markdown(body: Body) -> str:
    """Render a body for Trello."""
    return "\n\n".join(_markdown_block(block) for block in body)


def _markdown_block(block: Block) -> str:
    if isinstance(block, str):
        return block  # the markup of a text is Markdown already
    mark = {"-": "-", "1": "1."}[block[0]]
    return "\n".join(f"{mark} {item}" for item in block[1])


def opaque_blocks(kind: str, lines: Sequence[str]) -> list[dict[str, Any]]:
    """Return a Notion block beside paragraphs and lists: a table, a callout or code."""
    texts = [notion_text(line) for line in lines]
    if kind == "code":
        return [
            {"type": kind, kind: {"rich_text": notion_text("\n".join(lines)), "language": "sql"}}
        ]
    if kind == "callout":
        icon = {"type": "emoji", "emoji": "💡"}
        return [{"type": kind, kind: {"rich_text": text, "icon": icon}} for text in texts]
    rows = [{"type": "table_row", "table_row": {"cells": [text, text]}} for text in texts]
    table = {"table_width": 2, "has_column_header": True, "children": rows}
    return [{"type": "table", "table": table}]
