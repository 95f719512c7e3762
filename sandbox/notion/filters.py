"""Filters and sorts of a query, with a 400 for whatever Notion would not understand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sandbox.notion import values
from sandbox.notion.errors import invalid, invalid_body
from sandbox.notion.records import DataSource, Page, Property
from sandbox.notion.richtext import words

Test = Callable[[Page], bool]

TIMESTAMPS = ("created_time", "last_edited_time")
DEPTH = 2  # levels of and/or


def compiled(source: DataSource, raw: Any, depth: int = 0) -> Test:
    """Return the test that a filter object describes."""
    if not isinstance(raw, Mapping):
        raise invalid_body("filter", "an object", raw)
    for word, combine in (("and", all), ("or", any)):
        if word in raw:
            if depth >= DEPTH:
                raise invalid(f"body failed validation: filters nest at most {DEPTH} levels deep.")
            if not isinstance(raw[word], list):
                raise invalid_body(f"filter.{word}", "an array", raw[word])
            tests = [compiled(source, one, depth + 1) for one in raw[word]]
            return _combined(combine, tests)
    if "timestamp" in raw:
        kind = raw["timestamp"]
        if kind not in TIMESTAMPS or not isinstance(raw.get(kind), Mapping):
            raise invalid_body("filter.timestamp", "created_time or last_edited_time", kind)
        return _conditions("date", raw[kind], lambda page: _minute(page, kind))
    return _of_property(source, raw)


def _combined(combine: Callable[..., bool], tests: list[Test]) -> Test:
    return lambda page: combine(test(page) for test in tests)


def _of_property(source: DataSource, raw: Mapping[str, Any]) -> Test:
    prop = source.find(str(raw.get("property")))
    if prop is None:
        raise invalid(f"Could not find property with name or id: {raw.get('property')}")
    kind = prop.type
    if not isinstance(raw.get(kind), Mapping):
        given = next((name for name in raw if name != "property"), "undefined")
        raise invalid(f"database property {prop.name} {kind} does not match filter {given}")
    if kind in TIMESTAMPS:
        return _conditions("date", raw[kind], lambda page: _minute(page, kind))
    return _conditions(_family(kind), raw[kind], lambda page: _comparable(page, prop))


def _family(kind: str) -> str:
    families = {"title": "text", "rich_text": "text", "url": "text", "email": "text"}
    families |= {"phone_number": "text", "select": "choice", "status": "choice"}
    families |= {"multi_select": "list", "people": "list", "relation": "list"}
    return families.get(kind, {"unique_id": "number"}.get(kind, kind))


def _comparable(page: Page, prop: Property) -> Any:
    """Return a value as filters and sorts see it: text, number, name, list of names, start."""
    held = values.of(page, prop)
    match prop.type:
        case "title" | "rich_text":
            return words(held)
        case "select" | "status":
            return held.name if held else None
        case "multi_select":
            return [option.name for option in held]
        case "people":
            return [person.notion_id for person in held]
        case "date":
            return held["start"] if held else None
        case "unique_id":
            return page.number
    return held


def _minute(page: Page, kind: str) -> datetime:
    moment = page.stamp.created_at if kind == "created_time" else page.stamp.edited_at
    return moment.replace(second=0, microsecond=0)


def _conditions(family: str, raw: Mapping[str, Any], read: Callable[[Page], Any]) -> Test:
    known = _OPERATORS.get(family, {})
    unknown = sorted(raw.keys() - known.keys())
    if unknown or not raw:
        raise invalid_body("filter", f"one of {', '.join(known)}", ", ".join(unknown) or None)
    return lambda page: all(known[name](read(page), wanted) for name, wanted in raw.items())


def _when(value: Any) -> datetime | date:
    """Read a day or a moment; a moment without a zone is UTC."""
    if isinstance(value, datetime):
        return value
    try:
        if len(str(value)) == 10:
            return date.fromisoformat(str(value))
        moment = datetime.fromisoformat(str(value))
    except ValueError as wrong:
        raise invalid_body("filter", "a valid ISO 8601 date string", value) from wrong
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _order(left: Any, right: Any) -> int | None:
    """Compare two dates: by the day when one of them is a day; None when one is missing."""
    if left is None or right is None:
        return None
    one, other = _when(left), _when(right)
    if not (isinstance(one, datetime) and isinstance(other, datetime)):
        one = one.date() if isinstance(one, datetime) else one
        other = other.date() if isinstance(other, datetime) else other
        return (one > other) - (one < other)
    return (one > other) - (one < other)


def _date(*signs: int) -> Callable[[Any, Any], bool]:
    return lambda left, right: _order(left, right) in signs


def _number(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda left, right: left is not None and compare(left, right)


_EMPTINESS: Mapping[str, Callable[[Any, Any], bool]] = {
    "is_empty": lambda left, _: values.is_empty(left),
    "is_not_empty": lambda left, _: not values.is_empty(left),
}
_EQUALITY: Mapping[str, Callable[[Any, Any], bool]] = {
    "equals": lambda left, right: left == right,
    "does_not_equal": lambda left, right: left != right,
}
_TEXT: Mapping[str, Callable[[Any, Any], bool]] = {
    "equals": lambda left, right: (left or "").lower() == str(right).lower(),
    "does_not_equal": lambda left, right: (left or "").lower() != str(right).lower(),
    "contains": lambda left, right: str(right).lower() in (left or "").lower(),
    "does_not_contain": lambda left, right: str(right).lower() not in (left or "").lower(),
    "starts_with": lambda left, right: (left or "").lower().startswith(str(right).lower()),
    "ends_with": lambda left, right: (left or "").lower().endswith(str(right).lower()),
}
_OPERATORS: Mapping[str, Mapping[str, Callable[[Any, Any], bool]]] = {
    "text": {**_TEXT, **_EMPTINESS},
    "choice": {**_EQUALITY, **_EMPTINESS},
    "checkbox": _EQUALITY,
    "number": {
        **_EQUALITY,
        **_EMPTINESS,
        "greater_than": _number(lambda left, right: left > right),
        "less_than": _number(lambda left, right: left < right),
        "greater_than_or_equal_to": _number(lambda left, right: left >= right),
        "less_than_or_equal_to": _number(lambda left, right: left <= right),
    },
    "list": {
        "contains": lambda left, right: right in left,
        "does_not_contain": lambda left, right: right not in left,
        **_EMPTINESS,
    },
    "date": {
        "equals": _date(0),
        "before": _date(-1),
        "after": _date(1),
        "on_or_before": _date(-1, 0),
        "on_or_after": _date(0, 1),
        **_EMPTINESS,
    },
}


def ordered(source: DataSource, pages: list[Page], raw: Any) -> list[Page]:
    """Sort pages by the sorts of a query, the first one counting most; empty values come last."""
    if not isinstance(raw, list):
        raise invalid_body("sorts", "an array", raw)
    for one in reversed(raw):
        read = _sort_key(source, one)
        descending = one.get("direction", "ascending") == "descending"
        filled = [page for page in pages if not values.is_empty(read(page))]
        empty = [page for page in pages if values.is_empty(read(page))]
        pages = sorted(filled, key=read, reverse=descending) + empty
    return pages


def _sort_key(source: DataSource, raw: Any) -> Callable[[Page], Any]:
    if not isinstance(raw, Mapping):
        raise invalid_body("sorts[0]", "an object", raw)
    if (kind := raw.get("timestamp")) in TIMESTAMPS:
        return lambda page: _minute(page, str(kind))
    prop = source.find(str(raw.get("property")))
    if prop is None:
        raise invalid(f"Could not find sort property with name or id: {raw.get('property')}")
    if prop.type in TIMESTAMPS:
        return lambda page: _minute(page, prop.type)
    if prop.type in ("select", "status"):
        # Options sort in the order in which the property lists them.
        return lambda page: next(
            (n for n, o in enumerate(prop.options, 1) if o is page.values.get(prop.raw_id)), None
        )
    return lambda page: _comparable(page, prop)
