"""The shapes of native values: each function reads one, or says where it is not what it should be.

They take None, and raise Malformed with the path inside the payload.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Account:
    """A user: `accountId` in the cloud, `key` or `name` before; the address may be hidden."""

    id: str
    name: str
    email: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """A status, a priority or an option; a status has a category: new, indeterminate, done."""

    name: str
    id: str | None = None
    category: str | None = None


class Malformed(Exception):  # becomes a CannotRead at once
    """A part of a payload is not what every version of the API has there."""


def text(path: str, raw: Any) -> str | None:
    """Read text."""
    return _expected(path, "text", raw, str) if raw is not None else None


def worded(path: str, raw: Any) -> str | Choice | None:
    """Read text, or whatever has a name: a project, a type, a resolution."""
    return choice(path, raw) if isinstance(raw, Mapping) else text(path, raw)


def number(path: str, raw: Any) -> float | None:
    """Read a number."""
    if isinstance(raw, bool):
        raise Malformed(f"{path}: expected a number, got {raw!r}")
    return float(_expected(path, "a number", raw, (int, float))) if raw is not None else None


def texts(path: str, raw: Any) -> tuple[str, ...]:
    """Read a list of texts, or of options and components by their names."""
    return tuple(
        one if isinstance(one, str) else _named(f"{path}[{index}]", one)
        for index, one in enumerate(listed(path, raw))
    )


def day(path: str, raw: Any) -> date | None:
    """Read a date; of a moment the calendar date as it is written."""
    if raw is None or raw == "":
        return None
    if isinstance(raw, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}(T.*)?", raw):
        try:
            return date.fromisoformat(raw[:10])
        except ValueError:
            pass
    raise Malformed(f"{path}: expected a date, got {raw!r}")


def moment(path: str, raw: Any) -> datetime | None:
    """Read a moment: text with an offset, or milliseconds since 1970."""
    try:
        if isinstance(raw, int) and not isinstance(raw, bool):
            return datetime.fromtimestamp(raw / 1000, UTC)
        read = datetime.fromisoformat(raw) if isinstance(raw, str) else None
    except (ValueError, OverflowError, OSError):
        read = None
    if read is None and raw is not None:
        raise Malformed(f"{path}: expected a moment, got {raw!r}")
    if read is None or read.tzinfo is None:
        return read and read.replace(tzinfo=UTC)
    return _in_utc(path, read)


def _in_utc(path: str, read: datetime) -> datetime:
    """Leave the zone of the account's profile: it changes with the season and with the account."""
    try:
        return read.astimezone(UTC)
    except OverflowError:
        raise Malformed(f"{path}: expected a moment, got {read}") from None


def choice(path: str, raw: Any) -> Choice | None:
    """Read a status, a priority, an issue type or an option."""
    if raw is None:
        return None
    if isinstance(raw, str):
        return Choice(raw)
    category = record(path, raw).get("statusCategory")
    key = category.get("key") if isinstance(category, Mapping) else None
    named = _named(path, raw)
    return Choice(named, str(raw["id"]) if raw.get("id") else None, str(key) if key else None)


def choices(path: str, raw: Any) -> tuple[Choice, ...]:
    """Read the boxes that are ticked, or the one option that is chosen."""
    listed_ = raw if isinstance(raw, list) else [raw]
    found = (choice(f"{path}[{index}]", one) for index, one in enumerate(listed_))
    return tuple(one for one in found if one)


def accounts(path: str, raw: Any) -> tuple[Account, ...]:
    """Read a list of users."""
    rows = enumerate(listed(path, raw))
    return tuple(one for index, row in rows if (one := account(f"{path}[{index}]", row)))


def account(path: str, raw: Any) -> Account | None:
    """Read a user."""
    if raw is None:
        return None
    known = record(path, raw)
    found = known.get("accountId") or known.get("key") or known.get("name")
    if not isinstance(found, str):
        raise Malformed(f"{path}: expected an account, got {raw!r:.120}")
    email = known.get("emailAddress")
    return Account(
        found,
        str(known.get("displayName") or found),
        email if isinstance(email, str) and email else None,
    )


def reference(path: str, raw: Any) -> str | None:
    """Read a reference to another issue as its id."""
    return identifier(f"{path}.id", record(path, raw).get("id")) if raw is not None else None


def anything(_path: str, raw: Any) -> Any:
    """Leave rich text to its own module."""
    return raw


def _expected(path: str, wanted: str, raw: Any, kind: type | tuple[type, ...]) -> Any:
    if not isinstance(raw, kind):
        raise Malformed(f"{path}: expected {wanted}, got {raw!r:.120}")
    return raw


def sprint(path: str, raw: Any) -> Choice | None:
    """Read the sprint that an issue is in: the one that is not closed; the others are history."""
    rows = [record(f"{path}[{index}]", one) for index, one in enumerate(listed(path, raw))]
    ahead = [one for one in rows if one.get("state") != "closed"]
    return choice(path, ahead[-1]) if ahead else None


def record(path: str, raw: Any) -> Mapping[str, Any]:
    """Read an object."""
    return _expected(path, "an object", raw, Mapping)  # type: ignore[no-any-return]  # just checked


def listed(path: str, raw: Any) -> list[Any]:
    """Read a list; null is an empty one."""
    return _expected(path, "a list", [] if raw is None else raw, list)  # type: ignore[no-any-return]  # just checked


def _named(path: str, raw: Any) -> str:
    known = record(path, raw)
    found = known.get("name") or known.get("value")
    return str(_expected(f"{path}.name", "a name", found, str))


def identifier(path: str, raw: Any) -> str:
    """Read an id, or a key."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        return str(raw)
    if not raw:
        raise Malformed(f"{path}: expected an id, got {raw!r}")
    return str(_expected(path, "an id", raw, str))
