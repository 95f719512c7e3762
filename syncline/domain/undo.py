"""Take back what one run wrote, except what anyone changed since: a revision of the round."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from syncline.domain.history import TYPED
from syncline.domain.item import FieldName, ItemId, ReplicaName
from syncline.domain.missing import RETURNED, Moment
from syncline.domain.plan import Archive, Change, Operation, Plan, Refusal, Restore, Update
from syncline.domain.reversal import FieldReversal
from syncline.domain.scene import Reversed, Scene, Writes, hold_id
from syncline.domain.state import FieldChange, ItemState, Row
from syncline.domain.toolbox import Observed, Toolbox

Did = Literal["created", "archived", "restored"]


@dataclass(frozen=True, slots=True)
class Journal:
    """What one run wrote, with the history of every Item that it touched.

    `undone_by`: runs that took it back before. `former`: the runs before it that ended well, and
    `since` the end of the last of them.
    """

    run: str
    written: Mapping[tuple[ItemId, FieldName], Writes] = field(default_factory=dict)
    records: Mapping[tuple[ItemId, ReplicaName], Did] = field(default_factory=dict)
    history: Mapping[ItemId, tuple[FieldChange, ...]] = field(default_factory=dict)
    undone_by: tuple[str, ...] = ()
    former: frozenset[str] = frozenset()
    since: datetime | None = None

    @property
    def items(self) -> frozenset[ItemId]:
        """Return the Items of which the run wrote anything."""
        return frozenset(item for item, _ in (*self.written, *self.records))

    def finished(self, states: Mapping[ItemId, ItemState]) -> bool:
        """Tell whether nothing of it stands any more as the run left it."""
        fields = any(
            self._stands(states[item], name, writes)
            for (item, name), writes in self.written.items()
            if item in states
        )
        return not fields and not any(
            (replica in states[item].absent) == (did == "archived")
            for (item, replica), did in self.records.items()
            if item in states
        )

    def _stands(self, state: ItemState, name: FieldName, writes: Writes) -> bool:
        conflict = state.conflicts.get(name)
        holds = {hold_id(state.item.id, name, run) for run in self.undone_by}
        if conflict and conflict.id in holds:
            shadows = {r: state.shadows.get((r, name)) for r in writes}
            return any(s is not None and s.asked == writes[r].new for r, s in shadows.items())
        versions = {written.version for written in writes.values()}
        return name in state.agreed and state.agreed[name].version <= max(versions)


class Undoing:
    """The undoing of one run; lives for one round."""

    def __init__(self, journal: Journal, by: str) -> None:
        self.journal, self.by = journal, by
        self._ours: dict[tuple[ItemId, FieldName], Writes] = {}
        self._operations: list[Operation] = []
        self._refusals: list[Refusal] = []

    def revise(
        self,
        toolbox: Toolbox,
        observed: Observed,
        states: dict[ItemId, ItemState],
        rows: Sequence[Row],
        at: Moment,
    ) -> list[Row]:
        """Take back what may be, in `states`; return the rows. Law: a fresh edit is untouched."""
        scene = Scene(
            toolbox, observed, at, self.by, self.journal.run, self.journal.undone_by,
            self.journal.former, self.journal.since,
        )  # fmt: skip
        past = {item: list(changes) for item, changes in self.journal.history.items()}
        for row in rows:
            if isinstance(row, FieldChange) and row.item in past:
                past[row.item].append(row)
        made: list[Row] = []
        for (item, name), writes in sorted(self.journal.written.items()):
            done = FieldReversal(scene, states[item], name, writes, past[item]).settle()
            made += self._take(states, done)
            if done.ours:
                self._ours[item, name] = writes
        for (item, replica), did in sorted(self.journal.records.items()):
            made += self._take(states, _moved(scene, states[item], replica, did, past[item]))
        return made

    def _take(self, states: dict[ItemId, ItemState], done: Reversed) -> tuple[Row, ...]:
        states[done.state.item.id] = done.state
        self._operations += done.operations
        self._refusals += done.refusals
        return done.rows

    def plan(
        self, plan: Plan, before: Mapping[ItemId, ItemState], after: Mapping[ItemId, ItemState]
    ) -> Plan:
        """Return the Plan of the undo: what is taken back, and what was typed in this very round.

        What else is behind was behind before; it is left to the next sync.
        """
        archived = {(o.item, o.replica) for o in self._operations if isinstance(o, Archive)}
        kept: list[Operation] = [*self._operations]
        for op in plan.operations:
            if isinstance(op, Update) and (op.item, op.replica) not in archived:
                changes = tuple(
                    self._told(op, change)
                    for change in op.changes
                    if (op.item, change.field) in self._ours
                    or _typed(before[op.item], after[op.item], change.field)
                )
                kept += [replace(op, changes=changes)] if changes else []
        ours = [r for r in plan.refusals if (r.item, r.field) in self._ours]
        refusals = (*self._refusals, *ours)
        named = {op.item for op in kept} | {refusal.item for refusal in refusals}
        return replace(
            plan,
            operations=tuple(sorted(kept, key=lambda op: (op.item, op.replica))),
            refusals=refusals,
            names={item: after[item].name for item in named if item in after},
        )

    def _told(self, op: Update, change: Change) -> Change:
        writes = self._ours.get((op.item, change.field))
        if writes is None:
            return change
        reason = f"undo of {self.journal.run}: {change.reason}"
        if op.replica not in writes:
            reason += "; it shows the same, and the next sync would carry it back"
        return replace(change, reason=reason)


def _typed(before: ItemState, after: ItemState, name: FieldName) -> bool:
    return before.agreed.get(name) != after.agreed.get(name)


def _moved(
    scene: Scene, state: ItemState, replica: ReplicaName, did: Did, past: Iterable[FieldChange]
) -> Reversed:
    """Put away a Record that the run created or brought back; bring back one that it put away."""
    if (replica in state.absent) != (did == "archived"):
        return _gone(scene, state, replica, did)
    if reason := _stays(scene, state, replica, did, past):
        return Reversed(state, refusals=(Refusal(state.item.id, replica, None, reason),))
    reason = f"undo of {scene.run}, which {did} it"
    if did != "archived":
        away = Archive(state.item.id, replica, state.records[replica].id, reason)
        return Reversed(state, operations=(away,))
    absence = state.absent[replica]
    kept = {r: replace(a, how="kept") if a.how == "archive" else a for r, a in state.absent.items()}
    back = Restore(state.item.id, replica, absence.record, reason)
    return Reversed(replace(state, absent=kept), operations=(back,))


def _gone(scene: Scene, state: ItemState, replica: ReplicaName, did: Did) -> Reversed:
    """Say what became of a Record that is not where the run left it."""
    absence = state.absent.get(replica)
    if absence is None or absence.how == "archived":
        return Reversed(state)
    reason = f"{scene.run} {did} it, and it is not shown there any more: {absence.reason}"
    return Reversed(state, refusals=(Refusal(state.item.id, replica, None, reason),))


def _stays(
    scene: Scene, state: ItemState, replica: ReplicaName, did: Did, past: Iterable[FieldChange]
) -> str | None:
    """Return why a Record stays where it is, if it does."""
    record = state.records.get(replica)
    if record is None or replica not in scene.toolbox.portfolio.replicas:
        return f"{replica} does not hold it any more"
    if later := scene.later(state, replica, None):
        return later
    if did == "archived" and state.absent[replica].how != "archived":
        return f"it is not shown there: {state.absent[replica].reason}"
    since = [c for c in _since(past, scene.run) if c.replica == replica]
    wanted = [c for c in since if c.what in TYPED or c.what == RETURNED]
    if wanted and did != "archived":
        last = wanted[-1]
        what = "brought it back" if last.what == RETURNED else f"edited {last.field} there"
        return (
            f"{scene.run} {did} it, and {last.by or 'somebody'} {what} on "
            f"{last.at:%Y-%m-%d %H:%M}: put {record.key} away by hand, if it is to go"
        )
    traits = scene.toolbox.tools[replica].traits
    if not (traits.archives and traits.writable):
        todo = "bring it back" if did == "archived" else "put it away"
        return f"{scene.run} {did} {record.key}, and Syncline cannot {todo} there: do it by hand"
    return None


def _since(past: Iterable[FieldChange], run: str) -> list[FieldChange]:
    """Return what other runs recorded after the first line of a run."""
    changes = list(past)
    first = next((i for i, row in enumerate(changes) if row.run == run), 0)
    return [row for row in changes[first:] if row.run != run]
