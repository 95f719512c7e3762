"""Every distinct exchange on disk, for whoever holds the emulators against the vendors' documents.

An exchange is written when an object, a word or a type in it was not yet seen at its place; of a
long listing only the elements that are new. So a run of 200,000 requests fits some thousand lines.
"""

import json
import os
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl

from sandbox.files import parts
from sandbox.http import Call, Reply
from sandbox.notion.versions import NEWER
from sandbox.wire import NOT_JSON

VARIABLE = "SYNCLINE_SANDBOX_TRAFFIC"  # the folder; nothing is written without it
ALIGNED = ("batch", "bulk")  # routes whose request and answer are read element by element
NAMES = 60  # keys of one object that have places of their own; names that people chose share one
FORMS = 24  # forms of one text or object that are told apart
SHORT, LONG = 30, 2000  # characters: a word, date or number is short; a limit of Notion
_NINES = str.maketrans("012345678", "9" * 9)


class Traffic:
    """Write the distinct exchanges of one process; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        name = folder / str(os.getpid())
        # Plain descriptors: every line and every count is out even when the process is killed.
        self._lines = os.open(name.with_suffix(".jsonl"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._count = os.open(name.with_suffix(".count"), os.O_WRONLY | os.O_CREAT)
        self._requests = 0
        self._names: dict[int, set[str]] = {}
        self._forms: dict[int, set[int]] = {}
        self._lock = Lock()

    def note(
        self, tool: str, route: str, call: Call, reply: Reply | None, fault: str | None
    ) -> None:
        """Count one exchange, and write it down if there is anything new about it."""
        kind, sent = _sent(call)
        body = reply.body if reply else None
        body = "(bytes)" if isinstance(body, bytes) else body
        status = reply.status if reply else 0
        query = [[name, value] for name, value in call.query]
        with self._lock:
            self._requests += 1
            os.pwrite(self._count, b"%d" % self._requests, 0)
            new: set[int] = set()
            place = hash((tool, call.method, route, status, fault, kind))
            parts = (dict(call.query), sent, body)
            seen = [self._new(part, hash((place, n)), new) for n, part in enumerate(parts)]
            if not any((self._form(place, 0), *seen)):
                return
            if any(word in route for word in ALIGNED):
                kept: tuple[Any, Any] = (sent, body)
            else:
                kept = (_only(sent, new), _only(body, new))
            line = {
                "tool": tool, "method": call.method, "route": route, "path": call.path,
                "query": query, "kind": kind, "sent": kept[0], "status": status,
                "text": isinstance(body, str | bytes), "answer": kept[1], "fault": fault,
            }  # fmt: skip
            text = json.dumps(line, separators=(",", ":"), default=repr)
            os.write(self._lines, text.encode("utf-8", "replace") + b"\n")

    def _new(self, value: Any, place: int, new: set[int]) -> bool:
        """Tell whether anything in a value is new at its place; collect the new list elements."""
        if isinstance(value, dict):
            return self._new_object(value, place, new)
        if isinstance(value, list | tuple):
            found = self._form(place, -1 if value else -2)
            place = hash((place, "[]"))
            for element in value:
                if self._new(element, place, new):
                    new.add(id(element))
                    found = True
            return found
        return self._form(place, _form(value) if isinstance(value, str) else hash(type(value)))

    def _new_object(self, value: Mapping[str, Any], place: int, new: set[int]) -> bool:
        if isinstance(kind := value.get("type"), str) and len(kind) <= SHORT:
            place = hash((place, kind))
        names = self._names.setdefault(place, set())
        if len(names) < NAMES:
            names.update(value)
        found = self._form(place, hash(frozenset(names.intersection(value))))
        for name, inner in value.items():
            inside = hash((place, name if name in names else "*"))
            if self._new(inner, inside, new):
                found = True
        return found

    def _form(self, place: int, form: int) -> bool:
        forms = self._forms.setdefault(place, set())
        if form in forms or len(forms) >= FORMS:
            return False
        forms.add(form)
        return True


def _form(text: str) -> int:
    """Keep words of an enumeration apart, and dates and numbers by their pattern."""
    if len(text) <= SHORT:
        if text[:1].isdigit():
            return hash(text.translate(_NINES))
        if text.isidentifier() and (text.islower() or text.isupper()):
            return hash(text)
    return hash(("", not text, len(text) > LONG))


def _only(value: Any, new: set[int]) -> Any:
    """Leave the elements out of lists that are nothing new; one stays, for a list is not empty."""
    if isinstance(value, dict):
        return {name: _only(inner, new) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        kept: Iterable[Any] = [inner for inner in value if id(inner) in new] or value[:1]
        return [_only(inner, new) for inner in kept]
    return value


def _sent(call: Call) -> tuple[str, Any]:
    """Return the kind and the content of a request's body."""
    if call.json is NOT_JSON:
        return "broken", None
    if call.json is not None or not call.raw:
        return ("" if call.json is None else "json"), call.json
    if "urlencoded" in call.headers.get("content-type", ""):
        return "form", dict(parse_qsl(call.raw.decode("utf-8", "replace"), keep_blank_values=True))
    if sent := parts(call):
        return "form", {p.name: p.body.decode() if p.filename is None else "(file)" for p in sent}
    return "other", None


def note(tool: str, route: str, call: Call, reply: Reply | None, fault: str | None) -> None:
    """Write an exchange down if this process was told to; a fault says what falsified it.

    Of Notion's newer version no machine-readable description is published to compare it with.
    """
    if call.headers.get("notion-version") == NEWER:
        return
    if traffic := _of_this_process():
        traffic.note(tool, route, call, reply, fault)


@cache
def _of_this_process() -> Traffic | None:
    folder = os.environ.get(VARIABLE)
    return Traffic(Path(folder)) if folder else None
