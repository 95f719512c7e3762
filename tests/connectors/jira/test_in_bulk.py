"""What people do in bulk succeeds in part and later; each issue is what it shows, no more."""

from typing import Any

import httpx
import pytest

from connectors.jira import JiraTracker
from sandbox import Sandbox
from syncline.domain.errors import Rejected
from tests.connectors.jira.moves import asked, counted, create, edit, epic, fail, seen

PERSON = ("ines@acme.example", "jira-ines")


def sent(sandbox: Sandbox, path: str, body: dict[str, Any] | None = None) -> Any:
    """Send what Inès asks for in Jira's own dialogs."""
    url = f"{sandbox.url}/jira/rest/api/3/{path}"
    answer = httpx.request("POST" if body else "GET", url, auth=PERSON, json=body)
    assert answer.is_success, answer.text
    return answer.json()


def renamed(*issues: str) -> dict[str, Any]:
    """Give issues one title."""
    text = [{"fieldId": "summary", "text": "Renamed in bulk"}]
    return {
        "selectedActions": ["summary"],
        "selectedIssueIdsOrKeys": [*issues],
        "editedFieldsInput": {"singleLineTextFields": text},
    }


def test_a_bulk_edit_that_comes_later_is_seen_where_it_came(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """Until it runs nothing has changed; the issue that failed keeps what it shows."""
    made = [epic(sandbox, f"Epic {number}").id for number in range(3)]
    sandbox.world.pressure.lag["jira_bulk"] = 60
    task = sent(sandbox, "bulk/issues/fields", renamed(*made))["taskId"]
    assert {seen(tracker, one).fields["title"] for one in made} == {"Epic 0", "Epic 1", "Epic 2"}
    sandbox.world.jira.archive(sandbox.world.jira.the(made[1]), "ines")
    sandbox.world.clock.advance(60)
    told = sent(sandbox, f"bulk/queue/{task}")
    assert list(told["failedAccessibleIssues"]) == [made[1]]
    titles = [seen(tracker, one).fields["title"] for one in (made[0], made[2])]
    assert titles == ["Renamed in bulk", "Renamed in bulk"]
    (page,) = tracker.observe(None, sandbox.world.clock.now)
    assert sorted(one.id for one in page.snapshots) == [made[0], made[2]]


def test_a_write_is_sent_for_one_issue_and_one_refused_stops_no_other(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """No bulk route is ever asked: there, who failed is only told by a number in a list."""
    made = [tracker.apply(create(asked("title", title))) for title in ("First", "Third")]
    fail(sandbox, "status", "POST", "/rest/api/3/issue", status=400)
    with pytest.raises(Rejected):
        tracker.apply(create(asked("title", "Second")))
    made.append(tracker.apply(create(asked("title", "Fourth"))))
    tracker.apply(edit(made[0].record, asked("title", "First, edited")))
    assert not [route for route in counted(sandbox) if "bulk/" in route or "issue/bulk" in route]
    titles = [seen(tracker, one.record).fields["title"] for one in made]
    assert titles == ["First, edited", "Third", "Fourth"]


def test_a_bulk_create_that_half_succeeds_is_read_as_what_is_there(
    sandbox: Sandbox, tracker: JiraTracker
) -> None:
    """The keys have gaps, and nothing is missed or made up."""
    fields = {"project": {"key": "PAY"}, "issuetype": {"name": "Epic"}}
    wanted = [{"fields": {**fields, "summary": title}} for title in ("One", "", "Three")]
    made = sent(sandbox, "issue/bulk", {"issueUpdates": wanted})
    assert [one["failedElementNumber"] for one in made["errors"]] == [1]
    (page,) = tracker.observe(None, sandbox.world.clock.now)
    assert {one.fields["title"] for one in page.snapshots} == {"One", "Three"}
