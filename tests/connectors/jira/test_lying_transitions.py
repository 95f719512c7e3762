"""A transition that is answered as a success, and after which the issue stands where it stood."""

from dataclasses import replace

from connectors.jira import JiraTracker
from sandbox import Sandbox
from tests.connectors.jira.moves import ISSUE, asked, edit, epic, fail, seen


def test_a_move_that_moved_nothing_is_not_taken_for_one(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """The receipt says what a read shows; the next round sees that there is still work to do."""
    record = epic(sandbox).id
    fail(sandbox, "status", "POST", f"{ISSUE}/transitions", status=204)
    receipt = tracker.apply(edit(record, asked("status", "in_progress"), lane="transition"))
    assert receipt.stored["status"] == "planned" == seen(tracker, record).fields["status"]


def test_a_way_is_chosen_by_where_it_leads(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """The way that is called In Progress leads elsewhere, and another one leads there."""
    swapped = {"Start progress": "Won't do", "Won't do": "In Progress"}
    jira = sandbox.world.jira
    project = jira.projects["PAY"]
    ways = project.workflow.transitions
    assert set(swapped) <= {way.name for way in ways}
    named = tuple(replace(way, name=swapped.get(way.name, way.name)) for way in ways)
    flow = replace(project.workflow, transitions=named)
    jira.projects["PAY"] = replace(project, workflow=flow)
    record = epic(sandbox).id
    tracker.apply(edit(record, asked("status", "in_progress"), lane="transition"))
    assert seen(tracker, record).fields["status"] == "in_progress"
