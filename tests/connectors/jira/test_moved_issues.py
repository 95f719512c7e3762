"""Issues that move to another project: another key, the same issue, perhaps another workflow."""

import pytest

from connectors.jira import JiraTracker, open_tracker
from sandbox import Sandbox
from syncline.domain.item import Absent, Snapshot
from syncline.ports import VocabularyWord
from tests.connectors.jira.moves import asked, at, edit, epic, seen
from tests.connectors.jira.replicas import STATUS

BOTH = {"projects": ("PAY", "DAT")}
SETTLED = 600.0  # seconds; longer than any overlap or lag


@pytest.fixture
def both(sandbox: Sandbox) -> JiraTracker:
    """Return a replica of two projects with workflows of their own."""
    return open_tracker(at(sandbox, container=BOTH))


def listed(tracker: JiraTracker, sandbox: Sandbox, cursor: str | None = None) -> list[Snapshot]:
    """List; return what was shown."""
    return [s for page in tracker.observe(cursor, sandbox.world.clock.now) for s in page.snapshots]


def test_a_moved_issue_is_the_same_one_under_another_key(
    sandbox: Sandbox, both: JiraTracker
) -> None:
    """One record, by its id: shown once, with the new key, and written under it."""
    jira = sandbox.world.jira
    made = epic(sandbox, "Moving", "PAY")
    cursor = list(both.observe(None, sandbox.world.clock.now))[-1].cursor
    sandbox.world.clock.advance(SETTLED)
    moved = jira.move(made.id, jira.projects["DAT"])
    assert moved.key.startswith("DAT-")
    (shown,) = listed(both, sandbox, cursor)
    assert (shown.id, shown.key) == (made.id, moved.key)
    assert [s.id for s in listed(both, sandbox)] == [made.id]
    receipt = both.apply(edit(made.id, asked("title", "Moved")))
    assert (receipt.record, receipt.key) == (made.id, moved.key)
    assert jira.the(moved.key)["summary"] == "Moved"


def test_two_names_of_one_issue_are_read_as_one(sandbox: Sandbox, both: JiraTracker) -> None:
    """The old key still leads to it; it is the same id whichever way it is asked for."""
    jira = sandbox.world.jira
    made = epic(sandbox, "Moving", "PAY")
    moved = jira.move(made.id, jira.projects["DAT"])
    found = both.read([made.id], both.traits.fields)
    assert [s.id for s in found.values() if isinstance(s, Snapshot)] == [made.id]
    named = open_tracker(at(sandbox, container=BOTH, where=f"key in ({made.key}, {moved.key})"))
    assert [s.id for s in listed(named, sandbox)] == [made.id]


def test_an_old_key_that_another_issue_gets_changes_nothing(
    sandbox: Sandbox, both: JiraTracker
) -> None:
    """A key is an alias: what is written goes to the id."""
    jira = sandbox.world.jira
    made = epic(sandbox, "Moving", "PAY")
    jira.move(made.id, jira.projects["DAT"])
    heir = epic(sandbox, "Heir", "PAY")
    jira._keys[made.key] = heir.id  # as after a project was deleted and made again
    both.apply(edit(made.id, asked("title", "Moved")))
    assert seen(both, made.id).fields["title"] == "Moved"
    assert seen(both, heir.id).fields["title"] == "Heir"


def test_a_status_of_the_other_workflow_suspends_that_field_alone(sandbox: Sandbox) -> None:
    """It has no word here: it is told and not written, and the rest goes on."""
    english = tuple(VocabularyWord(w.word, w.category, w.natives[:1]) for w in STATUS)
    both = open_tracker(at(sandbox, container=BOTH, words={"status": english}))
    jira = sandbox.world.jira
    made = epic(sandbox, "Moving", "PAY")
    assert seen(both, made.id).fields["status"] == "planned"
    moved = jira.move(made.id, jira.projects["DAT"])
    shown = seen(both, made.id)
    assert "status" not in shown.fields
    assert "À faire" in shown.refused["status"]
    both.apply(edit(made.id, asked("title", "Still in step")))
    assert seen(both, made.id).fields["title"] == "Still in step"
    assert jira.the(made.id)["status"] == moved["status"]


def test_outside_of_the_replica_it_is_left_alone(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """In a project that nobody configured it is neither gone nor deleted."""
    jira = sandbox.world.jira
    made = epic(sandbox, "Moving", "PAY")
    jira.move(made.id, jira.projects["DAT"])
    found = tracker.read([made.id], tracker.traits.fields)[made.id]
    assert isinstance(found, Absent)
    assert found.presence == "UNSEEN"
    assert listed(tracker, sandbox) == []
