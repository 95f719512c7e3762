"""Automations of the emulated tools: they answer what somebody writes with a write of theirs."""

from typing import Any

import httpx
import pytest

from sandbox import Sandbox

HEADERS = {"Authorization": "Bearer asana-sandbox-token"}


@pytest.fixture
def task(sandbox: Sandbox) -> str:
    """Return a task of the demo."""
    return next(iter(sandbox.world.asana.tasks))


def loaded(sandbox: Sandbox, *rules: dict[str, Any]) -> Any:
    """Set the automations; return what the sandbox says."""
    return httpx.post(f"{sandbox.url}/_sandbox/automations", json=[*rules]).json()


def put_back(task: str, **more: Any) -> dict[str, Any]:
    """Return the automation that gives a task its name back."""
    body = {"data": {"name": "As it was"}}
    return {"tool": "asana", "path": f"/tasks/{task}", "method": "PUT", "body": body, **more}


def test_an_automation_puts_its_own_value_back(sandbox: Sandbox, task: str) -> None:
    """The answer to the write tells nothing of it; the next read does."""
    (shown,) = loaded(sandbox, put_back(task, by="karim"))["automations"]
    assert shown["runs"] == 0
    url = f"{sandbox.url}/asana/api/1.0/tasks/{task}"
    answer = httpx.put(url, headers=HEADERS, json={"data": {"name": "Ours"}})
    assert answer.json()["data"]["name"] == "Ours"
    assert httpx.get(url, headers=HEADERS).json()["data"]["name"] == "As it was"
    assert [rule["runs"] for rule in sandbox.world.automations.shown()] == [1]
    assert sandbox.world.log.entries[-1].method == "GET", "it is no request of anybody's"


def test_only_a_write_that_was_made_wakes_an_automation(sandbox: Sandbox, task: str) -> None:
    """Neither a read, nor a refused write, nor one to another task."""
    loaded(sandbox, put_back(task))
    other = next(gid for gid in sandbox.world.asana.tasks if gid != task)
    base = f"{sandbox.url}/asana/api/1.0/tasks"
    httpx.get(f"{base}/{task}", headers=HEADERS)
    httpx.put(f"{base}/{task}", headers=HEADERS, json={"data": {"due_on": "never"}})
    httpx.put(f"{base}/{other}", headers=HEADERS, json={"data": {"name": "Other"}})
    assert sandbox.world.automations.runs == [0]
    sandbox.world.reset()
    assert sandbox.world.automations.shown() == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"by": "nobody"}, "nobody is called 'nobody'"),
        ({"tool": "fax"}, "fax has no PUT"),
        ({"method": "PATCH"}, "asana has no PATCH"),
        ({"colour": 1}, "needs tool, path, method and body"),
    ],
)
def test_a_wrong_automation_is_refused_in_a_sentence(
    sandbox: Sandbox, task: str, wrong: dict[str, Any], words: str
) -> None:
    """And the others stay as they were."""
    assert words in loaded(sandbox, put_back(task) | wrong)["error"]
    assert sandbox.world.automations.rules == ()
