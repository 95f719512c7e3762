"""The questions about Items, Records, relations and cursors, as queries."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, exists, or_, select

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
from syncline.store.database import chunked
from syncline.store.derived import Home
from syncline.store.rows import Query, bare_url, fetched, selected
from syncline.store.statements import among, built_once
from syncline.store.transaction import Transaction

_record, _item = tables.records.c, tables.items.c
_home, _tally, _sighting = tables.homes.c, tables.tallies.c, tables.sightings.c
_alias = tables.aliases.c

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
_KNOWN_OF = _KNOWN.where(among(_record.id, "records"))


def links(
    transaction: Transaction, portfolio: str, replica: ReplicaName, records: Collection[RecordId]
) -> dict[RecordId, ItemId]:
    """Return the Items of the records that are known."""
    found: dict[RecordId, ItemId] = {}
    for chunk in chunked(records):
        found |= dict(transaction.rows(_links(portfolio), replica=replica, records=chunk))
    return found


@built_once
def _links(portfolio: str) -> Select[Any]:
    query = select(_record.id, _record.item).where(_record.portfolio == portfolio)
    return query.where(_record.replica == bindparam("replica"), among(_record.id, "records"))


def known(
    transaction: Transaction,
    portfolio: str,
    replica: ReplicaName,
    records: Collection[RecordId] | None,
) -> dict[RecordId, tuple[ItemId, bytes | None]]:
    """Return the Items of the records that are known, with what each looked like when clean."""
    of = {"portfolio": portfolio, "replica": replica}
    if records is None:
        every = transaction.stream(_KNOWN, **of)
        return {record: (item, digest) for record, item, digest in every}
    found: dict[RecordId, tuple[ItemId, bytes | None]] = {}
    for chunk in chunked(records):
        rows = transaction.rows(_KNOWN_OF, **of, records=chunk)
        found |= {record: (item, digest) for record, item, digest in rows}
    return found


@built_once
def of_replica(portfolio: str, replica: ReplicaName) -> Query:
    """Select the records of a replica."""
    return selected(Record, portfolio).where(_record.replica == replica).order_by(_record.id)


def record_ids(
    transaction: Transaction, portfolio: str, replica: ReplicaName
) -> Sequence[RecordId]:
    """Return the ids of the records of a replica, read from an index alone."""
    return transaction.values(_record_ids(portfolio), replica=replica)


@built_once
def _record_ids(portfolio: str) -> Select[Any]:
    query = select(_record.id).where(_record.portfolio == portfolio)
    return query.where(_record.replica == bindparam("replica")).order_by(_record.id)


@built_once
def all_items(portfolio: str) -> Query:
    """Select the Items of a portfolio."""
    return selected(Item, portfolio).order_by(_item.id)


def count(transaction: Transaction, portfolio: str, replica: ReplicaName) -> int:
    """Count the records of a replica."""
    rows = transaction.rows(_tallied(portfolio))
    return sum(number for replicas, number in rows if replica in replicas)


def size(transaction: Transaction, portfolio: str) -> int:
    """Count the Items; each has one home, also without a record."""
    return sum(number for _, number in transaction.rows(_tallied(portfolio)))


@built_once
def _tallied(portfolio: str) -> Select[Any]:
    return select(_tally.replicas, _tally.count).where(_tally.portfolio == portfolio)


def without_record(
    transaction: Transaction, portfolio: str, replica: ReplicaName, kinds: Collection[Kind]
) -> frozenset[ItemId]:
    """Return the Items of these kinds that a replica lacks."""
    homes = _homes(transaction, portfolio, kinds)
    return _at_home(transaction, portfolio, [home for home in homes if replica not in home[1]])


def unmarked(
    transaction: Transaction, portfolio: str, replica: ReplicaName, kinds: Collection[Kind]
) -> frozenset[ItemId]:
    """Return the Items of these kinds whose record in a replica carries no marker."""
    homes = _homes(transaction, portfolio, kinds)
    return _at_home(transaction, portfolio, [home for home in homes if replica in home[2]])


def _homes(transaction: Transaction, portfolio: str, kinds: Collection[Kind]) -> list[Home]:
    """Return the homes that Items of these kinds have; there are few, however many Items."""
    rows = transaction.rows(_inhabited(portfolio), kinds=list(kinds))
    return [(*home,) for home in rows]


@built_once
def _inhabited(portfolio: str) -> Select[Any]:
    query = select(_tally.kind, _tally.replicas, _tally.unmarked)
    wanted = among(_tally.kind, "kinds")
    return query.where(_tally.portfolio == portfolio, wanted, _tally.count > 0)


def _at_home(
    transaction: Transaction, portfolio: str, homes: Collection[Home]
) -> frozenset[ItemId]:
    """Return the Items of these homes: what is read is what is returned."""
    found: set[ItemId] = set()
    for kind, replicas, bare in homes:
        of_home = {"kind": kind, "replicas": replicas, "unmarked": bare}
        found.update(transaction.values(_inhabitants(portfolio), **of_home))
    return frozenset(found)


@built_once
def _inhabitants(portfolio: str) -> Select[Any]:
    named = [_home[name] == bindparam(name) for name in ("kind", "replicas", "unmarked")]
    return select(_home.item).where(_home.portfolio == portfolio, *named)


def relations(
    transaction: Transaction, portfolio: str, items: Collection[ItemId]
) -> tuple[Relation, ...]:
    """Return the relations of these Items, each once."""
    found: set[Relation] = set()
    for chunk in chunked(items):
        for side in ("child", "parent"):
            found |= set(fetched(transaction, Relation, _related(portfolio, side), items=chunk))
    return tuple(sorted(found, key=lambda r: (r.child, r.parent, r.kind)))


@built_once
def _related(portfolio: str, side: str) -> Query:
    return selected(Relation, portfolio).where(among(tables.relations.c[side], "items"))


def find(transaction: Transaction, portfolio: str, text: str) -> ItemId | None:
    """Find an Item by its id, or by what its records are called; an id goes before a key or URL."""
    if not text:
        return None
    by_id = select(_item.id).where(_item.portfolio == portfolio, _item.id.in_([text, text.lower()]))
    item: ItemId | None = transaction.value(by_id)
    if item:
        return item
    key, url = text.casefold(), bare_url(text) or text
    query = (
        select(_record.id, _record.key_folded, _record.item)
        .where(_record.portfolio == portfolio)
        .where(or_(_record.id == text, _record.key_folded == key, _record.url_bare == url))
        .order_by(_record.replica, _record.id)
    )
    found = transaction.rows(query)
    ranked = sorted((id_ != text, folded != key, at) for at, (id_, folded, _) in enumerate(found))
    return found[ranked[0][-1]][-1] if ranked else None


def named(
    transaction: Transaction, portfolio: str, replica: ReplicaName, aliases: Collection[str]
) -> dict[str, ItemId]:
    """Return the Items that a replica calls so; of two that share an alias, the later record's."""
    found: dict[str, ItemId] = {}
    for chunk in chunked(aliases):
        found |= dict(transaction.rows(_named(portfolio), replica=replica, aliases=chunk))
    return found


