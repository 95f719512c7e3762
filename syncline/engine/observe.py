"""Read what may have changed in one replica; confirm directly whatever looks edited."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from syncline.domain.errors import CannotRead, ReplicaError, RetryLater
from syncline.domain.fields import FieldType, same
from syncline.domain.item import Absent, FieldName, ItemId, RecordId, ReplicaName, Snapshot
from syncline.domain.state import ItemState
from syncline.engine.session import Session, chunks
from syncline.ports import Page, Tracker

KNOWN_TO_JUDGE = 10  # known records below which a short listing says nothing
SHRUNK_BELOW = 0.7  # share of the known records that a full listing must show

Progress = Callable[[ReplicaName, int], None]


@dataclass(frozen=True)
class Observation:
    """What one replica showed; nothing is inferred from one that is not complete."""

    replica: ReplicaName
    snapshots: tuple[Snapshot, ...] = ()
    complete: bool = False
    cursor: str | None = None
    listed: int = 0
    trouble: str | None = None
    unreadable: tuple[CannotRead, ...] = ()
    absent: tuple[Absent, ...] = field(default=())


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


def _sentence(replica: ReplicaName, trouble: ReplicaError | RetryLater) -> str:
    """Name the replica, the tool with what it said, and the remedy."""
    later = isinstance(trouble, RetryLater) and trouble.seconds is None
    remedy = " The next run reads it again; if it stays so, look at its address." if later else ""
    return f"{replica} was not read, so nothing is inferred about it: {trouble}{remedy}"


class _Reading:
    def __init__(self, session: Session, replica: ReplicaName, progress: Progress) -> None:
        self.session, self.replica, self.progress = session, replica, progress
        self.tracker: Tracker = session.trackers[replica]
        self.since = session.cursor(replica)
        self.cursor = self.since
        self.listed = 0
        self.unreadable: list[CannotRead] = []
        self.absent: list[Absent] = []

    def observation(self) -> Observation:
        fresh: dict[RecordId, Snapshot] = {}
        doubtful: dict[RecordId, Snapshot] = {}
        for page in self.tracker.observe(self.since, self.session.clock.now()):
            self._take(page, fresh, doubtful)
        aside = {a.record for a in self.session.store.asides(self.replica)} - fresh.keys()
        fresh |= dict(self._read(sorted(doubtful.keys() | aside), self.tracker.traits.fields))
        trouble = self._shrunk()
        return Observation(
            self.replica, () if trouble else tuple(fresh.values()), trouble is None, self.cursor,
            self.listed, trouble, tuple(self.unreadable), tuple(self.absent),
        )  # fmt: skip

    def _take(
        self, page: Page, fresh: dict[RecordId, Snapshot], doubtful: dict[RecordId, Snapshot]
    ) -> None:
        """Sort a page: clean Records are forgotten at once, so memory follows change."""
        self.unreadable += page.unreadable
        self.cursor = page.cursor or self.cursor
        self.listed += len(page.snapshots)
        self.progress(self.replica, self.listed)
        self.session.renew()
        states = self._states(page.snapshots)
        for snapshot in page.snapshots:
            state = states.get(snapshot.id)
            # A listing may be old: a new Record that joins known ones is read directly as well.
            if state is None and self.since is None:
                fresh[snapshot.id] = snapshot
            elif state is None or not self._clean(state, snapshot):
                doubtful[snapshot.id] = snapshot
        self._fill(fresh, [s for s in page.snapshots if s.id in fresh and s.deferred])

    def _fill(self, fresh: dict[RecordId, Snapshot], listed: Sequence[Snapshot]) -> None:
        """Read what the listing left out of new Records, and only that."""
        if not listed:
            return
        wanted = frozenset(name for snapshot in listed for name in snapshot.deferred)
        for snapshot in listed:
            del fresh[snapshot.id]
        fresh |= dict(self._read(sorted(s.id for s in listed), wanted))

    def _states(self, snapshots: Sequence[Snapshot]) -> dict[RecordId, ItemState]:
        store = self.session.store
        parents = {str(s.fields["parent"]) for s in snapshots if s.fields.get("parent")}
        ids = {s.id for s in snapshots}
        links = store.links(self.replica, ids | parents)
        self._parents: Mapping[str, ItemId] = links
        loaded = store.load({links[i] for i in ids if i in links})
        return {i: loaded[links[i]] for i in ids if i in links and links[i] in loaded}

    def _clean(self, state: ItemState, snapshot: Snapshot) -> bool:
        record = state.records[self.replica]
        if snapshot.deferred and snapshot.revision != record.revision:
            return False
        known = (record.key, record.url, dict(record.ties), dict(record.refused))
        refused = {k: v for k, v in snapshot.refused.items() if k not in snapshot.deferred}
        kept = {k: v for k, v in known[3].items() if k not in snapshot.deferred}
        if known[:3] != (snapshot.key, snapshot.url, dict(snapshot.ties)) or refused != kept:
            return False
        if record.marked != (snapshot.marker == state.item.id):
            return False
        return all(self._shown(state, name, value) for name, value in snapshot.fields.items())

    def _shown(self, state: ItemState, name: str, value: object) -> bool:
        spec = self.session.portfolio.fields.get(name)
        if spec is None or name not in self.tracker.traits.fields:
            return True
        shadow = state.shadows.get((self.replica, name))
        if spec.type is FieldType.REF:
            value = self._parents.get(str(value)) if value else None
        return shadow is not None and same(spec.type, value, shadow.shown)  # type: ignore[arg-type]  # a field's value

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
        known = self.session.store.count(self.replica)
        if self.since is not None or known < KNOWN_TO_JUDGE or self.listed >= known * SHRUNK_BELOW:
            return None
        return (
            f"{self.replica}: a full listing shows {self.listed} of {known} known records. "
            "Nothing is inferred from it; check the token's permissions and the replica's scope."
        )
