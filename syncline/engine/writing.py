"""One operation on its way: compare with what is shown, intent, call, receipt, shadow."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from syncline.domain.backoff import Place, place_of, refused
from syncline.domain.errors import (
    CannotRead,
    ItemError,
    Outage,
    RateLimited,
    ReplicaError,
    UnknownOutcome,
)
from syncline.domain.fields import (
    HOMED,
    REFERRING,
    FieldType,
    Value,
    is_empty,
    same,
    shown_text,
)
from syncline.domain.hidden import untouched
from syncline.domain.item import Absent, FieldName, Record, Snapshot
from syncline.domain.naming import short_id
from syncline.domain.plan import (
    Archive,
    Change,
    Create,
    Operation,
    Receipt,
    Restore,
    Stamp,
    Update,
)
from syncline.domain.presence import noticed
from syncline.domain.references import items_of, members
from syncline.domain.state import Intent, ItemState, Postponed, Row, Shadow, ShadowAt
from syncline.engine.covering import accounted, understood
from syncline.engine.ends import in_sight
from syncline.engine.referring import in_its_terms
from syncline.engine.session import Session
from syncline.engine.settle import canonical, moved, reached, received, written
from syncline.engine.tally import Failed, Tally
from syncline.ports.ours import asking

CALL_WITHIN = timedelta(seconds=30)  # between writing an intent down and making its call

Seen = Snapshot | Absent | CannotRead | None


class Writing:
    """One operation on its way."""

    def __init__(
        self, session: Session, state: ItemState | None, tally: Tally,
        letters: Mapping[Place, Postponed],
    ) -> None:  # fmt: skip
        self.session, self.replica, self.state = session, tally.replica, state
        self.tally, self.letters = tally, letters

    def perform(self, op: Operation, seen: Seen) -> None:
        """Do one operation whose record was just read. Raises ReplicaError and RetryLater."""
        match op:
            case Create():
                self._send(op, {})
            case Stamp():
                self._stamp(op, seen)
            case Update():
                self._update(op, seen)
            case Archive():
                self._archive(op, seen)
            case Restore():
                self._restore(op, seen)

    def _archive(self, op: Archive, seen: Seen) -> None:
        """Put away only what still shows what it showed: an edit made meanwhile wins."""
        if not isinstance(seen, Snapshot):
            self._drop(op, seen)
        elif edited := self._edited(seen):
            self.tally.dropped.append(
                f"{self.replica} {seen.key} {edited}: somebody has just changed it, so it stays"
            )
        else:
            self._send(op, {})

    def _edited(self, seen: Snapshot) -> str | None:
        shadows = self.state.shadows if self.state else {}
        for name in seen.fields.keys() & self.session.portfolio.fields.keys():
            kind = self.session.portfolio.fields[name].type
            shadow = shadows.get((self.replica, name))
            if shadow and not same(kind, self._displayed(seen, name), shadow.shown):
                return name
        return None

    def _restore(self, op: Restore, seen: Seen) -> None:
        if isinstance(seen, Absent) and self.state:
            self._send(op, {})
        elif isinstance(seen, Snapshot) and self.state:
            self.session.commit(moved(op, self.state, self.session.run, self.session.clock.now()))
            self.tally.done += 1
        else:
            self._drop(op, seen)

    def _stamp(self, op: Stamp, seen: Seen) -> None:
        if not isinstance(seen, Snapshot):
            self._drop(op, seen)
        elif seen.marker == op.item:
            self.session.commit([self._record(marked=True)])
            self.tally.done += 1
        elif seen.marker is not None:
            reason = f"it already carries the marker {seen.marker}"
            self.tally.failed.append(Failed(f"{self.replica} {seen.key}", reason))
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
            kind = self.session.portfolio.fields[change.field].type
            shown = self._shown(seen, change)
            if change.field not in seen.fields or shown is _UNKNOWN_REFERENCE:
                self.tally.dropped.append(f"{self.replica} {seen.key} {change.field}: not readable")
            elif kind is FieldType.LINKS and not self._in_sight(change, shown):
                self.tally.dropped.append(
                    f"{self.replica} {seen.key} {change.field}: the other end of a link is hidden"
                )
            elif same(kind, shown, change.ask):
                shadow = Shadow(change.ask, change.ask, change.version)
                done.append(ShadowAt(op.item, self.replica, change.field, shadow))
            elif kind in HOMED or same(kind, shown, change.expect):
                kept.append(change)
            else:
                self.tally.dropped.append(
                    f"{self.replica} {seen.key} {change.field}: somebody has just changed it"
                )
        self.session.commit(done)
        if kept:
            prior = {c.field: self._shown(seen, c) for c in kept}
            self._send(replace(op, changes=tuple(kept)), prior)
        else:
            self.tally.done += bool(done)

    def _in_sight(self, change: Change, shown: Value) -> bool:
        """Tell whether what is to be removed and is not shown was removed already, not hidden."""
        return in_sight(self.session, self.replica, members(change.expect) - members(shown))

    def _shown(self, seen: Snapshot, change: Change) -> Value:
        kind = self.session.portfolio.fields[change.field].type
        return untouched(kind, change, self._displayed(seen, change.field))

    def _on_hold(self, change: Change) -> bool:
        """Tell whether a field is frozen; only an undo gives a side of a Conflict its own value."""
        conflict = self.state.conflicts.get(change.field) if self.state else None
        side = conflict.candidates.get(self.replica) if conflict else None
        return conflict is not None and (side is None or side.display != change.ask)

    def _displayed(self, seen: Snapshot, name: FieldName) -> Value:
        value = seen.fields.get(name)
        kind = self.session.portfolio.fields[name].type
        if kind not in REFERRING or is_empty(value):
            return value
        links = self.session.store.links(self.replica, members(value))
        found = items_of(value, links.get)
        return _UNKNOWN_REFERENCE if found is None else found

    def _drop(self, op: Stamp | Update | Archive | Restore, seen: Seen) -> None:
        match seen:
            case Absent():
                why = seen.reason
                if self.state:
                    now = self.session.clock.now()
                    self.session.commit([noticed(self.state, self.replica, seen, now)])
            case CannotRead():
                why = seen.reason
            case _:
                why = "it was not shown"
        self.tally.dropped.append(f"{self.replica} {op.record}: {why}")

    # -- the call ---------------------------------------------------------------------------

    def _send(self, wanted: Operation, prior: Mapping[FieldName, Value]) -> None:
        with self.session.turn:
            op = self._free(wanted)
            native = in_its_terms(self.session, op) if op else None
            if op is None or native is None:
                return
            now = self.session.clock.now()
            until = now + self.session.trackers[self.replica].traits.visible_by
            made = short_id("w", self.session.run, repr(op), now.isoformat())
            intent = Intent(made, self.session.run, op, "SENT", prior, now, until)
            written_down = self.session.clock.wall()
            self.session.commit([intent])
        self._in_time(written_down)
        try:
            with asking(partial(self._last_test, intent)):
                receipt = self.session.trackers[self.replica].apply(native)
        except UnknownOutcome as unknown:
            self._end(replace(intent, made=unknown.record), "UNKNOWN", str(unknown))
            self.tally.unknown.append(f"{self._what(op)}: {unknown.seen}")
        except ItemError as refusal:
            self._refused(intent, refusal)
        except (ReplicaError, RateLimited, Outage) as trouble:
            self._end(intent, "FAILED", str(trouble))
            raise
        else:
            self._confirm(intent, op, receipt)

    def _free(self, op: Operation) -> Operation | None:
        """Leave out what is on hold by now: a write to another tool may have covered an edit."""
        if not isinstance(op, Update):
            return op
        self.state = self.session.store.load([op.item]).get(op.item)
        held = [change.field for change in op.changes if self._on_hold(change)]
        key = self.state.records[self.replica].key if self.state else op.record
        self.tally.dropped += [f"{self.replica} {key} {name}: on hold now" for name in held]
        kept = tuple(change for change in op.changes if change.field not in held)
        return replace(op, changes=kept) if kept else None

    def _in_time(self, written_down: datetime) -> None:
        """Stop when this run was paused too long: whoever comes next reads before all else."""
        if self.session.clock.wall() - written_down > CALL_WITHIN:
            raise Outage(self.replica, "this run was paused just before a write, so it stops here")

    def _last_test(self, intent: Intent) -> None:
        """Stop before the socket when the fence has moved on, or the time of the intent is over.

        Asked before every call that writes: an operation may take many, and be paused between two.
        """
        self.session.check()
        if intent.visible_by and self.session.clock.now() > intent.visible_by:
            raise Outage(self.replica, "this run was paused amid a write, so it stops here")

    def _confirm(self, intent: Intent, op: Operation, receipt: Receipt) -> None:
        session = self.session
        traits = session.trackers[self.replica].traits
        told = canonical(session.portfolio, op, receipt)
        rows = received(session.portfolio, self.state, op, told, traits)
        if isinstance(op, Stamp):
            rows.append(self._record(marked=True))
        if isinstance(op, Archive | Restore) and self.state:
            rows += moved(op, self.state, session.run, session.clock.now())
        letter = self.letters.get(place_of(op))
        if receipt.stopped:
            rows.append(refused(op, letter, receipt.stopped, session.clock.now()))
        elif letter:
            rows.append(replace(letter, ended=True))
        if isinstance(op, Update) and receipt.covered:
            receipt = understood(session, op, receipt)
            self.tally.dropped += self._covered(receipt)
        rows += written(reached(op, receipt), intent.prior, session.run, session.clock.now())
        rows.append(replace(intent, state="OK", note=receipt.stopped or receipt.note))
        with session.turn:
            session.commit([*accounted(session, op, receipt), *rows])
        if receipt.stopped:
            self.tally.failed.append(Failed(self._what(op), receipt.stopped))
        else:
            self.tally.done += 1

    def _covered(self, receipt: Receipt) -> list[str]:
        return [
            f"{self.replica} {receipt.key} {name}: {shown_text(typed.value)} was typed"
            f"{f' by {typed.by}' if typed.by else ''} just before this write; it is kept beside it"
            for name, typed in sorted(receipt.covered.items())
        ]

    def _refused(self, intent: Intent, refusal: ItemError) -> None:
        op, now = intent.operation, self.session.clock.now()
        letter = refused(op, self.letters.get(place_of(op)), refusal.reason, now)
        self.session.commit([replace(intent, state="FAILED", note=str(refusal)), letter])
        self.tally.failed.append(Failed(self._what(op), refusal.reason))

    def _end(self, intent: Intent, state: str, note: str) -> None:
        self.session.commit([replace(intent, state=state, note=note)])  # type: ignore[arg-type]  # a literal

    def _what(self, op: Operation) -> str:
        name = self.state.name if self.state else op.item
        return f"{self.replica} {type(op).__name__.lower()} of {name}"


_UNKNOWN_REFERENCE = "\x00a parent outside this portfolio"
