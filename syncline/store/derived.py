"""What follows from rows, kept beside them so that no question reads every Item to be answered.

Five tables: `behind`, the shadows that are behind on a field that is free; `homes`, in which
replicas an Item has a Record, and one without a marker; `tallies`, how many Items share a home;
`aliases`, how people may quote a Record; `sightings`, what a clean Record looked like. They change
in the transaction of the rows that they follow from, for the Items of those rows alone; a sighting
only goes. Law: the others are what a query over every Item would find.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Executable,
    Select,
    Table,
    bindparam,
    delete,
    exists,
    insert,
    select,
    update,
)

from syncline.domain.item import ABOVE, Item, ItemId, Kind, Record, ReplicaName
from syncline.domain.rollup import spellings
from syncline.domain.state import Absence, AgreedAt, Conflict, ShadowAt
from syncline.store import tables
from syncline.store.database import chunked
from syncline.store.statements import among, built_once
from syncline.store.transaction import Transaction

Batches = Mapping[type[Any], Sequence[Any]]
Replicas = tuple[ReplicaName, ...]
Home = tuple[Kind, Replicas, Replicas]  # what an Item is, where, and where without a marker

_agreed, _shadow, _conflict = tables.agreed_values.c, tables.shadows.c, tables.conflicts.c
_HOUSED, _COUNTED, _ALIASED = map(insert, (tables.homes, tables.tallies, tables.aliases))


def derive(transaction: Transaction, portfolio: str, batches: Batches) -> None:
    """Bring the derived tables up to date with rows that were just put, by their kind."""
    _settle(transaction, portfolio, _items(batches, AgreedAt, ShadowAt, Conflict))
    _house(transaction, portfolio, {i.id for i in batches[Item]} | _items(batches, Record))
    _alias(transaction, portfolio, batches[Record])
    _forget(transaction, portfolio, batches)


def lagging(portfolio: str) -> Select[tuple[str, str, str, str]]:
    """Select every shadow that is behind its agreed version, where no open conflict holds it."""
    held = exists().where(
        _conflict.portfolio == _agreed.portfolio, _conflict.item == _agreed.item,
        _conflict.field == _agreed.field, _conflict.closed_at.is_(None),
    )  # fmt: skip
    same = (_shadow.portfolio == _agreed.portfolio) & (_shadow.item == _agreed.item)
    return (
        select(_shadow.portfolio, _shadow.item, _shadow.replica, _shadow.field)
        .join_from(tables.agreed_values, tables.shadows, same & (_shadow.field == _agreed.field))
        .where(_agreed.portfolio == portfolio, _shadow.version < _agreed.version, ~held)
        .where(~_shadow.replica.startswith(ABOVE))  # a voice is no tool: nothing is written to it
    )


def _items(batches: Batches, *kinds: type[Any]) -> set[ItemId]:
    return {row.item for kind in kinds for row in batches[kind]}


def _settle(transaction: Transaction, portfolio: str, items: Collection[ItemId]) -> None:
    """Tell anew what is behind of these Items."""
    for chunk in chunked(items):
        for statement in _settling(portfolio):
            transaction.run(statement, items=chunk)


@built_once
def _settling(portfolio: str) -> tuple[Executable, Executable]:
    """Return what takes out the former rows of some Items, and what puts the new ones."""
    behind = tables.behind
    former = delete(behind).where(behind.c.portfolio == portfolio, among(behind.c.item, "items"))
    found = lagging(portfolio).where(among(_agreed.item, "items"))
    return former, insert(behind).from_select(list(behind.c), found)


def _house(transaction: Transaction, portfolio: str, items: Collection[ItemId]) -> None:
    """Tell anew where these Items have Records, and count the Items of each home."""
    moved = Counter[Home]()
    for chunk in chunked(items):
        former = transaction.rows(_homes(portfolio), items=chunk)
        before: dict[ItemId, Home] = {item: (*home,) for item, *home in former}
        now = _housed(transaction, portfolio, chunk)
        rows = [
            {"item": item, **_row(portfolio, home)}
            for item, home in now.items()
            if before.get(item) != home
        ]
        moved.update(now.values())
        moved.subtract(before.values())
        if rows:
            transaction.run(_leaving(portfolio), items=[row["item"] for row in rows])
            transaction.run_each(_HOUSED, rows)
    _count(transaction, portfolio, moved)


@built_once
def _homes(portfolio: str) -> Select[Any]:
    at = tables.homes.c
    query = select(at.item, at.kind, at.replicas, at.unmarked)
    return query.where(at.portfolio == portfolio, among(at.item, "items"))


@built_once
def _leaving(portfolio: str) -> Executable:
    at = tables.homes.c
    return delete(tables.homes).where(at.portfolio == portfolio, among(at.item, "items"))


def _housed(
    transaction: Transaction, portfolio: str, chunk: Collection[ItemId]
) -> dict[ItemId, Home]:
    records, items = _housing(portfolio)
    places: dict[ItemId, dict[ReplicaName, bool]] = defaultdict(dict)
    for found, replica, marked in sorted(transaction.rows(records, items=chunk)):
        places[found][replica] = marked
    kinds = transaction.rows(items, items=chunk)
    return {
        i: (kind, tuple(places[i]), tuple(r for r, marked in places[i].items() if not marked))
        for i, kind in kinds
    }


@built_once
def _housing(portfolio: str) -> tuple[Select[Any], Select[Any]]:
    """Select the Records of some Items, and their kinds."""
    item, record = tables.items.c, tables.records.c
    records = select(record.item, record.replica, record.marked)
    records = records.where(record.portfolio == portfolio, among(record.item, "items"))
    kinds = select(item.id, item.kind).where(item.portfolio == portfolio, among(item.id, "items"))
    return records, kinds


def _row(portfolio: str, home: Home) -> dict[str, Any]:
    kind, replicas, unmarked = home
    return {"portfolio": portfolio, "kind": kind, "replicas": replicas, "unmarked": unmarked}


def _count(transaction: Transaction, portfolio: str, moved: Mapping[Home, int]) -> None:
    for home, more in moved.items():
        if more:
            row = _row(portfolio, home)
            named = {f"of_{name}": value for name, value in row.items()}
            if not transaction.run(_counting(), more=more, **named):
                transaction.run(_COUNTED, **row, count=more)


@built_once
def _counting() -> Executable:
    at = tables.tallies.c
    mine = [at[name] == bindparam(f"of_{name}") for name in tables.tallies.info["key"]]
    return update(tables.tallies).where(*mine).values(count=at.count + bindparam("more"))


def _alias(transaction: Transaction, portfolio: str, records: Collection[Record]) -> None:
    """Tell anew how these Records may be quoted."""
    rows = [
        {
            "portfolio": portfolio,
            "item": r.item,
            "replica": r.replica,
            "alias": alias,
            "record": r.id,
        }
        for r in {(r.item, r.replica): r for r in records}.values()
        for alias in {*spellings(r.url, r.key)}
    ]
    _drop(transaction, portfolio, tables.aliases, {(r.item, r.replica) for r in records})
    if rows:
        transaction.run_each(_ALIASED, rows)


def _forget(transaction: Transaction, portfolio: str, batches: Batches) -> None:
    """Forget what was seen of the Records whose state has changed: seen again, it is an edit.

    Syncline writes B over A, and the tool goes back to A: A is what was seen, and not clean.
    """
    touched = {
        (row.item, row.replica) for kind in (Record, ShadowAt, Absence) for row in batches[kind]
    }
    _drop(transaction, portfolio, tables.sightings, touched)


def _drop(
    transaction: Transaction, portfolio: str, table: Table, records: Collection[tuple[str, str]]
) -> None:
    """Take out the rows of these Records, each named by its Item and replica."""
    if records:
        named = [{"of": item, "there": replica} for item, replica in records]
        transaction.run_each(_dropping(portfolio, table), named)


@built_once
def _dropping(portfolio: str, table: Table) -> Executable:
    at = table.c
    mine = (at.item == bindparam("of"), at.replica == bindparam("there"))
    return delete(table).where(at.portfolio == portfolio, *mine)
