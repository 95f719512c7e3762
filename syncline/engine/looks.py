"""Look directly at known Records that a listing does not show; say what that proves."""

from collections.abc import Collection, Iterator, Sequence

from syncline.domain.item import Absent, RecordId, ReplicaName, Snapshot
from syncline.domain.presence import stem, to_look_at
from syncline.engine.session import Session, chunks

CANARIES = 3  # other Records of the same container that are asked for, to see that one is shown


def due(session: Session, replica: ReplicaName) -> set[RecordId]:
    """Return the absent Records that are worth another look in this run."""
    most = session.trackers[replica].traits.batch
    return to_look_at(session.store.absences(replica), session.clock.now(), most)


def unlisted(
    session: Session, replica: ReplicaName, listed: Collection[RecordId]
) -> Iterator[Snapshot | Absent]:
    """Read every known Record that a whole listing left out: absence from it proves nothing."""
    tracker = session.trackers[replica]
    known = [record for record in session.store.record_ids(replica) if record not in listed]
    for chunk in chunks(known, tracker.traits.batch):
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
