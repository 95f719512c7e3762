"""Issues of the Jira emulator, driven with the unmodified `jira` client."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from sandbox.jira.state import JiraState

Connect = Callable[..., Any]
Raw = Callable[..., Any]
Refused = Callable[[int, str], AbstractContextManager[None]]
URL = "customfield_10050"


def fields(**more: Any) -> dict[str, Any]:
    """Return the fields of a plain task."""
    task = {"project": {"key": "PAY"}, "issuetype": {"name": "Task"}, "summary": "Refunds"}
    return task | more


def document(*texts: str) -> dict[str, Any]:
    """Return ADF with one paragraph that holds the texts."""
    inside = [{"type": "text", "text": text} for text in texts]
    return {"type": "doc", "version": 1, "content": [{"type": "paragraph", "content": inside}]}


def test_a_created_issue_is_read_back_with_everything_it_was_given(
    jira: Any, site: JiraState
) -> None:
    """The create, the read that the client adds, and the values agree."""
    epic = jira.create_issue(fields=fields(issuetype={"name": "Epic"}, summary="Payouts"))
    person = site.people["ines"].jira_id
    given = fields(
        labels=["sync-1", "b"],
        assignee={"accountId": person},
        priority={"name": "High"},
        duedate="2026-04-01",
        parent={"key": epic.key},
        customfield_10015="2026-03-09",
        customfield_10016=5,
        customfield_10050="https://example.test/r/1",
    )
    shown = jira.create_issue(fields=given).raw["fields"]
    assert shown["labels"] == ["b", "sync-1"]
    assert shown["assignee"]["accountId"] == person
    assert (shown["priority"]["name"], shown["duedate"]) == ("High", "2026-04-01")
    assert shown["parent"]["key"] == epic.key
    assert shown["customfield_10015"] == "2026-03-09"
    assert shown["customfield_10016"] == 5
    assert shown[URL] == "https://example.test/r/1"
    assert shown["status"]["statusCategory"]["key"] == "new"
    assert shown["created"] == shown["updated"]
    assert shown["created"].endswith("+0100")


@pytest.mark.parametrize("version", ["2", "3"])
def test_self_links_have_the_version_of_the_request(connect: Connect, version: str) -> None:
    """The client updates through `self`, so a v2 issue must stay v2."""
    issue = connect(version).create_issue(fields=fields())
    assert f"/rest/api/{version}/issue/{issue.id}" in issue.self
    assert f"/rest/api/{version}/" in issue.raw["fields"]["status"]["self"]


def test_rich_text_is_adf_with_local_ids_in_v3_and_wiki_text_in_v2(connect: Connect) -> None:
    """What is written is normalised; v2 sees text of the same issue."""
    issue = connect().create_issue(fields=fields(description=document("Pay ", "back")))
    block = issue.raw["fields"]["description"]["content"][0]
    assert block["content"] == [{"type": "text", "text": "Pay back"}]
    assert len(block["attrs"]["localId"]) == 12
    assert connect("2").issue(issue.key).fields.description == "Pay back"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"summary": ""}, "You must specify a summary"),
        ({"summary": "a\nb"}, "newline characters"),
        ({"summary": "x" * 256}, "255 characters"),
        ({"project": {"key": "NOPE"}}, "Specify a valid project ID or key"),
        ({"issuetype": {"name": "Saga"}}, "Specify a valid issue type"),
        ({"issuetype": {"name": "Sub-task"}}, "parent issue key or id not specified"),
        ({"status": {"name": "Done"}}, "Field 'status' cannot be set"),
        ({"customfield_999": 1}, "Field 'customfield_999' cannot be set"),
        ({"description": "plain"}, "Atlassian Document"),
        (
            {"description": {"type": "doc", "version": 1, "content": [{"type": "x"}]}},
            "INVALID_INPUT",
        ),
        ({"description": document("x" * 32_768)}, "CONTENT_LIMIT_EXCEEDED"),
        ({"labels": ["two words"]}, "contains spaces"),
        ({"duedate": "2026-02-30"}, "Error parsing date string"),
        ({"priority": {"name": "Urgent"}}, "The priority selected is invalid."),
        ({"assignee": {"accountId": "nobody"}}, "cannot be assigned issues"),
        ({"customfield_10016": "five"}, "must be a number"),
        ({"parent": {"key": "PAY-99"}}, "Could not find issue by id or key."),
    ],
)
def test_a_wrong_create_is_refused_in_jiras_words(
    jira: Any, site: JiraState, given: dict[str, Any], words: str, refused: Refused
) -> None:
    """Nothing is created by a refused request."""
    with refused(400, words):
        jira.create_issue(fields=fields(**given))
    assert not site.issues


def test_a_failed_create_uses_up_a_key(jira: Any, refused: Refused) -> None:
    """Keys have gaps."""
    with refused(400, "summary"):
        jira.create_issue(fields=fields(summary=""))
    assert jira.create_issue(fields=fields()).key == "PAY-2"


def test_an_inactive_person_cannot_be_assigned_but_may_stay_assigned(
    jira: Any, site: JiraState, refused: Refused
) -> None:
    """Leo has left; an old issue still names him."""
    issue = site.add_issue("PAY", "Task", "Old", assignee="leo")
    assert jira.issue(issue.key).fields.assignee.active is False
    with refused(400, "cannot be assigned issues"):
        jira.issue(issue.key).update(fields={"assignee": {"accountId": site.people["leo"].jira_id}})


def test_an_update_changes_only_what_differs(jira: Any, site: JiraState) -> None:
    """The same value again leaves no entry and does not touch `updated`."""
    issue = jira.create_issue(fields=fields(duedate="2026-04-01"))
    issue.update(fields={"summary": "Refunds"})
    assert issue.raw["fields"]["updated"] == issue.raw["fields"]["created"]
    issue.update(fields={"summary": "Chargebacks", "duedate": None})
    assert issue.raw["fields"]["updated"] > issue.raw["fields"]["created"]
    (change,) = site.changes[issue.id]
    assert [item.field_id for item in change.items] == ["summary", "duedate"]


def test_labels_can_be_added_and_removed_without_replacing_the_others(jira: Any) -> None:
    """`update` survives a concurrent edit where `fields` would not."""
    issue = jira.create_issue(fields=fields(labels=["a", "b"]))
    issue.update(update={"labels": [{"add": "c"}, {"remove": "a"}]})
    assert issue.fields.labels == ["b", "c"]


def test_a_status_is_reached_only_by_a_transition_that_the_workflow_offers(
    jira: Any, refused: Refused
) -> None:
    """From To Do there is no way to Done; finishing sets the resolution and reopening clears it."""
    issue = jira.create_issue(fields=fields())
    assert [t["to"]["name"] for t in jira.transitions(issue)] == ["In Progress", "Won't do"]
    with refused(400, "Transition id '51' is not valid"):
        jira.transition_issue(issue, "51")
    for step in ("11", "31", "51"):
        jira.transition_issue(issue, step)
    done = jira.issue(issue.id)
    assert (done.fields.status.name, done.fields.resolution.name) == ("Done", "Done")
    assert done.fields.resolutiondate
    jira.transition_issue(issue, "61")
    assert jira.issue(issue.id).fields.resolution is None


def test_properties_travel_in_the_create_call_and_alone(
    jira: Any, refused: Refused, raw: Raw
) -> None:
    """A marker can be an entity property."""
    body = {"fields": fields(), "properties": [{"key": "sync.link", "value": {"id": "01A"}}]}
    key = raw(jira, "post", "issue", json=body)["key"]
    assert jira.issue_property(key, "sync.link").value.id == "01A"
    jira.add_issue_property(key, "other", [1])
    assert {p.key for p in jira.issue_properties(key)} == {"sync.link", "other"}
    jira.issue_property(key, "other").delete()
    with refused(404, "The property other does not exist."):
        jira.issue_property(key, "other")


def test_a_bulk_create_may_succeed_in_part(jira: Any, refused: Refused, raw: Raw) -> None:
    """201 with failedElementNumber; when all fail, 400."""
    made = jira.create_issues([fields(), fields(summary=""), fields(summary="Third")])
    assert [one["status"] for one in made] == ["Success", "Error", "Success"]
    body = {"issueUpdates": [{"fields": fields(summary="")}]}
    with refused(400, '"failedElementNumber":0'):
        raw(jira, "post", "issue/bulk", json=body)


def test_a_parent_must_be_one_level_above(jira: Any, site: JiraState, refused: Refused) -> None:
    """A task inside a task is refused; a sub-task lives in its parent's project."""
    task = site.add_issue("PAY", "Task", "Task")
    with refused(400, "appropriate hierarchy"):
        jira.create_issue(fields=fields(parent={"id": task.id}))
    part = fields(issuetype={"name": "Sub-task"}, parent={"id": task.id})
    with refused(400, "same project as the parent"):
        jira.create_issue(fields=part | {"project": {"key": "ONB"}})
    child = jira.create_issue(fields=part)
    assert [s.key for s in jira.issue(task.key).fields.subtasks] == [child.key]


def test_a_delete_is_for_good_and_asks_about_subtasks(
    jira: Any, site: JiraState, refused: Refused
) -> None:
    """An epic's children survive without a parent."""
    epic = site.add_issue("PAY", "Epic", "Epic")
    task = site.add_issue("PAY", "Task", "Task", parent=epic)
    site.add_issue("PAY", "Sub-task", "Part", parent=task)
    with refused(400, "deleteSubtasks"):
        jira.issue(task.key).delete()
    jira.issue(epic.key).delete()
    assert jira.issue(task.key).raw["fields"].get("parent") is None
    jira.issue(task.key).delete(deleteSubtasks=True)
    assert not site.issues
    with refused(404, "Issue does not exist or you do not have permission to see it."):
        jira.issue(task.key)
