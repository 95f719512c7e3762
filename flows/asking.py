"""The questions that wait in Prefect, and the runs that answers start."""

import time
from collections.abc import Iterator, Sequence
from typing import cast

from prefect import get_client
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterName,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.deployments import run_deployment
from prefect.runtime import flow_run
from prefect.states import Cancelled

from syncline.domain.errors import RetryLater

FLOW = "approve-plan"
SYNC = "sync-portfolio"
PATIENCE = 600  # seconds to wait for a sync that is at work
PACE = 2.0


def name_this_run(name: str) -> None:
    """Give the present run a name that tells its plan."""
    with get_client(sync_client=True) as client:
        client.update_flow_run(flow_run.id, name=name)


def asked_before(portfolio: str, digest: str) -> bool:
    """Tell whether another run waits for an answer about this very plan."""
    return any(run.name.endswith(f" {digest}") for run in _others(portfolio))


def supersede(portfolio: str, digest: str) -> list[str]:
    """End every other question about this portfolio; return the plans that they were about."""
    ended = []
    with get_client(sync_client=True) as client:
        for run in _others(portfolio):
            said = f"plan {digest} supersedes it"
            client.set_flow_run_state(
                run.id, Cancelled(name="Superseded", message=said), force=True
            )
            ended.append(run.name.rpartition(" ")[2])
    return ended


def _others(portfolio: str) -> Iterator[FlowRun]:
    with get_client(sync_client=True) as client:
        waiting = client.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=[FLOW])),
            flow_run_filter=FlowRunFilter(
                state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.PAUSED])),
                name=FlowRunFilterName(like_=f"approve {portfolio} "),
            ),
        )
    for run in waiting:
        if str(run.id) != str(flow_run.id) and run.name.startswith(f"approve {portfolio} "):
            yield run


def start_sync(portfolio: str, digest: str, only: Sequence[str], by: str) -> str:
    """Start the sync that applies an approved plan; return the run's name.

    A run that is at work makes Prefect cancel it (one run a portfolio), so it is asked for again.
    Raises RetryLater when the portfolio is never free.
    """
    request = {"portfolio": portfolio, "mode": "apply", "approve": digest, "only": list(only)}
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        run = cast(
            "FlowRun",  # it is asynchronous only where it is called from there
            run_deployment(
                f"{SYNC}/{portfolio}",
                parameters={"request": request | {"by": by}},
                timeout=0,
                as_subflow=False,
            ),
        )
        if _begins(run):
            return run.name
        time.sleep(PACE)
    raise RetryLater(
        "Prefect",
        f"plan {digest} is approved, and {portfolio} was busy for {PATIENCE} s, so nothing was "
        f"written. Run its sync by hand with *Approve a held plan* = {digest}",
    )


def _begins(run: FlowRun) -> bool:
    """Tell whether a run gets its turn: it is begun, or has waited a while for its worker."""
    with get_client(sync_client=True) as client:
        for _ in range(10):
            state = _state(client, run)
            if state is StateType.CANCELLED:
                return False
            if state not in {StateType.SCHEDULED, StateType.PENDING}:
                return True
            time.sleep(PACE)
    return True  # no worker has taken it yet; it stands in line


def _state(client: SyncPrefectClient, run: FlowRun) -> StateType | None:
    return client.read_flow_run(run.id).state_type
