"""Search in the Jira emulator: JQL, paging, the index that lags."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from jira import JIRA, JIRAError

from sandbox import Sandbox
from sandbox.jira.state import JiraState

HOUR = 3600


@pytest.fixture
def site(sandbox: Sandbox) -> JiraState:
    """Return a Jira with six issues that differ in every searchable way."""
    world = sandbox.world
    jira = world.jira = JiraState(world.clock, world.rng, world.people)
    jira.add_project("PAY", "Payments", "classic")
    jira.add_project("ONB", "Onboarding", "open")
    jira.add_project("DAT", "Données", "french")
    epic = jira.add_issue("PAY", "Epic", "Refund revamp", labels=["q2"], priority="High")
    world.clock.advance(HOUR)
    jira.add_issue("PAY", "Story", "Refund a card", parent=epic, assignee="ines", labels=["a"])
    jira.add_issue("PAY", "Bug", "Wrong amount", status="Done", due="2026-03-10")
    world.clock.advance(HOUR)
    jira.add_issue("ONB", "Task", "Welcome mail", status="In Progress", labels=["a", "b"])
    jira.add_issue("ONB", "Task", "Old form", status="Won't do", assignee="paul")
    jira.add_issue("DAT", "Task", "Jeu de données", status="Terminé", due="2026-04-01")
    return jira


@pytest.fixture
def jira(sandbox: Sandbox, site: JiraState) -> Iterator[Any]:
    """Return the client of the sync account."""
    client = JIRA(
        sandbox.url + "/jira",
        basic_auth=("sync@acme.example", "jira-sandbox-token"),
        options={"rest_api_version": "3"},
        timeout=(5, 5),
        max_retries=0,
    )
    yield client
    client.close()


def keys(client: Any, jql: str) -> set[str]:
    """Return the keys that a query finds."""
    return {issue.key for issue in client.search_issues(jql, maxResults=0, fields="key")}


@pytest.mark.parametrize(
    ("jql", "expected"),
    [
        ("project = PAY", "PAY-1 PAY-2 PAY-3"),
        ("project in (ONB, 'Données')", "ONB-1 ONB-2 DAT-1"),
        ("project != PAY", "ONB-1 ONB-2 DAT-1"),
        ("issuetype = Epic", "PAY-1"),
        ("type not in (Epic, Task)", "PAY-2 PAY-3"),
        ("status = 'In Progress'", "ONB-1"),
        ("status in ('To Do', Terminé)", "PAY-1 PAY-2 DAT-1"),
        ("statusCategory = Done", "PAY-3 ONB-2 DAT-1"),
        ("labels = a", "PAY-2 ONB-1"),
        ("labels in (b, q2)", "PAY-1 ONB-1"),
        ("labels != a", "PAY-1"),
        ("labels is EMPTY", "PAY-3 ONB-2 DAT-1"),
        ("labels is not EMPTY AND NOT labels = q2", "PAY-2 ONB-1"),
        ("parent = PAY-1", "PAY-2"),
        ("key in (PAY-1, ONB-2)", "PAY-1 ONB-2"),
        ("issuekey = pay-3", "PAY-3"),
        ("assignee is EMPTY AND project = ONB", "ONB-1"),
        ("assignee = 'paul@acme.example'", "ONB-2"),
        ("priority = High", "PAY-1"),
        ("resolution = Unresolved AND project = ONB", "ONB-1"),
        ("due <= '2026-03-31'", "PAY-3"),
        ("due is not EMPTY", "PAY-3 DAT-1"),
        ("summary ~ 'refund'", "PAY-1 PAY-2"),
        ("summary ~ 'refund rev*'", "PAY-1"),
        ("created >= '2026-03-02 11:00'", "ONB-1 ONB-2 DAT-1"),
        ("created < '2026-03-02 10:00'", "PAY-1"),
        ("updated >= '2026-03-02'", "PAY-1 PAY-2 PAY-3 ONB-1 ONB-2 DAT-1"),
        ("updated >= -30m", "ONB-1 ONB-2 DAT-1"),
        ("project = PAY AND (type = Bug OR type = Epic)", "PAY-1 PAY-3"),
        ("NOT (project = PAY or project = ONB)", "DAT-1"),
        ("project = PAY OR project = ONB AND type = Bug", "PAY-1 PAY-2 PAY-3"),
        ('"Roadmap item" is EMPTY and cf[10015] is EMPTY and type = Epic', "PAY-1"),
    ],
)
def test_jql_finds_what_it_says(jira: Any, jql: str, expected: str) -> None:
    """Each clause, and how they join."""
    assert keys(jira, jql) == set(expected.split())


def test_epoch_milliseconds_are_exact_and_minutes_are_of_the_accounts_zone(
    jira: Any, site: JiraState
) -> None:
    """A day in Paris begins an hour before one in UTC; a number has no zone."""
    issue = site.the("PAY-2")
    stamp = round(issue.updated.timestamp() * 1000)
    assert "PAY-2" in keys(jira, f"project = PAY AND updated >= {stamp}")
    assert "PAY-2" not in keys(jira, f"project = PAY AND updated >= {stamp + 1}")
    local = (issue.updated + timedelta(hours=1)).strftime("%Y-%m-%d %H:%M")
    assert "PAY-2" in keys(jira, f'updated >= "{local}"')


@pytest.mark.parametrize(
    ("jql", "words"),
    [
        ("", "Unbounded JQL queries are not allowed"),
        ("ORDER BY updated", "Unbounded JQL queries are not allowed"),
        ("colour = red", "Field 'colour' does not exist"),
        ("project = NOPE", "The value 'NOPE' does not exist for the field 'project'."),
        ("status = Frozen", "The value 'Frozen' does not exist for the field 'status'."),
        ("key = PAY-99", "An issue with key 'PAY-99' does not exist"),
        ("project ~ PAY", "The operator '~' is not supported by the 'project' field."),
        ("project", "Expecting operator"),
        ("project = ", "Expecting either a value, list or function"),
        ("project = PAY AND", "Expecting either a value, list or function"),
        ("(project = PAY", "Expecting ')'"),
        ("project = PAY type = Bug", "Expecting either 'OR' or 'AND'"),
        ("summary ~ 'open", "has not been completed"),
        ("assignee = a@b.example", "reserved JQL character"),
        ("updated >= yesterday", "Date value 'yesterday' for field 'updated' is invalid"),
        ("updated >= '2026-13-01'", "Date value '2026-13-01'"),
        ("assignee = membersOf()", "Unable to find JQL function 'membersOf()'"),
        ("labels is red", "only supports the operands EMPTY and NULL"),
        ("project = PAY ORDER BY colour", "Field 'colour' does not exist"),
    ],
)
def test_jql_that_is_not_understood_is_refused_in_a_sentence(
    jira: Any, jql: str, words: str
) -> None:
    """400 with Jira's words, never a guess."""
    with pytest.raises(JIRAError) as caught:
        keys(jira, jql)
    assert caught.value.status_code == 400
    assert words in caught.value.response.json()["errorMessages"][0]


