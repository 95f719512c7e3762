"""A town for Prefect's tests: three tools, two portfolios, a server and a worker, deployed."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox import Sandbox
from sandbox.faults import Rule
from tests.e2e.office import Office, surroundings
from tests.e2e.prefect_site import Server, Site, Worker, deploy, waited, working

ITEMS = 6
SLOW = 6.0  # seconds an answer of Jira takes while a run has to be at work


@dataclass
class Town:
    """Everything that a test of Prefect works with."""

    office: Office
    server: Server
    site: Site
    worker: Worker
    deployed: dict[str, Any]
    zombie: str = ""  # the run whose worker was killed at the very beginning
    killed_at: float = 0
    kept: dict[str, str] = field(default_factory=dict)  # everything that was written down

    def sync(self, portfolio: str = "demo") -> dict[str, Any]:
        """Return the deployment of a portfolio's sync."""
        return self.site.deployment(f"sync-portfolio/{portfolio}")

    @contextmanager
    def slow(self) -> Iterator[None]:
        """Let Jira take its time, so that a run is at work for a while."""
        latency = self.office.sandbox.world.pressure.latency
        latency["jira"] = SLOW * 1000
        yield
        latency["jira"] = 0

    def cut_off(self, worker: Worker, *, with_worker: bool) -> str:
        """Start a run, kill it in the middle; return it."""
        with self.slow():
            run = str(self.site.create(self.sync("spare"), portfolio="spare").json()["id"])
            self.site.running(run)
            waited(lambda: self.site.of("task_runs", {"id": run}), "a task")
            if with_worker:
                worker.kill()
            else:
                for pid in worker.runs():
                    os.kill(pid, signal.SIGKILL)
        return run

    def messages(self) -> list[str]:
        """Return what was said in Slack so far."""
        found = httpx.get(f"{self.office.sandbox.url}/_sandbox/messages", timeout=10).json()
        sent = found["messages"] if isinstance(found, dict) else found
        return [str(message) for message in sent]

    @contextmanager
    def down(self) -> Iterator[None]:
        """Let every tool refuse its token for a while."""
        rules = [Rule("status", t, count=0, status=401) for t in ("jira", "asana", "notion")]
        self.office.sandbox.world.faults.load(rules)
        yield
        self.office.sandbox.world.faults.clear()


@contextmanager
def built(folder: Path, settings: dict[str, str]) -> Iterator[Town]:
    """Build it; the first worker dies with a run at work before anything else happens."""
    with (
        Sandbox(scenario="uniform-unstamped", items=ITEMS) as sandbox,
        pytest.MonkeyPatch.context() as patch,
    ):
        office = Office(sandbox, folder)
        for name, value in surroundings(sandbox.access(), folder).items():
            patch.setenv(name, value)
        office.furnish()
        demo = office.config.read_text("utf-8")
        spare = demo.replace("portfolio: demo", "portfolio: spare").replace("demo.db", "spare.db")
        office.config.with_name("spare.yaml").write_text(spare, "utf-8")
        server = Server(folder, settings)
        try:
            server.start()
            patch.setenv("PREFECT_API_URL", server.api)
            with httpx.Client(base_url=server.api) as client, working(folder) as worker:
                town = Town(office, server, Site(client), worker, deploy())
                town.zombie = town.cut_off(worker, with_worker=True)
                town.killed_at = time.monotonic()
                worker.start()
                yield town
        finally:
            server.kill()
