"""Syncline at home in Prefect: deployed, run by a worker, and legible in the UI."""

import json
import logging
import re
import sqlite3
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from httpx import Client

from flows.demo_servers import Servers, served
from tests.e2e.prefect_site import Site, prefect, worker

LOG = logging.getLogger(__name__)
REPLICAS = 4
RESULT = "syncline-result"
pytestmark = [pytest.mark.e2e, pytest.mark.slow]


def test_a_worker_runs_the_deployed_sync_and_all_of_it_can_be_read_in_prefect(
    tmp_path: Path,
) -> None:
    """Server, pool, deploy, worker; plan, held, approved; form, artifacts, and no secret."""
    began = time.monotonic()
    with served(tmp_path, 7, LOG.info) as servers, Client(base_url=servers.prefect) as client:
        servers.wait_for_prefect()
        site = Site(client)
        prefect("work-pool", "create", "syncline", "--type", "process")
        prefect("--no-prompt", "deploy", "--all")
        told(began, "deployed")
        sync = site.deployment("sync-portfolio/product")
        scheduled_but_asleep(sync, site.deployment("alert-owners/every-owner"))
        the_form_explains_itself(sync)
        bad_parameters_are_refused(site, sync)
        with worker(tmp_path) as log:
            one_of_two_at_once_is_cancelled(site, sync)
            told(began, "planned")
            a_first_plan_is_held_and_applied_by_its_digest(site, sync)
            told(began, "applied")
            text = log.read_text(encoding="utf-8")
        no_secret_is_kept(servers, tmp_path, text)
    told(began, "ended")


def told(began: float, what: str) -> None:
    """Note how long it took, for `pytest --log-cli-level INFO`."""
    LOG.info("%s after %.0f s", what, time.monotonic() - began)


def scheduled_but_asleep(*deployments: Mapping[str, Any]) -> None:
    """Each has a cron schedule in a named zone, off in a fresh checkout, and one run at a time."""
    for deployment in deployments:
        [schedule] = deployment["schedules"]
        assert schedule["schedule"]["timezone"] == "Europe/Paris"
        assert not schedule["active"]
        assert deployment["global_concurrency_limit"]["limit"] == 1
        assert deployment["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
        assert deployment["description"]
        assert "syncline" in deployment["tags"]
        [step] = deployment["pull_steps"]
        [arguments] = step.values()
        assert (Path(arguments["directory"]) / "prefect.yaml").exists()


def the_form_explains_itself(deployment: Mapping[str, Any]) -> None:
    """Every parameter has a title and a description; the mode is a choice, plan by default."""
    form = deployment["parameter_openapi_schema"]["definitions"]["SyncRequest"]
    assert set(form["properties"]) == {"portfolio", "mode", "approve", "items", "undo"}
    assert all(field["title"] and field["description"] for field in form["properties"].values())
    mode = form["properties"]["mode"]
    assert (mode["enum"], mode["default"]) == (["plan", "apply"], "plan")
    assert form["required"] == ["portfolio"]
    assert form["description"]


def bad_parameters_are_refused(site: Site, deployment: Mapping[str, Any]) -> None:
    """Before a run exists, with the name of the field."""
    for wrong, named in (
        ({"portfolio": "demo", "mode": "destroy"}, "request.mode"),
        ({"portfolio": "demo", "approve": "xyz"}, "request.approve"),
        ({"portfolio": ""}, "request.portfolio"),
        ({"mode": "plan"}, "portfolio"),
        ({"portfolio": "demo", "items": "PAY-1"}, "request.items"),
        ({"portfolio": "demo", "aprove": "b" * 12}, "aprove"),
    ):
        refused = site.create(deployment, **wrong)
        assert refused.is_client_error, wrong
        assert named in refused.json()["detail"]


def one_of_two_at_once_is_cancelled(site: Site, deployment: Mapping[str, Any]) -> None:
    """Two runs are asked for at once: one makes the plan, the other does not wait in line."""
    asked = [site.create(deployment, portfolio="demo", mode="plan").json()["id"] for _ in "ab"]
    ended = {run["state"]["type"]: run for run in map(site.ended, asked)}
    assert set(ended) == {"COMPLETED", "CANCELLED"}
    plan = ended["COMPLETED"]
    assert plan["name"] == "plan demo"
    assert "nothing is written" in plan["state"]["message"]
    assert len(site.of("task_runs", plan)) == REPLICAS
    assert "syncline-plan" in artifacts(site, plan)


def a_first_plan_is_held_and_applied_by_its_digest(
    site: Site, deployment: Mapping[str, Any]
) -> None:
    """Completed, named Held; then Completed with every operation applied."""
    held = site.run(deployment, portfolio="demo", mode="apply")
    assert (held["state"]["type"], held["state"]["name"]) == ("COMPLETED", "Held")
    shown = artifacts(site, held)
    assert "first plan" in shown["syncline-plan"]
    rows = {row["what"]: row["value"] for row in json.loads(shown[RESULT])}
    assert rows["outcome"] == "HELD"
    assert f"`{rows['digest']}`" in shown["syncline-plan"]
    assert rows["digest"] in held["state"]["message"]
    done = site.run(deployment, portfolio="demo", mode="apply", approve=rows["digest"])
    assert (done["state"]["type"], done["state"]["name"]) == ("COMPLETED", "Completed")
    applied = {row["what"]: row["value"] for row in json.loads(artifacts(site, done)[RESULT])}
    assert applied["outcome"] == "OK"
    assert applied["applied"] == applied["operations"] == rows["operations"]
    assert int(applied["applied"]) > 2 * REPLICAS >= len(site.of("task_runs", done))


def artifacts(site: Site, run: Mapping[str, Any]) -> dict[str, str]:
    """Return a run's artifacts by key; every key is one that Prefect takes."""
    found = {made["key"]: str(made["data"]) for made in site.of("artifacts", run)}
    assert all(re.fullmatch(r"[a-z0-9-]+", key) for key in found)
    return found


def no_secret_is_kept(servers: Servers, folder: Path, worker_log: str) -> None:
    """Not in any table of Prefect, not in ours, not in the logs of the server and the worker."""
    kept = {"worker": worker_log, "server": (folder / "prefect.log").read_text("utf-8")}
    for database in (folder / "prefect" / "prefect.db", folder / ".syncline" / "demo.db"):
        with closing(sqlite3.connect(database)) as connection:
            kept[database.name] = "\n".join(connection.iterdump())
    assert "observed replica=delivery" in kept["prefect.db"]  # the dump does hold the logs
    tokens = [servers.access[tool]["token"] for tool in ("jira", "asana", "notion", "slack")]
    assert not [(token, where) for token in tokens for where in kept if token in kept[where]]
