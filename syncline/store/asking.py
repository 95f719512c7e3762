"""The questions about Items, Records, relations and cursors, as queries."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, exists, or_, select

from syncline.domain.item import (
    Item,
    ItemId,
    Kind,
    Record,
    RecordId,
    ReplicaName,
)
from syncline.domain.state import Absence, Aside, CursorAt, Relation
from syncline.store import tables
from syncline.store.database import built_once, chunked
from syncline.store.derived import Home
from syncline.store.rows import Query, bare_url, fetched, selected

_record, _item = tables.records.c, tables.items.c
_home, _tally, _sighting = tables.homes.c, tables.tallies.c, tables.sightings.c
_alias = tables.aliases.c

STREAMED = 1_000  # rows that are fetched at a time, so that all of them are never held twice

# Asked for every page of a listing of changes, and once in a census; put together once.
_KNOWN = (
    select(_record.id, _record.item, _sighting.digest)
    .outerjoin_from(
        tables.records,
        tables.sightings,
        (_sighting.portfolio == _record.portfolio)
        & (_sighting.item == _record.item)
        & (_sighting.replica == _record.replica),
    )
    .where(_record.portfolio == bindparam("portfolio"), _record.replica == bindparam("replica"))
)
_KNOWN_OF = _KNOWN.where(_record.id.in_(bindparam("records", expanding=True)))


def links(
    connection: Connection, portfolio: str, replica: ReplicaName, records: Collection[RecordId]
) -> dict[RecordId, ItemId]:
    """Return the Items of the records that are known."""
    found: dict[RecordId, ItemId] = {}
    for chunk in chunked(records):
        query = select(_record.id, _record.item).where(
            _record.portfolio == portfolio, _record.replica == replica, _record.id.in_(chunk)
        )
        found |= dict(map(tuple, connection.execute(query)))
    return found


def known(
    connection: Connection,
    portfolio: str,
    replica: ReplicaName,
    records: Collection[RecordId] | None,
) -> dict[RecordId, tuple[ItemId, bytes | None]]:
    """Return the Items of the records that are known, with what each looked like when clean."""
    of = {"portfolio": portfolio, "replica": replica}
    if records is None:
        rows = connection.execute(_KNOWN, of, execution_options={"yield_per": STREAMED})
        return {record: (item, digest) for record, item, digest in rows}
    found: dict[RecordId, tuple[ItemId, bytes | None]] = {}
    for chunk in chunked(records):
        rows = connection.execute(_KNOWN_OF, {**of, "records": chunk})
        found |= {record: (item, digest) for record, item, digest in rows}
    return found


def of_replica(portfolio: str, replica: ReplicaName) -> Query:
    """Select the records of a replica."""
    return selected(Record, portfolio).where(_record.replica == replica).order_by(_record.id)


def record_ids(connection: Connection, portfolio: str, replica: ReplicaName) -> Sequence[RecordId]:
    """Return the ids of the records of a replica, read from an index alone."""
    query = select(_record.id).where(_record.portfolio == portfolio, _record.replica == replica)
    return connection.execute(query.order_by(_record.id)).scalars().all()


def all_items(portfolio: str) -> Query:
    """Select the Items of a portfolio."""
    return selected(Item, portfolio).order_by(_item.id)


def count(connection: Connection, portfolio: str, replica: ReplicaName) -> int:
    """Count the records of a replica."""
    rows = connection.execute(_tallied(portfolio))
    return sum(number for replicas, number in rows if replica in replicas)


@built_once
def _tallied(portfolio: str) -> Select[Any]:
    return select(_tally.replicas, _tally.count).where(_tally.portfolio == portfolio)


def without_record(
    connection: Connection, portfolio: str, replica: ReplicaName, kinds: Collection[Kind]
) -> frozenset[ItemId]:
    """Return the Items of these kinds that a replica lacks."""
    homes = _homes(connection, portfolio, kinds)
    return _at_home(connection, portfolio, [home for home in homes if replica not in home[1]])


def unmarked(
    connection: Connection, portfolio: str, replica: ReplicaName, kinds: Collection[Kind]
) -> frozenset[ItemId]:
    """Return the Items of these kinds whose record in a replica carries no marker."""
    homes = _homes(connection, portfolio, kinds)
    return _at_home(connection, portfolio, [home for home in homes if replica in home[2]])


def _homes(connection: Connection, portfolio: str, kinds: Collection[Kind]) -> list[Home]:
    """Return the homes that Items of these kinds have; there are few, however many Items."""
    rows = connection.execute(_inhabited(portfolio), {"kinds": list(kinds)})
    return [(*home,) for home in rows]


@built_once
def _inhabited(portfolio: str) -> Select[Any]:
    query = select(_tally.kind, _tally.replicas, _tally.unmarked)
    wanted = _tally.kind.in_(bindparam("kinds", expanding=True))
    return query.where(_tally.portfolio == portfolio, wanted, _tally.count > 0)


def _at_home(connection: Connection, portfolio: str, homes: Collection[Home]) -> frozenset[ItemId]:
    """Return the Items of these homes: what is read is what is returned."""
    found: set[ItemId] = set()
    for kind, replicas, bare in homes:
        query = select(_home.item).where(
            _home.portfolio == portfolio, _home.kind == kind,
            _home.replicas == replicas, _home.unmarked == bare,
        )  # fmt: skip
        found.update(connection.execute(query).scalars())
    return frozenset(found)


def relations(
    connection: Connection, portfolio: str, items: Collection[ItemId]
) -> tuple[Relation, ...]:
    """Return the relations of these Items, each once."""
    found: set[Relation] = set()
    for chunk in chunked(items):
        for side in ("child", "parent"):
            found |= set(fetched(connection, Relation, _related(portfolio, side), items=chunk))
    return tuple(sorted(found, key=lambda r: (r.child, r.parent, r.kind)))


@built_once
def _related(portfolio: str, side: str) -> Query:
    these: BindParameter[str] = bindparam("items", expanding=True)
    return selected(Relation, portfolio).where(tables.relations.c[side].in_(these))


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


def named(
    connection: Connection, portfolio: str, replica: ReplicaName, aliases: Collection[str]
) -> dict[str, ItemId]:
    """Return the Items that a replica calls so; of two that share an alias, the later record's."""
    found: dict[str, ItemId] = {}
    for chunk in chunked(aliases):
        query = select(_alias.alias, _alias.item).where(
            _alias.portfolio == portfolio, _alias.replica == replica, _alias.alias.in_(chunk)
        )
        found |= dict(map(tuple, connection.execute(query.order_by(_alias.record))))
    return found


