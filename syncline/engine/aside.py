"""Records that must be read again in the next run, because this one could not settle them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from syncline.domain.item import ItemId, RecordId, ReplicaName
from syncline.domain.reconcile import Decided
from syncline.domain.references import Specs, named
from syncline.domain.state import Aside, Row
from syncline.domain.toolbox import Observed
from syncline.engine.observe import Observation
from syncline.engine.session import Session

Links = Mapping[tuple[ReplicaName, RecordId], ItemId]


def unreadable(observations: Sequence[Observation], links: Links) -> tuple[Aside, ...]:
    """Return the Records that nobody can read and that stand for no Item: one may be anybody's."""
    return tuple(
        Aside(seen.replica, record, reason)
        for seen in observations
        if seen.complete
        for record, reason in {u.record: str(u) for u in seen.unreadable}.items()
        if (seen.replica, record) not in links
    )


def aside_rows(
    session: Session,
    observations: Sequence[Observation],
    observed: Observed,
    links: Links,
    decided: Decided,
) -> list[Row]:
    """Return what is newly set aside, and what no longer is. Cursors may pass the rest."""
    specs = session.portfolio.fields
    now = {(a.replica, a.record): a for a in _unsettled(observations, links, decided)}
    before = {a for replica in observed.complete for a in session.store.asides(replica)}
    waiting = {(a.replica, a.record) for a in before}
    now |= {(a.replica, a.record): a for a in _orphans(specs, observed, links, {*now, *waiting})}
    now |= {(a.replica, a.record): a for a in decided.aside}
    ended = [replace(a, ended=True) for a in before if (a.replica, a.record) not in now]
    return [*(a for a in now.values() if a not in before), *ended]


def _unsettled(
    observations: Sequence[Observation], links: Links, decided: Decided
) -> Iterator[Aside]:
    """Yield known Records that could not be read, or whose edits wait for an open intent."""
    # With those that this very round has linked: a marker may show before its create is settled.
    homes = {(r.replica, r.id): i for i, s in decided.states.items() for r in s.records.values()}
    links = {**homes, **links}
    for seen in observations:
        if not seen.complete:
            continue
        for unread in seen.unreadable:
            if (seen.replica, unread.record) in links:
                yield Aside(seen.replica, unread.record, unread.reason)
        for snapshot in seen.snapshots:
            item = links.get((seen.replica, snapshot.id))
            state = decided.states.get(item) if item else None
            if state and any(replica == seen.replica for replica, _ in state.blocked):
                yield Aside(seen.replica, snapshot.id, "the answer of a write to it was lost")


def _orphans(
    specs: Specs, observed: Observed, links: Links, waiting: set[tuple[ReplicaName, RecordId]]
) -> Iterator[Aside]:
    """Yield Records that refer to one which is set aside: they can say it once it is settled."""
    for replica, snapshots in observed.snapshots.items():
        for snapshot in snapshots:
            others = {(replica, record) for record in named(specs, [snapshot])}
            if (others & waiting) - links.keys():
                yield Aside(replica, snapshot.id, "a record that it refers to is set aside")