def test_a_query_is_paged_by_token_to_the_end_without_repeats(jira: Any, site: JiraState) -> None:
    """Two at a time, in order, and no token after the last."""
    seen, token = [], None
    for _ in range(3):
        page = jira.enhanced_search_issues(
            "project in (PAY, ONB, DAT) ORDER BY updated ASC", nextPageToken=token, maxResults=2
        )
        seen += [issue.key for issue in page]
        token = page.nextPageToken
    assert seen == ["PAY-1", "PAY-2", "PAY-3", "ONB-1", "ONB-2", "DAT-1"]
    assert token is None


def test_an_issue_edited_while_paging_moves_to_the_end_and_shifts_nothing_away(
    jira: Any, site: JiraState
) -> None:
    """The next page goes on behind the last issue shown, so none is missed."""
    query = "project in (PAY, ONB, DAT) ORDER BY updated ASC, id ASC"
    first = jira.enhanced_search_issues(query, maxResults=3)
    site.edit("PAY-1", {"summary": "Edited"}, "ines")
    rest = jira.enhanced_search_issues(query, nextPageToken=first.nextPageToken, maxResults=9)
    assert [issue.key for issue in rest] == ["ONB-1", "ONB-2", "DAT-1", "PAY-1"]


@pytest.mark.parametrize(
    "change", [{"jql_str": "project = PAY"}, {"nextPageToken": "junk"}, {"late": True}]
)
def test_a_token_of_another_query_a_broken_or_an_expired_one_is_refused(
    jira: Any, sandbox: Sandbox, change: dict[str, Any]
) -> None:
    """Tokens belong to their query and live for seven days."""
    query = {"jql_str": "project in (PAY, ONB)", "maxResults": 2}
    token = jira.enhanced_search_issues(**query).nextPageToken
    if change.pop("late", False):
        sandbox.world.clock.advance(8 * 24 * HOUR)
    with pytest.raises(JIRAError) as caught:
        jira.enhanced_search_issues(**{**query, "nextPageToken": token, **change})
    assert caught.value.status_code == 400


