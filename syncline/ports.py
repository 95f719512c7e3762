"""The Protocols that the inside asks of the outside: Tracker, Channel, Store, Clock."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol

from syncline.domain.errors import CannotRead
from syncline.domain.fields import Cannot, FieldType, Value
from syncline.domain.item import (
    Absent,
    FieldName,
    Item,
    ItemId,
    Kind,
    Record,
    RecordId,
    ReplicaName,
    Snapshot,
)
from syncline.domain.people import People
from syncline.domain.plan import Operation, Receipt
from syncline.domain.state import (
    Aside,
    Conflict,
    Episode,
    FieldChange,
    HeldPlan,
    Intent,
    ItemState,
    Lease,
    LeaseTaken,
    Message,
    Proposal,
    Relation,
    Row,
    RunRow,
)
from syncline.domain.traits import Traits as Traits


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """One canonical field in one replica.

    `native` is the tool's own name or id of the field; None = the connector's default for it.
    """

    name: FieldName
    type: FieldType
    native: str | None = None
    computed: bool = False


@dataclass(frozen=True, slots=True)
class NativeWord:
    """One way a tool says a word of a vocabulary (status, priority ...)."""

    text: str  # Jira status or priority, Notion or Asana option, Asana section
    completed: bool | None = None  # Asana: what `completed` must be beside the section


@dataclass(frozen=True, slots=True)
class VocabularyWord:
    """A canonical word, its category, and its native forms; the first is written, all are read."""

    word: str
    category: Literal["unstarted", "started", "done", "cancelled"] | None
    natives: tuple[NativeWord, ...]


@dataclass(frozen=True, slots=True)
class ReplicaSettings:
    """Everything a connector needs to know of its replica, in canonical terms."""

    name: ReplicaName
    tool: str
    url: str  # base URL of the API, without a trailing slash
    secrets: Mapping[str, str]  # e.g. {"email": ..., "token": ...}
    container: Mapping[str, tuple[str, ...]]  # {"projects": ("PAY", "ONB")} or {"data_source": ...}
    kinds: Mapping[Kind, str]  # canonical kind -> native type; "*" takes every record
    fields: Mapping[FieldName, FieldMapping]
    words: Mapping[FieldName, tuple[VocabularyWord, ...]] = field(default_factory=dict)
    by_category: frozenset[FieldName] = frozenset()  # unnamed native words count as their category
    where: str | Mapping[str, object] | None = None
    marker: str | None = None  # native field or property of the marker; None = the default
    ties: tuple[str, ...] = ()  # native fields that hold another record's URL or key
    hints: tuple[str, ...] = ()  # native fields that tell the team
    access: Literal["read", "write"] = "write"
    people: People = field(default_factory=People)


@dataclass(frozen=True, slots=True)
class Page:
    """Part of one observation; the last page carries the cursor to store."""

    snapshots: tuple[Snapshot, ...]
    unreadable: tuple[CannotRead, ...] = ()
    cursor: str | None = None


class Tracker(Protocol):
    """One replica, spoken to in canonical terms."""

    @property
    def name(self) -> ReplicaName:
        """Return the replica's name."""

    @property
    def traits(self) -> Traits:
        """Return what this tracker can do; no request."""

    def observe(self, cursor: str | None, now: datetime) -> Iterator[Page]:
        """Yield what may have changed since the cursor, with overlap; everything without one.

        Raises ReplicaError or RetryLater; an observation that raised is incomplete.
        """

    def read(
        self, records: Sequence[RecordId], fields: Collection[FieldName]
    ) -> Mapping[RecordId, Snapshot | Absent | CannotRead]:
        """Read records directly by id, at most `traits.batch` a request; `fields` are wanted."""

    def find(self, marker: ItemId) -> tuple[Snapshot, ...]:
        """Return the records that carry the marker, as far as the index shows them now."""

    def project(self, name: FieldName, value: Value) -> Value | Cannot:
        """Return what this tool would show of a canonical value; pure. Law: idempotent."""

    def apply(self, operation: Operation) -> Receipt:
        """Perform one operation once. Raises ItemError, ReplicaError, RetryLater (nothing was
        written) or UnknownOutcome.
        """


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `doctor`: fine, or what is wrong and the remedy."""

    replica: ReplicaName
    what: str
    fine: bool
    remedy: str = ""
    fix: str | None = None  # what `doctor --fix` would do, when it can


class Inspector(Protocol):
    """The live checks behind `syncline doctor`."""

    def inspect(self) -> tuple[Finding, ...]:
        """Check token, containers, words and marker fields; only reads."""

    def mend(self, finding: Finding) -> str:
        """Do what `finding.fix` says; return a sentence."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message arrived; `reference` is the channel's id of it."""

    reference: str


