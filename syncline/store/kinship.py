"""The questions about who is below whom, delivers what, and has not heard of it."""

from collections.abc import Collection

from sqlalchemy import Connection, exists, select

from syncline.domain.item import ABOVE, FieldName, ItemId, Kind, ReplicaName
from syncline.store import tables
from syncline.store.database import chunked

_record, _item, _relation = tables.records.c, tables.items.c, tables.relations.c


def unheard(
    connection: Connection, portfolio: str, voice: ReplicaName, name: FieldName
) -> frozenset[ItemId]:
    """Return the Items that deliver one, and have not heard of a field from it."""
    shadow = tables.shadows.c
    heard = exists().where(
        shadow.portfolio == _relation.portfolio, shadow.item == _relation.child,
        shadow.replica == voice, shadow.field == name,
    )  # fmt: skip
    stands = exists().where(
        _record.portfolio == _relation.portfolio, _record.item == _relation.parent,
        _record.replica == voice.removeprefix(ABOVE),
    )  # fmt: skip
    query = select(_relation.child).where(
        _relation.portfolio == portfolio, tables.not_set(_relation.ended), stands, ~heard
    )
    return frozenset(connection.execute(query).scalars())


def loose(
    connection: Connection, portfolio: str, replica: ReplicaName, kind: Kind
) -> frozenset[ItemId]:
    """Return the Items of a kind whose Record there carries a tie, and that deliver nothing."""
    delivers = exists().where(
        _relation.portfolio == _record.portfolio, _relation.child == _record.item,
        tables.not_set(_relation.ended),
    )  # fmt: skip
    same = (_item.portfolio == _record.portfolio) & (_item.id == _record.item)
    query = (
        select(_record.item, _record.ties)
        .join_from(tables.records, tables.items, same)
        .where(_record.portfolio == portfolio, _record.replica == replica, _item.kind == kind)
        .where(~delivers)
    )
    return frozenset(item for item, ties in connection.execute(query) if any(ties.values()))


def undelivered(connection: Connection, portfolio: str, replica: ReplicaName) -> frozenset[ItemId]:
    """Return the Items with a Record there that nothing delivers, nor ever has."""
    delivered = exists().where(
        _relation.portfolio == _record.portfolio, _relation.parent == _record.item
    )
    query = select(_record.item).where(
        _record.portfolio == portfolio, _record.replica == replica, ~delivered
    )
    return frozenset(connection.execute(query).scalars())


def drafts(connection: Connection, portfolio: str) -> frozenset[ItemId]:
    """Return the Items that are to deliver one, and have no Record anywhere yet."""
    made = exists().where(_record.portfolio == _relation.portfolio, _record.item == _relation.child)
    query = select(_relation.child).where(
        _relation.portfolio == portfolio, tables.not_set(_relation.ended), ~made
    )
    return frozenset(connection.execute(query).scalars())


def children(
    connection: Connection, portfolio: str, items: Collection[ItemId]
) -> frozenset[ItemId]:
    """Return the Items whose agreed parent is one of these, read from an index of parents alone."""
    agreed, found = tables.agreed_values.c, set[ItemId]()
    for chunk in chunked(items):
        query = select(agreed.item).where(agreed.portfolio == portfolio, tables.BELOW)
        found.update(connection.execute(query.where(agreed.value.in_(chunk))).scalars())
    return frozenset(found)
