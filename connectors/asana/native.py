"""What an Asana task natively says, in every shape that the API documents."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from connectors.asana.comments import NativeComment
from connectors.asana.shapes import (
    Malformed,
    day,
    expected,
    flag,
    moment,
    number,
    record,
    records,
    text,
)  # fmt: skip
from syncline.domain.errors import CannotRead
from syncline.domain.fields import Cannot

TASK_FIELDS = ",".join(
    [
        "name,resource_subtype,html_notes,completed,start_on,due_on,due_at,parent.gid,tags.name",
        "assignee.name,assignee.email,created_at,modified_at,permalink_url",
        "memberships.project.gid,memberships.section.gid,memberships.section.name",
        *(
            f"custom_fields.{name}"
            for name in (
                "name", "resource_subtype", "type", "display_value", "text_value", "number_value",
                "enum_value.name", "multi_enum_values.name", "date_value.date",
                "date_value.date_time", "people_value.name", "people_value.email",
            )
        ),
    ]
)  # fmt: skip
"""The opt_fields with which every task is asked for."""


@dataclass(frozen=True, slots=True)
class Account:
    """A user; the address is hidden for guests and other domains."""

    gid: str
    name: str
    email: str | None


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag; two may have one name."""

    gid: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """One project that a task is in, and its section there."""

    project: str
    section: str | None
    section_name: str | None


@dataclass(frozen=True, slots=True)
class CustomValue:
    """One custom field of a task; `value` follows its type, other types are their display text."""

    gid: str
    name: str
    type: str
    value: str | float | date | tuple[str, ...] | tuple[Account, ...] | None
    display: str | None
    moment: datetime | None = None  # of a date that says a time of day


@dataclass(frozen=True, slots=True)
class NativeTask:
    """One task; `shown` names the properties that the payload had at all."""

    gid: str
    shown: frozenset[str]
    name: str | None
    subtype: str
    url: str
    html_notes: str | None
    notes: str | None
    assignee: Account | None
    completed: bool | None
    start_on: date | None
    due_on: date | None
    due_at: str | None
    parent: str | None
    dependents: tuple[str, ...]
    tags: tuple[Tag, ...] | None  # None: the payload does not name them
    places: tuple[Place, ...]
    custom: tuple[CustomValue, ...]
    created: datetime | None
    modified: datetime | None
    comments: tuple[NativeComment, ...] | Cannot = ()  # where `shown` names them: all, oldest first

    def custom_value(self, native: str) -> CustomValue | None:
        """Return the custom field with this name or gid."""
        wanted = native.strip().casefold()
        return next(
            (v for v in self.custom if v.gid == native or v.name.strip().casefold() == wanted), None
        )

    def place_in(self, project: str) -> Place | None:
        """Return where the task is in a project."""
        return next((place for place in self.places if place.project == project), None)


def read_task(data: Any) -> NativeTask:
    """Read a task. Raises CannotRead with the path inside the payload."""
    gid = ""
    try:
        if not isinstance(data, dict):
            raise expected("an object", data, "task")
        gid = text(data, "gid") or text(data, "id") or ""
        if not gid:
            raise expected("text", None, "gid")
        return _task(data, gid)
    except Malformed as wrong:
        raise CannotRead("asana", gid or "(no gid)", str(wrong)) from None


def _task(data: Mapping[str, Any], gid: str) -> NativeTask:
    due_at = text(data, "due_at")
    return NativeTask(
        gid=gid,
        shown=frozenset(data),
        name=text(data, "name"),
        subtype=text(data, "resource_subtype") or "default_task",
        url=text(data, "permalink_url") or f"https://app.asana.com/0/0/{gid}/f",
        html_notes=text(data, "html_notes"),
        notes=text(data, "notes"),
        assignee=_account(record(data, "assignee"), "assignee"),
        completed=flag(data, "completed"),
        start_on=day(data, "start_on") or day(data, "start_at"),
        due_on=day(data, "due_on") or day(data, "due_at"),
        due_at=due_at,
        parent=text(record(data, "parent"), "gid", "parent."),
        dependents=_gids(data, "dependents"),
        tags=_tags(data),
        places=_places(data),
        custom=tuple(
            _custom(one, f"custom_fields[{i}].")
            for i, one in enumerate(records(data, "custom_fields"))
        ),
        created=moment(data, "created_at"),
        modified=moment(data, "modified_at"),
    )


def _account(data: Mapping[str, Any], path: str) -> Account | None:
    gid = text(data, "gid", f"{path}.") or text(data, "id", f"{path}.")
    if not gid:
        return None
    name, email = text(data, "name", f"{path}."), text(data, "email", f"{path}.")
    return Account(gid, name or "", email or None)


def _tags(data: Mapping[str, Any]) -> tuple[Tag, ...] | None:
    tags = []
    for index, one in enumerate(records(data, "tags")):
        path = f"tags[{index}]."
        name = text(one, "name", path)
        if name is None:
            return None
        tags.append(Tag(text(one, "gid", path) or "", name))
    return tuple(tags) if "tags" in data else None


def _gids(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    rows = enumerate(records(data, key))
    return tuple(gid for index, one in rows if (gid := text(one, "gid", f"{key}[{index}].")))


def _places(data: Mapping[str, Any]) -> tuple[Place, ...]:
    places: dict[str, Place] = {}
    for index, one in enumerate(records(data, "projects")):
        if gid := text(one, "gid", f"projects[{index}]."):
            places[gid] = Place(gid, None, None)
    for index, one in enumerate(records(data, "memberships")):
        path = f"memberships[{index}]."
        section = record(one, "section", path)
        gid = text(record(one, "project", path), "gid", f"{path}project.")
        if gid:
            names = (text(section, key, f"{path}section.") for key in ("gid", "name"))
            places[gid] = Place(gid, *names)
    return tuple(places.values())


def _custom(data: Mapping[str, Any], path: str) -> CustomValue:
    kind = text(data, "resource_subtype", path) or text(data, "type", path) or ""
    display = text(data, "display_value", path)
    return CustomValue(
        gid=text(data, "gid", path) or "",
        name=text(data, "name", path) or "",
        type=kind,
        value=_value(kind, data, path, display),
        display=display,
        moment=moment(record(data, "date_value", path), "date_time") if kind == "date" else None,
    )


Held = str | float | date | tuple[str, ...] | tuple[Account, ...] | None


def _value(kind: str, data: Mapping[str, Any], path: str, display: str | None) -> Held:
    read = _READERS.get(kind)
    return read(data, path) if read else display


def _date(data: Mapping[str, Any], path: str) -> date | None:
    held = record(data, "date_value", path)
    inner = f"{path}date_value."
    return day(held, "date", inner) or day(held, "date_time", inner)


def _people(data: Mapping[str, Any], path: str) -> tuple[Account, ...]:
    people = enumerate(records(data, "people_value", path))
    found = (_account(one, f"{path}people_value[{i}]") for i, one in people)
    return tuple(account for account in found if account)


def _names(data: Mapping[str, Any], path: str) -> tuple[str, ...]:
    rows = enumerate(records(data, "multi_enum_values", path))
    inner = f"{path}multi_enum_values"
    return tuple(name for i, one in rows if (name := text(one, "name", f"{inner}[{i}].")))


_READERS: Mapping[str, Callable[[Mapping[str, Any], str], Held]] = {
    "text": lambda data, path: text(data, "text_value", path),
    "number": lambda data, path: number(data, "number_value", path),
    "enum": lambda data, path: text(record(data, "enum_value", path), "name", f"{path}enum_value."),
    "multi_enum": _names,
    "date": _date,
    "people": _people,
}
