"""Sprints, components and versions over real HTTP: written, read, emptied, refused."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from connectors.jira import JiraTracker, open_tracker
from sandbox import Sandbox
from sandbox.jira.planning import SPRINT
from sandbox.jira.records import Issue
from syncline.domain.errors import Rejected, UnknownOutcome, Unmapped
from syncline.domain.fields import FieldType, Value
from syncline.domain.item import Snapshot
from syncline.ports import FieldMapping
from tests.connectors.jira.moves import asked, at, counted, create, edit, fail, seen
from tests.connectors.jira.replicas import mapped

PLANNED: Mapping[str, FieldMapping] = {
    "sprint": FieldMapping("sprint", FieldType.OPTION, "Sprint"),
    "components": FieldMapping("components", FieldType.SET, "components"),
    "versions": FieldMapping("versions", FieldType.SET, "fixVersions"),
}


@pytest.fixture
def tracker(sandbox: Sandbox) -> JiraTracker:
    """Open a replica with a board of three sprints, two components and a version."""
    jira = sandbox.world.jira
    for name, state in (("Sprint 7", "closed"), ("Sprint 8", "active"), ("Sprint 9", "future")):
        jira.add_sprint("PAY", name, state)  # type: ignore[arg-type]  # one of the three
    for name in ("Web", "API"):
        jira.add_part("PAY", name)
    jira.add_part("PAY", "2.1", version=True)
    opened = open_tracker(replace(at(sandbox), fields={**mapped(), **PLANNED}))
    assert opened.traits.writable >= PLANNED.keys()
    sandbox.world.log.clear()
    return opened


def story(sandbox: Sandbox, project: str = "PAY", **more: Any) -> Issue:
    return sandbox.world.jira.add_issue(project, "Story", "Refund", author="ines", **more)


def plan(tracker: JiraTracker, issue: Issue, sprint: str | None) -> Value:
    """Ask for a sprint as the engine does; return what the receipt says."""
    change = asked("sprint", sprint, seen(tracker, issue.id).fields["sprint"])
    lane = tracker.traits.lanes["sprint"]
    return tracker.apply(edit(issue.id, change, lane=lane)).stored["sprint"]


def test_an_issue_is_planned_moved_on_and_taken_back(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """By the name of the sprint; those that are over stay as its history."""
    seventh = next(iter(sandbox.world.jira.sprints))
    issue = story(sandbox, custom={SPRINT: (seventh,)})
    for sprint in ("Sprint 8", "sprint 9", None):
        stored = plan(tracker, issue, sprint)
        assert stored == seen(tracker, issue.id).fields["sprint"]
        assert stored == (sprint.capitalize() if sprint else None)
    assert sandbox.world.jira.the(issue)[SPRINT] == (seventh,)


def test_the_boards_are_asked_for_once(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """A second issue of the project costs its read, its move and the read after it."""
    first, second = story(sandbox), story(sandbox)
    plan(tracker, first, "Sprint 8")
    sandbox.world.log.clear()
    plan(tracker, second, "Sprint 8")
    assert not any("board" in route for route in counted(sandbox))


@pytest.mark.parametrize("name", ["Sprint 7", "Moon"])
def test_a_sprint_that_is_over_or_unknown_is_refused_with_those_that_are_open(
    sandbox: Sandbox, tracker: JiraTracker, name: str
) -> None:
    """Before anything is written; one that a person has just made is found."""
    issue = story(sandbox)
    with pytest.raises(Unmapped, match=f'no active or future sprint "{name}".*Sprint 8, Sprint 9'):
        plan(tracker, issue, name)
    assert not [route for route in counted(sandbox) if route.endswith("sprint/{sprint}/issue")]
    sandbox.world.jira.add_sprint("PAY", "Moon")
    assert plan(tracker, issue, "Moon") == "Moon"


def test_two_open_sprints_of_one_name_are_not_guessed_between(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """People name sprints, and may name two alike."""
    sandbox.world.jira.add_sprint("PAY", "SPRINT 8")
    with pytest.raises(Unmapped, match="2 open sprints of PAY are called"):
        plan(tracker, story(sandbox), "Sprint 8")


def test_a_project_without_a_board_and_a_sub_task_are_refused(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """With a sentence each."""
    with pytest.raises(Unmapped, match=r"ONB has no active or future sprint .*it has none"):
        plan(tracker, story(sandbox, "ONB"), "Sprint 8")
    part = sandbox.world.jira.add_issue("PAY", "Sub-task", "Part", parent=story(sandbox))
    with pytest.raises(Rejected, match="follow their parent"):
        plan(tracker, part, "Sprint 8")


def test_a_lost_answer_is_unknown_and_sent_once(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """The read of the next round tells what came of it."""
    issue = story(sandbox)
    route = "/rest/agile/1.0/sprint/{sprint}/issue"
    fail(sandbox, "applied_then_drop", "POST", route)
    with pytest.raises(UnknownOutcome):
        plan(tracker, issue, "Sprint 8")
    assert seen(tracker, issue.id).fields["sprint"] == "Sprint 8"


def test_a_new_issue_is_planned_after_the_call_that_makes_it(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """With its components and version in that call; an unknown sprint stops it before."""
    wanted = {
        "sprint": "Sprint 9", "components": frozenset({"Web"}), "versions": frozenset({"2.1"}),
    }  # fmt: skip
    changes = [asked(name, value) for name, value in wanted.items()]
    made = tracker.apply(create(*changes, kind="story"))
    assert {name: made.stored[name] for name in wanted} == wanted
    assert "sprint" in tracker.traits.later
    before = len(sandbox.world.jira.issues)
    with pytest.raises(Unmapped):
        tracker.apply(create(asked("sprint", "Moon"), kind="story"))
    assert len(sandbox.world.jira.issues) == before


SETS = {"components": ("Web", "API", "Moon"), "versions": ("2.1", "2.1", "9.9")}


@pytest.mark.parametrize("name", SETS)
def test_components_and_versions_are_added_and_removed_one_by_one(
    sandbox: Sandbox, tracker: JiraTracker, name: str
) -> None:
    """What a person adds meanwhile stays; a name that Jira does not know is refused, by name."""
    one, other, strange = SETS[name]
    issue = story(sandbox)

    def ask(value: frozenset[str], expect: frozenset[str]) -> Value:
        return tracker.apply(edit(issue.id, asked(name, value, expect))).stored[name]

    assert ask(frozenset({one}), frozenset()) == {one}
    assert ask(frozenset({other}), frozenset()) == {one, other}  # `one` was not expected: it stays
    assert ask(frozenset(), frozenset({one, other})) == frozenset()
    with pytest.raises(Rejected, match=f"name '{strange}' is not valid"):
        ask(frozenset({strange}), frozenset())
    snapshot = seen(tracker, issue.id)
    assert isinstance(snapshot, Snapshot)
    assert snapshot.fields[name] == frozenset()
    assert not snapshot.refused
