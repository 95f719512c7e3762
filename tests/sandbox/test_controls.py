"""The levers under /_sandbox, the command line, and the server itself."""

import json
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox import Sandbox
from sandbox.server import main

JIRA = ("sync@acme.example", "jira-sandbox-token")


def control(sandbox: Sandbox, method: str, name: str, body: Any = None) -> Any:
    """Use a lever and return its JSON."""
    return httpx.request(method, f"{sandbox.url}/_sandbox/{name}", json=body, timeout=5).json()


def myself(sandbox: Sandbox) -> httpx.Response:
    """Ask Jira for the account of the token."""
    return httpx.get(f"{sandbox.url}/jira/rest/api/3/myself", auth=JIRA, timeout=5)


def test_health_says_what_is_served(sandbox: Sandbox) -> None:
    """Seed, scenario and time."""
    health = control(sandbox, "GET", "health")
    assert (health["ok"], health["seed"], health["scenario"]) == (True, 7, "demo")


def test_the_clock_stands_still_until_it_is_moved(sandbox: Sandbox) -> None:
    """Advance by seconds, jump to a moment, and refuse what is neither."""
    sandbox.world.clock.set(sandbox.world.clock.now.replace(microsecond=0))
    before = control(sandbox, "GET", "clock")["now"]
    assert control(sandbox, "GET", "clock")["now"] == before
    later = control(sandbox, "POST", "clock", {"advance": 90})["now"]
    assert httpx.get(f"{sandbox.url}/_sandbox/clock").json()["now"] == later != before
    jump = control(sandbox, "POST", "clock", {"to": "2027-01-01T00:00:00+01:00"})
    assert jump == {"now": "2026-12-31T23:00:00.000Z"}
    for wrong in ({"to": "soon"}, {"to": "2027-01-01T00:00:00"}, {"advance": "x"}, {}):
        assert "error" in control(sandbox, "POST", "clock", wrong)


def test_the_log_counts_requests_per_route(sandbox: Sandbox) -> None:
    """Templates, not paths, are counted; writes are marked; `since` cuts off the past."""
    control(sandbox, "DELETE", "requests")
    base = f"{sandbox.url}/jira/rest/api/3/issue"
    for key in ("NOPE-1", "NOPE-2"):
        httpx.get(f"{base}/{key}?fields=summary", auth=JIRA)
    httpx.post(base, auth=JIRA, json={"fields": {}})
    log = control(sandbox, "GET", "requests")
    assert log["counts"] == {
        "jira GET /rest/api/3/issue/{issue}": 2,
        "jira POST /rest/api/3/issue": 1,
    }
    first, _, last = log["entries"]
    assert (first["path"], first["status"]) == ("/rest/api/3/issue/NOPE-1", 404)
    assert first["query"] == [["fields", "summary"]]
    assert (last["write"], last["body"], last["status"]) == (True, '{"fields":{}}', 400)
    assert (log["writes"], last["user"]) == (1, "sync")
    newer = control(sandbox, "GET", f"requests?since={first['n']}&tool=jira")
    assert len(newer["entries"]) == 2
    assert control(sandbox, "GET", "requests?tool=slack")["counts"] == {}


def test_a_snapshot_brings_everything_back(sandbox: Sandbox) -> None:
    """Issues, messages, the clock and chance itself."""
    world = sandbox.world
    world.jira.add_project("SNAP", "Snap")
    control(sandbox, "POST", "snapshot", {"name": "one"})
    before = (world.clock.now, world.rng.random())
    world.jira.add_issue("SNAP", "Task", "Later")
    world.slack.post(world.slack.channel("#data"), "sync", "later")  # type: ignore[arg-type]  # it exists
    control(sandbox, "POST", "restore", {"name": "one"})
    assert (world.clock.now, world.rng.random()) == before
    assert world.jira.find("SNAP-1") is None
    assert world.slack.sent() == []
    assert world.jira.add_issue("SNAP", "Task", "Again").updated > before[0]
    assert (
        "There is no snapshot 'two'"
        in control(sandbox, "POST", "restore", {"name": "two"})["error"]
    )


def test_reset_begins_again(sandbox: Sandbox) -> None:
    """State, log and settings are as at the start; an unknown scenario is refused in a sentence."""
    begin = sandbox.world.clock.now
    control(sandbox, "PUT", "lag", {"jira_search": 60})
    control(sandbox, "POST", "clock", {"advance": 10})
    assert control(sandbox, "POST", "reset")["ok"] is True
    assert sandbox.world.clock.now == begin
    assert control(sandbox, "GET", "lag")["lag"] == {}
    assert (
        "There is no scenario 'x'" in control(sandbox, "POST", "reset", {"scenario": "x"})["error"]
    )


