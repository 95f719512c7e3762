"""Notion's rich text (arrays of runs) <-> canonical runs; pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from connectors.notion.colours import MARKS as COLOURS
from connectors.notion.colours import colour_named
from connectors.notion.inline import native_run, read_native
from connectors.notion.shapes import flag, record, text
from syncline.domain.text import Mark, Run, words

RUN_LIMIT = 2_000  # UTF-16 units of one run
RUNS_LIMIT = 100  # runs of one rich text
LINK_LIMIT = 2_000
MARKS: Mapping[str, Mark] = {
    "bold": "strong",
    "italic": "em",
    "underline": "underline",
    "strikethrough": "strike",
    "code": "code",
}
SITE = "https://www.notion.so"
_LINKS = re.compile(r"(https?://|mailto:|tel:)[^\x00-\x20]+", re.IGNORECASE)


def length(text: str) -> int:
    """Count as Notion does: in UTF-16 units, an emoji beyond the basic plane is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain_text(runs: Iterable[Mapping[str, Any]]) -> str:
    """Return the text of native runs without marks. Raises Malformed."""
    return "".join(_words(run, f"[{index}]") for index, run in enumerate(runs))


def _words(run: Mapping[str, Any], path: str) -> str:
    """Return what a run shows; what a client sent has its content only."""
    shown = text(run.get("plain_text"), f"{path}.plain_text")
    content = record(run.get("text"), f"{path}.text").get("content")
    return shown if shown is not None else text(content, f"{path}.text.content") or ""


# -- reading ------------------------------------------------------------------------------------


def read_runs(raw: Sequence[Mapping[str, Any]], path: str, home: str) -> tuple[Run, ...]:
    """Return the canonical runs; what only Notion can show remembers its source.

    Raises Malformed.
    """
    return tuple(_run(one, f"{path}[{index}]", home) for index, one in enumerate(raw))


def _run(raw: Mapping[str, Any], path: str, home: str) -> Run:
    kind = text(raw.get("type"), f"{path}.type") or _kind(raw)
    marks, link = _marks(raw, path), _link(raw, path)
    if kind == "text":
        return Run(_words(raw, path), marks, link)
    named, native = read_native(kind, raw, path, home)
    return Run(named, marks, link, native)


def _kind(run: Mapping[str, Any]) -> str:
    return next((kind for kind in ("mention", "equation") if kind in run), "text")


def _marks(raw: Mapping[str, Any], path: str) -> frozenset[str]:
    styles = record(raw.get("annotations"), f"{path}.annotations")
    marks = {m for name, m in MARKS.items() if flag(styles.get(name), f"{path}.annotations.{name}")}
    colour = COLOURS.get(text(styles.get("color"), f"{path}.annotations.color") or "")
    return frozenset(marks | {colour} if colour else marks)


def _link(raw: Mapping[str, Any], path: str) -> str | None:
    link = record(record(raw.get("text"), f"{path}.text").get("link"), f"{path}.text.link")
    url = text(link.get("url") or raw.get("href"), f"{path}.href")
    # A link to another page is read as it also works outside of Notion.
    return safe_link(f"{SITE}{url}" if url and url.startswith("/") else url)


def safe_link(url: str | None) -> str | None:
    """Return an address that Notion takes and that a click cannot run; None for any other."""
    spaced = (url or "").replace(" ", "%20") if (url or "")[:1] != " " else ""
    return spaced if _LINKS.fullmatch(spaced) and length(spaced) <= LINK_LIMIT else None


# -- writing ------------------------------------------------------------------------------------


def write_runs(runs: Iterable[Run]) -> list[dict[str, Any]]:
    """Return native runs, a long one in pieces."""
    return [_native(run) for run in _pieces(runs)]


def _pieces(runs: Iterable[Run]) -> Iterator[Run]:
    """Yield each run as often as it takes to be sent; neighbours that look alike as one."""
    sent = (replace(r, native=None) if r.native and not native_run(r.native) else r for r in runs)
    for (native, _, _), group in groupby(sent, key=lambda run: (run.native, run.marks, run.link)):
        alike = list(group)
        if native:
            yield from alike
        else:
            yield from (replace(alike[0], text=piece) for piece in pieces_of(words(alike)))


def pieces_of(text: str) -> Iterator[str]:
    """Yield a text in pieces that one run can hold."""
    start, size = 0, 0
    for index, character in enumerate(text):
        units = 2 if ord(character) > 0xFFFF else 1
        if size + units > RUN_LIMIT:
            yield text[start:index]
            start, size = index, 0
        size += units
    if start < len(text):
        yield text[start:]


def _native(run: Run) -> dict[str, Any]:
    # Every mark is written, also the absent ones: a changed run must lose what it had.
    styles: dict[str, Any] = {name: mark in run.marks for name, mark in MARKS.items()}
    styles["color"] = colour_named(run.marks)
    kept = native_run(run.native) if run.native else None
    if kept:
        return {**kept, "annotations": styles}
    content: dict[str, Any] = {"content": run.text}
    if run.link:
        content["link"] = {"url": run.link}
    return {"type": "text", "text": content, "annotations": styles}


def write_text(text: str) -> list[dict[str, Any]]:
    """Return plain text as native runs; none for an empty text."""
    return [{"type": "text", "text": {"content": piece}} for piece in pieces_of(text)]


def holds(runs: Iterable[Run]) -> bool:
    """Tell whether one rich text has room for these runs."""
    return sum(1 for _ in _pieces(runs)) <= RUNS_LIMIT


def roomy(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Return the runs with as few of their looks lost as it takes to fit, if words alone do."""
    bare = tuple(replace(run, marks=frozenset()) for run in runs)
    return next(filter(holds, (runs, bare)), (Run(words(runs)),))
