"""The few moves of which the tests on the wire are made."""

from dataclasses import replace
from typing import Any

from connectors.jira import JiraTracker
from sandbox import Sandbox
from sandbox.faults import Rule
from sandbox.jira.records import Issue
from syncline.domain.fields import Value
from syncline.domain.item import Snapshot
from syncline.domain.people import People
from syncline.domain.plan import Change, Create, Update
from syncline.ports import ReplicaSettings
from tests.connectors.jira.replicas import settings

MARKER = "syn-0123456789abcdefghij"
ISSUE = "/rest/api/3/issue/{issue}"
SEARCH = "/rest/api/3/search/jql"


def at(sandbox: Sandbox, **changes: Any) -> ReplicaSettings:
    """Return the settings of the replica on the sandbox."""
    return replace(settings(url=f"{sandbox.url}/jira", people=People()), **changes)


def epic(sandbox: Sandbox, title: str = "Pay by card", project: str = "PAY", **more: Any) -> Issue:
    """Let a person make an epic."""
    return sandbox.world.jira.add_issue(project, "Epic", title, author="ines", **more)


def counted(sandbox: Sandbox) -> dict[str, int]:
    """Count the requests since the log was cleared, by method and the end of the route."""
    short = {}
    for label, number in sandbox.world.log.counts(0, "jira").items():
        _, method, route = label.split(" ")
        short[f"{method} {route.removeprefix('/rest/api/3/')}"] = number
    return short


def fail(sandbox: Sandbox, kind: str, method: str, route: str, **more: Any) -> None:
    """Let the next call of a route fail."""
    sandbox.world.faults.load([Rule(kind, "jira", method, route, **more)])


def asked(name: str, ask: Value, expect: Value = None) -> Change:
    """Ask for a value."""
    return Change(name, ask, expect, 1, "test")


def edit(record: str, *changes: Change, lane: str = "edit") -> Update:
    """Ask for values of one record."""
    return Update(MARKER, "delivery", record, lane, changes)


def create(*changes: Change, kind: Any = "epic") -> Create:
    """Ask for a record."""
    return Create(MARKER, "delivery", kind, (asked("title", "New"), *changes), "test")


def seen(tracker: JiraTracker, record: str) -> Snapshot:
    """Read one record."""
    found = tracker.read([record], tracker.traits.fields)[record]
    assert isinstance(found, Snapshot)
    return found
