"""A Prefect server and a worker as processes that can be killed, and `syncline deploy`."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from prefect.client.orchestration import SyncPrefectClient

from flows.demo_servers import free_port
from flows.deployment import everything

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = str(Path(sys.executable).with_name("syncline"))
PATIENCE = 120  # seconds that one thing may take on a busy machine
BRISK = {"PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "5"}
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
        time.sleep(0.4)
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
        runs = self.runs()
        self.process.kill()
        _kill(runs)
        self.process.wait()
        self.process = None

    def kill_runs(self) -> None:
        """Kill every run at work here; the worker lives."""
        _kill(self.runs())


def _kill(processes: Iterable[int]) -> None:
    for pid in processes:
        with suppress(ProcessLookupError):  # a run may end by itself just now
            os.kill(pid, signal.SIGKILL)


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
