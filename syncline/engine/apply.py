"""Perform the operations of one replica: re-read in batches, then write one by one."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import groupby

from syncline.domain.errors import (
    ReplicaError,
    RetryLater,
)
from syncline.domain.item import RecordId, ReplicaName
from syncline.domain.plan import (
    Archive,
    Create,
    Operation,
    Update,
)
from syncline.engine.looks import forgotten
from syncline.engine.observe import Progress
from syncline.engine.session import Session, chunks
from syncline.engine.tally import Applied, Tally
from syncline.engine.writing import Seen, Writing

FRESH_FOR = timedelta(seconds=1)  # how long a batched re-read stands for "just before the call"
LOGGED_FOR = timedelta(seconds=5)  # ... where the tool tells what was typed since


def apply_replica(
    session: Session,
    replica: ReplicaName,
    operations: Sequence[Operation],
    progress: Progress = lambda _, __: None,
) -> Applied:
    """Apply operations in order. One poisoned Item stops nothing; systemic trouble stops all.

    Law: no external write without a committed intent, and no second write for an unknown one.
    """
    tally = Tally(replica)
    try:
        for is_create, group in groupby(operations, key=lambda op: isinstance(op, Create)):
            size = 50 if is_create else session.trackers[replica].traits.batch
            for chunk in chunks(list(group), size):
                _apply_chunk(session, replica, chunk, tally)
                progress(replica, tally.done)
    except (ReplicaError, RetryLater) as trouble:
        tally.stopped = str(trouble)
    return tally.total()


def _apply_chunk(
    session: Session, replica: ReplicaName, chunk: Sequence[Operation], tally: Tally
) -> None:
    # Loaded afresh: Records created earlier in this run are the parents of later ones.
    states = session.store.load({op.item for op in chunk})
    letters = {(p.item, p.replica, p.lane): p for p in session.store.postponed()}
    fresh_for = LOGGED_FOR if session.trackers[replica].traits.logged else FRESH_FOR
    read_at = session.clock.wall()
    seen = _reread(session, replica, chunk)
    for op in chunk:
        state = states.get(op.item)
        if session.clock.wall() - read_at > fresh_for:
            seen = {**seen, **_reread(session, replica, [op])}
        shown = None if isinstance(op, Create) else seen.get(op.record)
        if aside := forgotten(session, op):
            session.commit([aside])
            name = state.name if state else op.item
            tally.dropped.append(f"{replica} create of {name}: {aside.reason}")
            continue
        Writing(session, state, tally, letters).perform(op, shown)


def _reread(
    session: Session, replica: ReplicaName, chunk: Sequence[Operation]
) -> Mapping[RecordId, Seen]:
    wanted = sorted({op.record for op in chunk if not isinstance(op, Create)})
    if not wanted:
        return {}
    fields = {c.field for op in chunk if isinstance(op, Update) for c in op.changes}
    if any(isinstance(op, Archive) for op in chunk):
        fields |= session.trackers[replica].traits.fields  # an edit of any of them stops it
    return session.trackers[replica].read(wanted, fields)