def test_search_shows_only_ids_unless_fields_are_asked_for(jira: Any, sandbox: Sandbox) -> None:
    """The default field set is `id`; a body may carry explicit nulls."""
    url = f"{sandbox.url}/jira/rest/api/3/search/jql"
    body = {"jql": "type = Epic", "fields": None, "expand": None, "properties": None}
    issue = jira._session.post(url, json=body).json()["issues"][0]
    assert set(issue) == {"id"}
    found = jira.enhanced_search_issues("type = Epic", fields=["summary"], use_post=True)
    assert found[0].raw["fields"] == {"summary": "Refund revamp"}


def test_the_index_lags_behind_but_reads_and_reconciled_issues_do_not(
    jira: Any, site: JiraState, sandbox: Sandbox
) -> None:
    """For a minute search shows the old fields and not yet the new issue."""
    sandbox.world.clock.advance(HOUR)
    sandbox.world.pressure.lag["jira_search"] = 60
    site.edit("PAY-1", {"summary": "Newer"}, "ines")
    new = site.add_issue("PAY", "Epic", "Fresh")
    query = "type = Epic ORDER BY created"
    assert [i.fields.summary for i in jira.search_issues(query)] == ["Refund revamp"]
    assert jira.issue("PAY-1").fields.summary == "Newer"
    ids = [int(site.the("PAY-1").id), int(new.id)]
    fresh = jira.enhanced_search_issues(query, reconcileIssues=ids)
    assert [i.fields.summary for i in fresh] == ["Newer", "Fresh"]
    sandbox.world.clock.advance(61)
    assert [i.fields.summary for i in jira.search_issues(query)] == ["Newer", "Fresh"]


def test_a_deleted_issue_stays_in_a_lagging_index(
    jira: Any, site: JiraState, sandbox: Sandbox
) -> None:
    """Search may show what a read says is gone."""
    sandbox.world.clock.advance(HOUR)
    sandbox.world.pressure.lag["jira_search"] = 60
    site.delete("ONB-1")
    assert "ONB-1" in keys(jira, "project = ONB")
    with pytest.raises(JIRAError):
        jira.issue("ONB-1")


def test_pages_may_be_shorter_than_asked_for(jira: Any, sandbox: Sandbox) -> None:
    """The switch `jira_page` shrinks them; the client still gets everything."""
    sandbox.world.pressure.switches["jira_page"] = 1
    assert len(keys(jira, "project in (PAY, ONB, DAT)")) == 6
    assert sandbox.world.log.counts()["jira GET /rest/api/3/search/jql"] == 6


def test_a_count_is_approximate_only_in_name(jira: Any) -> None:
    """There is no total in search; a route of its own counts."""
    assert jira.approximate_issue_count("project = PAY") == 3


def test_a_cold_listing_of_two_thousand_takes_one_call_per_hundred(
    jira: Any, site: JiraState, sandbox: Sandbox
) -> None:
    """The number of calls is exact."""
    for number in range(1_994):
        site.add_issue("PAY", "Task", f"Task {number}")
    sandbox.world.log.clear()
    found = jira.search_issues("project in (PAY, ONB, DAT)", maxResults=0, fields="updated")
    assert len(found) == 2_000
    assert sandbox.world.log.counts()["jira GET /rest/api/3/search/jql"] == 20
