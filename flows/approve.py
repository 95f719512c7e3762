"""The flow that shows the plan that waits to a person, and carries the answer out."""

from datetime import timedelta

from prefect import flow, get_run_logger, suspend_flow_run
from prefect.client.schemas.objects import State
from prefect.states import Cancelled, Completed, Failed

from flows.artifacts import key_of, page_of, publish_question, publish_table
from flows.asking import asked_before, name_this_run, supersede
from flows.carrying import Approval, PrefectRuns, carry_out, failed, told
from flows.events import tell
from flows.requests import ApproveRequest
from flows.runtime import House, open_house
from flows.settings import read_settings
from flows.settle_commands import deciding
from flows.verdict import PART, REJECT, Verdict, picks
from syncline.domain.errors import ConfigurationError, SynclineError
from syncline.domain.state import HeldPlan
from syncline.engine import verdicts
from syncline.engine.conclude import rest_of

ANSWERS = 20  # times that a form may be sent back before the run gives up
STAYS = "*reject* leaves it aside, as it is now: it is written only when a person approves it."
LATE = timedelta(days=1)  # the next sync ends a question in time; Prefect calls it a failure


@flow(flow_run_name="approve {request.portfolio}", retries=0, persist_result=True)
def approve_plan(request: ApproveRequest) -> State[dict[str, object]]:
    """Show the plan that waits, wait for approve, reject or approve only these, and carry it out.

    It needs no worker while it waits, and holds no lease. A newer plan supersedes the question.
    """
    try:
        held, shown, patience = _waiting(request)
        if held is None:
            return Completed(name="Nothing waits", message=shown, data={"verdict": "none"})
        name_this_run(f"approve {request.portfolio} {held.digest}")
        if asked_before(request.portfolio, held.digest):
            said = f"plan {held.digest} is being asked about already"
            return Completed(name="Asked already", message=said, data={"verdict": "none"})
        publish_question(request.portfolio, shown)
        former = supersede(request.portfolio, held.digest)
        verdict = _answered(held, f"{_superseding(former)}{shown}", patience)
        return _carried_out(request, held, verdict)
    except SynclineError as error:  # a sentence for its reader, not a traceback
        return Failed(name="Refused", message=str(error), data=error)


def _waiting(request: ApproveRequest) -> tuple[HeldPlan | None, str, timedelta]:
    """Return the plan that waits, its page, and how much longer it does."""
    with open_house(request.portfolio) as house:
        held = house.store.held()
        if held is None:
            return None, f"no plan of {request.portfolio} waits", timedelta()
        left = held.at + read_settings().approval - house.clock.now()
        return held, _question(house, held), left


def _question(house: House, held: HeldPlan) -> str:
    reasons = "\n".join(f"- {reason}" for reason in held.reasons)
    stays = f"\n\n{STAYS}" if rest_of(held) else ""
    return (
        f"## {house.portfolio.name}: plan {held.digest} waits\n\n{reasons}{stays}\n\n"
        f"{page_of(house, held)}"
    )


def _superseding(former: list[str]) -> str:
    if not former:
        return ""
    told = ", ".join(former)
    return (
        f"**This plan supersedes {told}**, which waited before; what was asked there is void.\n\n"
    )


def _answered(held: HeldPlan, shown: str, patience: timedelta) -> Verdict:
    """Ask until the answer makes sense; each time the form says what was wrong."""
    told = shown
    seconds = int((max(patience, timedelta()) + LATE).total_seconds())
    for attempt in range(ANSWERS):
        form = Verdict.with_initial_data(description=told, plan=held.digest)
        verdict = suspend_flow_run(wait_for_input=form, timeout=seconds, key=f"answer-{attempt}")
        try:
            picks(verdict, held)
        except ConfigurationError as wrong:
            get_run_logger().warning("answer_sent_back reason=%s", wrong)
            told = f"**Please answer again.** {wrong}\n\n{shown}"
        else:
            return verdict
    raise ConfigurationError(f"{ANSWERS} answers made no sense; nothing was decided.")


def _carried_out(
    request: ApproveRequest, held: HeldPlan, verdict: Verdict
) -> State[dict[str, object]]:
    """Record the verdict; start the sync, which applies exactly that plan or refuses it."""
    by = verdict.by or "somebody"
    with open_house(request.portfolio) as house:
        name, now = house.portfolio.name, house.store.held()
        if now is None or now.digest != held.digest:
            waits = f"plan {now.digest} waits now" if now else "no plan waits now"
            said = f"plan {held.digest} does not wait any more ({waits}); nothing was written"
            return Cancelled(name="Superseded", message=said)
        if verdict.decision == REJECT:
            with deciding(house) as session:
                said = verdicts.reject(session, held.digest)
    row: dict[str, object] = {
        "portfolio": name, "plan": held.digest, "verdict": verdict.decision, "by": by,
        "only": ", ".join(verdict.only),
    }  # fmt: skip
    publish_table(key_of(name, "verdict"), [row], f"{name}: {verdict.decision}, by {by}")
    if verdict.decision == REJECT:
        tell(name, "plan.rejected", row)
        return Completed(name="Rejected", message=said, data=row)
    tell(name, "plan.approved", row)
    run = carry_out(PrefectRuns(), Approval(request.portfolio, held.digest, verdict.only, by))
    what = f"{len(verdict.only)} of its items" if verdict.decision == PART else "all of it"
    said = f"{by} approved plan {held.digest}, {what}; {told(run)}"
    if failed(run):  # whoever answered looks here, and must not take it for written
        return Failed(message=said, data=row | {"run": str(run.id)})
    return Completed(name="Approved", message=said, data=row | {"run": str(run.id)})
