"""Bulk edits and transitions of the Jira emulator: a task that runs later, issue by issue."""

from collections.abc import Callable
from typing import Any

from sandbox import Sandbox
from sandbox.jira.state import JiraState
from tests.sandbox.test_jira import Refused

Raw = Callable[..., Any]


def chosen(*issues: str, **given: Any) -> dict[str, Any]:
    """Return a bulk edit of some fields of issues."""
    names = {"priority": "priority", "labelsFields": "labels", "datePickerFields": "duedate"}
    return {
        "selectedActions": [names[name] for name in given],
        "selectedIssueIdsOrKeys": [*issues],
        "editedFieldsInput": given,
    }


def test_a_bulk_edit_happens_later_and_fails_issue_by_issue(
    sandbox: Sandbox, jira: Any, site: JiraState, raw: Raw
) -> None:
    """The answer is a task; only its result tells who was not edited, and why."""
    kept, frozen = (site.add_issue("PAY", "Task", t, author="ines", labels=["a"]) for t in "xy")
    site.archive(frozen, "ines")
    sandbox.world.pressure.lag["jira_bulk"] = 30
    labels = {"fieldId": "labels", "bulkEditMultiSelectFieldOption": "ADD"}
    asked = chosen(
        kept.key, frozen.key, "PAY-99",
        priority={"priorityId": "1"}, labelsFields=[{**labels, "labels": [{"name": "b"}]}],
        datePickerFields=[{"fieldId": "duedate", "date": {"formattedDate": "2026-04-08"}}],
    )  # fmt: skip
    task = raw(jira, "post", "bulk/issues/fields", json=asked)["taskId"]
    assert raw(jira, "get", f"bulk/queue/{task}")["status"] == "ENQUEUED"
    assert site.the(kept)["labels"] == ("a",)
    sandbox.world.clock.advance(30)
    told = raw(jira, "get", f"bulk/queue/{task}")
    assert (told["status"], told["processedAccessibleIssues"]) == ("COMPLETE", [int(kept.id)])
    assert "is archived" in told["failedAccessibleIssues"][frozen.id][0]
    assert (told["totalIssueCount"], told["invalidOrInaccessibleIssueCount"]) == (3, 1)
    now = site.the(kept)
    assert (now["labels"], now["priority"], now["duedate"]) == (("a", "b"), "1", "2026-04-08")


def test_bulk_transitions_are_those_that_each_workflow_offers(
    jira: Any, site: JiraState, raw: Raw, refused: Refused
) -> None:
    """An id of another workflow moves nothing."""
    one, other = (site.add_issue(key, "Task", "x", author="ines") for key in ("PAY", "DAT"))
    way = jira.transitions(one.key)[0]
    both = {"selectedIssueIdsOrKeys": [one.key, other.key], "transitionId": way["id"]}
    asked = {"bulkTransitionInputs": [both]}
    task = raw(jira, "post", "bulk/issues/transition", json=asked)["taskId"]
    told = raw(jira, "get", f"bulk/queue/{task}")
    assert told["processedAccessibleIssues"] == [int(one.id)]
    assert "is not valid" in told["failedAccessibleIssues"][other.id][0]
    assert site.the(one)["status"] == way["to"]["id"]
    with refused(400, "between 1 and 1000"):
        raw(jira, "post", "bulk/issues/transition", json={"bulkTransitionInputs": []})
