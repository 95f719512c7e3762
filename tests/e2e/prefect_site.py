"""A Prefect server as its REST API shows it, and the processes that work for it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[2]
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
PATIENCE = 90  # seconds that one run may take on a busy machine
BUSY = 503  # what the server answers while SQLite is locked; its own client tries again, too


def prefect(*words: str) -> str:
    """Type a `prefect` command in the project's folder; return what it printed."""
    ended = subprocess.run(
        [sys.executable, "-m", "prefect", *words],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


@contextmanager
def worker(folder: Path) -> Iterator[Path]:
    """Let a process worker poll every second, from a folder that is not the project's."""
    settings = {"PREFECT_WORKER_QUERY_SECONDS": "1", "PREFECT_LOGGING_LEVEL": "DEBUG"}
    log = folder / "worker.log"
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "prefect", "worker", "start", "--pool", "syncline"],
            cwd=folder, env=os.environ | settings, stdout=stream, stderr=stream,
        )  # fmt: skip
        try:
            yield log
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class Site:
    """The REST API of one server."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> httpx.Response:
        """Send a request; try again while the server's database is locked."""
        for _ in range(20):
            answer = self.client.request(method, path, json=body, timeout=30)
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

    def ended(self, run: str) -> dict[str, Any]:
        """Wait until a run has ended; return it."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found: dict[str, Any] = self.ask("GET", f"/flow_runs/{run}").json()
            if found["state"]["type"] in ENDED:
                return found
            time.sleep(0.3)
        raise AssertionError(f"{found['name']} is {found['state']['name']} after {PATIENCE} s")

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
