"""One run's surroundings: portfolio, trackers, store, clock and lease."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock
from typing import TypeVar

from syncline.domain.item import FieldName, ReplicaName
from syncline.domain.policy import Portfolio
from syncline.domain.remapping import Reading
from syncline.domain.state import CursorAt, Lease, LeaseTaken, Row
from syncline.domain.toolbox import Moved
from syncline.ports import Clock, Store, Tracker

T = TypeVar("T")
Readings = Mapping[FieldName, Reading]

LEASE_TTL = timedelta(minutes=15)
CENSUS_EVERY = timedelta(
    hours=24
)  # a listing of changes shows neither deletions nor what it missed


@dataclass(frozen=True)
class Session:
    """What every stage of a run needs; frozen, and handed from stage to stage."""

    portfolio: Portfolio
    trackers: Mapping[ReplicaName, Tracker]
    store: Store
    clock: Clock
    run: str
    lease: Lease
    fingerprints: Mapping[ReplicaName, str] = field(default_factory=dict)  # of its configuration
    readings: Mapping[ReplicaName, Readings] = field(default_factory=dict)  # of each field
    whole: bool = False  # a census: everything is listed, whatever the cursors say
    outlived: bool = False  # the store is older than the tools: it forgot some of what it made
    turn: Lock = field(default_factory=Lock, compare=False, repr=False)  # of threads that write
    _began: dict[ReplicaName, CursorAt | None] = field(default_factory=dict, compare=False)

    @property
    def writes(self) -> bool:
        """Tell whether this is a run; a dry run holds no lease."""
        return self.lease.fence > 0

    def renew(self) -> None:
        """Keep the lease during long work. Raises LeaseLost when another run has taken it."""
        if self.writes:
            self.store.renew(self.lease, self.clock.wall())

    def check(self) -> None:
        """Raise LeaseLost when another run has taken the lease."""
        self.store.check(self.lease)

    def cursor(self, replica: ReplicaName) -> str | None:
        """Return how far a replica was read under this very configuration; None = read it all."""
        kept, mark = self.began(replica), self.fingerprints.get(replica, "")
        if self.whole:
            return None
        if kept is None or self.rescoped(replica):
            return None
        late = kept.whole_at is None or self.clock.now() - kept.whole_at >= CENSUS_EVERY
        return None if late else kept.cursor.removeprefix(mark)

    def began(self, replica: ReplicaName) -> CursorAt | None:
        """Return how far a replica had been read when this run began; cursors move last."""
        if replica not in self._began:
            self._began[replica] = self.store.cursor(replica)
        return self._began[replica]

    def rescoped(self, replica: ReplicaName) -> bool:
        """Tell whether a replica was read before, under another configuration."""
        kept = self.began(replica)
        return kept is not None and not kept.cursor.startswith(self.fingerprints.get(replica, ""))

    def remapped(self, replica: ReplicaName) -> Mapping[FieldName, Moved]:
        """Return the fields that are read in another way than before, and which values of them."""
        former = self.read_before(replica)
        if former is None:  # nobody has noted it: under another configuration it may be any
            return dict.fromkeys(self.portfolio.fields) if self.rescoped(replica) else {}
        now = self.readings.get(replica, {})
        moved = {name: reading.moved(former.get(name)) for name, reading in now.items()}
        return {name: values for name, values in moved.items() if values != frozenset()}

    def read_before(self, replica: ReplicaName) -> Readings | None:
        """Return how the fields of a replica were read when this run began; None: not noted."""
        kept = self.began(reading_of(replica))
        if kept is None:
            return None
        try:
            return {name: Reading(**row) for name, row in json.loads(kept.cursor).items()}
        except (ValueError, TypeError, AttributeError):
            return None  # as a cursor that cannot be read: everything is read, and doubted, again

    def commit(self, rows: Sequence[Row]) -> None:
        """Put rows in one transaction under the fence. Raises LeaseLost."""
        if rows:
            self.store.commit(self.lease, rows, self.clock.wall())


def reading_of(replica: ReplicaName) -> str:
    """Return under which name the store keeps how the fields of a replica are read."""
    return f"{replica} (fields)"


def chunks(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield `rows` in pieces of at most `size`."""
    for start in range(0, len(rows), size):
        yield rows[start : start + size]


@contextmanager
def holding(
    store: Store, clock: Clock, holder: str, alive: Callable[[str], bool]
) -> Iterator[Lease | LeaseTaken]:
    """Hold the portfolio's lease for the length of a run, or tell who holds it."""
    lease = store.acquire(holder, clock.wall(), ttl=LEASE_TTL, alive=alive)
    try:
        yield lease
    finally:
        if isinstance(lease, Lease):
            store.release(lease)
