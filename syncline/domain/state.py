"""What is remembered of an Item between runs: the rows of the store, as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from syncline.domain.fields import Value
from syncline.domain.item import (
    FieldName,
    Item,
    ItemId,
    Record,
    ReplicaName,
)
from syncline.domain.outbox import Answer as Answer
from syncline.domain.outbox import Beat as Beat
from syncline.domain.outbox import Episode as Episode
from syncline.domain.outbox import Measure as Measure
from syncline.domain.outbox import Message as Message
from syncline.domain.outbox import Score as Score
from syncline.domain.outbox import Transition as Transition
from syncline.domain.plan import Operation
from syncline.domain.waiting import APART as APART
from syncline.domain.waiting import DELETED as DELETED
from syncline.domain.waiting import Absence as Absence
from syncline.domain.waiting import Aside as Aside
from syncline.domain.waiting import EpochAt as EpochAt
from syncline.domain.waiting import Postponed as Postponed
from syncline.domain.waiting import Trouble as Trouble

Outcome = Literal["OK", "PARTIAL", "HELD", "FAILED", "RUNNING"]
IntentState = Literal["PLANNED", "SENT", "OK", "FAILED", "UNKNOWN", "RESOLVED", "QUARANTINED"]


@dataclass(frozen=True, slots=True)
class Agreed:
    """The agreed value of a field with its version; version 0 means nothing is agreed yet."""

    value: Value = None
    version: int = 0


@dataclass(frozen=True, slots=True)
class Shadow:
    """What a replica was asked, what it showed when last accounted for, and for which version.

    `remembered`: an (asked, shown) pair once read back separately; seen again, the tool rewrites.
    """

    asked: Value
    shown: Value
    version: int
    remembered: tuple[Value, Value] | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One side of a Conflict."""

    value: Value
    version: int  # the newest agreed version its author could see
    display: Value
    by: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Edits of one field that cannot be merged; kept with everything it ever saw."""

    id: str
    item: ItemId
    field: FieldName
    candidates: Mapping[ReplicaName, Candidate]
    seen: tuple[Value, ...]
    opened_at: datetime
    revision: int = 1
    closed_at: datetime | None = None
    how: str | None = None  # how it was closed, and with which value


@dataclass(frozen=True, slots=True)
class Proposal:
    """An edit made where its replica has no authority."""

    id: str
    item: ItemId
    replica: ReplicaName
    field: FieldName
    value: Value
    against: Value  # the agreed value at that time
    opened_at: datetime
    by: str | None = None
    closed_at: datetime | None = None
    how: str | None = None  # accepted, declined, superseded, withdrawn


@dataclass(frozen=True, slots=True)
class Relation:
    """`child` delivers `parent`."""

    child: ItemId
    parent: ItemId
    kind: Literal["delivers"] = "delivers"
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Intent:
    """An Operation durably written down before its call, with the values it replaces."""

    id: str
    run: str
    operation: Operation
    state: IntentState
    prior: Mapping[FieldName, Value]
    at: datetime
    visible_by: datetime | None = None  # after this a write that cannot be seen did not happen
    note: str = ""
    made: str = ""  # the Record of a create whose answer was lost half-way


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One line of an Item's history.

    `since`: how long a value was there already when Syncline first saw it, where its tools tell.
    """

    item: ItemId
    field: FieldName
    replica: ReplicaName  # where it was changed; "" for a decision made in Syncline
    old: Value
    new: Value
    what: str  # adopted, merged, held, proposed, reverted, replaced, written, resolved ...
    run: str
    at: datetime
    by: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class AgreedAt:
    """The row of one agreed value."""

    item: ItemId
    field: FieldName
    agreed: Agreed


@dataclass(frozen=True, slots=True)
class ShadowAt:
    """The row of one shadow; None forgets it."""

    item: ItemId
    replica: ReplicaName
    field: FieldName
    shadow: Shadow | None