@built_once
def asides(portfolio: str, replica: ReplicaName) -> Query:
    """Select the Records of a replica that are set aside."""
    at = tables.asides.c
    query = selected(Aside, portfolio).where(at.replica == replica, tables.not_set(at.ended))
    return query.order_by(at.record)


@built_once
def absences(portfolio: str, replica: ReplicaName | None) -> Query:
    """Select what is absent, of one replica or of all."""
    at = tables.absences.c
    query = selected(Absence, portfolio).where(tables.not_set(at.ended))
    return (query if replica is None else query.where(at.replica == replica)).order_by(at.record)


def sample(portfolio: str, replica: ReplicaName, like: str, size: int) -> Query:
    """Select records of a replica that are shown, whose key begins like this."""
    gone = exists().where(
        tables.absences.c.portfolio == portfolio, tables.absences.c.replica == replica,
        tables.absences.c.record == _record.id, tables.not_set(tables.absences.c.ended),
    )  # fmt: skip
    query = selected(Record, portfolio).where(_record.replica == replica, ~gone)
    query = query.where(_record.key_folded.startswith(like.casefold(), autoescape=True))
    return query.order_by(_record.id.desc()).limit(size)


def epoch(connection: Connection, portfolio: str) -> int:
    """Return how many runs have written."""
    return connection.execute(_epoch(portfolio)).scalar() or 0


@built_once
def _epoch(portfolio: str) -> Select[Any]:
    at = tables.epochs.c
    return select(at.epoch).where(at.portfolio == portfolio)


@built_once
def cursor(portfolio: str, replica: ReplicaName) -> Query:
    """Select the cursor of a replica."""
    return selected(CursorAt, portfolio).where(tables.cursors.c.replica == replica)


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
