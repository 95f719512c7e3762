"""The Protocols that the inside asks of the outside: Tracker, Channel, Store, Clock."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, runtime_checkable

from syncline.domain.errors import CannotRead
from syncline.domain.fields import Cannot, FieldType, Value
from syncline.domain.item import (
    Absent,
    FieldName,
    ItemId,
    Kind,
    RecordId,
    ReplicaName,
    Snapshot,
)
from syncline.domain.memo import Memo
from syncline.domain.notes import Note
from syncline.domain.people import People
from syncline.domain.plan import Operation, Receipt
from syncline.domain.traits import Traits as Traits
from syncline.ports.pace import UNPACED, Pace
from syncline.ports.store import Store as Store


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


COPIED = 10_000_000  # bytes of a file that is copied, at most, where nothing else is said


@dataclass(frozen=True, slots=True)
class FileRule:
    """How attachments reach the other tools: as links, or as copies of at most so many bytes."""

    copy: bool = False
    limit: int = COPIED


@dataclass(frozen=True, slots=True)
class ReplicaSettings:
    """Everything a connector needs to know of its replica, in canonical terms."""

    name: ReplicaName
    tool: str
    url: str  # base URL of the API, without a trailing slash
    secrets: Mapping[str, str] = field(repr=False)  # e.g. {"email": ..., "token": ...}
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
    screens: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # Jira: what they want
    people: People = field(default_factory=People)
    portfolio: str = ""  # whose replica it is
    pace: Pace = UNPACED  # the turns of its credential
    elsewhere: str = "another tool"  # where what this tool cannot show is to be read
    files: FileRule = FileRule()


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

    def epoch(self) -> int | None:
        """Return the epoch that the tool keeps for this portfolio, where `traits.mirrors`."""

    def keep_epoch(self, epoch: int) -> None:
        """Let the tool keep the epoch, out of everybody's sight. Raises as `apply` does."""

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


@dataclass(frozen=True, slots=True)
class ChannelSettings:
    """Where a channel's API is, the secrets it takes, and who is who."""

    name: str
    url: str
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    sender: str = ""  # whom an e-mail is from
    people: People = field(default_factory=People)


@dataclass(frozen=True, slots=True)
class Reaction:
    """A sign that somebody put below a message; `by` is the channel's own account id."""

    sign: str
    by: str


COMMENT = "comment"  # the channel that speaks on the records themselves


class Channel(Protocol):
    """A place where messages go."""

    @property
    def name(self) -> str:
        """Return the channel's name, as in the outbox."""

    def send(self, to: str, memo: Memo) -> Delivered | NotDelivered:
        """Send one message to the person of an address, or to a team's `#channel`.

        Nothing in the memo is live there. Raises UnknownOutcome when it may have arrived;
        RetryLater or ReplicaError when nothing was sent.
        """


@runtime_checkable
class Answering(Protocol):
    """A channel in which a reader may answer."""

    def answers(self, reference: str) -> tuple[Reaction, ...]:
        """Return who answered a message with which sign. Raises as `Channel.send` does."""

    def reply(self, reference: str, memo: Memo) -> Delivered | NotDelivered:
        """Say something below a message. Raises as `Channel.send` does."""


@runtime_checkable
class Noting(Protocol):
    """A tracker whose records people can comment on."""

    def note(self, record: RecordId, note: Note) -> None:
        """Let Syncline itself say something on a record. Raises as `Tracker.apply` does."""


class Clock(Protocol):
    """Time, as an argument."""

    def now(self) -> datetime:
        """Return the time at which the tools live; aware, UTC."""

    def wall(self) -> datetime:
        """Return this machine's time, for leases; aware, UTC."""
