"""The questions about Items, Records, relations and cursors, as queries."""

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, exists, func, or_, select

from syncline.domain.item import Item, ItemId, Kind, Record, RecordId, ReplicaName
from syncline.domain.state import Aside, Relation
from syncline.store import tables
from syncline.store.database import chunked
from syncline.store.rows import Query, bare_url, fetched, selected

_record, _item, _relation = tables.records.c, tables.items.c, tables.relations.c


def links(
    connection: Connection, portfolio: str, replica: ReplicaName, records: Collection[RecordId]
) -> dict[RecordId, ItemId]:
    """Return the Items of the records that are known."""
    found: dict[RecordId, ItemId] = {}
    for chunk in chunked(records):
        query = select(_record.id, _record.item).where(
            _record.portfolio == portfolio, _record.replica == replica, _record.id.in_(chunk)
        )
        found |= dict(connection.execute(query).all())
    return found


def of_replica(portfolio: str, replica: ReplicaName) -> Query:
    """Select the records of a replica."""
    return selected(Record, portfolio).where(_record.replica == replica).order_by(_record.id)


def all_items(portfolio: str) -> Query:
    """Select the Items of a portfolio."""
    return selected(Item, portfolio).order_by(_item.id)


def count(connection: Connection, portfolio: str, replica: ReplicaName) -> int:
    """Count the records of a replica."""
    query = select(func.count()).where(_record.portfolio == portfolio, _record.replica == replica)
    return connection.execute(query).scalar_one()


def without_record(
    connection: Connection, portfolio: str, replica: ReplicaName, kinds: Collection[Kind]
) -> frozenset[ItemId]:
    """Return the Items of these kinds that a replica lacks."""
    there = exists().where(
        _record.portfolio == portfolio, _record.item == _item.id, _record.replica == replica
    )
    query = select(_item.id).where(_item.portfolio == portfolio, _item.kind.in_(kinds), ~there)
    return frozenset(connection.execute(query).scalars())


def unmarked(
    connection: Connection, portfolio: str, replica: ReplicaName, kinds: Collection[Kind]
) -> frozenset[ItemId]:
    """Return the Items of these kinds whose record in a replica carries no marker."""
    query = (
        select(_record.item)
        .join(tables.items, (_item.portfolio == _record.portfolio) & (_item.id == _record.item))
        .where(_record.portfolio == portfolio, _record.replica == replica)
        .where(_record.marked.is_(False), _item.kind.in_(kinds))  # the index of unmarked records
    )
    return frozenset(connection.execute(query).scalars())


def relations(
    connection: Connection, portfolio: str, items: Collection[ItemId]
) -> tuple[Relation, ...]:
    """Return the relations of these Items, each once."""
    found: set[Relation] = set()
    for chunk in chunked(items):
        for side in (_relation.child, _relation.parent):
            query = selected(Relation, portfolio).where(side.in_(chunk))
            found |= set(fetched(connection, Relation, query))
    return tuple(sorted(found, key=lambda r: (r.child, r.parent, r.kind)))


def find(connection: Connection, portfolio: str, text: str) -> ItemId | None:
    """Find an Item by its id, or by what its records are called; an id goes before a key or URL."""
    if not text:
        return None
    by_id = select(_item.id).where(_item.portfolio == portfolio, _item.id.in_([text, text.lower()]))
    item: ItemId | None = connection.execute(by_id).scalar()
    if item:
        return item
    key, url = text.casefold(), bare_url(text) or text
    query = (
        select(_record.item, _record.id, _record.key_folded)
        .where(_record.portfolio == portfolio)
        .where(or_(_record.id == text, _record.key_folded == key, _record.url_bare == url))
        .order_by(_record.replica, _record.id)
    )
    found = connection.execute(query).all()
    ranked = sorted(found, key=lambda row: (row.id != text, row.key_folded != key))
    return ranked[0].item if ranked else None


def asides(portfolio: str, replica: ReplicaName) -> Query:
    """Select the Records of a replica that are set aside."""
    at = tables.asides.c
    query = selected(Aside, portfolio).where(at.replica == replica, at.ended.is_(False))
    return query.order_by(at.record)


def cursor(connection: Connection, portfolio: str, replica: ReplicaName) -> str | None:
    """Return the cursor of a replica."""
    at = tables.cursors.c
    query = select(at.cursor).where(at.portfolio == portfolio, at.replica == replica)
    return connection.execute(query).scalar()


def doubled(connection: Connection, portfolio: str, records: Iterable[Record]) -> str | None:
    """Say which Record would stand for two Items, or which Item would have two Records."""
    for record in records:
        query = selected(Record, portfolio).where(
            _record.replica == record.replica,
            or_(_record.id == record.id, _record.item == record.item),
            or_(_record.id != record.id, _record.item != record.item),
        )
        for stored in fetched(connection, Record, query):
            return (
                f"{record.replica}: record {record.key or record.id} cannot stand for item "
                f"{record.item}, because record {stored.key or stored.id} already stands for item "
                f"{stored.item}. An item has one record per replica. This commit was not written; "
                "take the marker out of the record that is too many."
            )
    return None
