"""A create that was cut off on its walk is walked on; an issue that a person moved is not."""

import pytest

from connectors.jira import JiraTracker
from sandbox import Sandbox
from syncline.domain.errors import Rejected, UnknownOutcome
from syncline.domain.plan import Stamp
from tests.connectors.jira.moves import ISSUE, MARKER, asked, create, edit, epic, fail, seen

DONE = asked("status", "done")
MOVES = f"{ISSUE}/transitions"


def cut_off(sandbox: Sandbox, tracker: JiraTracker, steps: int) -> str:
    """Create an issue whose walk to Done ends after so many steps; return its id."""
    fail(sandbox, "status", "POST", MOVES, status=400, after=steps, count=0)
    made = tracker.apply(create(DONE)).record
    sandbox.world.faults.clear()
    return made


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_walk_that_was_cut_off_is_gone_on_with(
    sandbox: Sandbox, tracker: JiraTracker, steps: int
) -> None:
    """Only Syncline has made and moved it, so that nobody's workflow is run over."""
    record = cut_off(sandbox, tracker, steps)
    assert tracker.apply(edit(record, DONE, lane="transition")).stored == {"status": "done"}
    assert seen(tracker, record).fields["status"] == "done"


def test_an_issue_that_a_person_has_moved_is_not_walked(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """It is rejected with the ways that are open."""
    record = cut_off(sandbox, tracker, 0)
    issue = sandbox.world.jira.the(record)
    issue = sandbox.world.jira.enter_named(issue, "In Progress", "ines")
    sandbox.world.jira.enter_named(issue, "To Do", "ines")
    with pytest.raises(Rejected, match="no transition from To Do to Done"):
        tracker.apply(edit(record, DONE, lane="transition"))


def test_an_issue_that_a_person_made_is_not_walked(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """Its marker was stamped, and not born with it."""
    record = epic(sandbox).id
    tracker.apply(Stamp(MARKER, "delivery", record, "test"))
    with pytest.raises(Rejected, match="no transition from To Do to Done"):
        tracker.apply(edit(record, DONE, lane="transition"))


def test_an_answer_that_is_lost_on_the_way_leaves_the_outcome_unknown(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """It is read before anything else is tried."""
    record = cut_off(sandbox, tracker, 0)
    fail(sandbox, "applied_then_drop", "POST", MOVES)
    with pytest.raises(UnknownOutcome):
        tracker.apply(edit(record, DONE, lane="transition"))
