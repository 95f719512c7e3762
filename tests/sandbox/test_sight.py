"""What the synchroniser's token is not shown, while people see it; and listings that lie."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from sandbox import Sandbox
from sandbox.faults import Rule

NOTION = {"Notion-Version": "2025-09-03"}
Ask = Callable[..., httpx.Response]


@pytest.fixture
def ask(sandbox: Sandbox) -> Iterator[Ask]:
    """Return a sender of requests to a tool, as the token or as a person."""
    with httpx.Client(timeout=5) as client:

        def send(method: str, tool: str, path: str, who: str = "", **more: Any) -> httpx.Response:
            url = sandbox.access()[tool]["url"] + path
            token = f"{tool}-{who}" if who else f"{tool}-sandbox-token"
            headers = NOTION | {"Authorization": f"Bearer {token}"}
            return client.request(method, url, headers=headers, **more)

        yield send


def sight(sandbox: Sandbox, **body: Any) -> Any:
    """Set what a tool keeps from the token."""
    return httpx.put(f"{sandbox.url}/_sandbox/sight", json=body).json()


def records(sandbox: Sandbox) -> dict[str, tuple[str, str, str]]:
    """Return a record of each tool, what it is in, and the path of a direct read."""
    world = sandbox.world
    issue = next(iter(world.jira.issues.values()))
    task = next(t for t in world.asana.tasks.values() if t.memberships)
    page = next(p for p in world.notion.pages.values() if p.source)
    assert page.source
    return {
        "jira": (issue.id, issue.project, f"/rest/api/3/issue/{issue.key}"),
        "asana": (task.gid, task.memberships[0].project.gid, f"/tasks/{task.gid}"),
        "notion": (page.id, page.source.id, f"/v1/pages/{page.id.replace('-', '')}"),
    }


@pytest.mark.parametrize("tool", ["jira", "asana", "notion"])
def test_a_record_or_its_container_is_kept_from_the_token_alone(
    sandbox: Sandbox, ask: Ask, tool: str
) -> None:
    """Hidden is 404, forbidden is 403, people go on; DELETE shows everything again."""
    record, container, path = records(sandbox)[tool]
    assert ask("GET", tool, path).status_code == 200
    for way, status in (("hidden", 404), ("forbidden", 403)):
        for named in (record, container):
            assert sight(sandbox, tool=tool, **{way: [named]})[tool][way] == [named]
            assert ask("GET", tool, path).status_code == status
            assert ask("GET", tool, path, who="ines").status_code == 200
    sight(sandbox, tool=tool, everything=True)
    assert ask("GET", tool, path).status_code == 403
    httpx.delete(f"{sandbox.url}/_sandbox/sight")
    assert ask("GET", tool, path).status_code == 200


def test_a_hidden_record_is_in_no_listing_and_in_no_bulk_read(sandbox: Sandbox, ask: Ask) -> None:
    """Nothing in these answers says that something was left out."""
    held = records(sandbox)
    issue, project, _ = held["jira"]
    task, board, _ = held["asana"]
    page, source, _ = held["notion"]
    body = {"issueIdsOrKeys": [issue], "fields": ["summary"]}
    batch = {"data": {"actions": [{"method": "get", "relative_path": f"/tasks/{task}"}]}}
    query = {"jql": f"id = {issue}"}

    def seen() -> list[bool]:
        found = ask("POST", "jira", "/rest/api/3/issue/bulkfetch", json=body).json()["issues"]
        searched = ask("GET", "jira", "/rest/api/3/search/jql", params=query).json()["issues"]
        parts = ask("POST", "asana", "/batch", json=batch).json()["data"]
        tasks = ask("GET", "asana", "/tasks", params={"project": board}).json()["data"]
        rows = ask("POST", "notion", f"/v1/data_sources/{source}/query", json={}).json()["results"]
        return [
            bool(found),
            bool(searched),
            parts[0]["status_code"] == 200,
            task in {one["gid"] for one in tasks},
            page in {one["id"] for one in rows},
        ]

    assert seen() == [True] * 5
    for tool in held:
        sight(sandbox, tool=tool, hidden=[held[tool][0]])
    assert seen() == [False] * 5
    sight(sandbox, tool="jira", hidden=[project])
    refused = ask("GET", "jira", "/rest/api/3/search/jql", params={"jql": f"project = {project}"})
    assert refused.status_code == 400
    assert f"The value '{project}' does not exist" in refused.text


def test_a_lever_that_is_pulled_wrongly_says_how(sandbox: Sandbox) -> None:
    """One sentence."""
    assert "must be a list" in sight(sandbox, tool="jira", hidden="PAY")["error"]
    assert "must be one of" in sight(sandbox, tool="linear")["error"]


@pytest.mark.parametrize("tool", ["jira", "asana", "notion"])
def test_a_partial_list_leaves_out_the_same_records_each_time(
    sandbox: Sandbox, ask: Ask, tool: str
) -> None:
    """About the share that was asked for, in a good answer that looks whole."""
    _, container, _ = records(sandbox)[tool]
    jql = {"jql": f"project = {container}", "maxResults": 100}
    calls: dict[str, tuple[str, str, dict[str, Any]]] = {
        "jira": ("GET", "/rest/api/3/search/jql", {"params": jql}),
        "asana": ("GET", "/tasks", {"params": {"project": container}}),
        "notion": ("POST", f"/v1/data_sources/{container}/query", {"json": {}}),
    }
    method, path, more = calls[tool]
    name = {"jira": "issues", "asana": "data", "notion": "results"}[tool]

    def listed() -> list[str]:
        rows = ask(method, tool, path, **more).json()[name]
        return [str(row.get("gid") or row.get("id")) for row in rows]

    whole = listed()
    for share in (0.0, 0.5, 1.0):
        sandbox.world.faults.load([Rule("partial_list", tool, method, count=0, share=share)])
        first = listed()
        assert first == listed()
        assert set(first) <= set(whole)
        assert abs(len(first) - (1 - share) * len(whole)) <= 0.3 * len(whole)
    assert first == []
