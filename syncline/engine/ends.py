"""Look for the other ends of links that a replica shows no more: were they removed, or hidden?"""

from collections.abc import Collection, Sequence

from syncline.domain.hidden import linking, vanished
from syncline.domain.item import Absent, ItemId, RecordId, ReplicaName, Snapshot
from syncline.domain.presence import noticed
from syncline.domain.references import items_of, named
from syncline.engine.looks import judged
from syncline.engine.session import Session


def to_look_for(
    session: Session, replica: ReplicaName, snapshots: Sequence[Snapshot]
) -> set[RecordId]:
    """Return the Records at the other ends of vanished links, but those known as absent."""
    names = linking(session.portfolio.fields)
    if not names or not snapshots:
        return set()
    wanted = {s.id for s in snapshots} | named(session.portfolio.fields, snapshots)
    items = session.store.links(replica, wanted)
    states = session.store.load({items[s.id] for s in snapshots if s.id in items})
    lost: set[ItemId] = set()
    for snapshot in snapshots:
        state = states.get(items.get(snapshot.id, ""))
        for name in names if state else ():
            if state and name in snapshot.fields:
                shown = items_of(snapshot.fields[name], items.get)
                lost |= vanished(state, replica, name, shown)
    return set(_records(session, replica, lost).values())


def _records(
    session: Session, replica: ReplicaName, items: Collection[ItemId]
) -> dict[ItemId, RecordId]:
    states = session.store.load(items) if items else {}
    return {
        item: state.records[replica].id
        for item, state in states.items()
        if replica in state.records and replica not in state.absent
    }


def in_sight(session: Session, replica: ReplicaName, items: Collection[ItemId]) -> bool:
    """Tell whether a replica shows all these Items now; what it does not show is noted."""
    records = _records(session, replica, items)
    read = session.trackers[replica].read(sorted(records.values()), ()) if records else {}
    states, now = session.store.load(records), session.clock.now()
    absent = judged(session, replica, [a for a in read.values() if isinstance(a, Absent)])
    of = {record: states[item] for item, record in records.items()}
    session.commit([noticed(of[a.id], replica, a, now) for a in absent])
    return all(isinstance(read.get(records.get(item, "")), Snapshot) for item in items)
