"""A field of one name that has another id in each project: one field of the replica."""

from collections.abc import Mapping
from typing import Any

import pytest

from connectors.jira import JiraTracker, open_tracker
from connectors.jira.binding import bind
from sandbox import Sandbox
from sandbox.jira.customs import IMPACT, ITS_IMPACT
from syncline.domain.fields import FieldType
from syncline.domain.item import Snapshot
from syncline.ports import FieldMapping
from tests.connectors.jira.moves import asked, at, create, edit, epic, seen
from tests.connectors.jira.replicas import mapped, settings

FIELD = FieldMapping("impact", FieldType.TEXT, "Impact")


@pytest.fixture
def tracker(sandbox: Sandbox) -> JiraTracker:
    """Open a replica of two projects, each with an "Impact" of its own, and one without."""
    where = {"projects": ("PAY", "ONB", "DAT")}
    opened = open_tracker(at(sandbox, container=where, fields={**mapped(), "impact": FIELD}))
    assert "impact" in opened.traits.writable
    return opened


@pytest.mark.parametrize(("project", "native"), [("PAY", IMPACT), ("ONB", ITS_IMPACT)])
def test_each_project_is_read_and_written_in_its_own_field(
    sandbox: Sandbox, tracker: JiraTracker, project: str, native: str
) -> None:
    """By listing and by direct read; an edit says who made it, and what our write covered."""
    jira = sandbox.world.jira
    issue = epic(sandbox, project=project)
    jira.edit(issue, {native: "Two teams"}, "ines")
    (page, *_) = tracker.observe(None, sandbox.world.clock.now)
    (listed,) = page.snapshots
    assert listed.fields["impact"] == "Two teams"
    shown = seen(tracker, issue.id)
    assert shown.fields["impact"] == "Two teams"
    assert shown.edits["impact"].by == "ines@acme.example"
    jira.edit(issue, {native: "Covered"}, "ines")
    receipt = tracker.apply(edit(issue.id, asked("impact", "Nobody", "Two teams")))
    assert receipt.stored["impact"] == "Nobody"
    assert receipt.covered["impact"].value == "Covered"
    assert jira.the(issue)[native] == "Nobody"


def test_a_new_issue_gets_the_field_of_its_project(sandbox: Sandbox) -> None:
    """The first of the replica, of which nothing was read yet."""
    for project, native in (("PAY", IMPACT), ("ONB", ITS_IMPACT)):
        fields = {**mapped(), "impact": FIELD}
        tracker = open_tracker(at(sandbox, container={"projects": (project,)}, fields=fields))
        made = tracker.apply(create(asked("impact", "Two teams")))
        assert made.stored["impact"] == "Two teams"
        assert sandbox.world.jira.the(made.record)[native] == "Two teams"


def test_a_project_without_the_field_cannot_say_and_a_moved_issue_follows(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """Absent is not empty; in its new project an issue is written in the field of that one."""
    jira = sandbox.world.jira
    assert "impact" in seen(tracker, epic(sandbox, project="DAT").id).refused
    issue = epic(sandbox, project="PAY")
    assert seen(tracker, issue.id).fields["impact"] is None
    jira.move(issue.id, jira.projects["ONB"])
    assert isinstance(tracker.read([issue.id], tracker.traits.fields)[issue.id], Snapshot)
    tracker.apply(edit(issue.id, asked("impact", "Two teams")))
    assert jira.the(issue)[ITS_IMPACT] == "Two teams"


def field(number: int, project: str | None, kind: str = "string") -> Mapping[str, Any]:
    scope = {"scope": {"type": "PROJECT", "project": {"id": project}}} if project else {}
    return {"id": f"customfield_{number}", "name": "Impact", "schema": {"type": kind}, **scope}


@pytest.mark.parametrize(
    ("fields", "homes"),
    [
        ([field(1, "10"), field(2, "11")], {"customfield_1": {"10": "1", "11": "2"}}),
        ([field(1, None), field(2, "11")], {"customfield_1": {"11": "2"}}),
        ([field(1, None)], {}),
        ([field(1, None), field(2, None)], None),
        ([field(1, "10"), field(2, "10")], None),
        ([field(1, "10"), field(2, "11", "number")], None),
    ],
)
def test_fields_are_one_only_where_no_project_has_two(
    fields: list[Mapping[str, Any]], homes: Mapping[str, Mapping[str, str]] | None
) -> None:
    """And where they are of one type; else a person says which is meant."""
    found = bind(settings(fields={"impact": FIELD}), fields)
    if homes is None:
        assert "fields are called" in found.problems[0].seen
        return
    assert not found.problems
    assert found.homes == {
        inside: {place: f"customfield_{number}" for place, number in there.items()}
        for inside, there in homes.items()
    }
    assert {one["id"] for one in fields} <= set(found.ids)