@dataclass(frozen=True, slots=True)
class SightingAt:
    """What a Record looked like when it was last found clean: a cache, beside the state.

    It goes with every change of that Record, its shadows or its absence.
    """

    item: ItemId
    replica: ReplicaName
    digest: bytes


@dataclass(frozen=True, slots=True)
class CursorAt:
    """How far a replica has been read; opaque to everyone but its connector."""

    replica: ReplicaName
    cursor: str
    whole_at: datetime | None = None  # when all of it was last listed, not only changes


@dataclass(frozen=True, slots=True)
class RunRow:
    """One execution for one Portfolio."""

    id: str
    portfolio: str
    mode: Literal["plan", "apply", "undo"]
    started_at: datetime
    outcome: Outcome = "RUNNING"
    ended_at: datetime | None = None
    digest: str | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldPlan:
    """A plan that waits for a person; one per portfolio, a newer one supersedes it."""

    digest: str
    run: str
    reasons: tuple[str, ...]
    rendered: str  # the plan as JSON, as it was shown
    at: datetime
    state: Literal["waiting", "applied", "superseded", "rejected"] = "waiting"


@dataclass(frozen=True, slots=True)
class ForecastAt:
    """When an Item will be done, as computed on a day: a cache, beside the state."""

    item: ItemId
    day: date
    p50: date
    p85: date
    left: int
    weeks: int


Row = (
    Item | Record | AgreedAt | ShadowAt | SightingAt | Conflict | Proposal | Relation | Intent
    | FieldChange | CursorAt | Aside | Absence | Postponed | Trouble | EpochAt | RunRow | HeldPlan
    | Episode | Transition | Message | Answer | Beat | Measure | Score | ForecastAt
)  # fmt: skip
"""Everything that one commit can put; putting an existing key replaces its row."""


@dataclass(frozen=True, slots=True)
class ItemState:
    """All that decides one Item."""

    item: Item
    records: Mapping[ReplicaName, Record] = field(default_factory=dict)
    agreed: Mapping[FieldName, Agreed] = field(default_factory=dict)
    shadows: Mapping[tuple[ReplicaName, FieldName], Shadow] = field(default_factory=dict)
    conflicts: Mapping[FieldName, Conflict] = field(default_factory=dict)  # open ones
    proposals: Mapping[tuple[ReplicaName, FieldName], Proposal] = field(default_factory=dict)
    blocked: frozenset[tuple[ReplicaName, FieldName]] = frozenset()  # an Intent is in flight
    stamping: frozenset[ReplicaName] = frozenset()  # a create or a stamp is in flight there
    absent: Mapping[ReplicaName, Absence] = field(default_factory=dict)  # Records not shown

    def value(self, name: FieldName) -> Value:
        """Return the agreed value of a field, None when nothing is agreed."""
        return self.agreed.get(name, Agreed()).value

    @property
    def name(self) -> str:
        """Return key and title, for people."""
        keys = [r.key for r in self.records.values() if r.key and r.key != r.id]
        title = self.value("title") or "(untitled)"
        return f"{keys[0]} {title}" if keys else str(title)

    @property
    def homes(self) -> frozenset[ReplicaName]:
        """Return the replicas that hold this Item; one where it was deleted for sure does not."""
        return frozenset(
            r for r in self.records if not (r in self.absent and self.absent[r].certain)
        )

    @property
    def versions(self) -> int:
        """Return a number that grows with every change of an agreed value."""
        return sum(agreed.version for agreed in self.agreed.values())

    def linked(self, record: Record) -> "ItemState":
        """Return this state with one more Record."""
        return replace(self, records={**self.records, record.replica: record})


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write for one portfolio; `fence` grows with every holder."""

    portfolio: str
    fence: int
    holder: str


@dataclass(frozen=True, slots=True)
class LeaseTaken:
    """Somebody else holds the lease."""

    holder: str
    until: datetime
