"""A Prefect server as its REST API shows it, and the processes that work for it."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from prefect.client.orchestration import SyncPrefectClient

from flows.demo_servers import free_port
from flows.deployment import everything

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = str(Path(sys.executable).with_name("syncline"))
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
PATIENCE = 120  # seconds that one thing may take on a busy machine
BUSY = 503  # what the server answers while SQLite is locked; its own client tries again, too
BRISK = {
    "PREFECT_SERVER_SERVICES_PAUSE_EXPIRATIONS_LOOP_SECONDS": "2",
    "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "5",
}
QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_LEVEL": "INFO",
}


@dataclass
class Server:
    """A Prefect server on a port of its own that can be killed and started again."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def api(self) -> str:
        return f"http://127.0.0.1:{self.port}/api"

    @property
    def home(self) -> Path:
        return self.folder / "prefect"

    @property
    def log(self) -> Path:
        return self.folder / "prefect.log"

    def start(self) -> None:
        """Start it and wait until it answers."""
        environ = {**os.environ, **QUIET, **BRISK, **self.settings, "PREFECT_HOME": str(self.home),
                   "PREFECT_SERVER_UI_API_URL": self.api}  # fmt: skip
        environ.pop("PREFECT_API_URL", None)
        call = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*call, "--port", str(self.port)],
                env=environ, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        waited(lambda: httpx.get(f"{self.api}/health", timeout=2).is_success, "Prefect", 90)

    def kill(self) -> None:
        """Kill it with everything that it started, as a power cut does."""
        if self.process:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


def waited(there: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """Wait until something is there; return it."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if found := there():
                return found
        except httpx.HTTPError:
            pass
        time.sleep(0.3)
    raise AssertionError(f"{what}: not there after {seconds:.0f} s")


def typed(*words: str) -> dict[str, Any]:
    """Type `syncline deploy`; return what it says it did."""
    ended = subprocess.run(
        [SCRIPT, "deploy", "--json", *words],
        cwd=ROOT.parent, capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout)
    return found


def changed_by_deploy(api: str) -> list[tuple[str, str]]:
    """Deploy in this process; return what was not there or differed, and why."""
    with SyncPrefectClient(api) as client:
        did = everything.deploy(client, everything.Asked())
    return [(one.name, one.why) for one in did if one.what != "no change"]


@dataclass
class Worker:
    """A process worker that polls every second, from a folder that is not the project's."""

    folder: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self.folder / "worker.log"

    def start(self) -> None:
        settings = {"PREFECT_WORKER_QUERY_SECONDS": "1"}
        with self.log.open("ab") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "prefect", "worker", "start", "--pool", "syncline"],
                cwd=self.folder, env=os.environ | QUIET | settings, stdout=stream, stderr=stream,
                start_new_session=True,
            )  # fmt: skip

    def runs(self) -> list[int]:
        """Return the processes of the runs at work here."""
        assert self.process
        family = {self.process.pid}
        for _ in range(3):
            family |= {pid for pid, parent in _parents().items() if parent in family}
        return sorted(family - {self.process.pid})

    def kill(self) -> None:
        """Kill it and its runs, as a power cut does."""
        if self.process is None:
            return
        for pid in [self.process.pid, *self.runs()]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()
        self.process = None


def _parents() -> dict[int, int]:
    """Return the parent of every process."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            found[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
    return found


@contextmanager
def working(folder: Path) -> Iterator[Worker]:
    """Let a worker work, and end it with its runs."""
    worker = Worker(folder)
    worker.start()
    try:
        yield worker
    finally:
        worker.kill()


class Site:
    """The REST API of one server."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client

    def ask(self, method: str, path: str, body: object = None) -> httpx.Response:
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

    def event(self, name: str, portfolio: str, **payload: object) -> None:
        """Tell an event about a portfolio, as a webhook receiver does."""
        resource = {
            "prefect.resource.id": f"syncline.portfolio.{portfolio}",
            "prefect.resource.name": portfolio,
        }
        told = {"event": name, "resource": resource, "payload": payload, "id": str(uuid4()),
                "occurred": datetime.now(UTC).isoformat()}  # fmt: skip
        assert self.ask("POST", "/events", [told]).is_success
