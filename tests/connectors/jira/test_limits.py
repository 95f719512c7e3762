"""Limits that Jira keeps by itself: of one issue, and of the whole site."""

import pytest

from connectors.jira import JiraTracker
from sandbox import Sandbox
from syncline.domain.errors import RateLimited
from tests.connectors.jira.moves import asked, counted, edit, epic, seen


def test_a_limit_of_one_issue_delays_no_other(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """The refused write was sent once; it says how long to wait, and another issue is written."""
    one, other = epic(sandbox).id, epic(sandbox).id
    sandbox.world.pressure.switches["jira_limits"] = 1
    for number in range(20):
        tracker.apply(edit(one, asked("title", str(number))))
    sandbox.world.log.clear()
    with pytest.raises(RateLimited) as refused:
        tracker.apply(edit(one, asked("title", "too soon")))
    assert refused.value.seconds == 2
    assert counted(sandbox)["PUT issue/{issue}"] == 1
    tracker.apply(edit(other, asked("title", "in time")))
    assert [seen(tracker, record).fields["title"] for record in (one, other)] == ["19", "in time"]


def test_a_quota_of_an_hour_is_left_to_the_next_run(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """Nobody waits for it, and a read is not sent again."""
    record = epic(sandbox).id
    sandbox.world.pressure.switches.update({"jira_limits": 1, "jira_quota": 1})
    tracker.read([record], {"title"})
    sandbox.world.log.clear()
    with pytest.raises(RateLimited) as refused:
        tracker.read([record], {"title"})
    assert refused.value.seconds == 3_600
    assert len(sandbox.world.log.entries) == 1
