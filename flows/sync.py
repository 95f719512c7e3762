"""The flow that keeps one portfolio's replicas consistent."""

from functools import partial
from typing import Any

from prefect import flow, get_run_logger
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from prefect.task_runners import ThreadPoolTaskRunner

from flows.artifacts import publish_plan, publish_result
from flows.asking import is_asked
from flows.carrying import SKIPPED
from flows.events import before, of_run, tell
from flows.lapsing import lapse
from flows.lineage import assets
from flows.narrowing import scope, surroundings
from flows.person import me
from flows.requests import SyncRequest
from flows.runtime import House, open_house
from flows.tasks import prefect_stages
from syncline.domain.errors import SynclineError, UnsafePlan
from syncline.domain.state import LeaseTaken
from syncline.engine.run import Result, Stages, preview, sync
from syncline.engine.session import Session
from syncline.engine.undo import preview_undo, undo

RUNNER: ThreadPoolTaskRunner[Any] = ThreadPoolTaskRunner(max_workers=8)
NAMES = {"OK": "Completed", "PARTIAL": "Partial", "HELD": "Held"}


@flow(
    flow_run_name="{request.named}",
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
        session = surroundings(house.session(), request)
        result = _previewed(session, prefect_stages(assets(house)), request)
        return ended(house, session, result, request)
    with house.leased() as leased:
        if isinstance(leased, LeaseTaken):
            return at_work(leased, request.approve)
        session = surroundings(leased, request)
        if not request.approve and (lapsed := lapse(house, session)):
            get_run_logger().info("plan_lapsed said=%s", lapsed)
        return ended(house, session, _told(house, session, request), request)


def _previewed(session: Session, stages: Stages, request: SyncRequest) -> Result:
    if request.undo:
        return preview_undo(session, stages, request.undo, by=request.by or me())
    return preview(session, stages, scope(session, request))


def _told(house: House, session: Session, request: SyncRequest) -> Result:
    """Run, and tell Prefect's event stream what came of it."""
    portfolio, former = house.portfolio.name, before(house.store)
    try:
        result = _applied(session, prefect_stages(assets(house)), request)
    except SynclineError as error:
        if isinstance(error, UnsafePlan):
            tell(portfolio, "guard.tripped", {"reason": str(error)})
        tell(portfolio, "run.failed", {"reason": str(error)})
        raise
    asked = partial(is_asked, portfolio)
    for what, payload in of_run(house.store, former, result, asked):
        tell(portfolio, what, payload)
    return result


def _applied(session: Session, stages: Stages, request: SyncRequest) -> Result:
    if request.undo:
        return undo(session, stages, request.undo, by=request.by or me(), approved=request.approve)
    return sync(session, stages, approved=request.approve, scope=scope(session, request))


def ended(
    house: House, session: Session, result: Result, request: SyncRequest
) -> State[dict[str, object]]:
    """Publish plan and result as artifacts, and name the final state after the outcome."""
    publish_plan(house, session, result)
    publish_result(house.portfolio.name, result.summary)
    summary = result.summary
    message = said(result, request)
    if summary.outcome == "FAILED":
        return Failed(message="; ".join(summary.notes) or message, data=summary.document())
    return Completed(name=NAMES[summary.outcome], message=message, data=summary.document())


def said(result: Result, request: SyncRequest) -> str:
    """Return one sentence on how a run ended."""
    summary = result.summary
    if summary.outcome == "HELD":
        why = "; ".join(result.waits)
        return f"{summary.operations} operations wait for a person, digest {summary.digest}: {why}"
    if request.mode == "plan":
        return f"{summary.operations} operations to do, digest {summary.digest}; nothing is written"
    word = f", on the word of {request.by}" if request.by else ""
    return f"{summary.applied} of {summary.operations} operations applied{word}"


def at_work(taken: LeaseTaken, approved: str | None) -> State[dict[str, object]]:
    """Say that another run holds the lease, and that an approved plan waits on."""
    said = f"another run is at work ({taken.holder}, until {taken.until:%H:%M:%S} UTC)"
    get_run_logger().info("lease_taken holder=%s", taken.holder)
    if not approved:
        return Completed(name=SKIPPED, message=said, data={"outcome": "OK", "notes": [said]})
    said = f"plan {approved} is not written, since {said}; approve it again"
    data = {"outcome": "HELD", "digest": approved, "notes": [said]}
    return Completed(name=SKIPPED, message=said, data=data)
