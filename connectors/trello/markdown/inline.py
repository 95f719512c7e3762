"""Runs -> inline Markdown; pure."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from types import MappingProxyType

from connectors.trello.markdown.escaping import destination, escaped, safe_link, sendable
from connectors.trello.markdown.mentions import inert
from syncline.domain.normaltext import normal_runs
from syncline.domain.text import Native, Run

SIGNS = (("strong", "**"), ("strike", "~~"), ("em", "_"))
"""From the outside in. No two have a sign in common, so that neighbours never run together."""
MARKS = frozenset({"code", *(mark for mark, _ in SIGNS)})
NOTHING = "&#8203;"
"""A zero-width space: a line that is there, and reads as empty."""
NO_TITLES: Mapping[str, str] = MappingProxyType({})

_LINE_START = re.compile(
    r"^(?:(\d{1,9})(?=[.)](?:\s|$))|(?=[-+](?:[\s-]|$)|#{1,6}(?:\s|$)|>|=+\s*$))"
)
_PLAIN_EDGE = re.compile(r"[\s!-/:-@\[-`{-~]", re.ASCII)


def inline(runs: Iterable[Run], titles: Mapping[str, str] = NO_TITLES) -> str:
    """Return the Markdown of the text of one block; `titles`: of links, by their address."""
    pieces = _spaced(list(_pieces(normal_runs(map(_held, runs)))))
    text = "".join(_linked(link, list(group), titles) for link, group in groupby(pieces, key=_link))
    return "\n".join(_lines(text.split("\n")))


def link_text(runs: Iterable[Run]) -> str:
    """Return the Markdown of what stands inside of one link."""
    inner = (replace(_held(run), link="the link around") for run in runs)
    return _marked(list(_spaced(list(_pieces(normal_runs(inner))))), SIGNS)


def native(home: str, markdown: str) -> Native:
    """Return what only Trello shows, as its Markdown."""
    source = {"markdown": markdown}
    return Native(home, json.dumps(source, ensure_ascii=False, separators=(",", ":")))


def markdown_of(source: Native | None) -> str | None:
    """Return the Markdown that `native` kept; None where there is none."""
    try:
        kept = json.loads(source.source) if source else None
    except ValueError:
        return None
    text = kept.get("markdown") if isinstance(kept, dict) else None
    return text if isinstance(text, str) and text else None


def is_image(runs: Sequence[Run]) -> bool:
    """Tell whether the runs are one picture, which alone on its lines is a block of its own."""
    if len(runs) != 1 or runs[0].link or runs[0].marks & MARKS - {"code"}:
        return False
    return (markdown_of(runs[0].native) or "").startswith("![")


def _held(run: Run) -> Run:
    """Return the run with what Markdown has of it."""
    if markdown_of(run.native):
        return replace(run, marks=run.marks & MARKS - {"code"}, link=safe_link(run.link))
    return Run(sendable(run.text), run.marks & MARKS, safe_link(run.link))


def _pieces(runs: Iterable[Run]) -> Iterator[Run]:
    """Split off the space at the edges, and the line ends in code: no sign may touch them."""
    for run in runs:
        if run.native:
            yield run
        elif "code" in run.marks:
            for text in filter(None, re.split(r"(\n)", run.text)):
                yield replace(run, text=text, marks=run.marks - ({"code"} - _worn(text)))
        else:
            core = run.text.strip()
            lead, _, tail = run.text.partition(core) if core else (run.text, "", "")
            yield from (replace(run, text=text) for text in (lead, core, tail) if text)


def _worn(text: str) -> frozenset[str]:
    return frozenset({"code"} if text.strip() else ())


def _blank(piece: Run) -> bool:
    return not piece.native and not piece.text.strip()


def _spaced(pieces: list[Run]) -> Iterator[Run]:
    """Leave space only the marks that both of its neighbours have."""
    joined: list[Run] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and _blank(last) and _blank(piece) and last.link == piece.link:
            marks = last.marks & piece.marks
            joined[-1] = replace(last, text=last.text + piece.text, marks=marks)
        else:
            joined.append(piece)
    for before, piece, after in zip([None, *joined], joined, [*joined[1:], None], strict=False):
        around = (_seen_marks(before, piece), _seen_marks(after, piece))
        yield replace(piece, marks=_shared(piece, *around)) if _blank(piece) else piece


def _seen_marks(neighbour: Run | None, piece: Run) -> frozenset[str]:
    return neighbour.marks if neighbour and _link(neighbour) == _link(piece) else frozenset()


def _shared(space: Run, before: frozenset[str], after: frozenset[str]) -> frozenset[str]:
    """Return the marks that go on over a space; where an outer one ends, all inner ones do."""
    marks: set[str] = set()
    for mark, _ in SIGNS:
        if mark in space.marks & before & after:
            marks.add(mark)
        elif mark in before | after:
            break
    return frozenset(marks)


def _link(piece: Run) -> str | None:
    """Return the link around a piece; a card of Trello's brings its own."""
    whole = (markdown_of(piece.native) or "").startswith("[")
    return None if whole else piece.link


def _linked(link: str | None, pieces: Sequence[Run], titles: Mapping[str, str]) -> str:
    text = _marked(pieces, SIGNS)
    return f"[{text}]{destination(link, titles.get(link, ''))}" if link else text


def _marked(pieces: Sequence[Run], signs: Sequence[tuple[str, str]]) -> str:
    if not signs:
        return "".join(map(_atom, pieces))
    (mark, sign), *rest = signs
    groups = groupby(pieces, key=lambda piece: mark in piece.marks)
    parts = [(marked, _marked(list(group), rest)) for marked, group in groups]
    for at, (marked, text) in enumerate(parts):
        if not marked:
            before = parts[at - 1][1][-1] if at else ""
            after = parts[at + 1][1][0] if at + 1 < len(parts) else ""
            parts[at] = (marked, _apart(before, text, after, sign))
    return "".join(f"{sign}{text}{sign}" if marked else text for marked, text in parts)


def _apart(before: str, text: str, after: str, sign: str) -> str:
    """Return `text` with an edge written as its number where a sign beside it would not count.

    A sign with a letter on its other side only counts next to a letter, and "_" not even there.
    """
    if before and (sign == "_" or not before.isalnum()) and not _PLAIN_EDGE.match(text[0]):
        text = f"&#{ord(text[0])};{text[1:]}"
    if after and (sign == "_" or not after.isalnum()) and not _PLAIN_EDGE.match(text[-1]):
        text = f"{text[:-1]}&#{ord(text[-1])};"
    return text


def _atom(piece: Run) -> str:
    if markdown := markdown_of(piece.native):
        return markdown
    if "code" not in piece.marks:
        return escaped(piece.text, linked=bool(piece.link))
    fence = "`" * (1 + max(map(len, re.findall("`+", piece.text)), default=0))
    text = inert(piece.text)
    padded = text[0] == "`" or text[-1] == "`" or (text[0] == text[-1] == " ")
    return f"{fence} {text} {fence}" if padded else f"{fence}{text}{fence}"


def _lines(lines: Sequence[str]) -> Iterator[str]:
    """Give the lines of a text, ended by hard breaks; no line begins a block of its own."""
    for number, line in enumerate(lines, 1):
        edged = re.sub(r"^[ \t]|[ \t]$", lambda space: f"&#{ord(space[0])};", line)
        whole = _LINE_START.sub(r"\1\\", edged)
        breaks = "" if number == len(lines) else "  " if whole else "\\"
        yield whole + breaks
