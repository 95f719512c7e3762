"""Operations and the Plan: data that can be printed, digested, approved and applied."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from syncline.domain.fields import Value, to_json
from syncline.domain.item import KINDS, FieldName, ItemId, Kind, Record, RecordId, ReplicaName


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an Update: what is asked, what must still be shown, for which agreed version."""

    field: FieldName
    ask: Value
    expect: Value
    version: int
    reason: str


@dataclass(frozen=True, slots=True)
class Create:
    """Make a Record; the marker travels in the create call."""

    item: ItemId
    replica: ReplicaName
    kind: Kind
    changes: tuple[Change, ...]  # `expect` is None throughout
    reason: str
    ties: Mapping[str, str] = field(default_factory=dict)  # tie field -> what the Record delivers


@dataclass(frozen=True, slots=True)
class Update:
    """Write fields of one Record that succeed or fail together (one lane of the tool)."""

    item: ItemId
    replica: ReplicaName
    record: RecordId
    lane: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    """Write the marker into a Record that was matched."""

    item: ItemId
    replica: ReplicaName
    record: RecordId
    reason: str


@dataclass(frozen=True, slots=True)
class Archive:
    """Put a Record away where a person can bring it back; `reason` cites the evidence."""

    item: ItemId
    replica: ReplicaName
    record: RecordId
    reason: str


@dataclass(frozen=True, slots=True)
class Restore:
    """Bring back a Record that was put away."""

    item: ItemId
    replica: ReplicaName
    record: RecordId
    reason: str


Operation = Create | Update | Stamp | Archive | Restore


@dataclass(frozen=True, slots=True)
class Pairing:
    """A Record tied to an Item for the first time; `confirm` asks for a person's approval."""

    item: ItemId
    replica: ReplicaName
    record: RecordId
    how: str
    confirm: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """Something that will not be synced, and why: the answer to "why is this not synced?"."""

    item: ItemId
    replica: ReplicaName
    field: FieldName | None
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do, in a fixed order; the digest names exactly this set of writes."""

    operations: tuple[Operation, ...] = ()
    pairings: tuple[Pairing, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    waits: tuple[str, ...] = ()  # why a person must approve, besides limits
    names: Mapping[ItemId, str] = field(default_factory=dict)  # item -> "PAY-12 Title", for people
    records: Mapping[ItemId, tuple[Record, ...]] = field(default_factory=dict)  # for people, too

    @property
    def digest(self) -> str:
        """Name the plan in 12 hex digits; refusals and reasons are not part of it.

        What is replaced is: a person who approves "P3 becomes P1" has not seen a P0 typed since.
        """
        replaced = {
            json.dumps(["replaces", op.replica, op.record, c.field, to_json(c.expect)])
            for op in self.operations
            if isinstance(op, Update)
            for c in op.changes
        }
        lines = sorted(self.rows | replaced)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]

    @property
    def rows(self) -> frozenset[str]:
        """Return every write and every pairing to confirm, one JSON line each.

        What a write replaces is left out: the rest of a plan that was cut off is known by these.
        """
        pairs = [["pair", p.replica, p.record, p.item] for p in self.pairings if p.confirm]
        rows = [row for op in self.operations for row in _rows(op)]
        return frozenset(json.dumps(row, ensure_ascii=False) for row in [*rows, *pairs])

    def of(self, replica: ReplicaName) -> tuple[Operation, ...]:
        """Return the operations of one replica, creates of parents before those of children."""
        mine = [op for op in self.operations if op.replica == replica]
        return tuple(sorted(mine, key=_turn))


def _turn(op: Operation) -> int:
    return KINDS.index(op.kind) if isinstance(op, Create) else len(KINDS)


def _rows(op: Operation) -> list[list[object]]:
    match op:
        case Stamp():
            return [["stamp", op.replica, op.record, op.item]]
        case Archive():
            return [["archive", op.replica, op.record, op.item]]
        case Restore():
            return [["restore", op.replica, op.record, op.item]]
        case Create():
            asked = [[c.field, to_json(c.ask)] for c in op.changes]
            tied = [sorted(op.ties.items())] if op.ties else []
            return [["create", op.replica, op.kind, op.item, asked, *tied]]
        case Update():
            return [["update", op.replica, op.record, c.field, to_json(c.ask)] for c in op.changes]


@dataclass(frozen=True, slots=True)
class Covered:
    """A value that a person typed after the last read, and that this very write replaced."""

    value: Value
    by: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the tool confirmed after one Operation.

    `answered`: the stored values come from the write's own answer, not from a separate read.
    `covered`: what the tool's changelog shows between the last read and this write.
    `stopped`: why the write ended on its way; `stored` is where, and it is tried again.
    """

    record: RecordId
    key: str
    url: str
    stored: Mapping[FieldName, Value]
    answered: bool
    revision: str = ""
    covered: Mapping[FieldName, Covered] = field(default_factory=dict)
    stopped: str = ""
    note: str = ""  # what else is worth keeping of this write
