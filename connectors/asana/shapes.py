"""Reading native JSON with its path, so that a bad payload ends in a sentence."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any


class Malformed(ValueError):
    """A payload has another shape than the API documents; the text names the path."""


def text(data: Mapping[str, Any], key: str, path: str = "") -> str | None:
    """Return a text, or None where it is null or absent; numbers are ids of old API versions."""
    value = data.get(key)
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise expected("text", value, path + key)


def flag(data: Mapping[str, Any], key: str) -> bool | None:
    """Return true, false, or None where it is null or absent."""
    value = data.get(key)
    if value is None or isinstance(value, bool):
        return value
    raise expected("true or false", value, key)


def number(data: Mapping[str, Any], key: str, path: str = "") -> float | None:
    """Return a number; Asana writes some of them as text."""
    value = data.get(key)
    if value is None:
        return None
    try:
        return float(value if not isinstance(value, bool) else "")
    except (TypeError, ValueError, OverflowError):
        raise expected("a number", value, path + key) from None


def day(data: Mapping[str, Any], key: str, path: str = "") -> date | None:
    """Return a date; of a moment, its calendar date as written."""
    value = data.get(key)
    if value is None:
        return None
    if isinstance(value, str) and value[10:11] in ("", "T", " "):
        with suppress(ValueError):
            return date.fromisoformat(value[:10])
    raise expected("a date", value, path + key)


def moment(data: Mapping[str, Any], key: str) -> datetime | None:
    """Return a moment; UTC where it names no zone."""
    value = data.get(key)
    if value is None:
        return None
    try:
        read = datetime.fromisoformat(value)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise expected("a moment", value, key) from None


def record(data: Mapping[str, Any], key: str, path: str = "") -> Mapping[str, Any]:
    """Return an object; an empty one where it is null or absent."""
    value = data.get(key)
    if value is None:
        return {}
    if isinstance(value, dict):
        return value
    raise expected("an object", value, path + key)


def records(data: Mapping[str, Any], key: str, path: str = "") -> list[Mapping[str, Any]]:
    """Return a list of objects; an empty one where it is null or absent."""
    value = data.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise expected("a list", value, path + key)
    for index, one in enumerate(value):
        if not isinstance(one, dict):
            raise expected("an object", one, f"{path}{key}[{index}]")
    return value


def expected(what: str, value: object, path: str) -> Malformed:
    """Return the error for a value of another type."""
    shown = repr(value)
    return Malformed(
        f"{path}: expected {what}, got {shown if len(shown) <= 60 else shown[:57] + '...'}"
    )
