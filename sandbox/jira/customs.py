"""Custom fields that every site of the sandbox has: choices, people, a box, a line of text.

A choice is stored by the id of its option, people by their key.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sandbox.jira import parsing, views
from sandbox.jira.field import Field, Words, as_is, custom, say
from sandbox.jira.parsing import Context, FieldError

if TYPE_CHECKING:
    from sandbox.jira.state import JiraState
    from sandbox.jira.views import Site

SEVERITY, AREAS, REVIEWERS = "customfield_10060", "customfield_10061", "customfield_10062"
APPROVED, RISK = "customfield_10063", "customfield_10064"
TARGET_END, INITIATIVE, TRIBE = "customfield_10070", "customfield_10071", "customfield_10072"
IMPACT, ITS_IMPACT = "customfield_10080", "customfield_10081"  # of the first two projects
LAUNCHED = "customfield_10065"
HEALTH, OBJECTIVE = "customfield_10073", "customfield_10074"
OPTIONS: Mapping[str, Mapping[str, str]] = {
    SEVERITY: {"10101": "Minor", "10102": "Major", "10103": "Critical"},
    AREAS: {"10111": "Web", "10112": "Mobile", "10113": "API"},
    APPROVED: {"10121": "Yes"},
    HEALTH: {"10131": "On track", "10132": "At risk", "10133": "Off track"},
}
"""Field -> the ids of its options and what they say."""
WORDS: Mapping[str, str] = {
    number: word for one in OPTIONS.values() for number, word in one.items()
}


def _option(site: Site, number: str) -> dict[str, str]:
    return {
        "self": site.link(f"customFieldOption/{number}"), "value": WORDS[number], "id": number,
    }  # fmt: skip


def _shown(site: Site, number: str | None) -> Any:
    return _option(site, number) if number else None


def _all_shown(site: Site, numbers: tuple[str, ...] | None) -> Any:
    return [_option(site, number) for number in numbers] if numbers else None


def _people(site: Site, keys: tuple[str, ...] | None) -> Any:
    return [views.user(site, site.state.people[key]) for key in keys] if keys else None


def _said(state: JiraState, number: str | None) -> Words:
    return (number, WORDS[number]) if number else (None, None)


def _all_said(state: JiraState, numbers: tuple[str, ...] | None) -> Words:
    words = [WORDS[number] for number in numbers or ()]
    return (f"[{', '.join(numbers or ())}]" if numbers else None, ",".join(words) or None)


def _people_said(state: JiraState, keys: tuple[str, ...] | None) -> Words:
    people = [state.people[key] for key in keys or ()]
    ids, names = (", ".join(parts) for parts in (
        [one.jira_id for one in people], [one.name for one in people],
    ))  # fmt: skip
    return (f"[{ids}]", f"[{names}]") if people else (None, None)


def _chosen(field: str) -> Callable[[Context, Any], str | None]:
    def read(_: Context, raw: Any) -> str | None:
        """Read an option, by its id or its value."""
        if raw is None:
            return None
        if not isinstance(raw, dict):
            raise FieldError("Specify a valid 'id' or 'name' for the field")
        wanted = {str(raw[key]) for key in ("id", "value") if key in raw}
        found = (n for n, word in OPTIONS[field].items() if wanted & {n, word})
        number = next(found, None)
        if number is None:
            raise FieldError(f"Option value '{raw.get('value', raw.get('id'))}' is not valid")
        return number

    return read


def _all_chosen(field: str) -> Callable[[Context, Any], tuple[str, ...]]:
    one = _chosen(field)

    def read(context: Context, raw: Any) -> tuple[str, ...]:
        """Read a list of options."""
        if raw is not None and not isinstance(raw, list):
            raise FieldError("data was not an array")
        numbers = {one(context, part) for part in raw or ()}
        return tuple(sorted(number for number in numbers if number))

    return read


def _accounts(context: Context, raw: Any) -> tuple[str, ...]:
    """Read a list of accounts."""
    if raw is not None and not isinstance(raw, list):
        raise FieldError("data was not an array")
    keys = {parsing.reporter(context, part) for part in raw or ()}
    return tuple(sorted(keys))


def _line(_: Context, raw: Any) -> str | None:
    if raw is not None and not isinstance(raw, str):
        raise FieldError("Operation value must be a string")
    if raw and ("\n" in raw or len(raw) > 255):
        raise FieldError("The entered text is too long. It exceeds the allowed limit of 255.")
    return raw or None


def _day_said(state: JiraState, value: str | None) -> Words:
    return (value, f"{date.fromisoformat(value):%d/%b/%y}" if value else None)


def _moment(_: Site, value: datetime | None) -> str | None:
    return views.moment(value) if value else None


def _moment_said(state: JiraState, value: datetime | None) -> Words:
    return (views.moment(value), f"{value:%d/%b/%y %I:%M %p}") if value else (None, None)


CUSTOMS = (
    Field(
        SEVERITY, "Severity", custom("option", "select", 10060),
        ("cf[10060]", "Severity", "Severity[Dropdown]"), _shown, _said, _chosen(SEVERITY),
    ),
    Field(
        AREAS, "Areas", custom("array", "multiselect", 10061, items="option"),
        ("cf[10061]", "Areas", "Areas[Select List (multiple choices)]"),
        _all_shown, _all_said, _all_chosen(AREAS), several=True,
    ),
    Field(
        REVIEWERS, "Reviewers", custom("array", "multiuserpicker", 10062, items="user"),
        ("cf[10062]", "Reviewers", "Reviewers[User Picker (multiple users)]"),
        _people, _people_said, _accounts, several=True,
    ),
    Field(
        APPROVED, "Approved", custom("array", "multicheckboxes", 10063, items="option"),
        ("cf[10063]", "Approved", "Approved[Checkboxes]"),
        _all_shown, _all_said, _all_chosen(APPROVED), several=True,
    ),
    Field(
        RISK, "Risk note", custom("string", "textfield", 10064),
        ("cf[10064]", "Risk note", "Risk note[Short text]"), as_is, say, _line,
    ),
    Field(
        LAUNCHED, "Launched", custom("datetime", "datetime", 10065),
        ("cf[10065]", "Launched", "Launched[Time stamp]"), _moment, _moment_said, parsing.moment,
    ),
    Field(
        TARGET_END, "Target end", custom("date", "datepicker", 10070),
        ("cf[10070]", "Target end", "Target end[Date]"), as_is, _day_said, parsing.day,
    ),
    Field(
        HEALTH, "Health", custom("option", "select", 10073),
        ("cf[10073]", "Health", "Health[Dropdown]"), _shown, _said, _chosen(HEALTH),
    ),
    *(
        Field(
            name, "Impact", custom("string", "textfield", int(name[12:])),
            (f"cf[{name[12:]}]", "Impact", "Impact[Short text]"), as_is, say, _line, project=home,
        )
        for name, home in ((IMPACT, "10000"), (ITS_IMPACT, "10001"))
    ),
    *(
        Field(
            name, title, custom("string", "textfield", int(name[12:])),
            (f"cf[{name[12:]}]", title, f"{title}[Short text]"), as_is, say, _line,
        )
        for name, title in (
            (INITIATIVE, "Initiative link"), (TRIBE, "Tribe"), (OBJECTIVE, "Objective"),
        )
    ),
)  # fmt: skip
