"""One run of a portfolio, as its table of contents."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from syncline.domain.errors import StalePlan, UnsafePlan
from syncline.domain.guard import UNSAFE
from syncline.domain.item import ItemId
from syncline.domain.plan import Plan
from syncline.domain.state import Aside, Outcome, RunRow
from syncline.engine.conclude import (
    Summary,
    account,
    close_cut_off,
    ended,
    hold,
    readable,
    record,
    started,
    summarised,
    troubled,
    weigh,
)
from syncline.engine.decide import Decision, decide
from syncline.engine.epoch import outlived, remembered
from syncline.engine.observe import Observation
from syncline.engine.picking import picked
from syncline.engine.recover import recover
from syncline.engine.restraint import spared
from syncline.engine.scope import EVERYTHING, PARTLY
from syncline.engine.scope import Scope as Scope
from syncline.engine.session import Session
from syncline.engine.tally import Applied


@dataclass(frozen=True)
class Stages:
    """The two stages that talk to every replica at once; flows run them as Prefect tasks."""

    observe: Callable[[Session], Sequence[Observation]]
    apply: Callable[[Session, Plan], Sequence[Applied]]


@dataclass(frozen=True)
class Result:
    """What a run did, with the Plan that it made."""

    summary: Summary
    plan: Plan | None = None
    waits: tuple[str, ...] = ()  # why the plan is held, when it is


def preview(session: Session, stages: Stages, scope: Scope = EVERYTHING) -> Result:
    """Make the Plan and write nothing, neither outside nor in the store."""
    wanted = scope.ids(session)
    observations = scope.narrow(stages.observe(scope.view(session)))
    if not readable(session, observations):
        return Result(summarised(session, "FAILED", observations, None))
    session, decision, kept = _decided(session, observations, scope, wanted)
    plan = decision.decided.plan
    outcome: Outcome = "OK" if all(o.complete for o in observations) else "PARTIAL"
    waits = _waits(session, plan, kept)
    return Result(summarised(session, outcome, observations, plan), plan, waits)


def _decided(
    session: Session,
    observations: Sequence[Observation],
    scope: Scope,
    wanted: frozenset[ItemId] | None,
) -> tuple[Session, Decision, int]:
    """Decide, and return the epoch that a tool keeps; not every round is worth asking for it.

    A store that is older than the tools decides anew: it takes every marker for one of its own.
    """
    decision = decide(session, observations, scope, wanted)
    strange = any(isinstance(row, Aside) and not row.ended for row in decision.rows)
    kept = remembered(session) if decision.decided.plan.operations or strange else 0
    if not outlived(session, kept):
        return session, decision, kept
    session = replace(session, outlived=True)
    decision = decide(session, observations, scope, wanted)
    decided = decision.decided
    return session, replace(decision, decided=replace(decided, plan=spared(decided.plan))), kept


def _waits(session: Session, plan: Plan, kept: int) -> tuple[str, ...]:
    """Return why a run would not apply this plan by itself."""
    try:
        held = weigh(session, plan, None, kept)
    except UnsafePlan as refused:
        return (f"it is refused: {refused}",)
    return held.reasons if held else ()


def sync(
    session: Session, stages: Stages, *, approved: str | None = None, scope: Scope = EVERYTHING
) -> Result:
    """Recover, observe, decide, guard, account, apply, record.

    Raises UnsafePlan and StalePlan after recording them; everything else ends in the outcome.
    With `scope.picks` an approved plan is applied for those Items alone, and its rest waits.
    """
    wanted = scope.ids(session)
    row = started(session, scope.undoing.journal.run if scope.undoing else None)
    row = replace(row, notes=(*row.notes, PARTLY)) if scope.partly else row
    close_cut_off(session)
    session.store.note_run(row)
    recovered = recover(session)
    observations = scope.narrow(stages.observe(scope.view(session)))
    if not readable(session, observations):
        summary = summarised(session, "FAILED", observations, None)
        _note(session, row, summary, observations)
        return Result(summary)
    session, decision, kept = _decided(session, observations, scope, wanted)
    plan = decision.decided.plan
    try:
        waits = weigh(session, plan, approved, kept)
    except (UnsafePlan, StalePlan) as refused:
        summary = summarised(session, "HELD", observations, plan)
        unsafe = UNSAFE if isinstance(refused, UnsafePlan) else ""
        noted = replace(summary, notes=(*summary.notes, f"{unsafe}{refused}"))
        _note(session, row, noted, observations)
        raise
    if waits:
        hold(session, plan, waits.reasons, limited=scope.limited)
        return _held(session, row, observations, plan, waits.reasons)
    if approved and scope.picks is not None:
        decision, approved = picked(session, decision, scope.picks), None
        plan = decision.decided.plan
    account(session, decision, approved=approved, kept=kept, limited=scope.limited)
    applied = stages.apply(session, plan)
    summary = record(session, row, observations, plan, applied, recovered)
    return Result(summary, plan)


def _held(
    session: Session,
    row: RunRow,
    observations: Sequence[Observation],
    plan: Plan,
    reasons: tuple[str, ...],
) -> Result:
    """End with a plan that waits for a person."""
    summary = summarised(session, "HELD", observations, plan)
    summary = replace(summary, notes=(*reasons, *summary.notes))
    _note(session, row, summary, observations)
    return Result(summary, plan, reasons)


def _note(
    session: Session, row: RunRow, summary: Summary, observations: Sequence[Observation]
) -> None:
    """Record a run that applied nothing, and which replicas could not be read."""
    session.commit(troubled(session, observations))
    session.store.note_run(ended(session, row, summary))
