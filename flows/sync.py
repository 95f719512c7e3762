"""The flow that keeps one portfolio's replicas consistent."""

from typing import Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner

from flows.artifacts import publish_plan, publish_result
from flows.person import me
from flows.requests import SyncRequest
from flows.runtime import House, open_house
from flows.tasks import PREFECT_STAGES
from syncline.domain.errors import SynclineError
from syncline.domain.state import LeaseTaken
from syncline.engine.run import Result, Scope, preview, sync
from syncline.engine.session import Session
from syncline.engine.undo import preview_undo, undo

RUNNER: ThreadPoolTaskRunner[Any] = ThreadPoolTaskRunner(max_workers=8)
NAMES = {"OK": "Completed", "PARTIAL": "Partial", "HELD": "Held"}


@flow(
    flow_run_name="{request.mode} {request.portfolio}",
    task_runner=RUNNER,  # type: ignore[arg-type]  # Prefect types its runners invariantly
    retries=0,
    persist_result=False,
)
def sync_portfolio(request: SyncRequest) -> State[dict[str, object]]:
    """Observe every replica, merge, show the plan, write what is behind, and tell how it ended.

    A run that finds another one at work ends at once; a plan over a limit waits for approval.
    """
    try:
        with open_house(request.portfolio) as house:
            return _run(house, request)
    except SynclineError as error:  # a sentence for its reader, not a traceback
        return Failed(name="Refused", message=str(error), data=error)


def _run(house: House, request: SyncRequest) -> State[dict[str, object]]:
    if request.mode == "plan":
        return ended(_previewed(house.session(), request), request.mode)
    with house.leased() as session:
        if isinstance(session, LeaseTaken):
            return at_work(session)
        return ended(_applied(session, request), request.mode)


def _previewed(session: Session, request: SyncRequest) -> Result:
    if request.undo:
        return preview_undo(session, PREFECT_STAGES, request.undo, by=me())
    return preview(session, PREFECT_STAGES, Scope(frozenset(request.items)))


def _applied(session: Session, request: SyncRequest) -> Result:
    if request.undo:
        return undo(session, PREFECT_STAGES, request.undo, by=me(), approved=request.approve)
    scope = Scope(frozenset(request.items))
    return sync(session, PREFECT_STAGES, approved=request.approve, scope=scope)


def ended(result: Result, mode: str) -> State[dict[str, object]]:
    """Publish plan and result as artifacts, and name the final state after the outcome."""
    publish_plan(result)
    publish_result(result.summary)
    summary = result.summary
    message = said(result, mode)
    if summary.outcome == "FAILED":
        return Failed(message="; ".join(summary.notes) or message, data=summary.document())
    return Completed(name=NAMES[summary.outcome], message=message, data=summary.document())


def said(result: Result, mode: str) -> str:
    """Return one sentence on how a run ended."""
    summary = result.summary
    if summary.outcome == "HELD":
        why = "; ".join(result.waits)
        return f"{summary.operations} operations wait for a person, digest {summary.digest}: {why}"
    if mode == "plan":
        return f"{summary.operations} operations to do, digest {summary.digest}; nothing is written"
    return f"{summary.applied} of {summary.operations} operations applied"


def at_work(taken: LeaseTaken) -> State[dict[str, object]]:
    """Say that another run holds the lease."""
    said = f"another run is at work ({taken.holder}, until {taken.until:%H:%M:%S} UTC)"
    get_run_logger().info("lease_taken holder=%s", taken.holder)
    return Completed(name="Skipped", message=said, data={"outcome": "OK", "notes": [said]})
