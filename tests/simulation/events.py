"""What is typed, as events: every value carries a word that nobody typed before."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

WORD = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d)?|[a-z]\d{4}")
MANY = frozenset({"labels", "description"})  # fields that hold several words at once
CLOSED = frozenset({"status"})  # fields with a vocabulary: their words are not unique

Cell = tuple[str, str, str]  # tool, record, field
Seen = Mapping[int, Mapping[str, list[tuple[str, ...]]]]


def words(value: object) -> tuple[str, ...]:
    """Return the words of a value, in their order; of a moment its minute, in UTC."""
    if isinstance(value, frozenset):
        return tuple(sorted(w for element in value for w in words(element)))
    if isinstance(value, datetime):
        value = value.astimezone(UTC)
    found = WORD.findall(str(value)) if value is not None else ()
    return tuple(word.replace("T", " ") for word in found)


@dataclass(frozen=True)
class Broken:
    """A law that was broken, and how."""

    law: str
    what: str

    def __str__(self) -> str:
        return f"{self.law}: {self.what}"


@dataclass(frozen=True)
class Event:
    """Somebody typed a word (None: emptied the field), having seen those before it.

    `elsewhere`: typed where the field is not decided, so it replaces nothing by itself.
    `void`: back to what the tool was last known to show, before anyone looked: no edit.
    """

    number: int
    moment: int
    thing: int
    name: str
    word: str | None
    before: frozenset[int]
    elsewhere: bool = False
    void: bool = False
    cell: Cell | None = None  # where it was typed; None: decided in Syncline


def named(event: Event) -> str:
    """Name an event by its word."""
    return event.word or "the emptying"


def at(cell: Cell) -> str:
    """Name a place."""
    return " ".join(cell)
