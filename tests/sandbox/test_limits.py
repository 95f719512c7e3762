"""Limits that the tools keep by themselves, one by one, and tell by their reasons."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from sandbox import Sandbox

AUTH = ("sync@acme.example", "jira-sandbox-token")
ASANA = {"Authorization": "Bearer asana-sandbox-token"}


@pytest.fixture
def strict(sandbox: Sandbox) -> Sandbox:
    """Let both tools keep their limits."""
    sandbox.world.pressure.switches.update({"jira_limits": 1, "asana_limits": 1})
    return sandbox


def test_jira_limits_the_writes_to_one_issue_and_says_so(strict: Sandbox) -> None:
    """Twenty in two seconds; another issue, a read and the third second are free."""
    world = strict.world
    world.jira.add_project("LIM", "Limits")
    one, other = (world.jira.add_issue("LIM", "Task", t, author="ines").key for t in ("a", "b"))
    with httpx.Client(base_url=f"{strict.url}/jira/rest/api/3/issue", auth=AUTH) as jira:

        def edited(key: str, title: str) -> httpx.Response:
            return jira.put(f"/{key}", json={"fields": {"summary": title}})

        assert {edited(one, str(n)).status_code for n in range(20)} == {204}
        refused = edited(one, "too soon")
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "2")
        assert refused.headers["ratelimit-reason"] == "jira-per-issue-on-write"
        assert world.jira.the(one)["summary"] == "19"
        assert (edited(other, "x").status_code, jira.get(f"/{one}").status_code) == (204, 200)
        world.clock.advance(2)
        assert edited(one, "later").status_code == 204


def test_jira_may_refuse_for_an_hour(strict: Sandbox) -> None:
    """The quota of the site is one for all accounts."""
    strict.world.pressure.switches["jira_quota"] = 2
    address = f"{strict.url}/jira/rest/api/3/myself"
    answers = [httpx.get(address, auth=AUTH) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[2].headers["retry-after"] == "3600"
    assert answers[2].headers["ratelimit-reason"] == "jira-quota-tenant-based"


def test_asana_counts_what_it_refuses_and_searches_on_their_own(strict: Sandbox) -> None:
    """Sixty searches in a minute, of which this workspace is refused each."""
    workspace = strict.world.asana.workspace.gid
    with httpx.Client(base_url=f"{strict.url}/asana/api/1.0", headers=ASANA) as asana:
        route = f"/workspaces/{workspace}/tasks/search"
        statuses = [asana.get(route).status_code for _ in range(62)]
        assert statuses[58:] == [402, 402, 429, 429]
        assert asana.get("/users/me").status_code == 200
        strict.world.clock.advance(60)
        assert asana.get(route).status_code == 402


def test_asana_refuses_too_many_writes_at_one_time(strict: Sandbox) -> None:
    """Reads have a number of their own, and one after the other is never too much."""
    strict.world.pressure.switches["asana_open_writes"] = 3
    strict.world.pressure.latency["asana"] = 500

    def sent(number: int) -> int:
        body = {"data": {"name": str(number), "workspace": strict.world.asana.workspace.gid}}
        return asana.post("/tasks", json=body).status_code

    with httpx.Client(base_url=f"{strict.url}/asana/api/1.0", headers=ASANA) as asana:
        with ThreadPoolExecutor(6) as pool:
            statuses = sorted(pool.map(sent, range(6)))
        assert (statuses[0], statuses[-1]) == (201, 429)
        strict.world.pressure.latency.clear()
        assert sent(7) == 201
