"""What the operands of JQL stand for: names, keys, people, days and moments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.jira.catalog import (
    CATEGORIES,
    PRIORITIES,
    RESOLUTIONS,
    WORKFLOWS,
    issue_type,
    named,
)
from sandbox.jira.jql import JqlError
from sandbox.jira.views import ZONE

if TYPE_CHECKING:
    from sandbox.jira.records import Issue
    from sandbox.jira.state import JiraState
    from sandbox.people import Person

KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*-\d+")
EPOCH = re.compile(r"\d{8,}")
PERIOD = re.compile(r"([+-]?)((?:\d+[wdhm]\s*)+)")
PART = re.compile(r"(\d+)([wdhm])")
UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}
FORMATS = ("%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y-%m-%d", "%Y/%m/%d")


@dataclass(frozen=True)
class Asker:
    """Hold what a query may refer to: the site, its time, who asks and what they may not see."""

    state: JiraState
    user: Person
    unseen: frozenset[str] = frozenset()  # ids and keys, of issues and projects

    def sees(self, issue: Issue) -> bool:
        """Tell whether an issue is shown to whoever asks."""
        return not self.unseen & {issue.id, issue.key, issue.project}


def _unknown(literal: str, field: str) -> JqlError:
    return JqlError(f"The value '{literal}' does not exist for the field '{field}'.")


def project(asker: Asker, field: str, literal: str) -> str:
    """Return the key of a project, given by key, id or name."""
    named = (c for c in asker.state.projects.values() if c.name.lower() == literal.lower())
    found = asker.state.project(literal) or next(named, None)
    if found is None or found.key in asker.unseen:
        raise _unknown(literal, field)
    return found.key


def project_category(asker: Asker, field: str, literal: str) -> str:
    """Return the category of a project, given by its name."""
    known = {one.category.casefold() for one in asker.state.projects.values()} - {""}
    if literal.casefold() not in known:
        raise _unknown(literal, field)
    return literal.casefold()


def kind(asker: Asker, field: str, literal: str) -> str:
    """Return the id of an issue type."""
    found = issue_type(literal)
    if found is None:
        raise _unknown(literal, field)
    return found.id


def status(asker: Asker, field: str, literal: str) -> Any:
    """Return the ids of every status of that name (or id): names are not unique."""
    flows = {p.workflow.name: p.workflow for p in asker.state.projects.values()} or WORKFLOWS
    found = {s.id for flow in flows.values() if (s := flow.status(literal))}
    if not found:
        raise _unknown(literal, field)
    return frozenset(found)


def category(asker: Asker, field: str, literal: str) -> str:
    """Return the key of a status category, given by key, name or id."""
    for key, (number, name, _) in CATEGORIES.items():
        if literal.lower() in (key, name.lower(), str(number)):
            return key
    raise _unknown(literal, field)


def priority(asker: Asker, field: str, literal: str) -> str:
    """Return the id of a priority."""
    found = named(PRIORITIES, literal)
    if found is None:
        raise _unknown(literal, field)
    return found


def resolution(asker: Asker, field: str, literal: str) -> str:
    """Return the id of a resolution."""
    found = named(RESOLUTIONS, literal)
    if found is None:
        raise _unknown(literal, field)
    return found


def issue(asker: Asker, field: str, literal: str) -> str:
    """Return the id of an issue, given by key or id."""
    found = asker.state.find(literal)
    if found:
        return found.id
    if literal.isdigit():
        raise JqlError(f"A value with ID '{literal}' does not exist for the field '{field}'.")
    if KEY.fullmatch(literal):
        raise JqlError(f"An issue with key '{literal}' does not exist for field '{field}'.")
    raise JqlError(f"The issue key '{literal}' for field '{field}' is invalid.")


def person(asker: Asker, field: str, literal: str) -> str:
    """Return the key of a person, given by accountId or e-mail address."""
    found = asker.state.account(literal) or asker.state.people.by_email(literal)
    if found is None:
        raise _unknown(literal, field)
    return found.key


def text(asker: Asker, field: str, literal: str) -> str:
    """Return the literal itself."""
    return literal


def number(asker: Asker, field: str, literal: str) -> float:
    """Return a number."""
    try:
        return float(literal)
    except ValueError:
        raise JqlError(f"The value '{literal}' for field '{field}' is not a number.") from None


def moment(asker: Asker, field: str, literal: str) -> datetime:
    """Return a moment: epoch milliseconds, a minute in the account's zone, or a period."""
    if EPOCH.fullmatch(literal):
        return datetime.fromtimestamp(0, UTC) + timedelta(milliseconds=int(literal))
    period = _period(literal)
    if period is not None:
        return asker.state.clock.now + period
    for shape in FORMATS:
        try:
            return datetime.strptime(literal, shape).replace(tzinfo=ZONE)
        except ValueError:
            continue
    raise JqlError(
        f"Date value '{literal}' for field '{field}' is invalid. Valid formats include: "
        "'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format "
        "e.g. '-5d', '4w 2d'."
    )


def day(asker: Asker, field: str, literal: str) -> str:
    """Return a day, yyyy-MM-dd, as the account's zone has it."""
    return moment(asker, field, literal).astimezone(ZONE).date().isoformat()


def _period(literal: str) -> timedelta | None:
    match = PERIOD.fullmatch(literal.strip())
    if match is None:
        return None
    parts = {UNITS[unit]: int(count) for count, unit in PART.findall(match[2])}
    return timedelta(**parts) * (-1 if match[1] == "-" else 1)


def called(asker: Asker, name: str, *, day: bool) -> Any:
    """Return what a function stands for: currentUser(), or now() as a moment or a day."""
    if name.lower() == "currentuser":
        return asker.user.key
    if name.lower() == "now":
        now = asker.state.clock.now
        return now.astimezone(ZONE).date().isoformat() if day else now
    raise JqlError(f"Unable to find JQL function '{name}()'.")
