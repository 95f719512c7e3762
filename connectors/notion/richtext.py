"""Notion's rich text (arrays of runs) <-> canonical runs; pure."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from connectors.notion.shapes import flag, record, text
from syncline.domain.fields import Cannot
from syncline.domain.text import Mark, Run

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
NATIVE: Mapping[Mark, str] = {mark: name for name, mark in MARKS.items()}
SITE = "https://www.notion.so"
_LINKS = re.compile(r"(https?://|mailto:|tel:)\S+", re.IGNORECASE)


def length(words: str) -> int:
    """Count as Notion does: in UTF-16 units, an emoji beyond the basic plane is two."""
    return len(words.encode("utf-16-le", "surrogatepass")) // 2


def plain_text(runs: Iterable[Mapping[str, Any]]) -> str:
    """Return the text of native runs without marks. Raises Malformed."""
    return "".join(_words(run, f"[{index}]") for index, run in enumerate(runs))


def _words(run: Mapping[str, Any], path: str) -> str:
    """Return what a run shows; what a client sent has its content only."""
    shown = text(run.get("plain_text"), f"{path}.plain_text")
    content = record(run.get("text"), f"{path}.text").get("content")
    return shown if shown is not None else text(content, f"{path}.text.content") or ""


def read_runs(raw: Sequence[Mapping[str, Any]], path: str) -> tuple[Run, ...] | Cannot:
    """Return the canonical runs, or what among them only Notion can show. Raises Malformed."""
    runs: list[Run] = []
    for index, one in enumerate(raw):
        kind = text(one.get("type"), f"{path}[{index}].type") or _kind(one)
        if kind != "text":
            return Cannot(_FOREIGN.get(kind, f"an inline {kind}"))
        runs.append(_run(one, f"{path}[{index}]"))
    return tuple(runs)


def _kind(run: Mapping[str, Any]) -> str:
    return next((kind for kind in ("mention", "equation") if kind in run), "text")


_FOREIGN = {"mention": "a mention", "equation": "an inline equation"}


def _run(raw: Mapping[str, Any], path: str) -> Run:
    styles = record(raw.get("annotations"), f"{path}.annotations")
    marks = (m for name, m in MARKS.items() if flag(styles.get(name), f"{path}.annotations.{name}"))
    link = record(record(raw.get("text"), f"{path}.text").get("link"), f"{path}.text.link")
    url = text(link.get("url") or raw.get("href"), f"{path}.href")
    return Run(_words(raw, path), frozenset(marks), _absolute(url))


def _absolute(url: str | None) -> str | None:
    """Return a link to another page as it also works outside of Notion."""
    return f"{SITE}{url}" if url and url.startswith("/") else url or None


def write_runs(runs: Iterable[Run]) -> list[dict[str, Any]]:
    """Return native runs, a long one in pieces."""
    pieces = ((run, piece) for run in _merged(runs) for piece in pieces_of(run.text))
    return [_native(run, piece) for run, piece in pieces]


def _merged(runs: Iterable[Run]) -> Iterator[Run]:
    for _, group in groupby(runs, key=lambda run: (run.marks, run.link)):
        alike = list(group)
        yield replace(alike[0], text="".join(run.text for run in alike))


def pieces_of(words: str) -> Iterator[str]:
    """Yield a text in pieces that one run can hold."""
    start, size = 0, 0
    for index, character in enumerate(words):
        units = 2 if ord(character) > 0xFFFF else 1
        if size + units > RUN_LIMIT:
            yield words[start:index]
            start, size = index, 0
        size += units
    if start < len(words):
        yield words[start:]


def _native(run: Run, piece: str) -> dict[str, Any]:
    content: dict[str, Any] = {"content": piece}
    if run.link:
        content["link"] = {"url": run.link}
    # Every mark is written, also the absent ones: a changed run must lose what it had.
    styles = {NATIVE[mark]: mark in run.marks for mark in NATIVE}
    return {"type": "text", "text": content, "annotations": styles}


def write_text(words: str) -> list[dict[str, Any]]:
    """Return plain text as native runs; none for an empty text."""
    return [{"type": "text", "text": {"content": piece}} for piece in pieces_of(words)]


def unwritable(runs: Sequence[Run]) -> str | None:
    """Say why Notion would refuse these runs, None when it takes them."""
    for link in filter(None, (run.link for run in runs)):
        if length(link) > LINK_LIMIT:
            return f"a link of {length(link)} characters (Notion takes {LINK_LIMIT})"
        if not _LINKS.fullmatch(link):
            return f'the link "{link[:60]}", which Notion refuses'
    if (pieces := len(write_runs(runs))) > RUNS_LIMIT:
        return f"text in {pieces} runs (Notion takes {RUNS_LIMIT})"
    return None
