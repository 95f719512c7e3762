"""`syncline listen` as a process: it refuses without secrets, and stops when it is told to."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from flows.listen_commands import keys
from flows.receiver.keyring import Key, Keyring
from sandbox import Sandbox
from syncline.domain.errors import ConfigurationError
from tests.proof.place import Place
from tests.receiver.genuine import signed

SECRET = "canary-of-a-webhook-secret"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Return a portfolio in step."""
    with Sandbox(scenario="uniform", items=5) as sandbox:
        place = Place(sandbox, tmp_path_factory.mktemp("place"))
        place.begin()
        yield place


@contextmanager
def typed(place: Place, *words: str, **environ: str) -> Iterator["subprocess.Popen[str]"]:
    """Start `syncline listen` in a process of its own."""
    call = [sys.executable, "-m", "flows.cli", "listen", str(place.config), "--port", "0", *words]
    env = {**os.environ, **place.environ, **environ}
    with subprocess.Popen(call, env=env, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def test_without_a_secret_it_does_not_start(place: Place) -> None:
    """Exit 2 and a sentence with the remedy; a short secret is as bad as none."""
    for environ in ({}, {"JIRA_WEBHOOK_SECRET": "short"}):
        with typed(place, **environ) as process:
            said = process.stderr.read() if process.stderr else ""
            assert process.wait(timeout=30) == 2
        assert "JIRA_WEBHOOK_SECRET" in said or "--pair specs" in said
        assert "Traceback" not in said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_carries_an_edit_and_stops_when_it_is_told_to(place: Place, number: int) -> None:
    """With Jira alone, the others polled knowingly; its secret is in nothing that it says."""
    polled = ("--polled", "specs", "--polled", "launches")
    with typed(place, *polled, JIRA_WEBHOOK_SECRET=SECRET) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        assert first.startswith("listening for delivery at http://127.0.0.1:")
        url = first.split(" at ")[1].strip().replace("REPLICA", "delivery")
        issue = next(iter(place.world.jira.issues.values()))
        title = f"Told by {number}"
        place.world.jira.edit(issue, {"summary": title}, "ines")
        _post(url, issue.id)
        _until(lambda: title in {task.name for task in place.world.asana.tasks.values()})
        process.send_signal(number)
        assert process.wait(timeout=20) == 0
        rest = process.stderr.read()
    assert "stopped after 1 syncs" in rest
    assert SECRET not in first + rest


def test_a_handshake_is_taken_once_and_its_secret_kept(place: Place) -> None:
    """Asana's secret is echoed and signs from then on; a second one replaces nothing."""
    polled = ("--polled", "specs", "--polled", "delivery", "--pair", "launches")
    with typed(place, *polled) as process:
        assert process.stderr is not None
        url = process.stderr.readline().rpartition(" ")[2].strip()
        process.stderr.readline()
        first = httpx.post(url, headers={"X-Hook-Secret": SECRET})
        assert (first.status_code, first.headers["X-Hook-Secret"]) == (200, SECRET)
        again = httpx.post(url, headers={"X-Hook-Secret": "another" * 5})
        assert again.status_code == 401
        raw = b'{"events": []}'
        assert httpx.post(url, content=raw, headers=signed("asana", raw, SECRET)).status_code == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
        assert SECRET not in process.stderr.read()
    kept = place.folder / ".syncline" / "hooks" / "proof.json"
    assert kept.stat().st_mode & 0o777 == 0o600
    kept.unlink()


def test_a_tool_without_a_handshake_cannot_be_paired(place: Place) -> None:
    """Jira's secret is chosen by a person; the sentence names the variable."""
    with typed(place, "--polled", "specs", "--polled", "launches", "--pair", "delivery") as process:
        said = process.stderr.read() if process.stderr else ""
        assert process.wait(timeout=30) == 2
    assert "JIRA_WEBHOOK_SECRET" in said


def _post(url: str, issue: str) -> None:
    at = round(time.time() * 1000)
    raw = b'{"timestamp": %d, "issue": {"id": "%s"}}' % (at, issue.encode())
    answer = httpx.post(url, content=raw, headers=_signed(raw))
    assert answer.status_code == 200


def _signed(raw: bytes) -> Mapping[str, str]:
    return signed("jira", raw, SECRET)


def _until(done: "object") -> None:
    deadline = time.monotonic() + 20
    while not done():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_keyring_is_for_this_user_alone(tmp_path: Path) -> None:
    """0600, replaced whole; the environment goes first; a broken file is told without its text."""
    path = tmp_path / "hooks" / "proof.json"
    ring = Keyring(path, {"delivery": "JIRA_WEBHOOK_SECRET"}, {})
    assert ring.secret("delivery") is None
    ring.put("delivery", Key(SECRET, "10001", "https://hooks.example.com/"))
    assert path.stat().st_mode & 0o777 == 0o600
    assert ring.secret("delivery") == SECRET
    assert SECRET not in repr(ring.keys())
    named = Keyring(path, ring.variables, {"JIRA_WEBHOOK_SECRET": "another secret"})
    assert named.secret("delivery") == "another secret"
    ring.put("delivery", None)
    assert ring.secret("delivery") is None
    path.write_text(f'{{"delivery": "{SECRET}"', encoding="utf-8")
    with pytest.raises(ConfigurationError, match="--pair REPLICA") as told:
        ring.keys()
    assert SECRET not in str(told.value)


def test_each_replica_has_a_variable_of_its_credentials(place: Place) -> None:
    """env:JIRA reads JIRA_WEBHOOK_SECRET."""
    with place.house() as house:
        assert keys(house).variables["delivery"] == "JIRA_WEBHOOK_SECRET"
        assert keys(house).variables["specs"] == "NOTION_WEBHOOK_SECRET"