@dataclass(frozen=True, slots=True)
class NotDelivered:
    """The channel refused the message for good, because ..."""

    reason: str


class Channel(Protocol):
    """A place where messages go."""

    @property
    def name(self) -> str:
        """Return the channel's name, as in the outbox."""

    def send(self, email: str, lines: Sequence[str]) -> Delivered | NotDelivered:
        """Send one message to one person; the lines are inert text. Raises UnknownOutcome."""


class Clock(Protocol):
    """Time, as an argument."""

    def now(self) -> datetime:
        """Return the time at which the tools live; aware, UTC."""

    def wall(self) -> datetime:
        """Return this machine's time, for leases; aware, UTC."""


class Store(Protocol):
    """The state of one portfolio."""

    portfolio: str

    def acquire(
        self, holder: str, wall: datetime, *, ttl: timedelta, alive: Callable[[str], bool]
    ) -> Lease | LeaseTaken:
        """Take the lease: free, expired, or held by somebody who is not `alive`; fence + 1."""

    def release(self, lease: Lease) -> None:
        """Give the lease back; nothing when the fence has moved on."""

    def commit(self, lease: Lease, rows: Sequence[Row], wall: datetime) -> None:
        """Put all rows in one transaction and renew the lease. Raises LeaseLost before any row."""

    def renew(self, lease: Lease, wall: datetime) -> None:
        """Keep the lease for another while. Raises LeaseLost when the fence has moved on."""

    def check(self, lease: Lease) -> None:
        """Only look whether the lease is still held. Raises LeaseLost."""

    def note_run(self, run: RunRow) -> None:
        """Put a Run row without a lease: a run that could not even start is still recorded."""

    def links(self, replica: ReplicaName, records: Collection[RecordId]) -> dict[RecordId, ItemId]:
        """Return the Items of known records."""

    def records(self, replica: ReplicaName) -> Iterator[Record]:
        """Yield every known record of a replica."""

    def count(self, replica: ReplicaName) -> int:
        """Count the known records of a replica."""

    def load(self, items: Collection[ItemId]) -> dict[ItemId, ItemState]:
        """Load what decides these Items; unknown ids are left out."""

    def unsettled(self) -> frozenset[ItemId]:
        """Return Items with a field behind its agreed version, on no hold and with no intent."""

    def unmarked(self, replica: ReplicaName, kinds: Collection[Kind]) -> frozenset[ItemId]:
        """Return Items of these kinds whose record in the replica carries no marker."""

    def without_record(self, replica: ReplicaName, kinds: Collection[Kind]) -> frozenset[ItemId]:
        """Return Items of these kinds that have no record in the replica."""

    def items(self) -> Iterator[Item]:
        """Yield every Item of the portfolio."""

    def relations(self, items: Collection[ItemId]) -> tuple[Relation, ...]:
        """Return the relations in which one of these Items is child or parent."""

    def find(self, text: str) -> ItemId | None:
        """Find an Item by id, record id, key or URL."""

    def cursor(self, replica: ReplicaName) -> str | None:
        """Return how far a replica has been read."""

    def asides(self, replica: ReplicaName) -> tuple[Aside, ...]:
        """Return the Records of a replica that stand for no Item yet."""

    def intents(self, *states: str) -> tuple[Intent, ...]:
        """Return the intents in these states, oldest first."""

    def conflicts(self, *, closed: bool = False) -> tuple[Conflict, ...]:
        """Return open (or closed) conflicts, oldest first."""

    def proposals(self, *, closed: bool = False) -> tuple[Proposal, ...]:
        """Return open (or closed) proposals, oldest first."""

    def history(self, item: ItemId) -> tuple[FieldChange, ...]:
        """Return every recorded change of an Item, oldest first."""

    def last_change(self, items: Collection[ItemId], name: FieldName) -> dict[ItemId, datetime]:
        """Return when this field of each Item last changed, where it ever did."""

    def runs(self, limit: int = 20) -> tuple[RunRow, ...]:
        """Return the newest runs first."""

    def held(self) -> HeldPlan | None:
        """Return the plan that waits, if any."""

    def last_applied(self) -> HeldPlan | None:
        """Return the plan that was approved and applied last, if any."""

    def has_applied(self) -> bool:
        """Tell whether a plan of this portfolio has ever been applied."""

    def episodes(self, *states: str) -> tuple[Episode, ...]:
        """Return alert episodes in these states, oldest first."""

    def messages(self, *states: str) -> tuple[Message, ...]:
        """Return outbox lines in these states, oldest first."""
