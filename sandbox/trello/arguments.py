"""What a call brings along: query parameters, a form or a JSON object, all in one mapping."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from math import isfinite
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from sandbox.http import Call
from sandbox.trello.errors import invalid, missing

DESC_LIMIT = 16_384
NAME_LIMIT = 16_384
Given = Mapping[str, Any]
Thing = TypeVar("Thing")


def given(call: Call) -> dict[str, Any]:
    """Return the parameters; a body wins over the query, as `a[b]=c` is `{"a": {"b": "c"}}`."""
    found: dict[str, Any] = {}
    for name, value in [*call.query, *_form(call)]:
        outer, bracket, inner = name.partition("[")
        if not bracket:
            found[name] = value
            continue
        held = found.get(outer)
        found[outer] = (held if isinstance(held, dict) else {}) | {inner.rstrip("]"): value}
    return found | (call.json if isinstance(call.json, dict) else {})


def _form(call: Call) -> list[tuple[str, str]]:
    if "x-www-form-urlencoded" not in call.headers.get("content-type", ""):
        return []
    return parse_qsl(call.raw.decode("utf-8", "replace"), keep_blank_values=True)


def text(value: Any, name: str, limit: int = NAME_LIMIT) -> str:
    """Return a text that is not too long."""
    if not isinstance(value, str) or len(value) > limit:
        raise invalid(name)
    return value


def title(value: Any, name: str = "name") -> str:
    """Return a text that is not empty."""
    if not text(value, name).strip():
        raise invalid(name)
    return str(value)


def flag(value: Any, name: str) -> bool:
    """Return a truth value, also one that is written out."""
    known = {True: True, False: False, "true": True, "false": False}
    if not isinstance(value, bool | str) or value not in known:
        raise invalid(name)
    return known[value]


def wants(arguments: Given, name: str, *, default: bool = False) -> bool:
    """Tell whether an optional part of an answer is asked for."""
    return {"true": True, "1": True, "all": True, "false": False}.get(
        str(arguments.get(name, default)).lower(), default
    )


def moment(value: Any, name: str) -> datetime | None:
    """Return a moment in UTC, to the millisecond; null, an empty text and `null` clear it."""
    if value in (None, "", "null"):
        return None
    try:
        found = datetime.fromisoformat(text(value, name))
        found = (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise invalid(name) from None
    return found.replace(microsecond=found.microsecond // 1000 * 1000)


def number(value: Any, name: str, low: float, high: float) -> float:
    """Return a number in a range."""
    try:
        found = float(value if isinstance(value, str | int | float) else "")
    except (ValueError, OverflowError):
        raise invalid(name) from None
    if isinstance(value, bool) or not isfinite(found) or not low <= found <= high:
        raise invalid(name)
    return found


def count(arguments: Given, name: str, default: int, most: int) -> int:
    """Return a whole number such as a limit or a page."""
    raw = arguments.get(name)
    return default if raw is None else int(number(raw, name, 0, most))


def items(value: Any, name: str) -> list[str]:
    """Return ids: a list, or a text with commas."""
    if value in (None, ""):
        return []
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
        raise invalid(name)
    return [part.strip() for part in parts if part.strip()]


def known(things: Mapping[str, Thing], identifier: Any, name: str) -> Thing:
    """Return what a parameter names, or refuse: 400 for what is no id, 404 for nothing."""
    if not isinstance(identifier, str) or not identifier:
        raise invalid(name)
    found = things.get(identifier)
    if found is None:
        raise missing()
    return found
