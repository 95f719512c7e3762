"""`syncline serve`, on a Prefect server with nothing but files: one process instead of a worker."""

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from prefect.client.orchestration import SyncPrefectClient

from flows.demo_servers import prefect_server
from flows.deployment.everything import wanted_here
from flows.deployment.serving import runner, there
from flows.runtime import alive, open_house
from sandbox import Sandbox
from syncline.engine.session import holding
from tests.e2e.office import Office, surroundings
from tests.e2e.prefect_processes import QUIET, SCRIPT, changed_by_deploy, waited
from tests.e2e.prefect_site import Site

ITEMS = 2
pytestmark = [pytest.mark.e2e, pytest.mark.slow]


@dataclass
class Shop:
    """A sandbox, a server, and the one process that serves."""

    office: Office
    api: str
    site: Site
    serving: subprocess.Popen[bytes]

    @property
    def sync(self) -> dict[str, Any]:
        return self.site.deployment("sync-portfolio/demo")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """Start the server of the demo, and serve."""
    folder = tmp_path_factory.mktemp("shop")
    with (
        Sandbox(scenario="uniform-unstamped", items=ITEMS) as sandbox,
        pytest.MonkeyPatch.context() as patch,
        prefect_server(folder) as api,
        httpx.Client(base_url=api) as client,
    ):
        office = Office(sandbox, folder)
        for name, value in surroundings(sandbox.access(), folder).items():
            patch.setenv(name, value)
        office.furnish()
        waited(lambda: client.get("/health", timeout=2).is_success, "Prefect", 90)
        with serving(folder, api) as process:
            shop = Shop(office, api, Site(client), process)
            waited(lambda: "id" in shop.sync, "the deployments")
            yield shop


@contextmanager
def serving(folder: Path, api: str) -> Iterator[subprocess.Popen[bytes]]:
    """Type `syncline serve`."""
    environ = os.environ | QUIET | {"PREFECT_RUNNER_POLL_FREQUENCY": "1"}
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [SCRIPT, "serve", "--server", api], cwd=folder, env=environ, stdout=log, stderr=log
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_the_pages_ask_the_server_that_they_came_from(shop: Shop) -> None:
    """On a port of its own, or else `make play` shows pages that cannot load anything."""
    told = httpx.get(f"{shop.api.removesuffix('/api')}/ui-settings", timeout=5).json()
    assert told["api_url"] == shop.api


def test_a_run_by_hand_of_a_part_shows_its_plan_and_writes_nothing(shop: Shop) -> None:
    """The run is named after what was asked."""
    plan = shop.site.run(shop.sync, portfolio="demo", replicas=["specs", "delivery"])
    assert plan["name"] == "plan demo specs delivery"
    assert "nothing is written" in plan["state"]["message"]
    assert len(shop.site.of("task_runs", plan)) == 2
    shown = shop.site.artifacts(plan)["demo-plan"]
    assert f"### Paired: {ITEMS} items" in shown
    assert shown.count("[specs](https://") == ITEMS  # of the very first plan, which nothing knows
    assert shop.office.writes() == 0


def test_a_plan_is_asked_about_until_somebody_answers(shop: Shop) -> None:
    """A question that was lost is put again; one that nobody answers for 72 hours is ended."""
    held = shop.site.run(shop.sync, portfolio="demo", mode="apply")
    digest = shop.site.numbers(held)["digest"]
    lost = shop.site.first("approve-plan", name=digest, state="Suspended")
    shop.site.cancel(lost)
    shop.site.run(shop.sync, portfolio="demo", mode="apply")
    again = shop.site.first("approve-plan", name=digest, state="Suspended")
    assert again["id"] != lost["id"]
    shop.office.later(hours=73)
    anew = shop.site.run(shop.sync, portfolio="demo", mode="apply")
    assert anew["state"]["name"] == "Held"
    timed_out = shop.site.ended(again["id"])["state"]
    assert timed_out["name"] == "Timed out"
    assert f"72 hours. Plan {digest} is rejected" in timed_out["message"]
    asked = shop.site.first("approve-plan", state="Suspended")
    assert asked["name"].endswith(shop.site.numbers(anew)["digest"])


def test_an_approved_plan_is_written_although_another_run_was_at_work(shop: Shop) -> None:
    """The automations are there without `syncline deploy`, too: a person is asked."""
    held = shop.site.run(shop.sync, portfolio="demo", mode="apply")
    assert held["state"]["name"] == "Held"
    digest = shop.site.numbers(held)["digest"]
    asked = shop.site.first("approve-plan", name=digest, state="Suspended")
    answer = {"decision": "approve", "by": "Inès", "plan": digest}
    with open_house("demo") as house, holding(house.store, house.clock, "listen:1:1", alive):
        assert shop.site.answer(asked, **answer) == "ACCEPT"
        turned_away = shop.site.first("sync-portfolio", state="Skipped")
    assert f"plan {digest} is not written" in turned_away["state"]["message"]
    approved = shop.site.ended(asked["id"])["state"]
    assert approved["name"] == "Approved"
    assert "operations applied, on the word of Inès" in approved["message"]
    [written] = re.findall(r"/flow-run/([0-9a-f-]+)", approved["message"])
    done = shop.site.read(written)
    assert done["name"] == f"apply demo {digest}"
    numbers = shop.site.numbers(done)
    assert numbers["applied"] == numbers["operations"] != "0"


def test_a_schedule_that_was_switched_stays_so_when_serving_begins_again(shop: Shop) -> None:
    """And Ctrl-C ends it within seconds, without pausing anything."""
    [schedule] = shop.sync["schedules"]
    assert not schedule["active"]
    path = f"/deployments/{shop.sync['id']}/schedules/{schedule['id']}"
    assert shop.site.ask("PATCH", path, {"active": True}).is_success
    began = time.monotonic()
    shop.serving.send_signal(signal.SIGINT)
    assert shop.serving.wait(30) == 0
    assert time.monotonic() - began < 15
    assert not shop.sync["paused"]
    [sync, *_] = [one for one in wanted_here() if one.name == "demo"]
    with SyncPrefectClient(shop.api) as client:
        again = runner(sync, there(client, "sync-portfolio/demo"))
    assert [one.active for one in again.schedules or ()] == [True]


def test_deploying_twice_changes_nothing_the_second_time(shop: Shop) -> None:
    """What was served moves to the work pool, once."""
    assert changed_by_deploy(shop.api)
    assert changed_by_deploy(shop.api) == []
