"""Settle what a crash or a lost answer left open: by reading, never by sending again."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from syncline.domain.errors import ReplicaError, RetryLater
from syncline.domain.fields import REFERRING, Value, same
from syncline.domain.hidden import untouched
from syncline.domain.item import Absent, Item, Record, RecordId, Snapshot
from syncline.domain.naming import short_id
from syncline.domain.plan import Archive, Change, Create, Operation, Receipt, Restore, Stamp, Update
from syncline.domain.presence import noticed
from syncline.domain.references import items_of, members
from syncline.domain.state import Aside, Intent, ItemState, Row, ShadowAt
from syncline.engine.looks import marked
from syncline.engine.session import Session
from syncline.engine.settle import after_write, moved, not_applied, received, written
from syncline.ports import Tracker


@dataclass(frozen=True)
class Recovered:
    """How many open writes were settled, and how many must wait for their tool's lag."""

    settled: int = 0
    waiting: int = 0


def recover(session: Session) -> Recovered:
    """Read the target of every open intent. Law: no call that writes."""
    settled = waiting = 0
    for intent in session.store.intents("SENT", "UNKNOWN"):
        tracker = session.trackers.get(intent.operation.replica)
        if tracker is None:
            note = "its replica is not configured any more"
            session.commit([replace(intent, state="RESOLVED", note=note)])
            continue
        try:
            done = _Recovery(session, tracker, intent).settle()
        except (ReplicaError, RetryLater):
            done = False  # a failed read says nothing: the intent stays open
        settled, waiting = settled + done, waiting + (not done)
    return Recovered(settled, waiting)


def _mapped(session: Session, op: Operation) -> Operation:
    """Leave out the fields that the configuration no longer has."""
    if isinstance(op, Stamp | Archive | Restore):
        return op
    kept = tuple(c for c in op.changes if c.field in session.portfolio.fields)
    return replace(op, changes=kept)