def test_a_rate_limit_refuses_with_retry_after_until_the_window_has_passed(
    sandbox: Sandbox,
) -> None:
    """The window is in sandbox time."""
    control(sandbox, "PUT", "limits", {"tool": "jira", "count": 2, "window": 60})
    assert [myself(sandbox).status_code for _ in range(3)] == [200, 200, 429]
    assert myself(sandbox).headers["retry-after"] == "60"
    control(sandbox, "POST", "clock", {"advance": 60})
    assert myself(sandbox).status_code == 200
    control(sandbox, "PUT", "limits", {"tool": "jira", "count": None})
    assert [myself(sandbox).status_code for _ in range(4)] == [200] * 4


def test_latency_delays_the_answers_of_one_tool(sandbox: Sandbox) -> None:
    """A hundred milliseconds for Jira."""
    control(sandbox, "PUT", "latency", {"tool": "jira", "ms": 100})
    assert myself(sandbox).elapsed.total_seconds() >= 0.1
    assert "`tool` must be one of" in control(sandbox, "PUT", "latency", {"tool": "x"})["error"]


@pytest.mark.parametrize("name", ["clock", "faults", "latency", "lag", "reset"])
def test_a_body_that_is_not_an_object_is_refused_in_a_sentence(sandbox: Sandbox, name: str) -> None:
    """No lever ends in a failure of the sandbox."""
    url = f"{sandbox.url}/_sandbox/{name}"
    headers = {"content-type": "application/json"}
    for body in (b"{", b"3", b'"x"'):
        answer = httpx.post(url, content=body, headers=headers)
        assert answer.status_code == 400
        assert answer.json()["error"]


def test_an_unknown_path_of_a_tool_is_answered_in_its_own_shape(sandbox: Sandbox) -> None:
    """And logged, so that a missing route is seen."""
    answer = httpx.get(f"{sandbox.url}/jira/rest/api/3/dashboard", auth=JIRA)
    assert (answer.status_code, answer.json()["status-code"]) == (404, 404)
    assert sandbox.world.log.counts()["jira GET (unknown)"] == 1


def test_a_broken_json_body_is_refused_in_the_tools_own_shape(sandbox: Sandbox) -> None:
    """Jira has a sentence for it."""
    answer = httpx.post(
        f"{sandbox.url}/jira/rest/api/3/issue",
        auth=JIRA,
        content=b"{",
        headers={"content-type": "application/json"},
    )
    assert answer.status_code == 400
    assert "error parsing JSON" in answer.text


def test_two_sandboxes_live_side_by_side_and_free_their_ports() -> None:
    """A port that was used can be used again at once."""
    with Sandbox() as one, Sandbox() as two:
        assert one.port != two.port
        port = one.port
    with Sandbox(port=port) as again:
        assert control(again, "GET", "health")["ok"] is True


def test_the_command_serves_until_it_is_told_to_stop(tmp_path: Path) -> None:
    """One JSON line with every address and token, then a clean end on SIGTERM."""
    faults = tmp_path / "faults.json"
    faults.write_text('[{"tool": "jira", "kind": "status", "status": 503, "count": 0}]')
    config = tmp_path / "portfolio.yaml"
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--faults", str(faults)]
    command += ["--config-out", str(config)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    assert set(ready) == {
        "url",
        "jira",
        "asana",
        "notion",
        "slack",
        "trello",
        "mail",
        "clock",
        "config",
    }
    auth = (ready["jira"]["email"], ready["jira"]["token"])
    assert httpx.get(ready["jira"]["url"] + "/rest/api/3/myself", auth=auth).status_code == 503
    assert httpx.get(ready["clock"]).json()["now"].startswith("2026-")
    assert ready["config"] == str(config)
    assert config.read_text(encoding="utf-8")
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (0, "", "")


def test_bad_options_end_in_one_sentence_and_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A taken port, an unknown scenario, unreadable or wrong faults."""
    broken = tmp_path / "broken.json"
    broken.write_text("[{")
    wrong = tmp_path / "wrong.json"
    wrong.write_text('[{"tool": "jira", "kind": "explode"}]')
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        cases = {
            "cannot be used": ["--port", str(taken.getsockname()[1])],
            "There is no scenario 'x'": ["--scenario", "x"],
            "cannot be read": ["--faults", str(tmp_path / "absent.json")],
            "is not JSON": ["--faults", str(broken)],
            "kind 'explode' is none of": ["--faults", str(wrong)],
            "cannot be written": ["--port", "0", "--config-out", str(tmp_path / "no" / "x.yaml")],
        }
        for words, options in cases.items():
            assert main(options) == 2
            captured = capsys.readouterr()
            assert words in captured.err
            assert captured.err.count("\n") == 1
            assert captured.out == ""
