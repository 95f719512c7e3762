"""Runs <-> the marks, links and mentions in a line of Asana's rich text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import get_args
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from connectors.asana.richtext.markup import markup_of, parsed, source_of, tags
from syncline.domain.normaltext import normal_runs
from syncline.domain.text import Mark, Native, Run

TAGS: dict[str, str] = {
    "strong": "strong",
    "em": "em",
    "underline": "u",
    "strike": "s",
    "code": "code",
}
MARKS = {tag: mark for mark, tag in TAGS.items()}
INLINE = frozenset({*MARKS, "a"})
BLOCKS = frozenset(
    {"ul", "ol", "li", "pre", "blockquote", "table", "tr", "td", "h1", "h2", "hr", "body"}
)
_NAMES = {
    "ul": "a list", "ol": "a list", "table": "a table", "blockquote": "a quote",
    "pre": "a code block", "object": "an embedded object",
}  # fmt: skip
_SAFE = re.compile(r"(?i:https?|mailto|tel):[^\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]+")
_OWN = re.compile(r"(?i:https?://app\.asana\.com)(?:[/?#]|$)")


class Unreadable(Exception):
    """A block stands where the canonical model has none."""


@dataclass(frozen=True, slots=True)
class _Style:
    marks: frozenset[str] = frozenset()
    link: str | None = None


def safe(link: str) -> bool:
    """Tell whether a click on a link opens an address, and nothing else."""
    return bool(_SAFE.fullmatch(link))


def called(element: ET.Element) -> str:
    """Return the words by which people know what only Asana can show."""
    if element.tag == "img":
        name = " ".join(element.get("alt", "").split())
        return name if name and "://" not in name else "an image"
    words = _NAMES.get(element.tag) or " ".join("".join(element.itertext()).split())
    return words or ("a mention" if element.tag == "a" else f"a {element.tag} element")


def read_runs(raw: str, home: str) -> tuple[Run, ...]:
    """Return the runs of a piece of XML, in normal form. Raises Unreadable."""
    return normal_runs(_runs(parsed(raw), home, _Style()))


def _runs(element: ET.Element, home: str, style: _Style) -> Iterator[Run]:
    yield Run(element.text or "", style.marks, style.link)
    for child in element:
        yield from _child(child, home, style)
        yield Run(child.tail or "", style.marks, style.link)


def _child(element: ET.Element, home: str, style: _Style) -> Iterator[Run]:
    if element.tag in BLOCKS:
        raise Unreadable(element.tag)
    if element.tag in MARKS:
        inner = replace(style, marks=style.marks | {MARKS[element.tag]})
        yield from _runs(element, home, inner)
    elif _plain_link(element):
        yield from _runs(element, home, replace(style, link=element.get("href")))
    else:
        # Nothing can stand inside <code> but words.
        marks = style.marks - {"code"}
        yield Run(called(element), marks, None, Native(home, source_of(element)))


def _plain_link(element: ET.Element) -> bool:
    """Tell a link with words of its own from a mention, which Asana words."""
    if element.tag != "a" or not safe(element.get("href", "")):
        return False
    worded = element.get("data-asana-dynamic") == "false" or not any(
        name.startswith("data-asana-") for name in element.attrib
    )
    return worded and all(one.tag in MARKS for one in element.iter() if one is not element)


def one_lined(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Return runs without a line end: Asana's headings have none."""
    return normal_runs(replace(run, text=run.text.replace("\n", " ")) for run in runs)


def paragraphs(runs: Sequence[Run]) -> Iterator[tuple[Run, ...]]:
    """Yield a paragraph for every stretch of lines between blank ones."""
    current: list[Run] = []
    for line in _lines(runs):
        if not any(run.native or run.text.strip() for run in line):
            yield normal_runs(current)
            current = []
        else:
            current += line
    yield normal_runs(current)


def _lines(runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Yield runs line by line; a line end stays with its run."""
    line: list[Run] = []
    for run in runs:
        pieces = [run.text] if run.native else re.findall(r"[^\n]*\n|[^\n]+", run.text)
        for piece in pieces:
            line.append(replace(run, text=piece))
            if piece.endswith("\n") and not run.native:
                yield line
                line = []
    yield line


def write_runs(runs: Sequence[Run]) -> str:
    """Return the XML of runs that Asana can hold."""
    return "".join(map(_run, runs))


def _run(run: Run) -> str:
    markup = markup_of(run.native.source) if run.native else None
    html = escape(run.text) if markup is None else markup
    for mark in reversed(get_args(Mark)):
        if mark in run.marks:
            html = f"<{TAGS[mark]}>{html}</{TAGS[mark]}>"
    if run.link:
        # Without this Asana would put the name of its task or project in place of the words.
        worded = ' data-asana-dynamic="false"' if _OWN.match(run.link) else ""
        html = f"<a href={quoteattr(run.link)}{worded}>{html}</a>"
    return html


def in_line(run: Run) -> bool:
    """Tell whether what only Asana can show may stand in any line of text."""
    markup = markup_of(run.native.source) if run.native else None
    return markup is not None and tags(markup) <= INLINE
