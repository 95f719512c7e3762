"""Values of properties: read from a body with all of Notion's scruples, kept, and shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sandbox.notion import attached, definitions, richtext
from sandbox.notion.errors import invalid, invalid_body
from sandbox.notion.records import Option, Page, Property
from sandbox.people import Person

if TYPE_CHECKING:
    from sandbox.notion.state import NotionState

READ_ONLY = frozenset(
    {"formula", "rollup", "unique_id", "created_time", "last_edited_time"}
    | {"created_by", "last_edited_by"}
)
TEXTS = {"url": 2_000, "email": 200, "phone_number": 200}  # with their length limits
LIST_LIMIT = 100


def stored(state: NotionState, prop: Property, raw: Any) -> Any:
    """Return what a property holds after this write, or refuse it with 400.

    A select option that does not exist is only named here; `pages` creates it on applying.
    """
    if prop.type in READ_ONLY:
        raise invalid(f"{prop.name} is a {prop.type} property and cannot be updated.")
    if not isinstance(raw, Mapping) or prop.type not in raw:
        raise invalid(f"{prop.name} is expected to be {prop.type}.")
    path = f"properties.{prop.name}.{prop.type}"
    return _READERS[prop.type](state, prop, raw[prop.type], path)


def _text(state: NotionState, prop: Property, raw: Any, path: str) -> Any:
    return richtext.completed(raw, path, state.people)


def _number(state: NotionState, prop: Property, raw: Any, path: str) -> Any:
    if raw is None or (isinstance(raw, int | float) and not isinstance(raw, bool)):
        return raw
    raise invalid_body(path, "a number or `null`", raw)


def _checkbox(state: NotionState, prop: Property, raw: Any, path: str) -> Any:
    if isinstance(raw, bool):
        return raw
    raise invalid_body(path, "a boolean", raw)


def _string(state: NotionState, prop: Property, raw: Any, path: str) -> Any:
    limit = TEXTS[prop.type]
    if raw is None or (isinstance(raw, str) and 0 < len(raw) <= limit):
        return raw
    raise invalid_body(path, f"a string of 1 to `{limit}` characters or `null`", raw)


def _choice(state: NotionState, prop: Property, raw: Any, path: str) -> Any:
    if raw is None:
        return None
    if not isinstance(raw, Mapping) or not raw.keys() & {"id", "name"}:
        raise invalid_body(path, "an option with `name` or `id`", raw)
    by_id = (option for option in prop.options if option.id == raw.get("id"))
    found = next(by_id, None) or prop.option(str(raw.get("name")))
    if found is not None:
        return found
    if prop.type == "status" or "name" not in raw:
        name = raw.get("name", raw.get("id"))
        raise invalid(f'Invalid status option. Status option "{name}" does not exist.')
    return definitions.add_option(
        Property(prop.raw_id, prop.name, prop.type, list(prop.options)),
        str(raw["name"]),
        state.new_id,
    )


def _choices(state: NotionState, prop: Property, raw: Any, path: str) -> Any:
    found = [
        _choice(state, prop, one, f"{path}[{index}]") for index, one in enumerate(_list(raw, path))
    ]
    return list({option.name: option for option in found}.values())


def _list(raw: Any, path: str) -> list[Any]:
    if not isinstance(raw, list):
        raise invalid_body(path, "an array", raw)
    if len(raw) > LIST_LIMIT:
        raise invalid_body(f"{path}.length", f"≤ `{LIST_LIMIT}`", len(raw))
    return raw


def _date(state: NotionState, prop: Property, raw: Any, path: str) -> Any:
    if raw is None:
        return None
    if not isinstance(raw, Mapping) or not raw.get("start"):
        raise invalid_body(f"{path}.start", "defined", None)
    start, end = _moment(raw["start"], f"{path}.start"), raw.get("end")
    if end is not None and _moment(end, f"{path}.end")[: len(start)] < start[: len(end)]:
        raise invalid("Invalid date: the end must not be before the start.")
    end = None if end is None else _moment(end, f"{path}.end")
    return {"start": start, "end": end, "time_zone": raw.get("time_zone")}


def _moment(raw: Any, path: str) -> str:
    """Keep a day as it is; complete a moment to milliseconds and an offset, as Notion does."""
    try:
        if len(str(raw)) == 10:
            return date.fromisoformat(str(raw)).isoformat()
        moment = datetime.fromisoformat(str(raw))
    except ValueError as wrong:
        raise invalid_body(path, "a valid ISO 8601 date string", raw) from wrong
    return moment.isoformat(timespec="milliseconds") + ("" if moment.tzinfo else "+00:00")


def _people(state: NotionState, prop: Property, raw: Any, path: str) -> Any:
    found: list[Person] = []
    for index, one in enumerate(_list(raw, path)):
        person = state.people.by_account(str(one.get("id")) if isinstance(one, Mapping) else "")
        if person is None:
            raise invalid_body(f"{path}[{index}].id", "the id of a user of the workspace", one)
        found.append(person)
    return found


def _relation(state: NotionState, prop: Property, raw: Any, path: str) -> Any:
    ids: list[str] = []
    for index, one in enumerate(_list(raw, path)):
        try:
            ids.append(str(UUID(one["id"])))
        except (ValueError, TypeError, KeyError) as wrong:
            raise invalid_body(f"{path}[{index}].id", "a valid uuid", one) from wrong
    return [one for one in dict.fromkeys(ids) if one in state.pages]


def _files(state: NotionState, prop: Property, raw: Any, path: str) -> Any:
    return attached.stored(state, _list(raw, path), path)


_READERS: Mapping[str, Callable[[NotionState, Property, Any, str], Any]] = {
    "title": _text,
    "rich_text": _text,
    "number": _number,
    "checkbox": _checkbox,
    "select": _choice,
    "status": _choice,
    "multi_select": _choices,
    "date": _date,
    "people": _people,
    "relation": _relation,
    "files": _files,
    **dict.fromkeys(TEXTS, _string),
}


def from_simple(state: NotionState, prop: Property, value: Any) -> Any:
    """Return the stored form of a simple Python value: names, person keys, dates, text."""
    match prop.type:
        case "title" | "rich_text":
            return value if isinstance(value, list) else richtext.plain(str(value or ""))
        case "select" | "status":
            return None if value is None else _named(state, prop, str(value))
        case "multi_select":
            return [_named(state, prop, name) for name in value]
        case "people":
            keys = [value] if isinstance(value, str) else value or []
            return [state.people[key] for key in keys]
        case "date":
            start = value.isoformat() if isinstance(value, date) else value
            return None if start is None else {"start": start, "end": None, "time_zone": None}
        case "relation":
            return [page.id for page in value]
    return value


def _named(state: NotionState, prop: Property, name: str) -> Option:
    found = prop.option(name)
    if found is None and prop.type == "status":
        raise ValueError(f"Property {prop.name} has no status {name!r}.")
    return found or definitions.add_option(prop, name, state.new_id)


def is_empty(value: Any) -> bool:
    """Tell whether a stored value counts as empty in a filter."""
    return value in (None, [], "")


def of(page: Page, prop: Property) -> Any:
    """Return what a page holds for a property; lists and ticks have an empty value of their own."""
    value = page.values.get(prop.raw_id)
    return _EMPTY.get(prop.type, lambda: None)() if value is None else value


_EMPTY: Mapping[str, Callable[[], Any]] = {
    "checkbox": bool,
    **dict.fromkeys(("title", "rich_text", "multi_select", "people", "relation", "files"), list),
}