@built_once
def _named(portfolio: str) -> Select[Any]:
    query = select(_alias.alias, _alias.item).where(_alias.portfolio == portfolio)
    query = query.where(_alias.replica == bindparam("replica"), among(_alias.alias, "aliases"))
    return query.order_by(_alias.record)


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


def epoch(transaction: Transaction, portfolio: str) -> int:
    """Return how many runs have written."""
    return transaction.value(_epoch(portfolio)) or 0


@built_once
def _epoch(portfolio: str) -> Select[Any]:
    at = tables.epochs.c
    return select(at.epoch).where(at.portfolio == portfolio)


@built_once
def cursor(portfolio: str, replica: ReplicaName) -> Query:
    """Select the cursor of a replica."""
    return selected(CursorAt, portfolio).where(tables.cursors.c.replica == replica)


def doubled(transaction: Transaction, portfolio: str, records: Iterable[Record]) -> str | None:
    """Say which Record would stand for two Items, or which Item would have two Records."""
    for record in records:
        query = selected(Record, portfolio).where(
            _record.replica == record.replica,
            or_(_record.id == record.id, _record.item == record.item),
            or_(_record.id != record.id, _record.item != record.item),
        )
        for stored in fetched(transaction, Record, query):
            return (
                f"{record.replica}: record {record.key or record.id} cannot stand for item "
                f"{record.item}, because record {stored.key or stored.id} already stands for item "
                f"{stored.item}. An item has one record per replica. This commit was not written; "
                "take the marker out of the record that is too many."
            )
    return None
