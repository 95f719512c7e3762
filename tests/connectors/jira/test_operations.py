"""What operations send to the emulator, how often, and what their receipts say."""

import json
from datetime import date

import pytest

from connectors.jira import JiraTracker
from sandbox import Sandbox
from syncline.domain.errors import (
    Rejected,
    Unmapped,
)
from syncline.domain.plan import Stamp
from tests.connectors.jira.moves import (
    ISSUE,
    MARKER,
    asked,
    counted,
    create,
    edit,
    epic,
    fail,
    seen,
)


def test_a_create_is_one_post_and_one_read(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """The marker travels in the POST, beside the labels."""
    labels = asked("labels", frozenset({"web", "needs design"}))
    receipt = tracker.apply(create(labels, asked("target", date(2026, 4, 8))))
    assert counted(sandbox) == {"POST issue": 1, "GET issue/{issue}": 1}
    posted = json.loads(sandbox.world.log.writes(0, "jira")[0].body)["fields"]
    assert posted["labels"] == ["needs%20design", "web", MARKER]
    assert receipt.stored["labels"] == frozenset({"web", "needs design"})
    assert receipt.key == "PAY-1"
    assert seen(tracker, receipt.record).marker == MARKER


def test_an_update_is_one_put_and_one_read(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """Of all the fields of its lane together; after the engine's own read also of a body."""
    record = epic(sandbox).id
    tracker.read([record], {"description"})
    sandbox.world.log.clear()
    changes = (asked("title", "A"), asked("target", date(2026, 4, 8)), asked("description", None))
    receipt = tracker.apply(edit(record, *changes))
    assert counted(sandbox) == {"PUT issue/{issue}": 1, "GET issue/{issue}": 1}
    assert (receipt.stored["title"], receipt.answered) == ("A", False)


def test_a_stamp_adds_one_label_and_nothing_else(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """It is an addition, so that a label of a person in the same second stays."""
    record = epic(sandbox, labels=["web"]).id
    tracker.apply(Stamp(MARKER, "delivery", record, "test"))
    (write,) = sandbox.world.log.writes(0, "jira")
    assert json.loads(write.body) == {"update": {"labels": [{"add": MARKER}]}}
    assert sandbox.world.jira.the(record)["labels"] == (MARKER, "web")


def test_labels_are_added_and_removed_one_by_one(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """Relative to what was expected."""
    record = epic(sandbox, labels=["ours", "theirs", MARKER]).id
    change = asked("labels", frozenset({"new"}), frozenset({"ours"}))
    receipt = tracker.apply(edit(record, change))
    assert receipt.stored["labels"] == frozenset({"new", "theirs"})
    assert MARKER in sandbox.world.jira.the(record)["labels"]


def test_a_move_reads_the_ways_then_takes_one_then_reads(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """One write between two reads."""
    record = epic(sandbox).id
    receipt = tracker.apply(edit(record, asked("status", "in_progress"), lane="transition"))
    assert counted(sandbox) == {"GET issue/{issue}": 2, "POST issue/{issue}/transitions": 1}
    assert receipt.stored == {"status": "in_progress"}


def test_a_move_without_a_way_is_rejected_with_what_is_open(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """No issue is walked through statuses that nobody asked for."""
    record = epic(sandbox).id
    with pytest.raises(Rejected, match=r"from To Do to Done .* In Progress, Won't do"):
        tracker.apply(edit(record, asked("status", "done"), lane="transition"))
    assert sandbox.world.log.writes(0, "jira") == []


def test_a_new_issue_walks_to_its_status(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """Nobody has seen it yet: the workflow's own way from To Do to Done."""
    receipt = tracker.apply(create(asked("status", "done")))
    assert receipt.stored["status"] == "done"
    moves = counted(sandbox)["POST issue/{issue}/transitions"]
    assert (moves, seen(tracker, receipt.record).fields["status"]) == (3, "done")


def test_a_new_issue_whose_move_is_refused_says_where_it_is(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """The create stands; the receipt claims nothing that is not so."""
    fail(sandbox, "status", "POST", f"{ISSUE}/transitions", status=400, count=0)
    receipt = tracker.apply(create(asked("status", "done")))
    assert receipt.stored["status"] == "planned"


def test_a_child_is_created_in_the_project_of_its_parent(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """Otherwise in the first project of the replica."""
    parent = epic(sandbox, project="ONB").id
    receipt = tracker.apply(create(asked("parent", parent), kind="story"))
    assert receipt.key.startswith("ONB-")
    assert receipt.stored["parent"] == parent


def test_a_person_is_looked_up_once(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """Before the write, and by e-mail address."""
    record = epic(sandbox).id
    for owner in ("ines@acme.example", None, "ines@acme.example"):
        receipt = tracker.apply(edit(record, asked("owner", owner)))
        assert receipt.stored["owner"] == owner
    assert counted(sandbox)["GET user/search"] == 1


def test_a_person_whose_address_is_hidden_is_found_all_the_same(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """Jira searches addresses that it does not show; a single account that fits is it."""
    sandbox.world.pressure.switches["jira_hide_emails"] = 1
    record = epic(sandbox).id
    tracker.apply(edit(record, asked("owner", "paul@acme.example")))
    assert sandbox.world.jira.the(record)["assignee"] == "paul"


def test_an_operation_that_cannot_be_said_in_jira_sends_nothing(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """A kind without a type, a person without an account, a word without a status."""
    for operation in (
        create(kind="bug"),
        create(asked("owner", "nobody@elsewhere.example")),
        create(asked("status", "on_hold")),
        edit("10001", asked("points", 3.0)),
    ):
        with pytest.raises(Unmapped):
            tracker.apply(operation)
    assert sandbox.world.log.writes(0, "jira") == []
