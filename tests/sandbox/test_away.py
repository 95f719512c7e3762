"""Records that people put away by hand, and what the emulated tools then allow."""

from typing import Any

import httpx
import jira
import notion_client
import pytest
from asana.rest import ApiException

from sandbox import Sandbox
from sandbox.asana.moves import undelete
from sandbox.hands import Hands
from sandbox.jira.state import JiraState
from tests.sandbox.conftest import Connect

Raw = Any
Refused = Any


@pytest.fixture
def hands(sandbox: Sandbox) -> Hands:
    """Return the hands of Inès."""
    return Hands(sandbox.access(), "ines")


# -- Jira -----------------------------------------------------------------------------------------


def test_an_archived_issue_is_found_by_nobody_and_edited_by_nobody(
    jira: jira.JIRA, site: JiraState, hands: Hands, refused: Refused
) -> None:
    """A direct read shows it, with when and by whom; sub-tasks go and come with it."""
    issue = site.add_issue("PAY", "Story", "Old")
    site.add_issue("PAY", "Sub-task", "Part", parent=issue)
    hands.archive_in_jira(issue.key)
    assert not jira.search_issues("project = PAY")
    fields = jira.issue(issue.key).fields
    assert fields.archivedby.displayName == "Inès Moreau"
    assert fields.archiveddate.startswith("2026-")
    with refused(400, "archived"):
        jira.issue(issue.key).update(fields={"summary": "New"})
    with refused(400, "archived"):
        jira.add_comment(issue.key, "Hello")
    hands.archive_in_jira(issue.key, back=True)
    assert len(jira.search_issues("project = PAY")) == 2
    jira.issue(issue.key).update(fields={"summary": "New"})
    assert not hasattr(jira.issue(issue.key).fields, "archiveddate")
    hands.delete_in_jira(issue.key)
    assert not site.issues


def test_archiving_answers_for_each_issue(
    jira: jira.JIRA, site: JiraState, raw: Raw, refused: Refused
) -> None:
    """One that works makes the whole a success; without any it is refused."""
    issue = site.add_issue("PAY", "Story", "Old")
    part = site.add_issue("PAY", "Sub-task", "Part", parent=issue)
    body = {"issueIdsOrKeys": [issue.key, part.id, "PAY-99"]}
    answer = raw(jira, "put", "issue/archive", json=body)
    assert answer["numberOfIssuesUpdated"] == 2
    assert answer["errors"] == {
        "issueIsSubtask": {"count": 1, "issueIdsOrKeys": [part.id], "message": "Issue is subtask."},
        "issuesNotFound": {"count": 1, "issueIdsOrKeys": ["PAY-99"], "message": "Issue not found."},
    }
    with refused(400, "No valid issue to archive"):
        raw(jira, "put", "issue/archive", json={"issueIdsOrKeys": ["PAY-99"]})
    with refused(412, "1000"):
        raw(jira, "put", "issue/unarchive", json={"issueIdsOrKeys": ["1"] * 1001})


def test_a_standard_plan_archives_nothing(
    sandbox: Sandbox, jira: jira.JIRA, site: JiraState, raw: Raw, refused: Refused
) -> None:
    """A switch takes the Premium plan away."""
    sandbox.world.pressure.switches["jira_standard_plan"] = 1
    issue = site.add_issue("PAY", "Story", "Old")
    with refused(403, "premium"):
        raw(jira, "put", "issue/archive", json={"issueIdsOrKeys": [issue.id]})


