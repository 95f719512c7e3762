"""Operations in a replica's own terms: references as the ids of its Records."""

from dataclasses import replace

from syncline.domain.fields import REFERRING
from syncline.domain.item import ReplicaName
from syncline.domain.plan import Archive, Change, Create, Operation, Restore, Stamp
from syncline.domain.references import members, natively
from syncline.engine.session import Session


def in_its_terms(session: Session, op: Operation) -> Operation | None:
    """Return an operation as its replica names things; None where nothing of an Update is left."""
    if isinstance(op, Stamp | Archive | Restore):
        return op
    changes = [_named(session, op.replica, change) for change in op.changes]
    kept = tuple(c for c in changes if c is not None)
    return replace(op, changes=kept) if kept or isinstance(op, Create) else None


def _named(session: Session, replica: ReplicaName, change: Change) -> Change | None:
    kind = session.portfolio.fields[change.field].type
    if kind not in REFERRING or change.ask is None:
        return change
    others = session.store.load(members(change.ask) | members(change.expect))
    homes = ((item, state.records.get(replica)) for item, state in others.items())
    return natively(kind, change, {item: record.id for item, record in homes if record})
