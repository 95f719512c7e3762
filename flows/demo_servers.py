"""The servers behind the demo: sandbox and Prefect, each a process of its own on a free port."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from flows.runtime import CLOCK_VARIABLE, ROOT_VARIABLE
from syncline.domain.errors import ConfigurationError

PATIENCE = 90  # seconds that Prefect may take to start


@dataclass(frozen=True)
class Servers:
    """Where everything is while the demo runs."""

    access: Mapping[str, Any]
    config: Path
    prefect: str

    def advance(self, span: timedelta) -> None:
        """Let time pass in the sandbox."""
        self._post("clock", {"advance": span.total_seconds()})

    def messages(self) -> list[Any]:
        """Return every Slack message sent so far."""
        found = self._get("messages")
        return list(found["messages"] if isinstance(found, dict) else found)

    def writes(self) -> int:
        """Count the writing requests that the sandbox has seen."""
        return int(self._get("requests")["writes"])

    def wait_for_prefect(self) -> None:
        """Wait until the Prefect server answers. Raises ConfigurationError after 90 s."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                if httpx.get(f"{self.prefect}/health", timeout=2).is_success:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
        raise ConfigurationError(f"Prefect has not answered at {self.prefect} for {PATIENCE} s.")

    def stay(self, say: Callable[[str], None]) -> None:
        """Leave everything up until somebody stops it."""
        say(f"Boards of the tools:  {self.access['url']}")
        say(f"Prefect:              {self.prefect.removesuffix('/api')}")
        say(f"Configuration:        {self.config}")
        exported = " ".join(f"{name}={os.environ[name]}" for name in _EXPORTED)
        say(f"To go on in another shell: export {exported}")
        say("Ctrl-C ends all of it.")
        try:
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            say("Ended.")

    def _get(self, name: str) -> Any:
        return httpx.get(f"{self.access['url']}/_sandbox/{name}", timeout=10).json()

    def _post(self, name: str, body: Mapping[str, object]) -> None:
        url = f"{self.access['url']}/_sandbox/{name}"
        httpx.post(url, json=body, timeout=10).raise_for_status()


@contextmanager
def served(folder: Path, seed: int, say: Callable[[str], None]) -> Iterator[Servers]:
    """Start both servers, point this process at them, and end them afterwards."""
    config = folder / "config" / "demo.yaml"
    config.parent.mkdir()
    with ExitStack() as stack:
        prefect = stack.enter_context(prefect_server(folder))
        access = stack.enter_context(_sandbox(config, seed))
        stack.enter_context(_environment(folder, access, prefect))
        say(f"Sandbox at {access['url']}, Prefect starting at {prefect.removesuffix('/api')}.")
        yield Servers(access, config, prefect)


@contextmanager
def _sandbox(config: Path, seed: int) -> Iterator[Mapping[str, Any]]:
    call = [sys.executable, "-m", "sandbox", "--port", "0", "--seed", str(seed)]
    call += ["--scenario", "demo", "--config-out", str(config)]
    with _process(call, stdout=subprocess.PIPE) as process:
        line = process.stdout.readline() if process.stdout else b""
        if not line:
            raise ConfigurationError("The sandbox did not start; `syncline sandbox` tells why.")
        yield json.loads(line)


@contextmanager
def prefect_server(folder: Path) -> Iterator[str]:
    """Start a Prefect server of its own in a folder; yield the URL of its API at once."""
    port = free_port()
    home = folder / "prefect"
    environ = {**os.environ, **_quiet(home)}
    environ.pop("PREFECT_API_URL", None)
    api = f"http://127.0.0.1:{port}/api"
    environ["PREFECT_SERVER_UI_API_URL"] = api  # else the pages ask the default port
    call = [sys.executable, "-m", "prefect", "server", "start", "--port", str(port)]
    call += ["--host", "127.0.0.1"]
    with (
        (folder / "prefect.log").open("wb") as log,
        _process(call, stdout=log, stderr=log, env=environ),
    ):
        yield api


def _quiet(home: Path) -> dict[str, str]:
    return {
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "WARNING",
    }


@contextmanager
def _process(call: list[str], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    # In a session of its own: Ctrl-C ends the story first, and its servers after it.
    process = subprocess.Popen(call, start_new_session=True, **options)  # noqa: S603  # our own
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


_EXPORTED = (
    "JIRA_EMAIL", "JIRA_TOKEN", "ASANA_TOKEN", "NOTION_TOKEN", "SLACK_TOKEN",
    CLOCK_VARIABLE, ROOT_VARIABLE, "PREFECT_API_URL",
)  # fmt: skip


@contextmanager
def _environment(folder: Path, access: Mapping[str, Any], prefect: str) -> Iterator[None]:
    settings = {
        **_quiet(folder / "prefect"),
        "PREFECT_API_URL": prefect,
        "JIRA_EMAIL": access["jira"]["email"],
        "JIRA_TOKEN": access["jira"]["token"],
        "ASANA_TOKEN": access["asana"]["token"],
        "NOTION_TOKEN": access["notion"]["token"],
        "SLACK_TOKEN": access["slack"]["token"],
        CLOCK_VARIABLE: access["clock"],
        ROOT_VARIABLE: str(folder),
    }
    former = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in former.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
