"""A town for Prefect's tests: three tools, two portfolios, a server and a worker, deployed."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from flows.credentials import JiraCredentials
from flows.runtime import open_house
from sandbox import Sandbox
from sandbox.faults import Rule
from tests.authority import VARIABLE, one_authority
from tests.e2e.canaries import planted, saved
from tests.e2e.ground import Ground
from tests.e2e.office import Office, surroundings
from tests.e2e.prefect_processes import (
    Server,
    Worker,
    changed_by_deploy,
    typed,
    waited,
    working,
)
from tests.e2e.prefect_site import Site

ITEMS = 6
BLOCK = "jira-acme"  # the only place where Jira's token is kept
SLOW = 6.0  # seconds an answer of Jira takes while a run has to be at work


@dataclass
class Town:
    """Everything that a test of Prefect works with."""

    ground: Ground
    office: Office
    server: Server
    site: Site
    worker: Worker
    deployed: dict[str, Any]
    secrets: dict[str, str]  # by what names them
    zombie: str = ""  # the run whose worker was killed at the very beginning
    killed_at: datetime | None = None

    def sync(self, portfolio: str = "demo") -> dict[str, Any]:
        """Return the deployment of a portfolio's sync."""
        return self.site.deployment(f"sync-portfolio/{portfolio}")

    def jira_token(self, patch: pytest.MonkeyPatch) -> None:
        """Move Jira's token from the environment into a block, before any run."""
        jira = self.office.sandbox.access()["jira"]
        block = JiraCredentials(email=jira["email"], token=jira["token"], url=jira["url"])
        block.save(BLOCK)
        for name in ("JIRA_EMAIL", "JIRA_TOKEN"):
            patch.delenv(name)

    @contextmanager
    def slow(self) -> Iterator[None]:
        """Let Jira take its time, so that a run is at work for a while."""
        latency = self.office.sandbox.world.pressure.latency
        latency["jira"] = SLOW * 1000
        try:
            yield
        finally:
            latency["jira"] = 0

    def cut_off(self, portfolio: str, *, with_worker: bool) -> str:
        """Start a run, kill it in the middle; return it."""
        with self.slow():
            deployment = self.sync(portfolio)
            made = self.site.create(deployment, portfolio=portfolio, mode="apply")
            run = str(made.json()["id"])
            self.site.running(run)
            waited(lambda: self.site.of("task_runs", {"id": run}), "a task")
            if with_worker:
                self.worker.kill()
            else:
                self.worker.kill_runs()
        return run

    def renamed(self, text: str) -> None:
        """Let Nina rename an epic in Notion, where titles are decided."""
        self._named(self.office.records("specs")[0], text)

    def renamed_before_any_sync(self, text: str) -> None:
        """Let her do it while no item is known yet."""
        with open_house("demo") as house:
            seen = next(iter(house.trackers["specs"].observe(None, house.clock.now())))
        self._named(seen.snapshots[0].id, text)

    def _named(self, page: str, text: str) -> None:
        title = {"title": [{"text": {"content": text}}]}
        self.office.hands("nina").edit_in_notion(page, {"title": title})
        self.office.later()

    def told_when_stale_for(self, hours: float) -> None:
        """Change the variable and deploy: only that alarm differs."""
        value = {"name": "syncline", "value": {"stale_after_hours": hours}}
        assert self.site.ask("PATCH", "/variables/name/syncline", value).is_success
        [(changed, _)] = changed_by_deploy(self.server.api)
        assert changed.endswith("a portfolio is not synced any more")

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
        try:
            yield
        finally:
            self.office.sandbox.world.faults.clear()


@contextmanager
def built(ground: Ground) -> Iterator[Town]:
    """Build it; the first worker dies with a run at work before anything else happens."""
    folder = ground.folder
    with (
        Sandbox(scenario="uniform-unstamped", items=ITEMS) as sandbox,
        pytest.MonkeyPatch.context() as patch,
    ):
        office = Office(sandbox, folder)
        for name, value in surroundings(sandbox.access(), folder).items():
            patch.setenv(name, value)
        patch.setenv(VARIABLE, one_authority(folder))
        _furnished(office, ground, patch)
        secrets = planted(os.environ)
        for name, value in secrets.items():
            patch.setenv(name, value)
        server = Server(folder, ground.settings)
        try:
            server.start()
            patch.setenv("PREFECT_API_URL", server.api)
            with (
                temporary_settings({PREFECT_API_URL: server.api}),
                httpx.Client(base_url=server.api) as client,
                working(folder) as worker,
            ):
                every = secrets | ground.passwords()
                town = Town(ground, office, server, Site(client), worker, typed(), every)
                saved(secrets)
                town.jira_token(patch)
                town.zombie = town.cut_off("spare", with_worker=True)
                town.killed_at = datetime.now(UTC)
                worker.start()
                yield town
        finally:
            server.kill()


def _furnished(office: Office, ground: Ground, patch: pytest.MonkeyPatch) -> None:
    """Write two portfolios that find Jira's token in a block of Prefect."""
    office.furnish()
    demo = office.config.read_text("utf-8").replace("env:JIRA", f"block:{BLOCK}")
    if ground.databases:
        patch.setenv("STORE_URL", ground.databases[-1])
        demo = demo.replace("sqlite:///.syncline/demo.db", "env:STORE")
    office.config.write_text(demo, "utf-8")
    spare = demo.replace("portfolio: demo", "portfolio: spare").replace("demo.db", "spare.db")
    office.config.with_name("spare.yaml").write_text(spare, "utf-8")
