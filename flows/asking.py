"""The questions that wait in Prefect."""

from collections.abc import Iterator

from prefect import get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterName,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, StateType
from prefect.runtime import flow_run
from prefect.states import Cancelled

FLOW = "approve-plan"


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
