"""The sync that an approval starts, followed until it is clear what became of it."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from prefect import get_client
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.deployments import run_deployment
from prefect.utilities.urls import url_for

from syncline.domain.errors import RetryLater

SYNC = "sync-portfolio"
SKIPPED = "Skipped"  # how a sync ends that found another one at work
WRITES = {"Completed", "Partial"}  # how one ends that has written
STANDS = {StateType.SCHEDULED, StateType.PENDING}


@dataclass(frozen=True)
class Patience:
    """For how many seconds an approval follows the sync that it started."""

    turn: float = 600  # until the portfolio is free, and its sync has ended
    line: float = 60  # until a worker takes the sync; one that does a run at a time never would
    pace: float = 2  # between two looks


class Runs(Protocol):
    """Where runs are started and looked at."""

    def start(self, deployment: str, request: Mapping[str, object]) -> FlowRun:
        """Start a run of a deployment with this form."""

    def read(self, run: FlowRun) -> FlowRun:
        """Return a run as it is now."""


class PrefectRuns:
    """The runs of the Prefect server."""

    def start(self, deployment: str, request: Mapping[str, object]) -> FlowRun:
        """Start a run that is nobody's part."""
        asked = {"request": dict(request)}
        made = run_deployment(deployment, parameters=asked, timeout=0, as_subflow=False)
        return cast("FlowRun", made)  # it is asynchronous only where it is called from there

    def read(self, run: FlowRun) -> FlowRun:
        """Ask the server."""
        with get_client(sync_client=True) as client:
            return client.read_flow_run(run.id)


@dataclass(frozen=True)
class Approval:
    """Which plan of which portfolio may be written, of which only these items, on whose word."""

    portfolio: str
    digest: str
    only: Sequence[str]
    by: str

    @property
    def request(self) -> dict[str, object]:
        """Return the form of the sync that writes it."""
        return {"portfolio": self.portfolio, "mode": "apply", "approve": self.digest,
                "only": list(self.only), "by": self.by}  # fmt: skip


def carry_out(runs: Runs, approval: Approval, patience: Patience | None = None) -> FlowRun:
    """Start the sync that applies an approved plan; return it as it ended, or as far as it is.

    Prefect cancels it where one of its deployment is at work, and it ends Skipped where any other
    run holds the portfolio: then it is asked for again. Raises RetryLater when it is never free.
    """
    patience = patience or Patience()
    until = time.monotonic() + patience.turn
    while time.monotonic() < until:
        started = runs.start(f"{SYNC}/{approval.portfolio}", approval.request)
        run = _followed(runs, started, until, patience)
        if not turned_away(run):
            return run
        time.sleep(patience.pace)
    raise RetryLater(
        "Prefect",
        f"plan {approval.digest} is approved, and {approval.portfolio} was busy for "
        f"{patience.turn:.0f} s, so nothing was written. The plan still waits, and the next sync "
        f"asks again; or run a sync by hand with *Approve a held plan* = {approval.digest}",
    )


def _followed(runs: Runs, run: FlowRun, until: float, patience: Patience) -> FlowRun:
    line = time.monotonic() + patience.line
    while True:
        run, now = runs.read(run), time.monotonic()
        ended = run.state is not None and run.state.is_final()
        if ended or now >= (line if run.state_type in STANDS else until):
            return run
        time.sleep(patience.pace)


def turned_away(run: FlowRun) -> bool:
    """Tell whether a run ended because another one was at work; a person's cancelling is a no."""
    cancelled = run.state_type is StateType.CANCELLED and run.start_time is None
    return cancelled or run.state_name == SKIPPED


def told(run: FlowRun) -> str:
    """Return how a run ended, or how far it is, with a way to it: its name may change meanwhile."""
    name = f"run {run.name} ({url_for(run) or run.id})"
    said = run.state.message if run.state else None
    if not run.state or not run.state.is_final():
        stands = run.state_type in STANDS
        return f"{name} {'stands in line for a worker' if stands else 'is at work'} and writes it"
    return f"{name} ended {run.state_name}: {said or 'without a word'}"


def failed(run: FlowRun) -> bool:
    """Tell whether a run has ended, and not as one that writes ends."""
    return bool(run.state and run.state.is_final() and run.state_name not in WRITES)
