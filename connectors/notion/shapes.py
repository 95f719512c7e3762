"""Reading native JSON with its path, so that a bad payload ends in a sentence."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from math import isfinite
from typing import Any
from uuid import UUID


class Malformed(ValueError):
    """A payload has another shape than the API documents; the text names the path."""


def expected(what: str, value: object, path: str) -> Malformed:
    """Return the error for a value of another type."""
    shown = repr(value)
    return Malformed(f"{path}: expected {what}, got {shown if len(shown) <= 60 else shown[:57]}")


def record(value: Any, path: str) -> Mapping[str, Any]:
    """Return an object; an empty one for null."""
    if value is None:
        return {}
    if isinstance(value, dict):
        return value
    raise expected("an object", value, path)


def records(value: Any, path: str) -> list[Mapping[str, Any]]:
    """Return a list of objects; an empty one for null."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise expected("a list", value, path)
    for index, one in enumerate(value):
        if not isinstance(one, dict):
            raise expected("an object", one, f"{path}[{index}]")
    return value


def named(value: Any, path: str) -> list[tuple[str, Any]]:
    """Return properties with their names: an object by name, or the list that exports make."""
    if not isinstance(value, list):
        return [*record(value, path).items()]
    listed = enumerate(records(value, path))
    names = [(text(one.get("name"), f"{path}[{at}].name") or "", one) for at, one in listed]
    return [(name, one.get("value", one)) for name, one in names]


def text(value: Any, path: str) -> str | None:
    """Return a text, or None for null."""
    if value is None or isinstance(value, str):
        return value
    raise expected("a text", value, path)


def number(value: Any, path: str) -> float | None:
    """Return a finite number, or None for null."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise expected("a number", value, path)
    if (isinstance(value, float) and not isfinite(value)) or abs(value) > 1e300:
        raise expected("a finite number", value, path)
    return float(value)


def flag(value: Any, path: str) -> bool:
    """Return true or false; false for null."""
    if value is None or isinstance(value, bool):
        return bool(value)
    raise expected("true or false", value, path)


def day(written: str, path: str) -> date:
    """Return the calendar date of a day or a moment, as written: no time zone is applied."""
    try:
        read = date.fromisoformat(written[:10])
    except ValueError:
        raise expected("a date", written, path) from None
    if written[10:11] not in ("", "T", " "):
        raise expected("a date", written, path)
    return read


def moment(value: Any, path: str) -> datetime | None:
    """Return a moment in UTC, or None for null; UTC where it names no zone."""
    written = text(value, path)
    if written is None:
        return None
    try:
        read = datetime.fromisoformat(written)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise expected("a moment", value, path) from None


def dashed(value: str) -> str:
    """Return an id as Notion writes it: a UUID with dashes; other texts as they are."""
    try:
        return str(UUID(value))
    except ValueError:
        return value


def is_uuid(value: str) -> bool:
    """Tell whether a text is an id of Notion's, with or without dashes."""
    try:
        return bool(UUID(value))
    except ValueError:
        return False


def identifier(value: Any, path: str) -> str:
    """Return an id; a record without one cannot be known."""
    if isinstance(value, str) and value:
        return dashed(value)
    raise expected("an id", value, path)
