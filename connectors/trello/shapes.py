"""Reading native JSON with its path, so that a bad payload ends in a sentence."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any


class Malformed(ValueError):
    """A payload has another shape than the API documents; the text names the path."""


def text(data: Mapping[str, Any], key: str, path: str = "") -> str | None:
    """Return a text, or None where it is null or absent."""
    value = data.get(key)
    if value is None or isinstance(value, str):
        return value
    raise expected("text", value, path + key)


def identifier(data: Mapping[str, Any], key: str, path: str = "") -> str:
    """Return an id; what has none cannot be known."""
    value = text(data, key, path)
    if not value:
        raise expected("an id", value, path + key)
    return value


def texts(data: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Return a list of texts; an empty one where it is null or absent."""
    value = data.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise expected("a list of texts", value, key)
    return tuple(value)


def flag(data: Mapping[str, Any], key: str) -> bool:
    """Return true or false; false where it is null or absent."""
    value = data.get(key)
    if value is None or isinstance(value, bool):
        return bool(value)
    raise expected("true or false", value, key)


def moment(data: Mapping[str, Any], key: str) -> datetime | None:
    """Return a moment in UTC, or None where it is null, empty or absent."""
    value = data.get(key)
    return instant(value, key) if value not in (None, "") else None


def instant(value: Any, path: str) -> datetime:
    """Read a moment; UTC where it names no zone."""
    try:
        read = datetime.fromisoformat(value)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise expected("a moment", value, path) from None


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
