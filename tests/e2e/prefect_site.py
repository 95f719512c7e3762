"""A Prefect server as its REST API shows it."""

import json
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx

from tests.e2e.prefect_processes import PATIENCE, waited

ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
BUSY = 503  # what the server answers once SQLite was locked for a minute; its own client waits, too


class Site:
    """The REST API of one server."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def ask(self, method: str, path: str, body: object = None) -> httpx.Response:
        """Send a request; try again while the server's database is locked."""
        for _ in range(20):
            answer = self.client.request(method, path, json=body, timeout=PATIENCE)
            if answer.status_code != BUSY:
                break
            time.sleep(0.5)
        return answer

    def deployment(self, name: str) -> dict[str, Any]:
        """Return a deployment by flow and name."""
        found: dict[str, Any] = self.ask("GET", f"/deployments/name/{name}").json()
        return found

    def create(self, deployment: Mapping[str, Any], **request: object) -> httpx.Response:
        """Ask for a run with these parameters, as the form in the UI does."""
        path = f"/deployments/{deployment['id']}/create_flow_run"
        return self.ask("POST", path, {"parameters": {"request": request}})

    def run(self, deployment: Mapping[str, Any], **request: object) -> dict[str, Any]:
        """Create a run and wait for its end."""
        created = self.create(deployment, **request)
        assert created.is_success, created.text
        return self.ended(str(created.json()["id"]))

    def read(self, run: str) -> dict[str, Any]:
        """Return a run as it is now."""
        found: dict[str, Any] = self.ask("GET", f"/flow_runs/{run}").json()
        return found

    def ended(self, run: str, seconds: float = PATIENCE) -> dict[str, Any]:
        """Wait until a run has ended; return it."""
        what = f"the end of {run}"
        waited(lambda: self.read(run)["state"]["type"] in ENDED, what, seconds)
        return self.read(run)

    def running(self, run: str) -> dict[str, Any]:
        """Wait until a run is at work."""
        waited(lambda: self.read(run)["state"]["type"] == "RUNNING", f"the begin of {run}")
        return self.read(run)

    def runs(self, *flows: str) -> list[dict[str, Any]]:
        """Return the runs of these flows, or of all, the newest first."""
        only = {"flows": {"name": {"any_": flows}}} if flows else {}
        body = {**only, "sort": "EXPECTED_START_TIME_DESC"}
        found: list[dict[str, Any]] = self.ask("POST", "/flow_runs/filter", body).json()
        return found

    def first(self, flow: str, *, name: str = "", **like: object) -> dict[str, Any]:
        """Wait for a run of a flow whose name ends so, and that is like this; state: its name."""

        def fits(run: Mapping[str, Any]) -> bool:
            seen = {**run, "state": run["state"]["name"]}
            return run["name"].endswith(name) and all(seen[k] == v for k, v in like.items())

        what = f"a run of {flow} {name} {like}"
        found: dict[str, Any] = waited(lambda: next(filter(fits, self.runs(flow)), None), what)
        return found

    def of(self, kind: str, run: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Return the artifacts, logs or task runs of a run."""
        only = {"any_": [run["id"]]}
        body = {
            "artifacts": {"artifacts": {"flow_run_id": only}},
            "logs": {"logs": {"flow_run_id": only}},
            "task_runs": {"flow_runs": {"id": only}},
        }[kind]
        found: list[dict[str, Any]] = self.ask("POST", f"/{kind}/filter", body).json()
        return found

    def artifacts(self, run: Mapping[str, Any]) -> dict[str, str]:
        """Return a run's artifacts by key; every key is one that Prefect takes."""
        made = [each for each in self.of("artifacts", run) if each["key"]]
        found = {each["key"]: str(each["data"]) for each in made}
        assert all(re.fullmatch(r"[a-z0-9-]+", key) for key in found)
        return found

    def numbers(self, run: Mapping[str, Any]) -> dict[str, str]:
        """Return how a sync ended, in numbers."""
        [shown] = [data for key, data in self.artifacts(run).items() if key.endswith("-result")]
        return {row["what"]: row["value"] for row in json.loads(shown)}

    def at_work(self) -> list[str]:
        """Return the runs that are said to be at work."""
        waiting = ENDED | {"SCHEDULED", "PAUSED"}
        return [run["name"] for run in self.runs() if run["state"]["type"] not in waiting]

    def question(self, run: Mapping[str, Any]) -> str:
        """Return what a suspended run shows to the person who answers, once it is all there.

        Prefect writes the form down after the state: until then there is nothing to answer.
        """
        keys = self.read(run["id"])["state"]["state_details"]["run_input_keyset"]
        path = f"/flow_runs/{run['id']}/input/{keys['description']}"
        waited(lambda: self.ask("GET", path).is_success, "the form")
        return str(self.ask("GET", path).json())

    def questioned(self, run: Mapping[str, Any]) -> str:
        """Return the question, or nothing while the run is on its way."""
        suspended = self.read(run["id"])["state"]["name"] == "Suspended"
        return self.question(run) if suspended else ""

    def answer(self, run: Mapping[str, Any], **verdict: object) -> str:
        """Answer a suspended run, as the form does; the status stands in the body, not the code."""
        self.question(run)
        answer = self.ask("POST", f"/flow_runs/{run['id']}/resume", {"run_input": verdict})
        assert answer.is_success
        return str(answer.json()["status"])

    def cancel(self, run: Mapping[str, Any]) -> None:
        """Cancel a run, as its page does."""
        body = {"state": {"type": "CANCELLED"}, "force": True}
        assert self.ask("POST", f"/flow_runs/{run['id']}/set_state", body).is_success

    def event(self, name: str, portfolio: str, **payload: object) -> None:
        """Tell an event about a portfolio, as a webhook receiver does."""
        resource = {
            "prefect.resource.id": f"syncline.portfolio.{portfolio}",
            "prefect.resource.name": portfolio,
        }
        told = {"event": name, "resource": resource, "payload": payload, "id": str(uuid4()),
                "occurred": datetime.now(UTC).isoformat()}  # fmt: skip
        assert self.ask("POST", "/events", [told]).is_success
