"""One run of a portfolio, as its table of contents."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from syncline.domain.errors import ConfigurationError, StalePlan, UnsafePlan
from syncline.domain.item import ItemId
from syncline.domain.plan import Plan
from syncline.domain.state import Outcome, RunRow
from syncline.domain.undo import Undoing
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
from syncline.engine.decide import decide
from syncline.engine.epoch import remembered
from syncline.engine.observe import Observation
from syncline.engine.recover import recover
from syncline.engine.session import Session
from syncline.engine.writing import Applied


@dataclass(frozen=True)
class Stages:
    """The two stages that talk to every replica at once; flows run them as Prefect tasks."""

    observe: Callable[[Session], Sequence[Observation]]
    apply: Callable[[Session, Plan], Sequence[Applied]]


@dataclass(frozen=True)
class Scope:
    """What a run is limited to; empty means everything. A scoped run moves no cursor."""

    items: frozenset[str] = frozenset()  # record ids or keys
    undoing: Undoing | None = None  # of the run that wrote these Items

    def narrow(self, seen: Sequence[Observation]) -> Sequence[Observation]:
        """Return the observations; a scoped reading moves no cursor."""
        return [replace(o, cursor=None) for o in seen] if self.items else seen

    def ids(self, session: Session) -> frozenset[ItemId] | None:
        """Return the Items in scope, None for all. Raises ConfigurationError for unknown ones."""
        if not self.items:
            return None
        found = {name: session.store.find(name) for name in sorted(self.items)}
        if unknown := [name for name, item in found.items() if item is None]:
            raise ConfigurationError(
                f"Not known yet: {', '.join(unknown)}. A new record is paired and created only by "
                "a run over everything: leave the limit out."
            )
        return frozenset(item for item in found.values() if item)


EVERYTHING = Scope()


@dataclass(frozen=True)
class Result:
    """What a run did, with the Plan that it made."""

    summary: Summary
    plan: Plan | None = None
    waits: tuple[str, ...] = ()  # why the plan is held, when it is


def preview(session: Session, stages: Stages, scope: Scope = EVERYTHING) -> Result:
    """Make the Plan and write nothing, neither outside nor in the store."""
    wanted = scope.ids(session)
    observations = scope.narrow(stages.observe(session))
    if not readable(session, observations):
        return Result(summarised(session, "FAILED", observations, None))
    plan = decide(session, observations, wanted, scope.undoing).decided.plan
    outcome: Outcome = "OK" if all(o.complete for o in observations) else "PARTIAL"
    return Result(summarised(session, outcome, observations, plan), plan, _waits(session, plan))


def _waits(session: Session, plan: Plan) -> tuple[str, ...]:
    """Return why a run would not apply this plan by itself."""
    try:
        held = weigh(session, plan, None, _kept(session, plan))
    except UnsafePlan as refused:
        return (f"it is refused: {refused}",)
    return held.reasons if held else ()


def sync(
    session: Session, stages: Stages, *, approved: str | None = None, scope: Scope = EVERYTHING
) -> Result:
    """Recover, observe, decide, guard, account, apply, record.

    Raises UnsafePlan and StalePlan after recording them; everything else ends in the outcome.
    """
    wanted = scope.ids(session)
    row = started(session, scope.undoing.journal.run if scope.undoing else None)
    close_cut_off(session)
    session.store.note_run(row)
    recovered = recover(session)
    observations = scope.narrow(stages.observe(session))
    if not readable(session, observations):
        summary = summarised(session, "FAILED", observations, None)
        _note(session, row, summary, observations)
        return Result(summary)
    decision = decide(session, observations, wanted, scope.undoing)
    plan = decision.decided.plan
    kept = _kept(session, plan)
    try:
        waits = weigh(session, plan, approved, kept)
    except (UnsafePlan, StalePlan) as refused:
        summary = summarised(session, "HELD", observations, plan)
        noted = replace(summary, notes=(*summary.notes, str(refused)))
        _note(session, row, noted, observations)
        raise
    if waits:
        hold(session, plan, waits.reasons)
        summary = summarised(session, "HELD", observations, plan)
        summary = replace(summary, notes=(*waits.reasons, *summary.notes))
        _note(session, row, summary, observations)
        return Result(summary, plan, waits.reasons)
    account(session, decision, approved=approved, kept=kept)
    applied = stages.apply(session, plan)
    summary = record(session, row, observations, plan, applied, recovered)
    return Result(summary, plan)


def _kept(session: Session, plan: Plan) -> int:
    """Return the epoch that a tool keeps; only a plan that writes is worth the question."""
    return remembered(session) if plan.operations else 0


def _note(
    session: Session, row: RunRow, summary: Summary, observations: Sequence[Observation]
) -> None:
    """Record a run that applied nothing, and which replicas could not be read."""
    session.commit(troubled(session, observations))
    session.store.note_run(ended(row, summary, session.clock.now()))
