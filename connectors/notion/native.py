"""What a Notion page natively says: its properties, whatever their type, as small values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors.notion.runs import plain_text
from connectors.notion.shapes import (
    Malformed,
    expected,
    flag,
    identifier,
    moment,
    named,
    number,
    record,
    records,
    text,
)
from syncline.domain.errors import CannotRead

SHOWN = 25  # people or relations that a page shows of one property; the rest is cut off


@dataclass(frozen=True, slots=True)
class User:
    """A person, a bot or a group; the address is hidden without the capability to see it."""

    id: str
    name: str
    email: str | None


@dataclass(frozen=True, slots=True)
class RichText:
    """Rich text as the API shows it, read when a field asks for it."""

    raw: tuple[Mapping[str, Any], ...]
    path: str

    def __str__(self) -> str:
        """Give the text without its marks."""
        return plain_text(self.raw)


@dataclass(frozen=True, slots=True)
class Period:
    """A date property: a day or a moment as written, and the end of a range."""

    start: str
    end: str | None = None
    path: str = "date"
    zone: str | None = None  # where start and end are said, if the property has one of its own


@dataclass(frozen=True, slots=True)
class Choices:
    """The names of the chosen options; at most one for select and status."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Users:
    """The people of a people property; `complete` is False where the page shows only some."""

    users: tuple[User, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Related:
    """The ids of related pages; `complete` is False where the page shows only some."""

    ids: tuple[str, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A value that cannot be told, because ..."""

    reason: str


Held = str | float | bool | RichText | Period | Choices | Users | Related | Unsaid | None


@dataclass(frozen=True, slots=True)
class Property:
    """One property of a page. Its name may change, its id does not."""

    id: str
    name: str
    type: str
    value: Held


@dataclass(frozen=True, slots=True)
class NativePage:
    """One page with its properties in the order of the answer."""

    id: str
    url: str
    title: str
    created: datetime | None
    edited: datetime | None
    trashed: bool
    archived: bool  # put away, which is not the trash; versions before 2026 do not know it
    source: str | None  # the data source that it is a row of, "" = none; before 2025 not said
    properties: tuple[Property, ...]

    def by_id(self, identifier: str) -> Property | None:
        """Return the property with this id."""
        return next((p for p in self.properties if p.id == identifier), None)

    def called(self, name: str) -> Property | None:
        """Return the property with this name or id."""
        by_name = (p for p in self.properties if p.name == name)
        return next(by_name, None) or self.by_id(name)

    @property
    def number(self) -> str | None:
        """Return the unique id ("ROAD-12"), where the data source numbers its pages."""
        ids = (p.value for p in self.properties if p.type == "unique_id")
        return next((value for value in ids if isinstance(value, str)), None)


def read_page(data: Any) -> NativePage:
    """Read a page object of any version of the API. Raises CannotRead with the path."""
    shown = data.get("id") if isinstance(data, dict) else None
    try:
        return _page(data)
    except Malformed as wrong:
        raise CannotRead("notion", str(shown or "(no id)"), str(wrong)) from None


def _page(data: Any) -> NativePage:
    if not isinstance(data, dict):
        raise expected("a page", data, "page")
    if data.get("object", "page") != "page":
        raise expected('"page"', data["object"], "object")
    page = identifier(data.get("id"), "id")
    properties = _properties(data.get("properties"))
    titles = (str(p.value) for p in properties if p.type == "title" and p.value is not None)
    parent = record(data.get("parent"), "parent")
    return NativePage(
        id=page,
        url=text(data.get("url"), "url") or f"https://www.notion.so/{page.replace('-', '')}",
        title=next(titles, ""),
        created=moment(data.get("created_time"), "created_time"),
        edited=moment(data.get("last_edited_time"), "last_edited_time"),
        trashed=_trashed(data),
        archived=flag(data.get("is_archived"), "is_archived"),
        source=_source(parent),
        properties=properties,
    )


def _source(parent: Mapping[str, Any]) -> str | None:
    if parent.get("data_source_id"):
        return identifier(parent["data_source_id"], "parent.data_source_id")
    elsewhere = {"page_id", "block_id", "workspace"} & parent.keys()
    return "" if elsewhere else None


def _trashed(data: Mapping[str, Any]) -> bool:
    """Tell whether the page is in the trash; before 2026-03-11 that was called archived."""
    key = "in_trash" if "in_trash" in data else "archived"
    return flag(data.get(key), key)


def _properties(data: Any) -> tuple[Property, ...]:
    path = "properties"
    return tuple(read_property(name, one, f"{path}.{name}") for name, one in named(data, path))


def read_property(name: str, data: Any, path: str) -> Property:
    """Read one property, or one property item. Raises Malformed."""
    shown = record(data, path)
    kind = text(shown.get("type"), f"{path}.type")
    held: Held
    if kind is None or kind not in shown:
        held = Unsaid(f"{path} is shown without its value")
    else:
        held = read_value(kind, shown[kind], f"{path}.{kind}")
    if isinstance(held, Related) and flag(shown.get("has_more"), f"{path}.has_more"):
        held = Related(held.ids, complete=False)
    return Property(text(shown.get("id"), f"{path}.id") or name, name, kind or "unsaid", held)


def read_value(kind: str, raw: Any, path: str) -> Held:
    """Read the value of a property of this type; a type of tomorrow is left unsaid."""
    reader = _READERS.get(kind)
    return reader(raw, path) if reader else Unsaid(f"{path} has a type that is not supported")


def _rich_text(raw: Any, path: str) -> Held:
    # A property item shows one run where a page shows a list of them.
    return RichText(tuple(records([raw] if isinstance(raw, dict) else raw, path)), path)


def _choice(raw: Any, path: str) -> Held:
    name = text(record(raw, path).get("name"), f"{path}.name")
    return Choices((name,) if name else ())


def _choices(raw: Any, path: str) -> Held:
    found = enumerate(records(raw, path))
    names = [text(one.get("name"), f"{path}[{index}].name") for index, one in found]
    return Choices(tuple(filter(None, names)))


def _period(raw: Any, path: str) -> Held:
    shown = record(raw, path)
    start = text(shown.get("start"), f"{path}.start")
    end = text(shown.get("end"), f"{path}.end")
    zone = text(shown.get("time_zone"), f"{path}.time_zone")
    return Period(start, end, path, zone) if start else None


def read_user(raw: Any, path: str) -> User:
    """Read a user; who left the workspace is but an id. Raises Malformed."""
    shown = record(raw, path)
    person = record(shown.get("person"), f"{path}.person")
    return User(
        identifier(shown.get("id"), f"{path}.id"),
        text(shown.get("name"), f"{path}.name") or "",
        text(person.get("email"), f"{path}.person.email") or None,
    )


def _people(raw: Any, path: str) -> Held:
    listed = enumerate(records([raw] if isinstance(raw, dict) else raw, path))
    users = tuple(read_user(one, f"{path}[{index}]") for index, one in listed)
    return Users(users, complete=len(users) < SHOWN)


def _relation(raw: Any, path: str) -> Held:
    found = enumerate(records([raw] if isinstance(raw, dict) else raw, path))
    ids = [identifier(one.get("id"), f"{path}[{index}].id") for index, one in found if one]
    return Related(tuple(ids))


def _moment(raw: Any, path: str) -> Held:
    written = text(raw, path)
    return Period(written, None, path) if written else None


def _unique_id(raw: Any, path: str) -> Held:
    shown = record(raw, path)
    count = number(shown.get("number"), f"{path}.number")
    prefix = text(shown.get("prefix"), f"{path}.prefix")
    if count is None:
        return None
    return f"{prefix}-{count:.0f}" if prefix else f"{count:.0f}"


def _computed(raw: Any, path: str) -> Held:
    """Read a formula or a rollup: the value of the type that it comes out as."""
    shown = record(raw, path)
    kind = text(shown.get("type"), f"{path}.type")
    if kind is None or kind not in shown:
        return Unsaid(f"{path} has no value yet")
    return read_value({"string": "url", "boolean": "checkbox"}.get(kind, kind), shown[kind], path)


def _scalar(read: Callable[[Any, str], str | float | bool | None]) -> Callable[[Any, str], Held]:
    return read


_READERS: Mapping[str, Callable[[Any, str], Held]] = {
    "title": _rich_text,
    "rich_text": _rich_text,
    "number": _scalar(number),
    "checkbox": _scalar(flag),
    **dict.fromkeys(("url", "email", "phone_number"), _scalar(text)),
    **dict.fromkeys(("select", "status"), _choice),
    "multi_select": _choices,
    "date": _period,
    "people": _people,
    **dict.fromkeys(("created_by", "last_edited_by"), _people),
    **dict.fromkeys(("created_time", "last_edited_time"), _moment),
    "relation": _relation,
    "unique_id": _unique_id,
    **dict.fromkeys(("formula", "rollup"), _computed),
}
