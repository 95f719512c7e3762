"""The questions about who is below whom, delivers what, and has not heard of it."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, bindparam, exists, select

from syncline.domain.item import ABOVE, FieldName, ItemId, Kind, ReplicaName
from syncline.store import tables
from syncline.store.database import chunked
from syncline.store.statements import among, built_once
from syncline.store.transaction import Transaction

_record, _item, _relation = tables.records.c, tables.items.c, tables.relations.c


def unheard(
    transaction: Transaction, portfolio: str, voice: ReplicaName, name: FieldName
) -> frozenset[ItemId]:
    """Return the Items that deliver one, and have not heard of a field from it."""
    above = {"voice": voice, "replica": voice.removeprefix(ABOVE), "name": name}
    return frozenset(transaction.values(_unheard(portfolio), **above))


@built_once
def _unheard(portfolio: str) -> Select[Any]:
    shadow = tables.shadows.c
    heard = exists().where(
        shadow.portfolio == _relation.portfolio, shadow.item == _relation.child,
        shadow.replica == bindparam("voice"), shadow.field == bindparam("name"),
    )  # fmt: skip
    stands = exists().where(
        _record.portfolio == _relation.portfolio, _record.item == _relation.parent,
        _record.replica == bindparam("replica"),
    )  # fmt: skip
    return select(_relation.child).where(
        _relation.portfolio == portfolio, tables.not_set(_relation.ended), stands, ~heard
    )


def loose(
    transaction: Transaction, portfolio: str, replica: ReplicaName, kind: Kind
) -> frozenset[ItemId]:
    """Return the Items of a kind whose Record there carries a tie, and that deliver nothing."""
    rows = transaction.rows(_loose(portfolio), replica=replica, kind=kind)
    return frozenset(item for item, ties in rows if any(ties.values()))


@built_once
def _loose(portfolio: str) -> Select[Any]:
    delivers = exists().where(
        _relation.portfolio == _record.portfolio, _relation.child == _record.item,
        tables.not_set(_relation.ended),
    )  # fmt: skip
    same = (_item.portfolio == _record.portfolio) & (_item.id == _record.item)
    here = (_record.replica == bindparam("replica")) & (_item.kind == bindparam("kind"))
    of = select(_record.item, _record.ties).join_from(tables.records, tables.items, same)
    return of.where(_record.portfolio == portfolio, here, ~delivers)


def undelivered(
    transaction: Transaction, portfolio: str, replica: ReplicaName
) -> frozenset[ItemId]:
    """Return the Items with a Record there that nothing delivers, nor ever has."""
    return frozenset(transaction.values(_undelivered(portfolio), replica=replica))


@built_once
def _undelivered(portfolio: str) -> Select[Any]:
    delivered = exists().where(
        _relation.portfolio == _record.portfolio, _relation.parent == _record.item
    )
    of = select(_record.item).where(_record.portfolio == portfolio)
    return of.where(_record.replica == bindparam("replica"), ~delivered)


def drafts(transaction: Transaction, portfolio: str) -> frozenset[ItemId]:
    """Return the Items that are to deliver one, and have no Record anywhere yet."""
    return frozenset(transaction.values(_drafts(portfolio)))


@built_once
def _drafts(portfolio: str) -> Select[Any]:
    made = exists().where(_record.portfolio == _relation.portfolio, _record.item == _relation.child)
    of = select(_relation.child).where(_relation.portfolio == portfolio)
    return of.where(tables.not_set(_relation.ended), ~made)


def children(
    transaction: Transaction, portfolio: str, items: Collection[ItemId]
) -> frozenset[ItemId]:
    """Return the Items whose agreed parent is one of these, read from an index of parents alone."""
    found = set[ItemId]()
    for chunk in chunked(items):
        found.update(transaction.values(_children(portfolio), parents=chunk))
    return frozenset(found)


@built_once
def _children(portfolio: str) -> Select[Any]:
    agreed = tables.agreed_values.c
    of = select(agreed.item).where(agreed.portfolio == portfolio, tables.BELOW)
    return of.where(among(agreed.value, "parents"))
