"""The Jira emulator around its issues: workflows, people, comments, history, set-up."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from sandbox import Sandbox
from sandbox.jira import adf
from sandbox.jira.fields import START_DATE, STORY_POINTS
from sandbox.jira.state import JiraState

Connect = Callable[..., Any]
Raw = Callable[..., Any]
Refused = Callable[[int, str], AbstractContextManager[None]]


def said(text: str) -> dict[str, Any]:
    """Return ADF with one paragraph."""
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": text}]}
    return {"type": "doc", "version": 1, "content": [paragraph]}


def test_projects_have_workflows_of_their_own(jira: Any, site: JiraState) -> None:
    """Names repeat with other ids, transitions differ, and French statuses have categories."""
    open_ = site.add_issue("ONB", "Task", "One")
    french = site.add_issue("DAT", "Task", "Deux")
    assert len(jira.transitions(open_.key)) == 5
    assert [t["to"]["name"] for t in jira.transitions(french.key)] == ["En cours", "Abandonné"]
    statuses = {s.name: s.raw["statusCategory"]["key"] for s in jira.statuses()}
    assert statuses["Terminé"] == statuses["Abandonné"] == "done"
    ids = [s.id for s in jira.statuses() if s.name == "To Do"]
    assert len(ids) == 2


@pytest.mark.parametrize("token", ["wrong", "", "jira-leo", "jira-nobody"])
def test_any_other_token_is_refused(connect: Connect, token: str, refused: Refused) -> None:
    """Unknown tokens, and those of people who have left, get 401."""
    with refused(401, "Client must be authenticated"):
        connect(token=token).myself()


def test_comments_are_listed_edited_and_deleted(
    jira: Any, site: JiraState, refused: Refused, raw: Raw
) -> None:
    """A comment also moves `updated`; an empty one is refused."""
    issue = site.add_issue("PAY", "Task", "Talk")
    comment = jira.add_comment(issue.key, said("Hello"))
    assert site.the(issue).updated > issue.updated
    (shown,) = jira.comments(issue.key)
    assert shown.raw["body"]["content"][0]["content"][0]["text"] == "Hello"
    raw(jira, "put", f"issue/{issue.key}/comment/{comment.id}", json={"body": said("Bye")})
    body = jira.comment(issue.key, comment.id).raw["body"]
    assert body["content"][0]["content"][0]["text"] == "Bye"
    comment.delete()
    assert jira.comments(issue.key) == []
    with refused(400, "Comment body can not be empty!"):
        jira.add_comment(issue.key, {"type": "doc", "version": 1, "content": []})


def test_a_comment_that_changes_or_goes_moves_its_issue(
    jira: Any, site: JiraState, raw: Raw
) -> None:
    """As a new one does: that is how a listing tells of it."""
    issue = site.add_issue("PAY", "Task", "Talk")
    comment, stamps = jira.add_comment(issue.key, said("Hello")), [site.the(issue).updated]
    raw(jira, "put", f"issue/{issue.key}/comment/{comment.id}", json={"body": said("Bye")})
    stamps.append(site.the(issue).updated)
    comment.delete()
    stamps.append(site.the(issue).updated)
    assert stamps == sorted(set(stamps))


def test_an_integration_changes_its_own_comments_alone(
    jira: Any, connect: Connect, site: JiraState, refused: Refused
) -> None:
    """People of the team may also delete others'."""
    issue = site.add_issue("PAY", "Task", "Talk")
    theirs = site.add_comment(issue, "Hello", "ines")
    with refused(400, "permission to delete this comment"):
        jira.comment(issue.key, theirs.id).delete()
    with refused(400, "permission to edit this comment"):
        jira.comment(issue.key, theirs.id).update(body=said("Bye"))
    own = jira.add_comment(issue.key, said("Mine"))
    own.update(body=said("Still mine"))
    connect(token="jira-nina").comment(issue.key, own.id).delete()
    assert [one.id for one in site.comments[issue.id]] == [theirs.id]


