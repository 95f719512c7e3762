"""Bytes to plain values with the line of each: YAML 1.2, no anchors, no tags, bounded.

The parser's events are read one by one, so that a hostile file is refused before it is built.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from syncline.config.problems import BrokenConfiguration, Problem, Route, spelled
from syncline.config.scalars import plain, typographic
from syncline.config.trouble import Refused, explain, not_text

MAX_BYTES = 1_000_000
MAX_LINE = 10_000  # characters; the parser's time grows with the square of a line
MAX_DEPTH = 16
MAX_EVENTS = 20_000


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file."""

    file: str
    line: int


@dataclass(frozen=True)
class Source:
    """The plain values of one file, and where each of them stands."""

    file: str
    value: Any
    places: Mapping[Route, Place] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def place(self, route: Route) -> Place:
        """Return where a value stands, or its nearest surroundings."""
        for end in range(len(route), -1, -1):
            if route[:end] in self.places:
                return self.places[route[:end]]
        return Place(self.file, 1)

    def problem(self, route: Route, message: str, remedy: str) -> Problem:
        """Return a problem of the value at a route."""
        place = self.place(route)
        return Problem(place.file, place.line, spelled(route), message, remedy)


def read(path: Path) -> Source:
    """Read a YAML file. Raises BrokenConfiguration with the line of what cannot be read."""
    return parse(_bytes(path), str(path))


def parse(data: bytes, file: str) -> Source:
    """Read YAML from bytes; `file` is what messages call it."""
    builder = _Builder(file)
    try:
        for event in _events(_text(data)):
            builder.take(event)
        builder.finish()
    except Refused as refused:
        found = Problem(file, refused.line, spelled(builder.route), refused.message, refused.remedy)
        raise BrokenConfiguration([*builder.problems, found]) from None
    return Source(file, builder.root, builder.places, tuple(builder.problems))


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            seen, remedy = "this is a folder", "Name one YAML file in it."
        elif not path.exists():
            seen, remedy = "there is no such file", "Check the name, and the folder you are in."
        elif not path.is_file():
            seen, remedy = "this is no regular file", "Name a YAML file."
        else:
            with path.open("rb") as stream:
                return stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name is not one of a file"
        seen, remedy = f"the file cannot be read ({reason})", "Check its name and permissions."
    raise BrokenConfiguration([Problem(str(path), 1, "file", seen, remedy)])


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        size = f"more than {MAX_BYTES // 1000} kB; a portfolio has a few"
        raise Refused(1, f"the file has {size}", "Check that this is the right file.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise not_text(data, error.start) from None
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MAX_LINE:
            raise Refused(number, f"the line has {len(line)} characters", "Break it.")
    return text


def _events(text: str) -> Iterator[Any]:
    try:
        yield from YAML(typ="rt").parse(text)
    except MarkedYAMLError as error:
        raise explain(text, error) from None
    except YAMLError as error:
        at = getattr(error, "position", 0)
        line = text.count("\n", 0, at) + 1 if isinstance(at, int) else 1
        seen = "a character that YAML does not allow stands here"
        raise Refused(line, seen, "Remove control characters from the file.") from None
    except Exception as error:  # noqa: BLE001  # the parser leaks ValueError, IndexError and more
        name = type(error).__name__
        raise Refused(1, f"this is no YAML ({name})", "Check it with a YAML editor.") from None


@dataclass
class _Frame:
    """One open mapping or list."""

    value: Any
    step: str | int | None = None  # the key that waits for its value, or the next position
    lines: dict[str, int] = field(default_factory=dict)


class _Builder:
    """Build plain values from parser events, noting lines and what a person should mend."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Any = None
        self.places: dict[Route, Place] = {}
        self.problems: list[Problem] = []
        self.frames: list[_Frame] = []
        self.documents = 0
        self.events = 0

    @property
    def route(self) -> Route:
        return tuple(f.step for f in self.frames if f.step is not None)

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        self.events += 1
        if self.events > MAX_EVENTS:
            raise Refused(line, f"the file has more than {MAX_EVENTS} values", "Split it.")
        match event:
            case DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise Refused(line, "a second document starts here", "Keep one per file.")
            case AliasEvent():
                raise self._no_anchor(line)
            case ScalarEvent() | MappingStartEvent() | SequenceStartEvent():
                self._value(event, line)
            case MappingEndEvent() | SequenceEndEvent():
                self.frames.pop()
                self._advance()

    def finish(self) -> None:
        if not isinstance(self.root, dict | list):
            raise Refused(1, "the file holds no keys", "Start with `portfolio: NAME`.")

    def _no_anchor(self, line: int) -> Refused:
        return Refused(
            line,
            "anchors (&name) and aliases (*name) are not read",
            "Write the value out, or put what is shared in the file of `extends:`. "
            "A text that begins with & or * needs quotes.",
        )

    def _value(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            raise self._no_anchor(line)
        if event.ctag is not None:
            raise Refused(line, "tags (!name) are not read", "Remove it, or put it in quotes.")
        if not isinstance(event, ScalarEvent):
            self._open({} if isinstance(event, MappingStartEvent) else [], line)
        elif self._awaits_key():
            self._key(event.value, line, quoted=event.style is not None)
        else:
            self._check(event.value, line, quoted=event.style is not None)
            self._put(plain(event.value) if event.style is None else event.value, line)
            self._advance()

    def _awaits_key(self) -> bool:
        return bool(self.frames) and self.frames[-1].step is None

    def _open(self, value: Any, line: int) -> None:
        if self._awaits_key():
            raise Refused(line, "a key is a list or a mapping", "Write a plain word as the key.")
        if len(self.frames) >= MAX_DEPTH:
            raise Refused(
                line, f"values are nested more than {MAX_DEPTH} deep", "Write it flatter."
            )
        self._put(value, line)
        self.frames.append(_Frame(value, 0 if isinstance(value, list) else None))

    def _key(self, key: str, line: int, *, quoted: bool) -> None:
        frame = self.frames[-1]
        frame.step = key
        self._check(key, line, quoted=quoted)
        if key in frame.lines:
            seen = f'"{key}" is written twice, in lines {frame.lines[key]} and {line}'
            self._note(line, seen, "Keep one of them.")
        frame.lines[key] = line
        self.places[self.route] = Place(self.file, line)

    def _put(self, value: Any, line: int) -> None:
        self.places.setdefault(self.route, Place(self.file, line))
        if not self.frames:
            self.root = value
        elif isinstance(self.frames[-1].value, list):
            self.frames[-1].value.append(value)
        else:
            self.frames[-1].value[self.frames[-1].step] = value

    def _advance(self) -> None:
        if self.frames:
            frame = self.frames[-1]
            frame.step = frame.step + 1 if isinstance(frame.step, int) else None

    def _check(self, text: str, line: int, *, quoted: bool) -> None:
        if not quoted and (seen := typographic(text)):
            self._note(line, *seen)

    def _note(self, line: int, message: str, remedy: str) -> None:
        self.problems.append(Problem(self.file, line, spelled(self.route), message, remedy))
