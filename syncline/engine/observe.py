"""Read what may have changed in one replica; confirm directly whatever looks edited."""

from collections.abc import Callable, Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from syncline.domain.belonging import own
from syncline.domain.errors import CannotRead, ReplicaError, RetryLater
from syncline.domain.fields import HOMED, REFERRING, Value, same
from syncline.domain.item import Absent, FieldName, RecordId, ReplicaName, Snapshot
from syncline.domain.references import items_of, named
from syncline.domain.state import ItemState
from syncline.engine.ends import to_look_for
from syncline.engine.looks import due, in_turn, judged, unlisted, unread
from syncline.engine.session import Session, chunks
from syncline.engine.sightings import NOBODY, Known, Sightings
from syncline.ports import Page, Tracker

KNOWN_TO_JUDGE = 10  # known records below which a short listing says nothing
SHRUNK_BELOW = 0.7  # share of the known records that a full listing must show
RENEW_EVERY = timedelta(minutes=1)  # a renewal is a commit, and there is a page every moment

Progress = Callable[[ReplicaName, int], None]


@dataclass(frozen=True)
class Observation:
    """What one replica showed; nothing is inferred from one that is not complete."""

    replica: ReplicaName
    snapshots: tuple[Snapshot, ...] = ()
    complete: bool = False
    whole: bool = False  # everything was listed, not only what changed
    cursor: str | None = None
    listed: int = 0
    trouble: str | None = None
    unreadable: tuple[CannotRead, ...] = ()
    absent: tuple[Absent, ...] = field(default=())
    swept: RecordId | None = None  # the last one that was read because it was its turn


def observe_replica(
    session: Session, replica: ReplicaName, progress: Progress = lambda _, __: None
) -> Observation:
    """Return the Snapshots that matter: new Records, and confirmed ones that differ.

    A failure makes the observation incomplete; it never raises for a tool's trouble.
    """
    reading = _Reading(session, replica, progress)
    try:
        return reading.observation()
    except (ReplicaError, RetryLater) as trouble:
        return Observation(replica, listed=reading.listed, trouble=_sentence(replica, trouble))


def look_at(session: Session, replica: ReplicaName, records: Collection[RecordId]) -> Observation:
    """Read these known Records directly, and nothing else: no listing, no cursor, no census.

    A failure makes the observation incomplete; it never raises for a tool's trouble. Where
    nothing is to be read, a replica that was in trouble stays so.
    """
    if not records and (former := [t for t in session.store.troubles() if t.replica == replica]):
        return Observation(replica, trouble=former[0].reason)
    reading = _Reading(session, replica, lambda _, __: None)
    try:
        return reading.direct(records)
    except (ReplicaError, RetryLater) as failed:
        return Observation(replica, trouble=_sentence(replica, failed))


def _sentence(replica: ReplicaName, trouble: ReplicaError | RetryLater) -> str:
    """Name the replica, the tool with what it said, and the remedy."""
    later = isinstance(trouble, RetryLater) and trouble.seconds is None
    remedy = " The next run reads it again; if it stays so, look at its address." if later else ""
    return f"{replica} was not read, so nothing is inferred about it: {trouble}{remedy}"