def test_a_comment_may_be_for_some(jira: Any, site: JiraState, refused: Refused, raw: Raw) -> None:
    """For a role; until it is edited without it. For the team alone: in a service project."""
    issue = site.add_issue("PAY", "Task", "Talk")
    role = {"type": "role", "value": "Administrators"}
    path = f"issue/{issue.key}/comment"
    raw(jira, "post", path, json={"body": said("Some"), "visibility": role})
    (comment,) = jira.comments(issue.key)
    assert comment.raw["visibility"] == role
    raw(jira, "put", f"{path}/{comment.id}", json={"body": said("All")})
    assert "visibility" not in jira.comment(issue.key, comment.id).raw
    with refused(400, "invalid visibility"):
        jira.add_comment(issue.key, said("X"), visibility={"type": "person", "value": "me"})
    site.add_project("HLP", "Help", kind="service_desk")
    internal = {"properties": [{"key": "sd.public.comment", "value": {"internal": True}}]}
    for number, key in enumerate((issue.key, site.add_issue("HLP", "Task", "Ask").key)):
        raw(jira, "post", f"issue/{key}/comment", json={"body": said("Note"), **internal})
        assert jira.comments(key)[-1].raw["jsdPublic"] is (number == 0)


def test_an_issue_shows_the_first_of_many_comments(jira: Any, site: JiraState) -> None:
    """And how many there are."""
    issue = site.add_issue("PAY", "Task", "Talk")
    for number in range(25):
        site.add_comment(issue, f"{number}", "ines")
    shown = jira.issue(issue.key, fields="comment").raw["fields"]["comment"]
    assert (len(shown["comments"]), shown["total"]) == (20, 25)
    assert len(jira.comments(issue.key)) == 25


def test_an_assignee_is_set_and_taken_away(jira: Any, site: JiraState) -> None:
    """`assign_issue` finds the account by its address."""
    issue = site.add_issue("PAY", "Task", "Whose")
    jira.assign_issue(issue.key, "nina@acme.example")
    assert jira.issue(issue.key).fields.assignee.displayName == "Nina Okafor"
    jira.assign_issue(issue.key, None)
    assert jira.issue(issue.key).fields.assignee is None


def test_bulkfetch_returns_ascending_ids_and_leaves_out_what_is_not_there(
    jira: Any, site: JiraState, refused: Refused, raw: Raw
) -> None:
    """Keys, former keys and ids are all understood; `issueErrors` is not for what is not found."""
    first, second = (site.add_issue("PAY", "Task", name) for name in ("One", "Two"))
    site.move(first, site.projects["DAT"])
    asked = {"issueIdsOrKeys": [second.key, "pay-1", "PAY-9"], "fields": ["summary"]}
    answer = raw(jira, "post", "issue/bulkfetch", json=asked)
    assert [one["key"] for one in answer["issues"]] == ["DAT-1", second.key]
    assert answer["issueErrors"] == []
    with refused(400, "between 1 and 100"):
        raw(jira, "post", "issue/bulkfetch", json={"issueIdsOrKeys": ["1"] * 101})


def test_a_moved_issue_answers_to_its_old_key(jira: Any, site: JiraState) -> None:
    """The id stays, the key changes."""
    issue = site.add_issue("PAY", "Task", "Elsewhere")
    site.move(issue, site.projects["ONB"])
    found = jira.issue(issue.key)
    assert (found.id, found.key) == (issue.id, "ONB-1")


def test_changelogs_come_page_by_page_and_for_many_issues(
    jira: Any, site: JiraState, raw: Raw
) -> None:
    """Oldest first; a field filter leaves the others out."""
    issue = site.add_issue("PAY", "Task", "v0")
    for number in range(3):
        site.edit(issue, {"summary": f"v{number + 1}"}, "ines")
    site.edit(issue, {"duedate": "2026-04-01"}, "paul")
    page = raw(jira, "get", f"issue/{issue.key}/changelog", params={"maxResults": 2})
    assert (page["total"], page["isLast"]) == (4, False)
    assert page["values"][0]["items"][0]["toString"] == "v1"
    body = {"issueIdsOrKeys": [issue.key], "fieldIds": ["duedate"]}
    (log,) = raw(jira, "post", "changelog/bulkfetch", json=body)["issueChangeLogs"]
    assert [h["author"]["displayName"] for h in log["changeHistories"]] == ["Paul Lefèvre"]


def test_a_person_edits_under_their_own_name(connect: Connect, site: JiraState) -> None:
    """A token per person gives a scripted edit its author."""
    issue = site.add_issue("PAY", "Task", "Mine", due="2026-04-01")
    connect(email="ines@acme.example", token="jira-ines").issue(issue.key).update(
        fields={"duedate": "2026-05-01"}
    )
    (entry,) = connect().issue(issue.key, expand="changelog").changelog.histories
    assert entry.author.displayName == "Inès Moreau"
    item = entry.items[0]
    assert (item.field, item.fromString, item.to) == (
        "duedate",
        "2026-04-01 00:00:00.0",
        "2026-05-01",
    )


