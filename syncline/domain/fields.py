"""Canonical fields: their types, the normal form of a value, and its JSON."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from syncline.domain.attachments import key_of
from syncline.domain.normaltext import normal_document
from syncline.domain.plain import one_line
from syncline.domain.text import Document
from syncline.domain.textjson import document_of, document_rows

Value = str | float | bool | date | frozenset[str] | Document | None
"""A canonical value; `None` is *empty*. A field that is absent from a Snapshot *cannot say*."""


DIGITS = 12  # that two numbers must share to be one: the last bits of a sum are no edit


class FieldType(StrEnum):
    """How a field compares and merges."""

    TEXT = "text"
    RICH = "rich"
    OPTION = "option"  # a word of a vocabulary: status, priority
    PERSON = "person"  # an e-mail address, the one of people.yaml
    DATE = "date"
    MOMENT = "datetime"  # a minute, wherever it is; or a day, where no time is said
    SET = "set"
    PEOPLE = "people"  # a set of e-mail addresses
    CHECKBOX = "checkbox"  # True or False, which is also what an empty one says
    REF = "ref"  # another Item's id; a native record id inside a Snapshot
    LINKS = "links"  # a set of such references
    NUMBER = "number"
    URL = "url"
    THREAD = "thread"  # comments: a set whose elements belong to the tool they were written in
    FILES = "files"  # attachments: the same of files, of which one is known by its address alone
    SIBLINGS = "siblings"  # the same of the addresses of an Item's Records


ELEMENTWISE = frozenset({FieldType.SET, FieldType.PEOPLE, FieldType.LINKS})
"""Sets that merge element by element, whoever edits them."""
REFERRING = frozenset({FieldType.REF, FieldType.LINKS})
"""Types whose values name other Items."""
HOMED = frozenset({FieldType.THREAD, FieldType.FILES, FieldType.SIBLINGS})
"""Sets of which each element is decided by the replica that it was added in."""
SETS = ELEMENTWISE | HOMED


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One canonical field; a computed one flows out and is never read back."""

    name: str
    type: FieldType
    computed: bool = False


CORE_FIELDS: Mapping[str, FieldSpec] = {
    name: FieldSpec(name, kind)
    for name, kind in {
        "title": FieldType.TEXT,
        "description": FieldType.RICH,
        "status": FieldType.OPTION,
        "owner": FieldType.PERSON,
        "priority": FieldType.OPTION,
        "start": FieldType.DATE,
        "target": FieldType.DATE,
        "labels": FieldType.SET,
        "parent": FieldType.REF,
        "blocks": FieldType.LINKS,
        "comments": FieldType.THREAD,
    }.items()
}
HUNG_FIELDS: Mapping[str, FieldSpec] = {
    "siblings": FieldSpec("siblings", FieldType.SIBLINGS),
    "attachments": FieldSpec("attachments", FieldType.FILES),
}
"""What hangs on a Record and is no field of it: known to every tool, carried where it is asked."""
SUMMED_FIELDS: Mapping[str, FieldSpec] = {
    "subtasks": FieldSpec("subtasks", FieldType.SET, computed=True),
}
"""What is computed from the Items below one, where it is asked."""
KNOWN_FIELDS: Mapping[str, FieldSpec] = {**CORE_FIELDS, **HUNG_FIELDS, **SUMMED_FIELDS}
"""Every field whose name says its type."""


def normal(kind: FieldType, value: Value) -> Value:
    """Return the form in which two values of this type are compared. Law: idempotent."""
    if kind in ELEMENTWISE:
        return _normal_set(kind, value)
    if kind is FieldType.CHECKBOX:
        return value is True
    if kind in HOMED:
        found = value or frozenset()
        return frozenset(map(key_of, found)) if kind is FieldType.FILES else found  # type: ignore[arg-type]  # sets
    if isinstance(value, Document):
        return normal_document(value)
    return _normal_scalar(kind, value)


def _normal_set(kind: FieldType, value: Value) -> frozenset[str]:
    known = value if isinstance(value, Collection) else ()
    lines = filter(None, map(one_line, known))
    return frozenset(map(str.lower, lines) if kind is FieldType.PEOPLE else lines)


def _normal_scalar(kind: FieldType, value: Value) -> Value:
    if isinstance(value, str):
        text = one_line(value)
        return (text.lower() if kind is FieldType.PERSON else text) or None
    if isinstance(value, float | int):
        return float(f"{value:.{DIGITS}g}")
    return minute(value) if isinstance(value, datetime) else value


def minute(moment: datetime) -> datetime:
    """Return a moment in UTC, to the minute that people type; UTC where it names no zone."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC).replace(second=0, microsecond=0)
    except OverflowError:  # on the first or the last day that there is
        return aware.replace(tzinfo=UTC, second=0, microsecond=0)


def same(kind: FieldType, left: Value, right: Value) -> bool:
    """Tell whether two values are one value in normal form."""
    return left == right or normal(kind, left) == normal(kind, right)


def is_empty(value: Value) -> bool:
    """Tell whether a value is *empty*: None, a set without elements, or a box without a tick."""
    return value is None or value is False or value == frozenset()


def to_json(value: Value) -> object:
    """Return a JSON-ready form that `from_json` reads back to an equal value."""
    match value:
        case frozenset():
            return {"set": sorted(value)}
        case datetime():
            return {"moment": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case Document():
            return {"doc": document_rows(value)}
        case _:
            return value


def from_json(data: Any) -> Value:
    """Read what `to_json` wrote."""
    match data:
        case {"set": items}:
            return frozenset(items)
        case {"moment": moment}:
            return datetime.fromisoformat(moment)
        case {"date": day}:
            return date.fromisoformat(day)
        case {"doc": rows}:
            return document_of(rows)
        case None | str() | float() | bool():
            return data
        case _:
            return float(data)


def plain_json(value: Value) -> object:
    """Return a JSON form for people and programs that read our output."""
    match value:
        case frozenset():
            return sorted(value)
        case date():
            return value.isoformat()
        case Document():
            return str(value)
        case _:
            return value


@dataclass(frozen=True, slots=True)
class Cannot:
    """A value has no counterpart in a tool, because ..."""

    reason: str


def timed(tool: str, value: Value) -> Value | Cannot:
    """Return a moment as a tool shows it that shows no day without a time of day."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return Cannot(f"{tool} shows a moment, and {value} is a day: give it a time of day")
    return value


def shown_text(value: Value) -> str:
    """Return a value as a person reads it in a plan or a message."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if is_empty(value):
        return "(empty)"
    if isinstance(value, frozenset):
        return ", ".join(map(_short, sorted(value)))
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return _short(str(value))


def _short(text: str) -> str:
    text = text.replace("\n", " / ")
    return text if len(text) <= 80 else text[:77] + "..."
