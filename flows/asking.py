"""The questions that wait in Prefect."""

import logging
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from prefect import get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.runtime import flow_run
from prefect.states import Cancelled

LOG = logging.getLogger(__name__)
FLOW = "approve-plan"
PAGE = 200  # runs that Prefect lists at a time
GOING = [StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING, StateType.PAUSED]


def name_this_run(name: str) -> None:
    """Give the present run a name that tells its plan."""
    with get_client(sync_client=True) as client:
        client.update_flow_run(flow_run.id, name=name)


def asked_before(portfolio: str, digest: str) -> bool:
    """Tell whether another run waits for an answer about this very plan."""
    return any(run.name.endswith(f" {digest}") for run in _others(portfolio))


def supersede(portfolio: str, digest: str) -> list[str]:
    """End every other question about this portfolio; return the plans that they were about."""
    others = list(_others(portfolio))
    _end(others, Cancelled(name="Superseded", message=f"plan {digest} supersedes it"))
    return [run.name.rpartition(" ")[2] for run in others]


def is_asked(portfolio: str, digest: str) -> bool:
    """Tell whether a person is asked about this very plan, or is about to be.

    Where Prefect cannot say, nobody is: a question too many finds the first one, and ends.
    """
    try:
        return any(asks(run, portfolio, digest) for run in _open(GOING))
    except Exception:  # whatever it is, the run is more important
        LOG.debug("questions about %s were not looked up", portfolio, exc_info=True)
        return False


def asks(run: FlowRun, portfolio: str, digest: str) -> bool:
    """Tell whether a run that has not ended asks, or will ask, about this very plan."""
    request = run.parameters.get("request")
    if not isinstance(request, dict) or request.get("portfolio") != portfolio:
        return False
    named = run.name.startswith(f"approve {portfolio} ")  # else it has yet to look what waits
    return run.name.endswith(f" {digest}") if named else True


def end_question(portfolio: str, digest: str, said: str) -> None:
    """End the question about a plan that does not wait any more."""
    try:
        mine = [run for run in _others(portfolio) if run.name.endswith(f" {digest}")]
        _end(mine, Cancelled(name="Timed out", message=said))
    except Exception:  # an answer to it finds no plan, and says so
        LOG.debug("the question about %s was not ended", digest, exc_info=True)


def _end(runs: Iterable[FlowRun], state: State[Any]) -> None:
    with get_client(sync_client=True) as client:
        for run in runs:
            client.set_flow_run_state(run.id, state, force=True)


def _others(portfolio: str) -> Iterator[FlowRun]:
    for run in _open([StateType.PAUSED]):
        if str(run.id) != str(flow_run.id) and run.name.startswith(f"approve {portfolio} "):
            yield run


def _open(states: list[StateType]) -> Iterator[FlowRun]:
    questions = FlowFilter(name=FlowFilterName(any_=[FLOW]))
    going = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=states)))
    with get_client(sync_client=True) as client:
        for offset in count(0, PAGE):
            found = client.read_flow_runs(
                flow_filter=questions, flow_run_filter=going, limit=PAGE, offset=offset
            )
            yield from found
            if len(found) < PAGE:
                return
