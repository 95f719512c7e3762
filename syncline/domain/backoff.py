"""Operations that are not tried in every run: refused ones, and those that something undoes."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from syncline.domain.fields import Value, shown_text
from syncline.domain.item import FieldName, ItemId, ReplicaName
from syncline.domain.plan import Change, Operation, Plan, Refusal, Update
from syncline.domain.state import FieldChange, Postponed

FIRST_WAIT = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=24)
DEAD_AFTER = 5  # refusals, after which an operation is listed as a dead letter
FLIPS = 3  # writes of one value into one field within a day, after which it is left alone
FLIP_WINDOW = timedelta(hours=24)

Place = tuple[ItemId, ReplicaName, str]


def lane_of(op: Operation) -> str:
    """Return what of a Record an operation writes: the lane of an Update, else its kind."""
    return op.lane if isinstance(op, Update) else type(op).__name__.lower()


def place_of(op: Operation) -> Place:
    """Return what a refusal of this operation is remembered under."""
    return (op.item, op.replica, lane_of(op))


def digest_of(op: Operation) -> str:
    """Name what an operation asks for, in 12 hex digits."""
    return hashlib.sha256("\n".join(sorted(Plan((op,)).rows)).encode()).hexdigest()[:12]


def refused(op: Operation, former: Postponed | None, reason: str, now: datetime) -> Postponed:
    """Return when a refused operation is tried again: in the next run, then later each time."""
    digest = digest_of(op)
    again = former.attempts if former and former.digest == digest else 0
    wait = min(LONGEST_WAIT, FIRST_WAIT * 2 ** (again - 1)) if again else timedelta(0)
    return Postponed(op.item, op.replica, lane_of(op), digest, again + 1, now + wait, reason)


def patient(plan: Plan, letters: Iterable[Postponed], now: datetime) -> Plan:
    """Leave out what was refused and is not due; the Plan says so and why."""
    waiting = {(p.item, p.replica, p.lane): p for p in letters if p.until > now}
    kept, refusals = [], [*plan.refusals]
    for op in plan.operations:
        letter = waiting.get(place_of(op))
        if letter is None or letter.digest != digest_of(op):
            kept.append(op)
        else:
            refusals.append(Refusal(op.item, op.replica, None, _wait(letter)))
    return replace(plan, operations=tuple(kept), refusals=tuple(refusals))


def _wait(letter: Postponed) -> str:
    times = "once" if letter.attempts == 1 else f"{letter.attempts} times"
    return f"refused {times} ({letter.reason}); tried again after {letter.until:%Y-%m-%d %H:%M} UTC"


def ended(plan: Plan, letters: Iterable[Postponed], decided: Iterable[ItemId]) -> list[Postponed]:
    """Return the letters of which nothing is left to write."""
    wanted, known = {place_of(op) for op in plan.operations}, set(decided)
    return [
        replace(letter, ended=True)
        for letter in letters
        if letter.item in known and (letter.item, letter.replica, letter.lane) not in wanted
    ]


def calm(plan: Plan, written: Sequence[FieldChange]) -> Plan:
    """Leave out values that were written several times within a day and put back every time."""
    counts = Counter((c.item, c.replica, c.field, c.new) for c in written)
    kept: list[Operation] = []
    refusals = [*plan.refusals]
    for op in plan.operations:
        flapping = [
            c for c in _changes(op) if _key(op, c) in counts and counts[_key(op, c)] >= FLIPS
        ]
        refusals += [Refusal(op.item, op.replica, c.field, _flip(c, counts, op)) for c in flapping]
        rest = tuple(c for c in _changes(op) if c not in flapping)
        if not flapping:
            kept.append(op)
        elif isinstance(op, Update) and rest:
            kept.append(replace(op, changes=rest))
    return replace(plan, operations=tuple(kept), refusals=tuple(refusals))


def _changes(op: Operation) -> tuple[Change, ...]:
    return op.changes if isinstance(op, Update) else ()


_Key = tuple[ItemId, ReplicaName, FieldName, Value]


def _key(op: Operation, change: Change) -> _Key:
    return (op.item, op.replica, change.field, change.ask)


def _flip(change: Change, counts: Mapping[_Key, int], op: Operation) -> str:
    return (
        f"paused: {shown_text(change.ask)} was written {counts[_key(op, change)]} times within a "
        "day and put back each time. Look for an automation there, or let one tool decide the field"
    )