def test_a_user_property_belongs_to_its_account(
    sandbox: Sandbox, connect: Connect, raw: Raw, refused: Refused
) -> None:
    """It is set, read, listed and removed by the account alone."""
    mine, hers = connect(), connect(email="ines@acme.example", token="jira-ines")
    own = {"accountId": sandbox.world.people.sync.jira_id}
    path = "user/properties/app.state"
    with refused(404, "app.state"):
        raw(mine, "get", path, params=own)
    for value, status in (({"n": 1}, 201), ({"n": 2}, 200)):
        assert raw(mine, "put", path, params=own, json=value) == status
    assert raw(mine, "get", path, params=own) == {"key": "app.state", "value": {"n": 2}}
    assert raw(mine, "get", "user/properties", params=own) == {"keys": [{"key": "app.state"}]}
    with refused(403, "permission"):
        raw(hers, "get", path, params=own)
    with refused(400, "accountId"):
        raw(mine, "get", path)
    assert raw(mine, "delete", path, params=own) == 204
    assert raw(mine, "get", "user/properties", params=own) == {"keys": []}


# -- Asana ----------------------------------------------------------------------------------------


def test_a_task_in_the_trash_is_not_found_and_comes_back_whole(
    sandbox: Sandbox, hands: Hands
) -> None:
    """The API shows nothing of the trash; the events tell of both ways."""
    asana = sandbox.world.asana
    project = asana.add_project("Trash", ("To do", "Doing"))
    task = asana.add_task(project, "Old", section="Doing")
    hands.trash_in_asana(task.gid)
    with pytest.raises(ApiException) as refused:
        hands.edit_in_asana(task.gid, {"name": "New"})
    assert refused.value.status == 404
    assert project.tasks == []
    undelete(asana, task.gid, sandbox.world.people["ines"])
    assert project.tasks == [task]
    assert [e.action for e in asana.events.events if e.resource is task][-2:] == [
        "deleted",
        "undeleted",
    ]
    hands.take_out_in_asana(task.gid, project.gid)
    assert project.tasks == []
    hands.edit_in_asana(task.gid, {"name": "New"})


# -- Notion ---------------------------------------------------------------------------------------


def test_a_page_in_the_trash_is_frozen_with_all_its_blocks(sandbox: Sandbox, hands: Hands) -> None:
    """Nothing but the flag itself takes it out; neither a property nor a block does."""
    notion = sandbox.world.notion
    source = notion.add_data_source("Trash", {"Name": "title"})
    text = [{"type": "text", "text": {"content": "Kept"}}]
    blocks = [{"type": "paragraph", "paragraph": {"rich_text": text}}]
    page = notion.add_page(source, {"Name": "Old"}, blocks=blocks)
    title = {"Name": {"title": [{"type": "text", "text": {"content": "New"}}]}}
    hands.trash_in_notion(page.id)
    client = notion_client.Client(auth="notion-ines", base_url=f"{sandbox.url}/notion", retry=False)
    refusals = (
        lambda: hands.edit_in_notion(page.id, title),
        lambda: hands.write_in_notion(page.id, "More"),
        lambda: client.blocks.update(page.children[0].id, paragraph={"rich_text": []}),
        lambda: client.blocks.delete(page.children[0].id),
    )
    for refusal in refusals:
        with pytest.raises(notion_client.APIResponseError, match="archived"):
            refusal()
    assert page.in_trash
    hands.trash_in_notion(page.id, back=True)
    hands.edit_in_notion(page.id, title)
    assert (page.title, page.in_trash, len(page.children)) == ("New", False, 1)
    client.close()


def test_a_page_moves_with_what_fits_its_new_home(sandbox: Sandbox, hands: Hands) -> None:
    """Properties go along by name and type, and the id stays."""
    notion = sandbox.world.notion
    here = notion.add_data_source("Here", {"Name": "title", "Size": "number", "Own": "url"})
    there = notion.add_data_source("There", {"Name": "title", "Size": "number"})
    page = notion.add_page(here, {"Name": "Moved", "Size": 3})
    hands.move_in_notion(page.id, there.id)
    assert (page.source, here.pages, there.pages) == (there, [], [page])
    headers = {"Authorization": "Bearer notion-ines", "Notion-Version": "2025-09-03"}
    shown = httpx.get(f"{sandbox.url}/notion/v1/pages/{page.id}", headers=headers).json()
    assert shown["properties"]["Size"]["number"] == 3
    assert shown["parent"]["data_source_id"] == there.id
