"""Look directly at known Records that a listing does not show; say what that proves."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence

from syncline.domain.item import Absent, ItemId, RecordId, ReplicaName, Snapshot
from syncline.domain.owing import to_be_read
from syncline.domain.plan import Create, Operation
from syncline.domain.presence import stem, to_look_at
from syncline.domain.references import members
from syncline.domain.state import Aside
from syncline.domain.toolbox import Tool, Toolbox
from syncline.engine.session import Session, chunks
from syncline.ports import Tracker

CANARIES = 3  # other Records of the same container that are asked for, to see that one is shown


def due(session: Session, replica: ReplicaName) -> set[RecordId]:
    """Return the absent Records that are worth another look in this run."""
    most = session.trackers[replica].traits.batch
    return to_look_at(session.store.absences(replica), session.clock.now(), most)


def unread(session: Session, replica: ReplicaName) -> set[RecordId]:
    """Return the Records that count as behind until they are read, though nothing is owed.

    Their listing may hide what somebody typed before others changed a value and changed it back.
    """
    states = session.store.load(session.store.unsettled(replica))
    others = {i for s in states.values() for i in members(s.value("parent"))} - states.keys()
    known = {**states, **session.store.load(others)}
    homes = {(r.replica, r.id): item for item, s in known.items() for r in s.records.values()}
    tracker = session.trackers[replica]
    tool = Tool(tracker.traits, tracker.project)
    toolbox = Toolbox(session.portfolio, {replica: tool}).knowing(homes)
    waiting = (s for s in states.values() if replica in s.records and replica not in s.absent)
    return {s.records[replica].id for s in waiting if to_be_read(toolbox, s, replica)}


def marked(tracker: Tracker, item: ItemId) -> Snapshot | None:
    """Return the record that carries an item's marker; the oldest, should there be several."""
    found = sorted(tracker.find(item), key=lambda s: (str(s.created or ""), s.id))
    return found[0] if found else None


def forgotten(session: Session, op: Operation) -> Aside | None:
    """Return what is to be made and is there already, where a restored store has forgotten it.

    No listing is believed then: what it leaves out may have been made since the copy. The search
    for the marker tells; what it finds is read, and paired, by the next run.
    """
    tracker = session.trackers[op.replica]
    if not (isinstance(op, Create) and session.outlived and tracker.traits.markable):
        return None
    found = marked(tracker, op.item)
    reason = "it is there already, made after the copy from which the store was restored"
    return Aside(op.replica, found.id, reason) if found else None


def turn(replica: ReplicaName) -> str:
    """Return under which name the store keeps whose turn it was last."""
    return f"{replica} (in turn)"


def in_turn(session: Session, replica: ReplicaName) -> list[RecordId]:
    """Return the known Records whose turn it is, where a tool does not tell of every change."""
    most = session.trackers[replica].traits.sweep
    if not most:
        return []
    ids, last = sorted(session.store.record_ids(replica)), session.store.cursor(turn(replica))
    at = bisect_right(ids, last.cursor) if last else 0
    return [*ids[at:], *ids[:at]][:most]


def unlisted(
    session: Session, replica: ReplicaName, missing: Collection[RecordId]
) -> Iterator[Snapshot | Absent]:
    """Read known Records that a whole listing left out: absence from it proves nothing."""
    tracker = session.trackers[replica]
    for chunk in chunks(sorted(missing), tracker.traits.batch):
        session.renew()
        for seen in tracker.read(chunk, ()).values():
            if isinstance(seen, Snapshot | Absent):
                yield seen


def judged(session: Session, replica: ReplicaName, absent: Sequence[Absent]) -> list[Absent]:
    """Doubt what is not found by id when this token is shown nothing else of that container.

    A lost permission looks like a deletion, so another known Record serves as the canary.
    """
    gone = [a for a in absent if a.presence == "GONE"]
    if not gone:
        return list(absent)
    missing = {a.id for a in absent}
    states = session.store.load(session.store.links(replica, missing).values())
    lost = (state.records[replica] for state in states.values())
    stems = {record.id: stem(record) for record in lost}
    sung = {s: _canary(session, replica, s, missing) for s in {stems.get(a.id, "") for a in gone}}
    return [a if a.presence != "GONE" or sung[stems.get(a.id, "")] else _hidden(a) for a in absent]


def _canary(
    session: Session, replica: ReplicaName, like: str, missing: Collection[RecordId]
) -> bool:
    sample = session.store.sample(replica, like, CANARIES + len(missing))
    others = [r.id for r in sample if r.id not in missing][:CANARIES]
    found = session.trackers[replica].read(others, ()) if others else {}
    return any(isinstance(seen, Snapshot) for seen in found.values())


def _hidden(absent: Absent) -> Absent:
    reason = f"{absent.reason}; no other record there is shown to this token either"
    return Absent(absent.id, reason, "FORBIDDEN")
