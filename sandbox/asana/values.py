"""Values of fields as they arrive: dates, people and custom fields, checked one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from math import isfinite
from typing import Any

from sandbox.asana.errors import invalid
from sandbox.asana.records import CustomField, EnumOption
from sandbox.people import People, Person


def text(value: object, field: str) -> str:
    """Accept a string."""
    if not isinstance(value, str):
        raise invalid(f"{field}: Not a string: {value!r}")
    return value


def flag(value: object, field: str) -> bool:
    """Accept true or false."""
    if not isinstance(value, bool):
        raise invalid(f"{field}: Value is not a boolean: {value!r}")
    return value


def whole(value: object, field: str) -> int:
    """Accept a small whole number; null counts as 0."""
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 6:
        raise invalid(f"{field}: Not a whole number from 0 to 6: {value!r}")
    return value


def day(value: object, field: str) -> date | None:
    """Accept 2026-03-02 or null."""
    if value is None:
        return None
    try:
        return datetime.strptime(str(value), "%Y-%m-%d").date()  # noqa: DTZ007 (days have no zone)
    except ValueError as wrong:
        raise invalid(f"{field}: Not a valid date: {value!r}") from wrong


def moment(value: object, field: str) -> datetime | None:
    """Accept an ISO 8601 moment (UTC when it names no zone) or null."""
    if value is None:
        return None
    try:
        parsed = datetime.fromisoformat(str(value))
    except ValueError as wrong:
        raise invalid(f"{field}: Not a valid datetime: {value!r}") from wrong
    return parsed.astimezone(UTC) if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def person(value: object, field: str, people: People, me: Person) -> Person | None:
    """Accept a gid, an e-mail address, `me` or null; someone who left cannot be chosen."""
    if value is None:
        return None
    if value == "me":
        return me
    key = str(value)
    found = people.by_account(key) or people.by_email(key)
    if found is None:
        raise invalid(f"{field}: Not a recognized ID: {value}")
    if not found.active:
        raise invalid(f"{field}: User is not a member of this workspace: {value}")
    return found


def custom(field: CustomField, value: Any, people: People, me: Person) -> Any:
    """Return what a custom field holds after this write, or refuse it."""
    where = f"custom_fields: {field.name}"
    if field.formula:
        raise invalid(f"{where}: Cannot write the value of a formula field")
    if value is None or value in ("", []):
        return None
    match field.type:
        case "text":
            return text(value, where)
        case "number":
            return _number(value, where, field.precision)
        case "enum":
            return _option(field, value, where)
        case "multi_enum":
            return [_option(field, one, where) for one in items(value, where)]
        case "date" if isinstance(value, dict) and value.get("date_time"):
            return moment(value["date_time"], where)
        case "date":
            return day(value.get("date") if isinstance(value, dict) else value, where)
        case "people":
            return [person(one, where, people, me) for one in items(value, where)]


def from_name(field: CustomField, value: Any) -> Any:
    """Return what a custom field holds for a simple value: an option is given by its name."""
    return field.option(value) if field.type == "enum" and value is not None else value


def _number(value: object, where: str, precision: int) -> float | int:
    try:
        number = round(float(str(value)), precision)
    except ValueError as wrong:
        raise invalid(f"{where}: Not a number: {value!r}") from wrong
    if isinstance(value, bool) or not isfinite(number):
        raise invalid(f"{where}: Not a number: {value!r}")
    return int(number) if number.is_integer() else number


def _option(field: CustomField, value: object, where: str) -> EnumOption:
    """Find the choice by its gid; its name is not accepted, and neither is a disabled one."""
    found = next((option for option in field.options if option.gid == str(value)), None)
    if found is None:
        raise invalid(f"{where}: Not a recognized enum option: {value}")
    if not found.enabled:
        raise invalid(f"{where}: The enum option is disabled: {value}")
    return found


def items(value: object, where: str) -> list[Any]:
    """Accept a list; null counts as an empty one."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise invalid(f"{where}: Not a list: {value!r}")
    return value