def test_a_changelog_names_values_as_jira_does(jira: Any, site: JiraState) -> None:
    """Ids where a value has one; a parent without its field, a picked date in words."""
    parent = site.add_issue("PAY", "Epic", "Parent")
    issue = site.add_issue("PAY", "Task", "Words", start="2026-03-01")
    changes = {
        "parent": parent.id, START_DATE: "2026-04-01", STORY_POINTS: 3.0, "assignee": "ines",
        "priority": "1", "description": adf.paragraphs("Text"),
    }  # fmt: skip
    site.edit(issue, changes, "ines")
    (entry,) = jira.issue(issue.key, expand="changelog").raw["changelog"]["histories"]
    items = {item.pop("field"): item for item in entry["items"]}
    assert items["IssueParentAssociation"] == {
        "fieldtype": "jira", "from": None, "fromString": None,
        "to": parent.id, "toString": parent.key,
    }  # fmt: skip
    assert items["Start date"] == {
        "fieldtype": "custom", "fieldId": START_DATE, "from": "2026-03-01",
        "fromString": "01/Mar/26", "to": "2026-04-01", "toString": "01/Apr/26",
    }  # fmt: skip
    told = {name: (item["to"], item["toString"]) for name, item in items.items()}
    assert told["Story point estimate"] == (None, "3")
    assert told["assignee"] == (site.people["ines"].jira_id, "Inès Moreau")
    assert (told["priority"], told["description"]) == (("1", "Highest"), (None, "Text"))


def test_the_site_describes_itself(jira: Any, site: JiraState, refused: Refused) -> None:
    """Server, account, fields, projects, types, priorities and users are all there."""
    assert jira.server_info()["deploymentType"] == "Cloud"
    assert jira.myself()["emailAddress"] == "sync@acme.example"
    start = next(f for f in jira.fields() if f["name"] == "Start date")
    assert (start["id"], start["schema"]["type"]) == ("customfield_10015", "date")
    assert "cf[10015]" in start["clauseNames"]
    assert [p.key for p in jira.projects()] == ["PAY", "ONB", "DAT"]
    assert jira.project("DAT").name == "Données"
    assert [p.name for p in jira.priorities()] == ["Highest", "High", "Medium", "Low", "Lowest"]
    assert [t.name for t in jira.issue_types() if t.subtask] == ["Sub-task"]
    assert [u.displayName for u in jira.search_users(query="in")] == ["Inès Moreau"]
    assert "Léo Martin" not in [
        u.displayName for u in jira.search_assignable_users_for_issues(query="l", project="PAY")
    ]
    assert jira.createmeta(projectKeys="PAY")["projects"][0]["issuetypes"][0]["name"] == "Epic"
    with refused(404, "No project could be found with key 'NOPE'."):
        jira.project("NOPE")


def test_the_old_search_is_gone(jira: Any, refused: Refused, raw: Raw) -> None:
    """The removed route answers 410 and says where to go."""
    with refused(410, "search/jql"):
        raw(jira, "get", "search", params={"jql": "project = PAY"})


def test_the_same_seed_gives_the_same_ids_and_times() -> None:
    """Two worlds that are told the same are the same."""

    def told() -> Any:
        with Sandbox(seed=3) as other:
            jira = other.world.jira
            return jira.add_issue(jira.add_project("SEED", "Seed"), "Task", "A", description="x")

    assert told() == told()


def test_a_long_changelog_is_cut_when_it_is_expanded(
    jira: Any, site: JiraState, sandbox: Sandbox
) -> None:
    """Inside an issue only the newest are shown, a hundred or what the sandbox is told."""
    issue = site.add_issue("PAY", "Task", "v0")
    for number in range(105):
        site.edit(issue, {"summary": f"v{number + 1}"}, "ines")
    log = jira.issue(issue.key, expand="changelog").raw["changelog"]
    assert (log["total"], len(log["histories"])) == (105, 100)
    assert log["histories"][0]["items"][0]["toString"] == "v105"
    sandbox.world.pressure.switches["jira_changelog"] = 40
    log = jira.issue(issue.key, expand="changelog").raw["changelog"]
    assert (len(log["histories"]), log["histories"][-1]["items"][0]["toString"]) == (40, "v66")