class _Recovery:
    def __init__(self, session: Session, tracker: Tracker, intent: Intent) -> None:
        self.session, self.tracker, self.intent = session, tracker, intent
        self.op = _mapped(session, intent.operation)
        self.now = session.clock.now()
        self.late = intent.visible_by is None or self.now > intent.visible_by

    def settle(self) -> bool:
        """Return whether the intent is closed now."""
        match self.op:
            case Create():
                return self._create(self.op)
            case Stamp():
                return self._stamp(self.op)
            case Update():
                return self._update(self.op)
            case Archive() | Restore():
                return self._move(self.op)

    def _move(self, op: Archive | Restore) -> bool:
        shown, state = self._read(op.record), self._state()
        if shown is None or state is None:
            return False
        if isinstance(shown, Absent) == isinstance(op, Archive):
            return self._close(moved(op, state, self.intent.run, self.now), "seen in its place")
        return self.late and self._close([], "not applied")

    def _close(self, rows: list[Row], note: str) -> bool:
        self.session.commit([*rows, replace(self.intent, state="RESOLVED", note=note)])
        return True

    def _create(self, op: Create) -> bool:
        found = marked(self.tracker, op.item)
        if found is None and self.intent.made:
            return self._made(op)
        if found is None and self.late and not self.tracker.traits.markable:
            return self._quarantine()
        if found is None:
            return self.late and self._close([], "not applied")
        snapshot = self._whole(found)
        return self._adopt(op, snapshot) if snapshot else False

    def _adopt(self, op: Create, snapshot: Snapshot) -> bool:
        state = self._state()
        linked = state.records.get(op.replica) if state else None
        if linked and linked.id != snapshot.id:
            reason = f"{snapshot.key}: a second record of an item that {linked.key} stands for"
            return self._close([Aside(op.replica, snapshot.id, reason)], reason)
        receipt = Receipt(
            snapshot.id, snapshot.key, snapshot.url, snapshot.fields, answered=False,
            revision=snapshot.revision,
        )  # fmt: skip
        rows = received(self.session.portfolio, None, op, receipt, self.tracker.traits)
        known = state.shadows if state else {}
        rows = [r for r in rows if not (isinstance(r, ShadowAt) and (r.replica, r.field) in known)]
        rows += written(op, {}, self.intent.run, self.now)
        return self._close(rows, "found by its marker")

    def _made(self, op: Create) -> bool:
        """Look up by its id what a create is known to have made, whatever became of it since."""
        shown = self._read(self.intent.made)
        if isinstance(shown, Snapshot):
            return self._adopt(op, shown)
        if not isinstance(shown, Absent):
            return False
        receipt = Receipt(self.intent.made, "", "", {}, answered=False)
        state = self._state() or ItemState(Item(op.item, op.kind))
        rows = received(self.session.portfolio, None, op, receipt, self.tracker.traits)
        rows.append(noticed(state, op.replica, shown, self.now))
        return self._close(rows, "it was made, and is not shown any more")

    def _quarantine(self) -> bool:
        """Set a create aside for good: without a marker nobody can tell whether it happened."""
        note = "its record carries no marker, so a person must say whether it was made"
        self.session.commit([replace(self.intent, state="QUARANTINED", note=note)])
        return False

    def _whole(self, snapshot: Snapshot) -> Snapshot | None:
        shown = self._read(snapshot.id)
        return shown if isinstance(shown, Snapshot) else None

    def _read(self, record: RecordId) -> object:
        fields = self.tracker.traits.fields
        return self.tracker.read([record], fields).get(record)

    def _stamp(self, op: Stamp) -> bool:
        shown = self._read(op.record)
        state = self._state()
        if isinstance(shown, Snapshot) and shown.marker == op.item and state:
            record: Record = replace(state.records[op.replica], marked=True)
            return self._close([record], "the marker is there")
        return self.late and self._close([], "not applied")

    def _state(self) -> ItemState | None:
        return self.session.store.load([self.op.item]).get(self.op.item)

    def _update(self, op: Update) -> bool:
        shown, state = self._read(op.record), self._state()
        if not isinstance(shown, Snapshot) or state is None:
            return self.late and self._close([], "the record is not shown")
        landed = [c for c in op.changes if self._landed(c, shown)]
        rows = list(self._landed_rows(landed, shown, state))
        rest = tuple(c for c in op.changes if c not in landed)
        done = replace(op, changes=tuple(landed))
        rows += written(done, self.intent.prior, self.intent.run, self.now)
        if not rest:
            return self._close(rows, "read back")
        if self.late:
            return self._close([*rows, *self._unapplied(rest, shown, state)], "not applied")
        if landed:
            self.session.commit([*rows, *self._halved(done, rest)])
        return False

    def _halved(self, done: Update, rest: tuple[Change, ...]) -> Iterator[Intent]:
        """Yield a write that landed by half as two, so that the journal keeps all of it."""
        yield replace(self.intent, operation=done, state="RESOLVED", note="read back")
        made = short_id("w", self.intent.id, *(change.field for change in rest))
        yield replace(self.intent, id=made, operation=replace(done, changes=rest))

    def _edited(self, change: Change, shown: Snapshot) -> bool:
        """Tell whether the tool's log knows of an edit after the write was written down."""
        edit = shown.edits.get(change.field)
        return edit is not None and edit.at is not None and edit.at > self.intent.at

    def _display(self, change: Change, shown: Snapshot) -> Value:
        value = shown.fields.get(change.field)
        kind = self.session.portfolio.fields[change.field].type
        if kind not in REFERRING or value is None:
            return value
        links = self.session.store.links(self.op.replica, members(value))
        return untouched(kind, change, items_of(value, links.get))

    def _landed(self, change: Change, shown: Snapshot) -> bool:
        kind = self.session.portfolio.fields[change.field].type
        return change.field in shown.fields and same(kind, self._display(change, shown), change.ask)

    def _landed_rows(
        self, changes: list[Change], shown: Snapshot, state: ItemState
    ) -> Iterator[Row]:
        for change in changes:
            kind = self.session.portfolio.fields[change.field].type
            former = state.shadows.get((self.op.replica, change.field))
            display = self._display(change, shown)
            shadow = after_write(kind, change, display, former, answered=False)
            yield ShadowAt(self.op.item, self.op.replica, change.field, shadow)

    def _unapplied(
        self, changes: tuple[Change, ...], shown: Snapshot, state: ItemState
    ) -> Iterator[Row]:
        for change in changes:
            former = state.shadows.get((self.op.replica, change.field))
            if former is not None and change.field in shown.fields:
                kind = self.session.portfolio.fields[change.field].type
                shadow = not_applied(
                    kind, former, change, self._display(change, shown),
                    edited=self._edited(change, shown),
                )  # fmt: skip
                if shadow != former:
                    yield ShadowAt(self.op.item, self.op.replica, change.field, shadow)
