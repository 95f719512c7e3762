"""What it means to take back what one run wrote into one field."""

from collections.abc import Sequence
from dataclasses import replace

from syncline.domain.fields import HOMED, FieldType, Value, is_empty, same, shown_text
from syncline.domain.history import DECIDED
from syncline.domain.item import FieldName, ReplicaName
from syncline.domain.plan import Change, Operation, Refusal, Update
from syncline.domain.scene import Reversed, Scene, Writes, Written, hold_id
from syncline.domain.state import Agreed, Candidate, Conflict, FieldChange, ItemState


class FieldReversal:
    """One field of one Item, while what a run wrote into it is taken back."""

    def __init__(
        self, scene: Scene, state: ItemState, name: FieldName, writes: Writes,
        past: Sequence[FieldChange],
    ) -> None:  # fmt: skip
        self.scene, self.state, self.name, self.writes = scene, state, name, writes
        self.past = [row for row in past if row.field == name]
        self.agreed = state.agreed.get(name, Agreed())
        self.version = max(w.version for w in writes.values())

    def settle(self) -> Reversed:
        """Take the field back, or say why it stays."""
        conflict, item = self.state.conflicts.get(self.name), self.state.item.id
        if conflict and conflict.revision == 1:
            if conflict.id == hold_id(item, self.name, self.scene.run):
                return self._joined(conflict)
            if conflict.id in {hold_id(item, self.name, run) for run in self.scene.undone_by}:
                return self._apart_again(conflict)
        if kept := self._kept():
            return self._refused(*kept)
        if self.agreed.version > self.version:
            return Reversed(self.state, ours=True)  # it was taken back before
        for replica in sorted(self._showing()):
            if reason := self.scene.later(self.state, replica, self.name):
                return self._refused(replica, reason)
        return self._taken_back()

    @property
    def kind(self) -> FieldType:
        """Return the type of the field."""
        return self.scene.toolbox.portfolio.fields[self.name].type

    # -- what stays -------------------------------------------------------------------------

    def _refused(self, replica: ReplicaName, reason: str) -> Reversed:
        return Reversed(self.state, refusals=(self._refusal(replica, reason),))

    def _refusal(self, replica: ReplicaName, reason: str) -> Refusal:
        return Refusal(self.state.item.id, replica, self.name, reason)

    def _kept(self) -> tuple[ReplicaName, str] | None:
        """Return where and why the field is not taken back, if so."""
        if never := self._never():
            return min(self.writes), never
        if conflict := self.state.conflicts.get(self.name):
            return min(self.writes), f"it is on hold until a person settles {conflict.id}"
        for (replica, name), proposal in sorted(self.state.proposals.items()):
            if name == self.name:
                return replica, f"{proposal.id} waits there for a person"
        return self._changed_since()

    def _never(self) -> str | None:
        """Return why this field is never taken back, if so."""
        portfolio = self.scene.toolbox.portfolio
        if self.name not in portfolio.fields:
            return "the configuration has no such field any more"
        if portfolio.fields[self.name].computed:
            return "it is computed: it follows the items that it is computed from"
        if self.kind in HOMED - {FieldType.THREAD}:
            return "it follows what is attached to its records: remove it where it was added"
        if self.kind is FieldType.THREAD:
            return "what people said is not taken back: delete it where it was written"
        if portfolio.policy(self.name).set_once:
            return "it is set once and never changed"
        return None

    def _changed_since(self) -> tuple[ReplicaName, str] | None:
        if self.agreed.version <= self.version:
            return None
        run = self.scene.run
        first = next((i for i, row in enumerate(self.past) if row.run == run), 0)
        later = self.past[first:]
        changes = [row for row in later if row.what in DECIDED and row.run != run]
        if not changes:
            return min(self.writes), "changed since"
        last = changes[-1]
        if last.what == "undone" and last.run in self.scene.undone_by:
            return None
        who, where = last.by or "somebody", last.replica or "Syncline"
        return last.replica, (
            f"changed since: {who} made it {shown_text(last.new)} in {where} "
            f"on {last.at:%Y-%m-%d %H:%M} ({last.what})"
        )

    def _showing(self) -> set[ReplicaName]:
        """Return the replicas that the run wrote, and those that show the same."""
        shown = {
            replica
            for (replica, name), shadow in self.state.shadows.items()
            if name == self.name and shadow.version == self.agreed.version
        }
        return (shown & set(self.scene.toolbox.portfolio.replicas)) | self.writes.keys()

    # -- what goes back ---------------------------------------------------------------------

    def _taken_back(self) -> Reversed:
        never = {r: self.scene.never(self.state, r, self.name) for r in sorted(self._showing())}
        refusals = tuple(self._refusal(r, why) for r, why in never.items() if why)
        writes = {r: w for r, w in self.writes.items() if not never[r]}
        if not writes:
            return Reversed(self.state, refusals=refusals)
        decision = self._carried()
        made = self._agreed(decision.old) if decision else self._apart(writes)
        return replace(made, refusals=(*refusals, *made.refusals))

    def _carried(self) -> FieldChange | None:
        """Return the one decision that the run carried, when that is all that it wrote.

        None where the run ended a difference: then every replica gets back what was its own.
        """
        kind = self.kind
        written = (i for i, row in enumerate(self.past) if self._is_ours(row))
        before = self.past[: next(written, 0)]
        decided = [
            (i, row) for i, row in enumerate(before)
            if row.what in DECIDED and not same(kind, row.old, row.new)
        ]  # fmt: skip
        if self.agreed.version < 2 or not decided:
            return None
        index, last = decided[-1]
        earlier = last.run in self.scene.former or last.at < (self.scene.since or last.at)
        if earlier or not same(kind, last.new, self.agreed.value):
            return None
        if any(row.what == "written" for row in before[index:]):
            return None  # another run has carried it, this one only caught up
        known = [row.old for _, row in decided]
        explained = all(self._explained(r, w.old, known) for r, w in self.writes.items())
        return last if explained else None

    def _is_ours(self, row: FieldChange) -> bool:
        return row.what == "written" and row.run == self.scene.run

    def _explained(self, replica: ReplicaName, old: Value, known: Sequence[Value]) -> bool:
        """Tell whether a replica showed the former agreed value, or an earlier one."""
        candidates = [known[-1], *([] if is_empty(old) else known)]
        return any(self.scene.looks(self.name, replica, value, old) for value in candidates)

    def _agreed(self, value: Value) -> Reversed:
        """Make the former value the agreed one: whoever shows the other is behind."""
        agreed = Agreed(value, self.agreed.version + 1)
        state = replace(self.state, agreed={**self.state.agreed, self.name: agreed})
        return Reversed(state, (self._change("", self.agreed.value, value, "undone"),), ours=True)

    def _change(self, replica: ReplicaName, old: Value, new: Value, what: str) -> FieldChange:
        at = self.scene.at
        return FieldChange(
            self.state.item.id, self.name, replica, old, new, what, at.run, at.now, self.scene.by
        )

    # -- tools that differ again ------------------------------------------------------------

    def _apart(self, writes: Writes) -> Reversed:
        """Give each replica back what was its own, and hold the field until a person settles it."""
        sides = {
            replica: self._side(replica, writes.get(replica))
            for replica in sorted(self.state.homes)
            if (replica, self.name) in self.state.shadows and not self._only_watched(replica)
        }
        if len({side.value for side in sides.values()}) == 1:
            return self._agreed(next(iter(sides.values())).value)
        item, at, agreed = self.state.item.id, self.scene.at, self.agreed.value
        seen = tuple(dict.fromkeys([*(side.value for side in sides.values()), agreed]))
        made = hold_id(item, self.name, at.run)
        conflict = Conflict(made, item, self.name, sides, seen, at.now)
        conflicts = {**self.state.conflicts, self.name: conflict}
        rows = tuple(self._change(r, agreed, w.old, "held") for r, w in sorted(writes.items()))
        state = replace(self.state, conflicts=conflicts)
        return Reversed(state, rows, self._given_back(writes), ours=True)

    def _only_watched(self, replica: ReplicaName) -> bool:
        policy = self.scene.toolbox.portfolio.policy(self.name, self.state.homes)
        elsewhere = bool(policy.authority) and replica not in policy.authority
        return policy.elsewhere == "compare" and elsewhere and replica not in self.writes

    def _side(self, replica: ReplicaName, written: Written | None) -> Candidate:
        if written:
            return Candidate(written.old, self.agreed.version, written.old)
        shadow = self.state.shadows[replica, self.name]
        known = self.scene.looks(self.name, replica, self.agreed.value, shadow.shown)
        return Candidate(self.agreed.value if known else shadow.shown, shadow.version, shadow.shown)

    def _given_back(self, writes: Writes) -> tuple[Operation, ...]:
        return tuple(self._update(r, w) for r, w in sorted(writes.items()))

    def _update(self, replica: ReplicaName, written: Written) -> Update:
        shown = self.state.shadows[replica, self.name].shown
        reason = (
            f"undo of {self.scene.run}: {shown_text(shown)} becomes {shown_text(written.old)}, "
            "which was its own; the tools differ, so it is on hold then"
        )
        change = Change(self.name, written.old, shown, self.agreed.version, reason)
        record, lane = self.state.records[replica].id, self.scene.toolbox.lane(replica, self.name)
        return Update(self.state.item.id, replica, record, lane, (change,))

    def _apart_again(self, conflict: Conflict) -> Reversed:
        """Finish an undo that was cut off: write what still shows the value of the run."""
        shadows = {r: self.state.shadows.get((r, self.name)) for r in self.writes}
        left = {
            replica: self.writes[replica]
            for replica, shadow in shadows.items()
            if shadow and replica in conflict.candidates
            and same(self.kind, shadow.asked, self.writes[replica].new)
        }  # fmt: skip
        waits = {r: self._waits(r) for r in left}
        refusals = tuple(self._refusal(r, why) for r, why in sorted(waits.items()) if why)
        ready = {r: w for r, w in left.items() if not waits[r]}
        return Reversed(self.state, (), self._given_back(ready), refusals, ours=True)

    def _waits(self, replica: ReplicaName) -> str | None:
        scene, state = self.scene, self.state
        return scene.later(state, replica, self.name) or scene.never(state, replica, self.name)

    def _joined(self, conflict: Conflict) -> Reversed:
        """Take back an undo that held the field: the value that was agreed is written again."""
        agreed = Agreed(self.agreed.value, self.agreed.version + 1)
        closed = replace(conflict, closed_at=self.scene.at.now, how=f"undo of {self.scene.run}")
        others = {n: c for n, c in self.state.conflicts.items() if n != self.name}
        state = replace(
            self.state, conflicts=others, agreed={**self.state.agreed, self.name: agreed}
        )
        told = self._change("", self.agreed.value, self.agreed.value, "undone")
        return Reversed(state, (closed, told), ours=True)