class _Reading:
    def __init__(self, session: Session, replica: ReplicaName, progress: Progress) -> None:
        self.session, self.replica, self.progress = session, replica, progress
        self.tracker: Tracker = session.trackers[replica]
        self.sightings = Sightings(session, replica)
        self.since = session.cursor(replica)
        self.cursor = self.since
        self.listed = 0
        self.renewed: datetime | None = None
        self.shown: set[RecordId] = set()
        self.unreadable: list[CannotRead] = []
        self.absent: list[Absent] = []

    def observation(self) -> Observation:
        fresh: dict[RecordId, Snapshot] = {}
        doubtful: dict[RecordId, Snapshot] = {}
        for page in self.tracker.observe(self.since, self.session.clock.now()):
            self._take(page, fresh, doubtful)
        self.sightings.flush()
        if trouble := self._shrunk():
            return Observation(self.replica, listed=self.listed, trouble=trouble)
        aside = {a.record for a in self.session.store.asides(self.replica)}
        swept = in_turn(self.session, self.replica)  # also in a census: no listing tells
        again = aside | due(self.session, self.replica) | self._unlisted() | set(swept)
        again |= unread(self.session, self.replica)
        wanted = sorted(doubtful.keys() | again - fresh.keys())
        fresh |= dict(self._read(wanted, self.tracker.traits.fields))
        fresh |= self._ends(fresh)
        absent = judged(self.session, self.replica, self.absent)
        return Observation(
            self.replica, tuple(fresh.values()), True, self.since is None, self.cursor,
            self.listed, None, tuple(self.unreadable), tuple(absent), swept[-1] if swept else None,
        )  # fmt: skip

    def direct(self, records: Collection[RecordId]) -> Observation:
        """Read without a listing."""
        read = dict(self._read(sorted(records), self.tracker.traits.fields))
        read |= self._ends(read)
        absent = judged(self.session, self.replica, self.absent)
        return Observation(
            self.replica, tuple(read.values()), complete=True, listed=len(read),
            unreadable=tuple(self.unreadable), absent=tuple(absent),
        )  # fmt: skip

    def _ends(self, read: dict[RecordId, Snapshot]) -> dict[RecordId, Snapshot]:
        """Read the other ends of links that are not shown any more: they may only be hidden."""
        ends = to_look_for(self.session, self.replica, tuple(read.values()))
        looked = read.keys() | {a.id for a in self.absent} | {u.record for u in self.unreadable}
        return dict(self._read(sorted(ends - looked), self.tracker.traits.fields))

    def _unlisted(self) -> set[RecordId]:
        """Return the known Records that the listing left out and that are shown nevertheless."""
        if self.since is not None:
            return set()
        shown = set()
        for seen in unlisted(self.session, self.replica, self.known.keys() - self.shown):
            if isinstance(seen, Absent):
                self.absent.append(seen)
            else:
                shown.add(seen.id)
        return shown

    def _take(
        self, page: Page, fresh: dict[RecordId, Snapshot], doubtful: dict[RecordId, Snapshot]
    ) -> None:
        """Sort a page: clean Records are forgotten at once, so memory follows change."""
        self.unreadable += page.unreadable
        self.cursor = page.cursor or self.cursor
        self.listed += len(page.snapshots)
        if self.since is None:
            self.shown |= {s.id for s in page.snapshots} | {u.record for u in page.unreadable}
        self.progress(self.replica, self.listed)
        self._renew()
        known = self._known(page.snapshots)
        unsure = self.sightings.unsure(page.snapshots, known)
        if not unsure:
            return
        states = self._states(unsure, known)
        for snapshot in unsure:
            state = states.get(snapshot.id)
            # A listing may be old: a new Record that joins known ones is read directly as well.
            if state is None and self.since is None:
                fresh[snapshot.id] = snapshot
            elif state is None or not self._clean(state, snapshot, known):
                doubtful[snapshot.id] = snapshot
            elif self.since is None:
                self.sightings.keep(snapshot, known)
        self._fill(fresh, [s for s in unsure if s.id in fresh and s.deferred])

    def _fill(self, fresh: dict[RecordId, Snapshot], listed: Sequence[Snapshot]) -> None:
        """Read what the listing left out of new Records, and only that."""
        if not listed:
            return
        wanted = frozenset(name for snapshot in listed for name in snapshot.deferred)
        for snapshot in listed:
            del fresh[snapshot.id]
        fresh |= dict(self._read(sorted(s.id for s in listed), wanted))

    def _renew(self) -> None:
        wall = self.session.clock.wall()
        if self.renewed is None or wall - self.renewed >= RENEW_EVERY:
            self.renewed = wall
            self.session.renew()

    @cached_property
    def known(self) -> Known:
        """The Items of every Record: one question costs a third of what one a page does."""
        return self.session.store.known(self.replica)

    @cached_property
    def remapped(self) -> AbstractSet[FieldName]:
        """The fields that are read in another way than when their shadows were made."""
        return self.session.remapped(self.replica).keys() & self.tracker.traits.fields

    def _known(self, snapshots: Sequence[Snapshot]) -> Known:
        """Return the Items of what is listed and of the parents that it names, at least."""
        if self.since is None:
            return self.known
        others = named(self.session.portfolio.fields, snapshots)
        return self.session.store.known(self.replica, {s.id for s in snapshots} | others)

    def _states(self, snapshots: Sequence[Snapshot], known: Known) -> dict[RecordId, ItemState]:
        items = {s.id: known[s.id][0] for s in snapshots if s.id in known}
        loaded = self.session.store.load(set(items.values()))
        return {record: loaded[item] for record, item in items.items() if item in loaded}

    def _clean(self, state: ItemState, snapshot: Snapshot, known: Known) -> bool:
        record = state.records[self.replica]
        if self.replica in state.absent:
            return False  # it is shown again
        if self.remapped - snapshot.fields.keys():
            return False  # not listed, and what it showed was read in another way
        if snapshot.deferred and snapshot.revision != record.revision:
            return False
        former = (record.key, record.url, dict(record.ties), dict(record.refused))
        refused = {k: v for k, v in snapshot.refused.items() if k not in snapshot.deferred}
        kept = {k: v for k, v in former[3].items() if k not in snapshot.deferred}
        if former[:3] != (snapshot.key, snapshot.url, dict(snapshot.ties)) or refused != kept:
            return False
        if record.marked != (snapshot.marker == state.item.id):
            return False
        shown = snapshot.fields.items()
        return all(self._shown(state, name, value, known) for name, value in shown)

    def _shown(self, state: ItemState, name: str, value: Value, known: Known) -> bool:
        spec = self.session.portfolio.fields.get(name)
        if spec is None or name not in self.tracker.traits.fields:
            return True
        shadow = state.shadows.get((self.replica, name))
        if spec.type in REFERRING:
            value = items_of(value, lambda record: known.get(record, NOBODY)[0])
        if spec.type in HOMED and shadow is not None:
            here, there = (own(spec.type, v, self.replica) for v in (value, shadow.shown))
            return same(spec.type, here, there)  # what becomes of copies decides nothing
        return shadow is not None and same(spec.type, value, shadow.shown)

    def _read(
        self, records: Sequence[RecordId], fields: Collection[FieldName]
    ) -> Iterator[tuple[RecordId, Snapshot]]:
        for chunk in chunks(records, self.tracker.traits.batch):
            for record, seen in self.tracker.read(chunk, fields).items():
                match seen:
                    case Snapshot():
                        yield record, seen
                    case Absent():
                        self.absent.append(seen)
                    case CannotRead():
                        self.unreadable.append(seen)

    def _shrunk(self) -> str | None:
        if self.since is not None:
            return None
        known = self.session.store.count(self.replica)
        if known < KNOWN_TO_JUDGE or self.listed >= known * SHRUNK_BELOW:
            return None
        if self.session.rescoped(self.replica):
            return None  # a narrower scope is meant; the plan says so and waits
        return (
            f"{self.replica}: a full listing shows {self.listed} of {known} known records. "
            "Nothing is inferred from it; check the token's permissions and the replica's scope."
        )
