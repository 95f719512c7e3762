"""The frame of a run: weigh the plan, account before applying, and record how it ended."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from syncline.domain.guard import Hold, guard
from syncline.domain.item import ReplicaName
from syncline.domain.plan import Plan
from syncline.domain.printing import plan_document
from syncline.domain.state import CursorAt, EpochAt, HeldPlan, Outcome, Row, RunRow, Trouble
from syncline.engine.decide import Decision
from syncline.engine.epoch import mirror, outlived
from syncline.engine.looks import turn
from syncline.engine.observe import Observation
from syncline.engine.recover import Recovered
from syncline.engine.session import Session, reading_of
from syncline.engine.standing import standing
from syncline.engine.tally import Applied

UNDO_OF = "undo of "  # begins the note of a run that takes another one back
REST_OF = "it is the rest of plan "  # begins why writes wait that an approval left out
READABLE_TO_GO_ON = 2  # replicas; with fewer there is nothing to keep consistent


NOTHING_OPEN = Recovered()


@dataclass(frozen=True)
class Summary:
    """How a run ended; the JSON that `syncline sync --json` prints."""

    run: str
    outcome: Outcome
    digest: str | None = None
    observed: int = 0
    operations: int = 0
    applied: int = 0
    failed: int = 0
    conflicts: int = 0
    proposals: int = 0
    quarantined: int = 0
    notes: tuple[str, ...] = ()

    def document(self) -> dict[str, object]:
        """Return the JSON-ready form."""
        return asdict(self) | {"notes": list(self.notes)}


def started(session: Session, undone: str | None = None) -> RunRow:
    """Return the Run row as it is when the run begins; `undone`: the run that it takes back."""
    row = RunRow(session.run, session.portfolio.name, "apply", session.clock.now())
    return replace(row, mode="undo", notes=(UNDO_OF + undone,)) if undone else row


def close_cut_off(session: Session) -> None:
    """Mark runs that were killed: whoever holds the lease knows that no other one is at work."""
    for run in session.store.runs(20):
        if run.outcome == "RUNNING":
            note = "it was cut off; the next run goes on from there"
            ended_at = session.clock.now()
            session.store.note_run(
                replace(run, outcome="FAILED", ended_at=ended_at, notes=(*run.notes, note))
            )


def readable(session: Session, observations: Sequence[Observation]) -> bool:
    """Tell whether enough replicas were read for anything to be decided."""
    complete = sum(o.complete for o in observations)
    return complete >= min(READABLE_TO_GO_ON, len(session.trackers))


def weigh(session: Session, plan: Plan, approved: str | None, kept: int) -> Hold | None:
    """Return why the plan waits, if it does; `kept`: the epoch that a tool remembers.

    Raises UnsafePlan and StalePlan.
    """
    restored = outlived(session, kept)
    plan = replace(plan, waits=(*plan.waits, restored)) if restored else plan
    safety = session.portfolio.safety
    if rest := _left_over(session, plan):
        plan = replace(plan, waits=(*plan.waits, rest))
        safety = replace(safety, stop_share=float("inf"))  # as a first plan: it waits in any case
    linked = {replica: session.store.count(replica) for replica in session.trackers}
    first = not session.store.has_applied()
    begun = _begun(session)
    verdict = guard(plan, safety, linked, first=first, approved=approved, begun=begun)
    return verdict if isinstance(verdict, Hold) else None


def _left_over(session: Session, plan: Plan) -> str | None:
    """Return why writes wait that a person left out of an approval, when the plan holds some."""
    held = session.store.held()
    told = rest_of(held) if held else None
    if held is None or told is None:
        return None
    return told if plan.rows & set(json.loads(held.rendered)["rows"]) else None


def rest_of(held: HeldPlan) -> str | None:
    """Return of what a plan is the rest, when a person left it out of an approval."""
    return next((reason for reason in held.reasons if reason.startswith(REST_OF)), None)


def _begun(session: Session) -> frozenset[str]:
    """Return the rows of an approved plan that was cut off: no run since has ended OK."""
    plan = session.store.last_applied()
    if plan is None:
        return frozenset()
    for run in session.store.runs(100):
        if run.outcome == "OK" and run.mode != "plan":
            return frozenset()
        if run.id == plan.run:
            return frozenset(json.loads(plan.rendered)["rows"])
    return frozenset()


def held_plan(session: Session, plan: Plan, reasons: tuple[str, ...]) -> HeldPlan:
    """Return a plan as the store keeps it: as it was shown, with its rows."""
    document = {**plan_document(plan), "rows": sorted(plan.rows)}
    rendered = json.dumps(document, ensure_ascii=False)
    return HeldPlan(plan.digest, session.run, reasons, rendered, session.clock.now())


def hold(session: Session, plan: Plan, reasons: tuple[str, ...], *, limited: bool = False) -> None:
    """Store a plan that waits; an older one that still waits is superseded.

    The same one goes on waiting since it was first held: meeting it again answers nothing. What an
    approval left out is superseded by a run over everything alone: forgotten, it would be written.
    """
    former = session.store.held()
    if limited and former and rest_of(former):
        return  # its digest can be approved all the same
    made = held_plan(session, plan, reasons)
    rows: list[Row] = []
    if former and former.digest != plan.digest:
        rows.append(replace(former, state="superseded"))
    elif former:
        made = replace(made, at=former.at)
    session.commit([*rows, made])


def account(
    session: Session, decision: Decision, *, approved: str | None, kept: int, limited: bool = False
) -> None:
    """Commit, in one transaction, everything that was decided, before anything is written.

    `limited`: the run looked at a part of the portfolio, so the plan that waits goes on waiting.
    """
    former, plan = session.store.held(), decision.decided.plan
    rows = list(decision.rows)
    if former and former.digest != plan.digest and not limited:
        rows.append(replace(former, state="superseded"))
    if approved == plan.digest:
        rows.append(replace(held_plan(session, plan, ("approved",)), state="applied"))
    if plan.operations:
        rows.append(EpochAt(max(session.store.epoch(), kept) + 1))
    session.commit(rows)
    if plan.operations:
        mirror(session)


def record(
    session: Session,
    row: RunRow,
    observations: Sequence[Observation],
    plan: Plan | None,
    applied: Sequence[Applied],
    recovered: Recovered,
) -> Summary:
    """Commit the cursors of complete replicas, last, and the Run row with its outcome."""
    outcome = _outcome(session, observations, applied, recovered)
    summary = summarised(session, outcome, observations, plan, applied, recovered)
    troubles = troubled(session, observations)
    session.commit([*_cursors(session, observations), *troubles, ended(session, row, summary)])
    return summary


def troubled(session: Session, observations: Sequence[Observation]) -> list[Trouble]:
    """Return the replicas that begin, or cease, to be unreadable; one that stays so is no news."""
    known = {t.replica: t for t in session.store.troubles()}
    now = session.clock.now()
    begun = [
        Trouble(o.replica, o.trouble or "", now)
        for o in observations
        if not o.complete and o.replica not in known
    ]
    return [
        *begun,
        *(replace(known[o.replica], ended=True) for o in observations
          if o.complete and o.replica in known),
    ]  # fmt: skip


def _cursors(session: Session, observations: Sequence[Observation]) -> list[CursorAt]:
    """Return how far the complete replicas were read, where that has changed."""
    made = []
    for seen in observations:
        if seen.complete and seen.cursor:
            former = session.began(seen.replica)
            whole_at = former.whole_at if former and not seen.whole else session.clock.now()
            text = session.fingerprints.get(seen.replica, "") + seen.cursor
            row = CursorAt(seen.replica, text, whole_at)
            made += [row] if row != former else []
            made += _read_so(session, seen.replica)
        if seen.complete and seen.swept:
            made.append(CursorAt(turn(seen.replica), seen.swept))
    return made


def _read_so(session: Session, replica: ReplicaName) -> list[CursorAt]:
    """Return how the fields of a replica were read, where that has changed."""
    former, name = session.read_before(replica) or {}, reading_of(replica)
    now = {
        field: asdict(reading.after(former.get(field)))
        for field, reading in session.readings.get(replica, {}).items()
    }
    row = CursorAt(name, json.dumps(now, sort_keys=True, ensure_ascii=False))
    return [row] if now and row != session.began(name) else []


def ended(session: Session, row: RunRow, summary: Summary) -> RunRow:
    """Return the Run row as it is when the run ends."""
    numbers = ("observed", "operations", "applied", "failed", "conflicts", "proposals")
    counts = {name: int(getattr(summary, name)) for name in numbers}
    return replace(
        row, outcome=summary.outcome, ended_at=session.clock.now(), digest=summary.digest,
        counts=counts | asdict(standing(session.store)), notes=(*row.notes, *summary.notes),
    )  # fmt: skip


def summarised(
    session: Session,
    outcome: Outcome,
    observations: Sequence[Observation],
    plan: Plan | None,
    applied: Sequence[Applied] = (),
    recovered: Recovered = NOTHING_OPEN,
) -> Summary:
    """Add the numbers of a run up."""
    return Summary(
        session.run,
        outcome,
        plan.digest if plan else None,
        observed=sum(o.listed for o in observations),
        operations=len(plan.operations) if plan else 0,
        applied=sum(a.done for a in applied),
        failed=sum(len(a.failed) for a in applied),
        conflicts=len(session.store.conflicts()),
        proposals=len(session.store.proposals()),
        quarantined=recovered.waiting + sum(len(a.unknown) for a in applied),
        notes=tuple(_notes(observations, applied)),
    )


def _outcome(
    session: Session,
    observations: Sequence[Observation],
    applied: Sequence[Applied],
    recovered: Recovered,
) -> Outcome:
    if not readable(session, observations):
        return "FAILED"
    incomplete = any(not o.complete for o in observations)
    troubled = any(a.failed or a.unknown or a.stopped for a in applied)
    return "PARTIAL" if incomplete or troubled or recovered.waiting else "OK"


def _notes(observations: Sequence[Observation], applied: Sequence[Applied]) -> list[str]:
    notes = [o.trouble for o in observations if o.trouble]
    notes += [str(problem) for o in observations for problem in o.unreadable]
    notes += [
        f"{o.replica} {gone.id} is not shown, and nothing is inferred from it: {gone.reason}"
        for o in observations
        for gone in o.absent
    ]
    for each in applied:
        notes += [*each.failures(), *each.unknown, *each.dropped]
        notes += [f"{each.replica} stopped: {each.stopped}"] if each.stopped else []
    return list(dict.fromkeys(notes))
