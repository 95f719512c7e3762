"""The Protocol of the state of one portfolio."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from syncline.domain.item import FieldName, Item, ItemId, Kind, Record, RecordId, ReplicaName
from syncline.domain.rules.outline import Outlines
from syncline.domain.state import (
    Absence,
    Answer,
    Aside,
    Beat,
    Conflict,
    CursorAt,
    Episode,
    FieldChange,
    ForecastAt,
    HeldPlan,
    Intent,
    ItemState,
    Lease,
    LeaseTaken,
    Measure,
    Message,
    Postponed,
    Proposal,
    Relation,
    Row,
    RunRow,
    Score,
    Transition,
    Trouble,
)


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

    def keep_forecasts(self, rows: Sequence[ForecastAt]) -> None:
        """Put forecasts without a lease: they are a cache, and the same whoever computes them."""

    def forecasts(self, day: date) -> tuple[ForecastAt, ...]:
        """Return what was computed on a day; one row without an item says that it was."""

    def links(self, replica: ReplicaName, records: Collection[RecordId]) -> dict[RecordId, ItemId]:
        """Return the Items of known records."""

    def known(
        self, replica: ReplicaName, records: Collection[RecordId] | None = None
    ) -> dict[RecordId, tuple[ItemId, bytes | None]]:
        """Return the Items of known records, with the digest of what each looked like if clean.

        Without `records`, of every record of the replica.
        """

    def records(self, replica: ReplicaName) -> Iterator[Record]:
        """Yield every known record of a replica."""

    def record_ids(self, replica: ReplicaName) -> Sequence[RecordId]:
        """Return the id of every known record of a replica, in order."""

    def count(self, replica: ReplicaName) -> int:
        """Count the known records of a replica."""

    def load(self, items: Collection[ItemId]) -> dict[ItemId, ItemState]:
        """Load what decides these Items; unknown ids are left out."""

    def size(self) -> int:
        """Count the Items of the portfolio."""

    def unsettled(self, replica: ReplicaName | None = None) -> frozenset[ItemId]:
        """Return Items with a field behind its agreed version, on no hold and with no intent.

        In this replica, or in any.
        """

    def unmarked(self, replica: ReplicaName, kinds: Collection[Kind]) -> frozenset[ItemId]:
        """Return Items of these kinds whose record in the replica carries no marker."""

    def without_record(self, replica: ReplicaName, kinds: Collection[Kind]) -> frozenset[ItemId]:
        """Return Items of these kinds that have no record in the replica."""

    def items(self) -> Iterator[Item]:
        """Yield every Item of the portfolio."""

    def relations(self, items: Collection[ItemId]) -> tuple[Relation, ...]:
        """Return the relations in which one of these Items is child or parent."""

    def named(self, replica: ReplicaName, aliases: Collection[str]) -> dict[str, ItemId]:
        """Return the Items whose record in a replica has one of these aliases, by alias."""

    def unheard(self, voice: ReplicaName, name: FieldName) -> frozenset[ItemId]:
        """Return the Items that deliver one, and have not heard of a field from it."""

    def undelivered(self, replica: ReplicaName) -> frozenset[ItemId]:
        """Return the Items with a Record there that nothing delivers, nor ever has."""

    def drafts(self) -> frozenset[ItemId]:
        """Return the Items that are to deliver one, and have no Record anywhere yet."""

    def children(self, items: Collection[ItemId]) -> frozenset[ItemId]:
        """Return the Items whose agreed parent is one of these."""

    def loose(self, replica: ReplicaName, kind: Kind) -> frozenset[ItemId]:
        """Return the Items of a kind whose Record there carries a tie, and that deliver nothing."""

    def find(self, text: str) -> ItemId | None:
        """Find an Item by id, record id, key or URL."""

    def cursor(self, replica: ReplicaName) -> CursorAt | None:
        """Return how far a replica has been read."""

    def asides(self, replica: ReplicaName) -> tuple[Aside, ...]:
        """Return the Records of a replica that stand for no Item yet."""

    def absences(self, replica: ReplicaName | None = None) -> tuple[Absence, ...]:
        """Return the known Records that their replica (or any) does not show."""

    def postponed(self) -> tuple[Postponed, ...]:
        """Return the operations that a tool refused and that wait for another try."""

    def troubles(self) -> tuple[Trouble, ...]:
        """Return the replicas that could not be read whole."""

    def epoch(self) -> int:
        """Return how many runs of this portfolio have written."""

    def sample(self, replica: ReplicaName, like: str, size: int) -> tuple[Record, ...]:
        """Return some shown records of a replica whose key begins like this one, newest first."""

    def writes_since(self, items: Collection[ItemId], since: datetime) -> tuple[FieldChange, ...]:
        """Return what Syncline wrote into these Items since, oldest first."""

    def intents(self, *states: str) -> tuple[Intent, ...]:
        """Return the intents in these states, oldest first."""

    def intents_of(self, run: str) -> tuple[Intent, ...]:
        """Return the intents of a run, oldest first."""

    def changes_of(self, run: str) -> tuple[FieldChange, ...]:
        """Return what a run recorded in the history of any Item, oldest first."""

    def conflicts(self, *, closed: bool = False) -> tuple[Conflict, ...]:
        """Return open (or closed) conflicts, oldest first."""

    def proposals(self, *, closed: bool = False) -> tuple[Proposal, ...]:
        """Return open (or closed) proposals, oldest first."""

    def history(self, item: ItemId) -> tuple[FieldChange, ...]:
        """Return every recorded change of an Item, oldest first."""

    def outlines(self, followed: Collection[FieldName]) -> Outlines:
        """Return every Item as the rules look at it; `followed`: whose changes are told."""

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

    def transitions(self, episode: str | None = None) -> tuple[Transition, ...]:
        """Return the steps of one episode, or of all, oldest first."""

    def answers(self) -> tuple[Answer, ...]:
        """Return what people said about episodes, oldest first."""

    def beat(self) -> Beat | None:
        """Return when alerts last went their round."""

    def measures(self) -> tuple[Measure, ...]:
        """Return what was measured, oldest first."""

    def scores(self) -> tuple[Score, ...]:
        """Return every answer to the monthly pulse."""
