"""Asana's html_notes (XML in one <body>, lines instead of paragraphs) <-> Document; pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import get_args
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from syncline.domain.fields import Cannot
from syncline.domain.text import Block, BlockKind, Document, Mark, Run, normal_document

LIMIT = 65_535  # characters of one html_notes
TAGS: dict[Mark, str] = {
    "strong": "strong",
    "em": "em",
    "underline": "u",
    "strike": "s",
    "code": "code",
}
MARKS: dict[str, Mark] = {tag: mark for mark, tag in TAGS.items()}
LISTS: dict[str, BlockKind] = {"ul": "bullet", "ol": "number"}
UNSUPPORTED = {
    "h1": "a heading", "h2": "a heading", "table": "a table", "img": "an image",
    "pre": "a code block", "blockquote": "a quote", "hr": "a divider",
    "object": "an embedded object",
}  # fmt: skip
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # by XML 1.0


def read_html(html: str) -> Document | None | Cannot:
    """Return the document of a body, or why it can only be read in Asana, and where."""
    if "<!" in html or "<?" in html:
        return Cannot("a declaration, which Asana's rich text does not have")
    try:
        body = ET.fromstring(html)  # noqa: S314 (no "<!": no entity can be declared)
    except ET.ParseError as broken:
        return Cannot(f"html_notes is not well-formed XML: {broken}")
    if body.tag != "body":
        return Cannot(f"html_notes is in <{body.tag}>, not in <body>")
    reader = _Reader()
    try:
        reader.body(body)
    except _Unsupported as found:
        return Cannot(f"{found} at block {len(reader.blocks) + 1}")
    except RecursionError:
        return Cannot(f"lists nested too deeply at block {len(reader.blocks) + 1}")
    return normal_document(Document(tuple(reader.blocks)))


def write_html(document: Document | None) -> str:
    """Return the html_notes of a document."""
    normal = normal_document(document)
    blocks = normal.blocks if normal else ()
    parts = [
        _lists(tuple(group)) if listed else "\n\n".join(_inline(b.runs) for b in group)
        for listed, group in groupby(blocks, key=lambda b: b.kind != "paragraph")
    ]
    return f"<body>{chr(10).join(parts)}</body>"


def projected(document: Document) -> Document | None | Cannot:
    """Return what Asana would show of a document."""
    html = write_html(document)
    if len(html) > LIMIT:
        return Cannot(f"the description takes {len(html)} characters; Asana holds {LIMIT}")
    return read_html(html)


class _Unsupported(Exception):
    pass


@dataclass(frozen=True, slots=True)
class _Style:
    marks: frozenset[Mark] = frozenset()
    link: str | None = None


class _Reader:
    """Walk one body; `blocks` grows in reading order."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []

    def body(self, body: ET.Element) -> None:
        runs = _text(body.text, _Style())
        for child in body:
            if child.tag in LISTS:
                self._paragraphs(runs)
                runs = []
                self._list(child, 0)
            else:
                runs += _inline_runs(child, _Style())
            runs += _text(child.tail, _Style())
        self._paragraphs(runs)

    def _paragraphs(self, runs: list[Run]) -> None:
        """Add a paragraph for every stretch of lines between blank ones."""
        current: list[Run] = []
        for line in _lines(runs):
            if any(run.text.strip() for run in line):
                current += line
            else:
                self._add("paragraph", current)
                current = []
        self._add("paragraph", current)

    def _add(self, kind: BlockKind, runs: list[Run], level: int = 0) -> None:
        if any(run.text.strip() for run in runs):
            self.blocks.append(Block(kind, _joined(runs), level))

    def _list(self, element: ET.Element, level: int) -> None:
        _only_space(element.text)
        for child in element:
            if child.tag == "li":
                self._item(child, LISTS[element.tag], level)
            elif child.tag in LISTS:  # Asana also nests lists without an item around them
                self._list(child, level + 1)
            else:
                raise _Unsupported(_name(child))
            _only_space(child.tail)

    def _item(self, item: ET.Element, kind: BlockKind, level: int) -> None:
        runs, nested = _text(item.text, _Style()), []
        for child in item:
            if child.tag in LISTS:
                nested.append(child)
                _only_space(child.tail)
            elif nested:
                raise _Unsupported("text after a nested list")
            else:
                runs += _inline_runs(child, _Style()) + _text(child.tail, _Style())
        self._add(kind, runs, level)
        for child in nested:
            self._list(child, level + 1)


def _only_space(text: str | None) -> None:
    if text and text.strip():
        raise _Unsupported("text beside list items")


def _name(element: ET.Element) -> str:
    if element.tag == "a":
        return "a mention"
    return UNSUPPORTED.get(element.tag, f"<{element.tag}>")


def _inline_runs(element: ET.Element, outer: _Style) -> list[Run]:
    if element.tag == "a" and element.get("href") and not element.get("data-asana-gid"):
        style = replace(outer, link=element.get("href"))
    elif element.tag in MARKS:
        style = replace(outer, marks=outer.marks | {MARKS[element.tag]})
    else:
        raise _Unsupported(_name(element))
    runs = _text(element.text, style)
    for child in element:
        runs += _inline_runs(child, style) + _text(child.tail, style)
    return runs


def _text(text: str | None, style: _Style) -> list[Run]:
    return [Run(text, style.marks, style.link)] if text else []


def _lines(runs: Iterable[Run]) -> list[list[Run]]:
    """Split runs after every line end; the line end stays with its run."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        for piece in re.findall(r"[^\n]*\n|[^\n]+", run.text):
            lines[-1].append(replace(run, text=piece))
            if piece.endswith("\n"):
                lines.append([])
    return lines


def _joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    return tuple(
        Run("".join(run.text for run in group), marks, link)
        for (marks, link), group in groupby(runs, key=lambda run: (run.marks, run.link))
    )


def _lists(blocks: Sequence[Block]) -> str:
    """Render list items that stand together; what is deeper goes inside the item before it."""
    html, start = "", 0
    while start < len(blocks):
        first, items = blocks[start], ""
        tag = "ul" if first.kind == "bullet" else "ol"
        while start < len(blocks) and (blocks[start].kind, blocks[start].level) == (
            first.kind, first.level,
        ):  # fmt: skip
            end = start + 1
            while end < len(blocks) and blocks[end].level > first.level:
                end += 1
            inner = _inline(blocks[start].runs) + _lists(blocks[start + 1 : end])
            items, start = f"{items}<li>{inner}</li>", end
        html += f"<{tag}>{items}</{tag}>"
    return html


def _inline(runs: Iterable[Run]) -> str:
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    html = escape(_FORBIDDEN.sub("", run.text))
    for mark in reversed(get_args(Mark)):
        if mark in run.marks:
            html = f"<{TAGS[mark]}>{html}</{TAGS[mark]}>"
    if run.link:
        html = f"<a href={quoteattr(_FORBIDDEN.sub('', run.link))}>{html}</a>"
    return html
