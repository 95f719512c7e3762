"""How the value of each field is read from a request; FieldError carries Jira's own sentence."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from sandbox.jira import adf
from sandbox.jira.catalog import PRIORITIES, Project, issue_type, named

if TYPE_CHECKING:
    from sandbox.jira.state import JiraState

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}[+-]\d{4}")
URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://\S+")


class FieldError(ValueError):
    """Say why a value is refused, in Jira's words."""


@dataclass(frozen=True)
class Context:
    """Hold what the reading of a value depends on."""

    state: JiraState
    version: str  # of the REST API
    project: Project


def summary(context: Context, raw: Any) -> str:
    """Read a summary: one line of at most 255 characters."""
    if not isinstance(raw, str):
        raise FieldError("Operation value must be a string")
    if not raw.strip():
        raise FieldError("You must specify a summary of the issue.")
    if "\n" in raw or "\r" in raw:
        raise FieldError("The summary is invalid because it contains newline characters.")
    if len(raw) > 255:
        raise FieldError("Summary can't exceed 255 characters.")
    return raw.strip()


def document(context: Context, raw: Any) -> Any:
    """Read rich text: ADF in v3, wiki text in v2."""
    if raw is None:
        return None
    if context.version == "2":
        if not isinstance(raw, str):
            raise FieldError("Operation value must be a string")
        raw = adf.paragraphs(raw)
        if raw is None:
            return None
    if problem := adf.problem(raw):
        raise FieldError(problem)
    return adf.normalised(raw, context.state.rng) if raw["content"] else None


def _named(raw: Any) -> str:
    """Return the id or the name in {"id": …} or {"name": …}."""
    wanted = raw.get("id", raw.get("name")) if isinstance(raw, dict) else None
    return "" if wanted is None else str(wanted)


def kind(context: Context, raw: Any) -> str:
    """Read an issue type."""
    found = issue_type(_named(raw))
    if found is None:
        raise FieldError("Specify a valid issue type")
    return found.id


def priority(context: Context, raw: Any) -> str:
    """Read a priority."""
    found = named(PRIORITIES, _named(raw))
    if found is None:
        raise FieldError("The priority selected is invalid.")
    return found


def assignee(context: Context, raw: Any) -> str | None:
    """Read an assignee: an active account, none, or "-1" for the project's lead."""
    if raw is None:
        return None
    account = raw.get("accountId", raw.get("id")) if isinstance(raw, dict) else None
    if isinstance(raw, dict) and account is None:
        return None
    if account == "-1":
        return context.project.lead
    person = context.state.account(str(account))
    if person is None or not person.active:
        raise FieldError(f"User '{account}' cannot be assigned issues.")
    return person.key


def reporter(context: Context, raw: Any) -> str:
    """Read a reporter: an account."""
    account = raw.get("accountId", raw.get("id")) if isinstance(raw, dict) else None
    person = context.state.account(str(account))
    if person is None:
        raise FieldError("The reporter specified is not a user.")
    return person.key


def day(context: Context, raw: Any) -> str | None:
    """Read a date without a time, yyyy-MM-dd."""
    if raw is None or raw == "":
        return None
    if not isinstance(raw, str):
        raise FieldError("Operation value must be a string")
    try:
        if DAY.fullmatch(raw):
            return date.fromisoformat(raw).isoformat()
    except ValueError:
        pass
    raise FieldError(f"Error parsing date string: {raw}")


def moment(context: Context, raw: Any) -> datetime | None:
    """Read a moment as 2026-03-02T09:00:00.000+0100; a day, or another form, is refused."""
    if raw is None or raw == "":
        return None
    if isinstance(raw, str) and MOMENT.fullmatch(raw):
        with suppress(ValueError):
            return datetime.fromisoformat(raw).astimezone(UTC)
    raise FieldError(f"Error parsing time: {raw}")


def labels(context: Context, raw: Any) -> tuple[str, ...]:
    """Read labels: strings without spaces; they are kept sorted, each once."""
    if raw is None:
        return ()
    if not isinstance(raw, list) or not all(isinstance(label, str) for label in raw):
        raise FieldError("Operation value must be an array of strings")
    for label in raw:
        if re.search(r"\s", label):
            raise FieldError(f"The label '{label}' contains spaces which is invalid.")
        if len(label) > 255:
            raise FieldError(f"The label '{label}' exceeds the maximum length of 255 characters.")
    return tuple(sorted({label for label in raw if label}))


def parent(context: Context, raw: Any) -> str | None:
    """Read a parent, given by id or key."""
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise FieldError("data was not an object")
    wanted = str(raw.get("id") or raw.get("key") or "")
    if wanted == "none":
        return None
    found = context.state.find(wanted)
    if found is None:
        raise FieldError("Could not find issue by id or key.")
    return found.id


def number(context: Context, raw: Any) -> float | None:
    """Read a number."""
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        raise FieldError("Operation value must be a number")
    return float(raw)


def url(context: Context, raw: Any) -> str | None:
    """Read a URL."""
    if raw is None or raw == "":
        return None
    if not isinstance(raw, str):
        raise FieldError("Operation value must be a string")
    if not URL.fullmatch(raw):
        raise FieldError("Not a valid URL")
    return raw
