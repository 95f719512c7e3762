"""Perform the operations of one replica: re-read, compare, intent, call, receipt, shadow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby

from syncline.domain.errors import (
    CannotRead,
    ItemError,
    Outage,
    RateLimited,
    ReplicaError,
    RetryLater,
    UnknownOutcome,
)
from syncline.domain.fields import FieldType, Value, is_empty, same
from syncline.domain.item import Absent, FieldName, Record, RecordId, ReplicaName, Snapshot
from syncline.domain.naming import short_id
from syncline.domain.plan import Change, Create, Operation, Receipt, Stamp, Update
from syncline.domain.state import Intent, ItemState, Row, Shadow, ShadowAt
from syncline.engine.observe import Progress
from syncline.engine.session import Session, chunks
from syncline.engine.settle import received, written

FRESH_FOR = timedelta(seconds=5)  # how long a batched re-read stands for "just before the call"
CALL_WITHIN = timedelta(seconds=30)  # between writing an intent down and making its call

Seen = Snapshot | Absent | CannotRead | None


@dataclass(frozen=True)
class Applied:
    """What became of the operations of one replica; each list holds sentences for people."""

    replica: ReplicaName
    done: int = 0
    dropped: tuple[str, ...] = ()  # the record had changed since it was read: next round decides
    failed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    stopped: str | None = None  # why the rest of this replica was left for the next run


@dataclass
class _Tally:
    replica: ReplicaName
    done: int = 0
    dropped: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    stopped: str | None = None

    def total(self) -> Applied:
        return Applied(
            self.replica, self.done, tuple(self.dropped), tuple(self.failed),
            tuple(self.unknown), self.stopped,
        )  # fmt: skip


def apply_replica(
    session: Session,
    replica: ReplicaName,
    operations: Sequence[Operation],
    progress: Progress = lambda _, __: None,
) -> Applied:
    """Apply operations in order. One poisoned Item stops nothing; systemic trouble stops all.

    Law: no external write without a committed intent, and no second write for an unknown one.
    """
    tally = _Tally(replica)
    try:
        for is_create, group in groupby(operations, key=lambda op: isinstance(op, Create)):
            size = 50 if is_create else session.trackers[replica].traits.batch
            for chunk in chunks(list(group), size):
                _apply_chunk(session, replica, chunk, tally)
                progress(replica, tally.done)
    except (ReplicaError, RetryLater) as trouble:
        tally.stopped = str(trouble)
    return tally.total()


def _apply_chunk(
    session: Session, replica: ReplicaName, chunk: Sequence[Operation], tally: _Tally
) -> None:
    # Loaded afresh: Records created earlier in this run are the parents of later ones.
    states = session.store.load({op.item for op in chunk})
    seen = _reread(session, replica, chunk)
    read_at = session.clock.wall()
    for op in chunk:
        state = states.get(op.item)
        if session.clock.wall() - read_at > FRESH_FOR:
            seen = {**seen, **_reread(session, replica, [op])}
        shown = None if isinstance(op, Create) else seen.get(op.record)
        _Writing(session, replica, state, tally).perform(op, shown)


def _reread(
    session: Session, replica: ReplicaName, chunk: Sequence[Operation]
) -> Mapping[RecordId, Seen]:
    wanted = sorted({op.record for op in chunk if not isinstance(op, Create)})
    if not wanted:
        return {}
    fields = {c.field for op in chunk if isinstance(op, Update) for c in op.changes}
    return session.trackers[replica].read(wanted, fields)


class _Writing:
    """One operation on its way."""

    def __init__(
        self, session: Session, replica: ReplicaName, state: ItemState | None, tally: _Tally
    ) -> None:
        self.session, self.replica, self.state, self.tally = session, replica, state, tally

    def perform(self, op: Operation, seen: Seen) -> None:
        match op:
            case Create():
                self._send(op, {})
            case Stamp():
                self._stamp(op, seen)
            case Update():
                self._update(op, seen)

    def _stamp(self, op: Stamp, seen: Seen) -> None:
        if not isinstance(seen, Snapshot):
            self._drop(op, seen)
        elif seen.marker == op.item:
            self.session.commit([self._record(marked=True)])
            self.tally.done += 1
        elif seen.marker is not None:
            self.tally.failed.append(
                f"{self.replica} {seen.key}: it already carries the marker {seen.marker}"
            )
        else:
            self._send(op, {})

    def _record(self, *, marked: bool) -> Record:
        if self.state is None:
            raise AssertionError("a stamp belongs to a loaded Item")
        return replace(self.state.records[self.replica], marked=marked)

    def _update(self, op: Update, seen: Seen) -> None:
        """Keep what the record still shows as expected; what shows our value already is done."""
        if not isinstance(seen, Snapshot):
            self._drop(op, seen)
            return
        kept, done = [], list[Row]()
        for change in op.changes:
            shown = self._displayed(seen, change.field)
            kind = self.session.portfolio.fields[change.field].type
            if change.field not in seen.fields or shown is _UNKNOWN_REFERENCE:
                self.tally.dropped.append(f"{self.replica} {seen.key} {change.field}: not readable")
            elif same(kind, shown, change.ask):
                shadow = Shadow(change.ask, change.ask, change.version)
                done.append(ShadowAt(op.item, self.replica, change.field, shadow))
            elif same(kind, shown, change.expect):
                kept.append(change)
            else:
                self.tally.dropped.append(
                    f"{self.replica} {seen.key} {change.field}: somebody has just changed it"
                )
        self.session.commit(done)
        if kept:
            prior = {c.field: seen.fields[c.field] for c in kept}
            self._send(replace(op, changes=tuple(kept)), prior)
        else:
            self.tally.done += bool(done)

    def _displayed(self, seen: Snapshot, name: FieldName) -> Value:
        value = seen.fields.get(name)
        if self.session.portfolio.fields[name].type is not FieldType.REF or is_empty(value):
            return value
        links = self.session.store.links(self.replica, [str(value)])
        return links.get(str(value), _UNKNOWN_REFERENCE)

    def _drop(self, op: Stamp | Update, seen: Seen) -> None:
        match seen:
            case Absent():
                why = seen.reason
            case CannotRead():
                why = seen.reason
            case _:
                why = "it was not shown"
        self.tally.dropped.append(f"{self.replica} {op.record}: {why}")

    # -- the call ---------------------------------------------------------------------------

    def _send(self, op: Operation, prior: Mapping[FieldName, Value]) -> None:
        native = self._native(op)
        if native is None:
            return
        now = self.session.clock.now()
        until = now + self.session.trackers[self.replica].traits.visible_by
        made = short_id("w", self.session.run, repr(op), now.isoformat())
        intent = Intent(made, self.session.run, op, "SENT", prior, now, until)
        written_down = self.session.clock.wall()
        self.session.commit([intent])
        self._last_test(written_down)
        try:
            receipt = self.session.trackers[self.replica].apply(native)
        except UnknownOutcome as unknown:
            self._end(intent, "UNKNOWN", str(unknown))
            self.tally.unknown.append(f"{self._what(op)}: {unknown.seen}")
        except ItemError as refused:
            self._end(intent, "FAILED", str(refused))
            self.tally.failed.append(f"{self._what(op)}: {refused.reason}")
        except (ReplicaError, RateLimited, Outage) as trouble:
            self._end(intent, "FAILED", str(trouble))
            raise
        else:
            self._confirm(intent, op, receipt)

    def _last_test(self, written_down: datetime) -> None:
        """Stop before the socket when the fence has moved on or this run was paused too long.

        The intent stays SENT: whoever comes next reads before it does anything else.
        """
        self.session.check()
        if self.session.clock.wall() - written_down > CALL_WITHIN:
            raise Outage(self.replica, "this run was paused just before a write, so it stops here")

    def _confirm(self, intent: Intent, op: Operation, receipt: Receipt) -> None:
        session = self.session
        later = session.trackers[self.replica].traits.later
        rows = received(session.portfolio, self.state, op, _canonical(op, receipt), later)
        if isinstance(op, Stamp):
            rows.append(self._record(marked=True))
        rows += written(op, intent.prior, session.run, session.clock.now())
        session.commit([*rows, replace(intent, state="OK")])
        self.tally.done += 1

    def _end(self, intent: Intent, state: str, note: str) -> None:
        self.session.commit([replace(intent, state=state, note=note)])  # type: ignore[arg-type]  # a literal

    def _what(self, op: Operation) -> str:
        name = self.state.name if self.state else op.item
        return f"{self.replica} {type(op).__name__.lower()} of {name}"

    def _native(self, op: Operation) -> Operation | None:
        """Give references as the replica's own record ids."""
        if isinstance(op, Stamp):
            return op
        changes = [self._native_change(change) for change in op.changes]
        kept = tuple(c for c in changes if c is not None)
        return replace(op, changes=kept) if kept or isinstance(op, Create) else None

    def _native_change(self, change: Change) -> Change | None:
        if self.session.portfolio.fields[change.field].type is not FieldType.REF:
            return change
        if change.ask is None:
            return change
        parent = self.session.store.load([str(change.ask)]).get(str(change.ask))
        record = parent.records.get(self.replica) if parent else None
        return replace(change, ask=record.id) if record else None


_UNKNOWN_REFERENCE = "\x00a parent outside this portfolio"


def _canonical(op: Operation, receipt: Receipt) -> Receipt:
    """Take references as asked: the receipt names them natively."""
    asked = {c.field: c.ask for c in getattr(op, "changes", ()) if c.field == "parent"}
    return replace(receipt, stored={**receipt.stored, **asked}) if asked else receipt
