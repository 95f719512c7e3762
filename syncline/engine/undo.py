"""Undo one run: read its journal, and run the reversal like any other plan."""

from collections.abc import Sequence
from dataclasses import replace

from syncline.domain.errors import ConfigurationError
from syncline.domain.fields import REFERRING
from syncline.domain.history import ON_RECORDS
from syncline.domain.item import FieldName, ItemId, ReplicaName
from syncline.domain.plan import Create, Update
from syncline.domain.printing import left_alone
from syncline.domain.references import members
from syncline.domain.scene import Written
from syncline.domain.state import FieldChange, Intent, RunRow
from syncline.domain.undo import Did, Journal, Undoing
from syncline.engine.conclude import UNDO_OF
from syncline.engine.recover import recover
from syncline.engine.run import Result, Scope, Stages, preview, sync
from syncline.engine.session import Session
from syncline.ports import Store

ALL_RUNS = 1_000_000


def preview_undo(session: Session, stages: Stages, run: str, *, by: str) -> Result:
    """Make the Plan that takes a run back, and write nothing. Raises ConfigurationError."""
    return preview(_asked(session), stages, _scope(session, run, by))


def undo(
    session: Session, stages: Stages, run: str, *, by: str, approved: str | None = None
) -> Result:
    """Take a run back, as a run of its own. Raises ConfigurationError, StalePlan."""
    _scope(session, run, by)  # what cannot be undone is told before anything is read
    recover(session)  # what that run sent may have arrived meanwhile
    result = sync(_asked(session), stages, approved=approved, scope=_scope(session, run, by))
    if result.plan is None or result.waits:
        return result
    notes = (*result.summary.notes, *left_alone(result.plan, len(result.plan.refusals)))
    return replace(result, summary=replace(result.summary, notes=notes))


def _asked(session: Session) -> Session:
    """Lift the hard limit: a person names the run, and whatever is large waits for approval."""
    safety = replace(session.portfolio.safety, stop_share=1.0)
    return replace(session, portfolio=replace(session.portfolio, safety=safety))


def _scope(session: Session, run: str, by: str) -> Scope:
    found = journal(session.store, run)
    fields = session.portfolio.fields
    references = {
        item
        for changes in found.history.values()
        for change in changes
        if change.field in fields and fields[change.field].type in REFERRING
        for item in members(change.old)
    }
    return Scope(found.items | session.store.load(references).keys(), Undoing(found, by))


def undone(run: RunRow) -> str | None:
    """Return the run that this one took back, if it did."""
    told = run.notes[0] if run.mode == "undo" and run.notes else ""
    return told.removeprefix(UNDO_OF) if told.startswith(UNDO_OF) else None


def wrote(store: Store, run: str) -> tuple[FieldChange, ...]:
    """Return what a run wrote that can be taken back; markers stay."""
    changes = store.changes_of(run)
    return tuple(c for c in changes if c.what == "written" or c.what in ON_RECORDS)


def journal(store: Store, run: str) -> Journal:
    """Return what a run wrote. Raises ConfigurationError where there is nothing to take back."""
    runs = store.runs(ALL_RUNS)
    at = next((i for i, row in enumerate(runs) if row.id == run), None)
    if at is None:
        raise ConfigurationError(
            f"No run is named {run}. `syncline runs CONFIG` lists them; a dry run is none."
        )
    changes = wrote(store, run)
    if not changes:
        raise ConfigurationError(
            f"{run} wrote no value into any record, so there is nothing to take back. Markers "
            "that it set stay: without them a crash could not be healed."
        )
    whole = [r for r in runs[at + 1 :] if r.outcome in {"OK", "PARTIAL"} and r.mode != "plan"]
    found = Journal(
        run,
        *_parts(changes, store.intents_of(run)),
        {item: store.history(item) for item in sorted({c.item for c in changes})},
        tuple(r.id for r in runs[:at] if undone(r) == run and r.outcome != "HELD"),
        frozenset(row.id for row in whole),
        whole[0].ended_at if whole else None,
    )
    if found.undone_by and found.finished(store.load(found.items)):
        raise ConfigurationError(
            f"{run} was undone by {found.undone_by[0]} already; what that has not written yet, the "
            f"next sync writes. To bring back what it took away: undo {found.undone_by[0]}."
        )
    return found


Fields = dict[tuple[ItemId, FieldName], dict[ReplicaName, Written]]
Records = dict[tuple[ItemId, ReplicaName], Did]


def _parts(changes: Sequence[FieldChange], intents: Sequence[Intent]) -> tuple[Fields, Records]:
    """Return the fields that were written, and the Records that were made, put away or back."""
    written = {(c.item, c.replica) for c in changes if c.what == "written"}
    made = {
        (i.operation.item, i.operation.replica) for i in intents if isinstance(i.operation, Create)
    }
    records: Records = dict.fromkeys(sorted(made & written), "created")
    for change in changes:
        if change.what in ON_RECORDS:
            did: Did = "archived" if change.what == "archived" else "restored"
            records[change.item, change.replica] = did
    versions = {
        (i.operation.item, i.operation.replica, c.field): c.version
        for i in intents
        if isinstance(i.operation, Update)
        for c in i.operation.changes
    }
    fields: Fields = {}
    for c in changes:
        if c.what == "written" and (c.item, c.replica) not in made:
            version = versions.get((c.item, c.replica, c.field), 0)
            fields.setdefault((c.item, c.field), {})[c.replica] = Written(c.old, c.new, version)
    return fields, records
