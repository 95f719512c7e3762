"""The fields of an issue: how each is described, read from a request, shown, and put in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sandbox.jira import adf, parsing, views
from sandbox.jira.catalog import ISSUE_TYPES, PRIORITIES, RESOLUTIONS, STATUSES, issue_type
from sandbox.jira.customs import CUSTOMS
from sandbox.jira.field import Field, Words, as_is, custom, say
from sandbox.jira.planning import PLANNED
from sandbox.jira.views import Site

if TYPE_CHECKING:
    from sandbox.jira.state import JiraState

START_DATE = "customfield_10015"
STORY_POINTS = "customfield_10016"
ROADMAP_ITEM = "customfield_10050"


def _moment(site: Site, value: datetime | None) -> str | None:
    return views.moment(value) if value else None


def _person(site: Site, key: str | None) -> Any:
    return views.user(site, site.state.people[key]) if key else None


def _labels(site: Site, value: tuple[str, ...] | None) -> list[str]:
    return list(value or ())


def _parent(site: Site, issue_id: str | None) -> Any:
    """Show the parent in short."""
    parent = site.state.issues.get(issue_id or "")
    if parent is None:
        return None
    return {
        "id": parent.id,
        "key": parent.key,
        "self": site.link(f"issue/{parent.id}"),
        "fields": {
            "summary": parent["summary"],
            "status": views.status(site, STATUSES[parent["status"]]),
            "priority": views.priority(site, parent["priority"]),
            "issuetype": _type(site, parent["issuetype"]),
        },
    }


def _type(site: Site, number: str) -> Any:
    kind = issue_type(number)
    assert kind is not None
    return views.type_of_issue(site, kind)


def _say_document(state: JiraState, value: Any) -> Words:
    return (None, adf.wiki(value) if value else None)


def _say_person(state: JiraState, key: str | None) -> Words:
    return (state.people[key].jira_id, state.people[key].name) if key else (None, None)


def _say_due(state: JiraState, value: str | None) -> Words:
    return (value, f"{date.fromisoformat(value)} 00:00:00.0" if value else None)


def _say_picked(state: JiraState, value: str | None) -> Words:
    """Say the date of a date picker: its words are in the format of the site."""
    return (value, f"{date.fromisoformat(value):%d/%b/%y}" if value else None)


def _say_number(state: JiraState, value: float | None) -> Words:
    return (None, None if value is None else f"{value:.10f}".rstrip("0").rstrip("."))


def _say_labels(state: JiraState, value: tuple[str, ...] | None) -> Words:
    return (None, " ".join(value or ()))


def _say_parent(state: JiraState, issue_id: str | None) -> Words:
    parent = state.issues.get(issue_id or "")
    return (parent.id, parent.key) if parent else (None, None)


def _say_named(names: Mapping[str, str]) -> Callable[[JiraState, Any], Words]:
    return lambda _, number: (number, names[number]) if number else (None, None)


def _system(kind: str, name: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, **more, "system": name}


_POINTS = {
    "type": "number",
    "custom": "com.pyxis.greenhopper.jira:jsw-story-points",
    "customId": 10016,
}
_STATUS_NAMES = {number: status.name for number, status in STATUSES.items()}
_TYPE_NAMES = {kind.id: kind.name for kind in ISSUE_TYPES}

_ALL = (
    Field(
        "summary", "Summary", _system("string", "summary"), ("summary",),
        as_is, say, parsing.summary,
    ),
    Field(
        "description", "Description", _system("string", "description"), ("description",),
        views.rich_text, _say_document, parsing.document,
    ),
    Field(
        "issuetype", "Issue Type", _system("issuetype", "issuetype"), ("issuetype", "type"),
        _type, _say_named(_TYPE_NAMES), parsing.kind,
    ),
    Field(
        "status", "Status", _system("status", "status"), ("status",),
        lambda site, number: views.status(site, STATUSES[number]), _say_named(_STATUS_NAMES),
    ),
    Field(
        "assignee", "Assignee", _system("user", "assignee"), ("assignee",),
        _person, _say_person, parsing.assignee,
    ),
    Field(
        "reporter", "Reporter", _system("user", "reporter"), ("reporter",),
        _person, _say_person, parsing.reporter,
    ),
    Field(
        "creator", "Creator", _system("user", "creator"), ("creator",), _person, _say_person,
    ),
    Field(
        "priority", "Priority", _system("priority", "priority"), ("priority",),
        lambda site, number: views.priority(site, number) if number else None,
        _say_named(PRIORITIES), parsing.priority,
    ),
    Field(
        "duedate", "Due date", _system("date", "duedate"), ("due", "duedate"),
        as_is, _say_due, parsing.day,
    ),
    Field(
        "labels", "Labels", _system("array", "labels", items="string"), ("labels",),
        _labels, _say_labels, parsing.labels, several=True,
    ),
    Field(
        "parent", "Parent", {"type": "issuelink", "system": "parent"}, ("parent",),
        _parent, _say_parent, parsing.parent, changelog="IssueParentAssociation",
    ),
    Field(
        "resolution", "Resolution", _system("resolution", "resolution"), ("resolution",),
        lambda site, number: views.resolution(site, number) if number else None,
        _say_named(RESOLUTIONS),
    ),
    Field(
        "resolutiondate", "Resolved", _system("datetime", "resolutiondate"),
        ("resolutiondate", "resolved"), _moment, say,
    ),
    Field(
        START_DATE, "Start date", custom("date", "datepicker", 10015),
        ("cf[10015]", "Start date", "Start date[Date]"), as_is, _say_picked, parsing.day,
    ),
    Field(
        STORY_POINTS, "Story point estimate", _POINTS,
        ("cf[10016]", "Story point estimate"), as_is, _say_number, parsing.number,
    ),
    Field(
        ROADMAP_ITEM, "Roadmap item", custom("string", "url", 10050),
        ("cf[10050]", "Roadmap item", "Roadmap item[URL Field]"), as_is, say, parsing.url,
    ),
)  # fmt: skip
FIELDS: Mapping[str, Field] = {field.id: field for field in (*_ALL, *PLANNED, *CUSTOMS)}
