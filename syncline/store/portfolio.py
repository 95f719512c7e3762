"""The state of one portfolio: fulfils the port `Store`."""

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta

from syncline.domain.errors import Stop
from syncline.domain.item import FieldName, Item, ItemId, Kind, Record, RecordId, ReplicaName
from syncline.domain.rules.outline import Outlines
from syncline.domain.state import (
    Absence,
    Aside,
    Conflict,
    CursorAt,
    FieldChange,
    HeldPlan,
    Intent,
    ItemState,
    Lease,
    LeaseTaken,
    Postponed,
    Proposal,
    Relation,
    Row,
    RunRow,
    Trouble,
)
from syncline.store import asking, journal, kinship, loading
from syncline.store.alert_rows import AlertRows
from syncline.store.database import Database, Refused
from syncline.store.leases import Leases
from syncline.store.outlines import outlines
from syncline.store.rows import put


class PortfolioStore(AlertRows):
    """The state of one portfolio; any number of threads and processes may share it."""

    def __init__(self, database: Database, portfolio: str) -> None:
        super().__init__(database, portfolio)
        self._leases = Leases(database, portfolio)

    # -- writing ----------------------------------------------------------------------------

    def acquire(
        self, holder: str, wall: datetime, *, ttl: timedelta, alive: Callable[[str], bool]
    ) -> Lease | LeaseTaken:
        """Take the lease: free, expired, one's own, or of a holder who is not `alive`."""
        return self._leases.acquire(holder, wall, ttl=ttl, alive=alive)

    def release(self, lease: Lease) -> None:
        """Give the lease back; nothing when the fence has moved on."""
        self._leases.release(lease)

    def commit(self, lease: Lease, rows: Sequence[Row], wall: datetime) -> None:
        """Put all rows in one transaction and renew the lease; no rows, no transaction.

        Raises LeaseLost before any row, and Stop when an Item would have two Records in a replica.
        """
        if not rows:
            return
        try:
            with self._database.writing() as transaction:
                self._leases.renew(transaction, lease, wall)
                put(transaction, self.portfolio, rows)
        except Refused as refused:
            raise Stop(self._doubled(rows) or str(refused)) from refused

    def renew(self, lease: Lease, wall: datetime) -> None:
        """Keep the lease for another while. Raises LeaseLost when the fence has moved on."""
        with self._database.writing() as transaction:
            self._leases.renew(transaction, lease, wall)

    def check(self, lease: Lease) -> None:
        """Only look whether the lease is still held. Raises LeaseLost."""
        with self._database.reading() as transaction:
            self._leases.check(transaction, lease)

    def note_run(self, run: RunRow) -> None:
        """Put a Run row without a lease: a run that could not even start is still recorded."""
        with self._database.writing() as transaction:
            put(transaction, self.portfolio, [run])

    # -- Items and Records ------------------------------------------------------------------

    def links(self, replica: ReplicaName, records: Collection[RecordId]) -> dict[RecordId, ItemId]:
        """Return the Items of known records."""
        with self._database.reading() as transaction:
            return asking.links(transaction, self.portfolio, replica, records)

    def known(
        self, replica: ReplicaName, records: Collection[RecordId] | None = None
    ) -> dict[RecordId, tuple[ItemId, bytes | None]]:
        """Return the Items of known records, with the digest of what each looked like if clean.

        Without `records`, of every record of the replica: some 300 bytes each.
        """
        with self._database.reading() as transaction:
            return asking.known(transaction, self.portfolio, replica, records)

    def records(self, replica: ReplicaName) -> Iterator[Record]:
        """Yield every known record of a replica, as they are at the time of the call."""
        return iter(self._all(Record, asking.of_replica(self.portfolio, replica)))

    def record_ids(self, replica: ReplicaName) -> Sequence[RecordId]:
        """Return the id of every known record of a replica, in order."""
        with self._database.reading() as transaction:
            return asking.record_ids(transaction, self.portfolio, replica)

    def count(self, replica: ReplicaName) -> int:
        """Count the known records of a replica."""
        with self._database.reading() as transaction:
            return asking.count(transaction, self.portfolio, replica)

    def size(self) -> int:
        """Count the Items of the portfolio."""
        with self._database.reading() as transaction:
            return asking.size(transaction, self.portfolio)

    def load(self, items: Collection[ItemId]) -> dict[ItemId, ItemState]:
        """Load what decides these Items; unknown ids are left out."""
        with self._database.reading() as transaction:
            return loading.load_states(transaction, self.portfolio, items)

    def unsettled(self, replica: ReplicaName | None = None) -> frozenset[ItemId]:
        """Return Items with a field that is behind and free, in one replica or in any.

        Free: no open conflict on it, and no intent in flight for that replica.
        """
        with self._database.reading() as transaction:
            return loading.unsettled(transaction, self.portfolio, replica)

    def unmarked(self, replica: ReplicaName, kinds: Collection[Kind]) -> frozenset[ItemId]:
        """Return Items of these kinds whose record in the replica carries no marker."""
        with self._database.reading() as transaction:
            return asking.unmarked(transaction, self.portfolio, replica, kinds)

    def without_record(self, replica: ReplicaName, kinds: Collection[Kind]) -> frozenset[ItemId]:
        """Return Items of these kinds that have no record in the replica."""
        with self._database.reading() as transaction:
            return asking.without_record(transaction, self.portfolio, replica, kinds)

    def items(self) -> Iterator[Item]:
        """Yield every Item of the portfolio, as they are at the time of the call."""
        return iter(self._all(Item, asking.all_items(self.portfolio)))

    def relations(self, items: Collection[ItemId]) -> tuple[Relation, ...]:
        """Return the relations, ended ones too, in which one of these is child or parent."""
        with self._database.reading() as transaction:
            return asking.relations(transaction, self.portfolio, items)

    def named(self, replica: ReplicaName, aliases: Collection[str]) -> dict[str, ItemId]:
        """Return the Items whose record in a replica has one of these aliases, by alias."""
        with self._database.reading() as transaction:
            return asking.named(transaction, self.portfolio, replica, aliases)

    def unheard(self, voice: ReplicaName, name: FieldName) -> frozenset[ItemId]:
        """Return the Items that deliver one, and have not heard of a field from it."""
        with self._database.reading() as transaction:
            return kinship.unheard(transaction, self.portfolio, voice, name)

    def undelivered(self, replica: ReplicaName) -> frozenset[ItemId]:
        """Return the Items with a Record there that nothing delivers, nor ever has."""
        with self._database.reading() as transaction:
            return kinship.undelivered(transaction, self.portfolio, replica)

    def drafts(self) -> frozenset[ItemId]:
        """Return the Items that are to deliver one, and have no Record anywhere yet."""
        with self._database.reading() as transaction:
            return kinship.drafts(transaction, self.portfolio)

    def children(self, items: Collection[ItemId]) -> frozenset[ItemId]:
        """Return the Items whose agreed parent is one of these."""
        with self._database.reading() as transaction:
            return kinship.children(transaction, self.portfolio, items)

    def loose(self, replica: ReplicaName, kind: Kind) -> frozenset[ItemId]:
        """Return the Items of a kind whose Record there carries a tie, and that deliver nothing."""
        with self._database.reading() as transaction:
            return kinship.loose(transaction, self.portfolio, replica, kind)

    def find(self, text: str) -> ItemId | None:
        """Find an Item by id, record id, key or URL; the query of a URL does not matter."""
        with self._database.reading() as transaction:
            return asking.find(transaction, self.portfolio, text.strip())

    def cursor(self, replica: ReplicaName) -> CursorAt | None:
        """Return how far a replica has been read."""
        return next(iter(self._all(CursorAt, asking.cursor(self.portfolio, replica))), None)

    # -- what happened, and what waits ------------------------------------------------------

    def asides(self, replica: ReplicaName) -> tuple[Aside, ...]:
        """Return the Records of a replica that stand for no Item yet."""
        return self._all(Aside, asking.asides(self.portfolio, replica))

    def absences(self, replica: ReplicaName | None = None) -> tuple[Absence, ...]:
        """Return the known Records that their replica (or any) does not show."""
        return self._all(Absence, asking.absences(self.portfolio, replica))

    def postponed(self) -> tuple[Postponed, ...]:
        """Return the operations that a tool refused and that wait for another try."""
        return self._all(Postponed, journal.not_ended(Postponed, self.portfolio))

    def troubles(self) -> tuple[Trouble, ...]:
        """Return the replicas that could not be read whole."""
        return self._all(Trouble, journal.not_ended(Trouble, self.portfolio))

    def epoch(self) -> int:
        """Return how many runs of this portfolio have written."""
        with self._database.reading() as transaction:
            return asking.epoch(transaction, self.portfolio)

    def sample(self, replica: ReplicaName, like: str, size: int) -> tuple[Record, ...]:
        """Return some shown records of a replica whose key begins like this one, newest first."""
        return self._all(Record, asking.sample(self.portfolio, replica, like, size))

    def writes_since(self, items: Collection[ItemId], since: datetime) -> tuple[FieldChange, ...]:
        """Return what Syncline wrote into these Items since, oldest first."""
        with self._database.reading() as transaction:
            return journal.writes_since(transaction, self.portfolio, items, since)

    def intents_of(self, run: str) -> tuple[Intent, ...]:
        """Return the intents of a run, oldest first."""
        return self._all(Intent, journal.intents_of(self.portfolio, run))

    def changes_of(self, run: str) -> tuple[FieldChange, ...]:
        """Return what a run recorded in the history of any Item, oldest first."""
        return self._all(FieldChange, journal.changes_of(self.portfolio, run))

    def intents(self, *states: str) -> tuple[Intent, ...]:
        """Return the intents in these states (in any, without one), oldest first."""
        return self._all(Intent, journal.in_states(Intent, self.portfolio, states))

    def conflicts(self, *, closed: bool = False) -> tuple[Conflict, ...]:
        """Return open (or closed) conflicts, oldest first."""
        return self._all(Conflict, journal.opened(Conflict, self.portfolio, closed=closed))

    def proposals(self, *, closed: bool = False) -> tuple[Proposal, ...]:
        """Return open (or closed) proposals, oldest first."""
        return self._all(Proposal, journal.opened(Proposal, self.portfolio, closed=closed))

    def history(self, item: ItemId) -> tuple[FieldChange, ...]:
        """Return every recorded change of an Item, oldest first."""
        return self._all(FieldChange, journal.history(self.portfolio, item))

    def outlines(self, followed: Collection[FieldName]) -> Outlines:
        """Return every Item as the rules look at it; `followed`: whose changes are told."""
        with self._database.reading() as transaction:
            return outlines(transaction, self.portfolio, followed)

    def runs(self, limit: int = 20) -> tuple[RunRow, ...]:
        """Return the newest runs first."""
        return self._all(RunRow, journal.newest_runs(self.portfolio, limit))

    def held(self) -> HeldPlan | None:
        """Return the plan that waits, if any."""
        return next(iter(self._all(HeldPlan, journal.waiting(self.portfolio))), None)

    def last_applied(self) -> HeldPlan | None:
        """Return the plan that was approved and applied last, if any."""
        return next(iter(self._all(HeldPlan, journal.applied(self.portfolio))), None)

    def has_applied(self) -> bool:
        """Tell whether a held plan was applied, or a write of any plan was ever sent."""
        with self._database.reading() as transaction:
            return journal.has_applied(transaction, self.portfolio)

    def _doubled(self, rows: Sequence[Row]) -> str | None:
        with self._database.reading() as transaction:
            records = [row for row in rows if isinstance(row, Record)]
            return asking.doubled(transaction, self.portfolio, records)
