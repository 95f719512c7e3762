"""From rows to ItemStates: what decides an Item, what is in flight, and what is unsettled."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Select, Table, select

from syncline.domain.item import FieldName, Item, ItemId, Record, ReplicaName
from syncline.domain.plan import Create, Update
from syncline.domain.state import Absence, Agreed, Conflict, Intent, ItemState, Proposal, Shadow
from syncline.store import tables
from syncline.store.database import chunked
from syncline.store.rows import TABLES, Query, fetched, selected
from syncline.store.statements import among, built_once
from syncline.store.transaction import Transaction

T = TypeVar("T")

IN_FLIGHT = ("SENT", "UNKNOWN", "QUARANTINED")


@dataclass
class _Parts:
    """One Item while it is being gathered."""

    records: dict[ReplicaName, Record] = field(default_factory=dict)
    agreed: dict[FieldName, Agreed] = field(default_factory=dict)
    shadows: dict[tuple[ReplicaName, FieldName], Shadow] = field(default_factory=dict)
    conflicts: dict[FieldName, Conflict] = field(default_factory=dict)
    proposals: dict[tuple[ReplicaName, FieldName], Proposal] = field(default_factory=dict)
    absent: dict[ReplicaName, Absence] = field(default_factory=dict)


@dataclass(frozen=True)
class InFlight:
    """What open Intents keep from being touched, by Item."""

    fields: Mapping[ItemId, set[tuple[ReplicaName, FieldName]]]
    records: Mapping[ItemId, set[ReplicaName]]  # a create or a stamp is on its way there

    def covers(self, item: ItemId, replica: ReplicaName, name: FieldName) -> bool:
        """Tell whether a field of a Record is blocked."""
        fields, whole = self.fields.get(item, ()), self.records.get(item, ())
        return replica in whole or (replica, name) in fields


def in_flight(transaction: Transaction, portfolio: str) -> InFlight:
    """Gather the open Intents of a portfolio; there are few at any time."""
    fields: dict[ItemId, set[tuple[ReplicaName, FieldName]]] = defaultdict(set)
    whole: dict[ItemId, set[ReplicaName]] = defaultdict(set)
    for intent in fetched(transaction, Intent, _flying(portfolio)):
        op = intent.operation
        if isinstance(op, Create | Update):
            fields[op.item] |= {(op.replica, change.field) for change in op.changes}
        if not isinstance(op, Update):
            whole[op.item].add(op.replica)
    return InFlight(fields, whole)


def load_states(
    transaction: Transaction, portfolio: str, wanted: Collection[ItemId]
) -> dict[ItemId, ItemState]:
    """Load Items with all that decides them; ids that are not stored are left out."""
    found: dict[ItemId, ItemState] = {}
    flying = in_flight(transaction, portfolio)
    for chunk in chunked(wanted):
        parts = _gathered(transaction, portfolio, chunk)
        for item in fetched(transaction, Item, _items(portfolio), items=chunk):
            found[item.id] = _state(item, parts[item.id], flying)
    return found


def unsettled(
    transaction: Transaction, portfolio: str, replica: ReplicaName | None = None
) -> frozenset[ItemId]:
    """Return Items with a field that is behind and free, in one replica or in any."""
    flying = in_flight(transaction, portfolio)
    rows = transaction.rows(_behind(portfolio, replica))
    return frozenset(item for item, where, name in rows if not flying.covers(item, where, name))


def _gathered(
    transaction: Transaction, portfolio: str, chunk: Collection[ItemId]
) -> Mapping[ItemId, _Parts]:
    parts: dict[ItemId, _Parts] = defaultdict(_Parts)
    for record in _of_items(transaction, Record, portfolio, chunk):
        parts[record.item].records[record.replica] = record
    for item, name, *agreed in _plain(transaction, tables.agreed_values, portfolio, chunk):
        parts[item].agreed[name] = Agreed(*agreed)
    for item, replica, name, *shadow in _plain(transaction, tables.shadows, portfolio, chunk):
        parts[item].shadows[replica, name] = Shadow(*shadow)
    for held in _of_items(transaction, Conflict, portfolio, chunk):
        parts[held.item].conflicts[held.field] = held
    for made in _of_items(transaction, Proposal, portfolio, chunk):
        parts[made.item].proposals[made.replica, made.field] = made
    for gone in _of_items(transaction, Absence, portfolio, chunk):
        parts[gone.item].absent[gone.replica] = gone
    return parts


def _of_items(
    transaction: Transaction, kind: type[T], portfolio: str, chunk: Collection[ItemId]
) -> tuple[T, ...]:
    """Return the records, or the open conflicts, proposals or absences, of some Items."""
    return fetched(transaction, kind, _open_rows(kind, portfolio), items=chunk)


def _plain(
    transaction: Transaction, table: Table, portfolio: str, chunk: Collection[ItemId]
) -> Iterable[Any]:
    """Return the rows of agreed values or shadows, without the portfolio."""
    return transaction.rows(_plain_rows(table, portfolio), items=chunk)


@built_once
def _flying(portfolio: str) -> Query:
    return selected(Intent, portfolio).where(tables.intents.c.state.in_(IN_FLIGHT))


@built_once
def _items(portfolio: str) -> Query:
    return selected(Item, portfolio).where(among(tables.items.c.id, "items"))


@built_once
def _behind(portfolio: str, replica: ReplicaName | None) -> Select[Any]:
    at = tables.behind.c
    found = select(at.item, at.replica, at.field).where(at.portfolio == portfolio)
    return found if replica is None else found.where(at.replica == replica)


@built_once
def _open_rows(kind: type[Any], portfolio: str) -> Query:
    columns = TABLES[kind].c
    query = selected(kind, portfolio).where(among(columns.item, "items"))
    if "closed_at" in columns:
        query = query.where(columns.closed_at.is_(None)).order_by(columns.seq)
    if "ended" in columns:
        query = query.where(tables.not_set(columns.ended))
    return query


@built_once
def _plain_rows(table: Table, portfolio: str) -> Query:
    columns = [c for c in table.c if c.name != "portfolio"]
    return select(*columns).where(table.c.portfolio == portfolio, among(table.c.item, "items"))


def _state(item: Item, parts: _Parts, flying: InFlight) -> ItemState:
    stamping = frozenset(flying.records.get(item.id, ()))
    blocked = set(flying.fields.get(item.id, ()))
    for replica in stamping:
        blocked |= {(replica, name) for name in parts.agreed}
        blocked |= {key for key in parts.shadows if key[0] == replica}
    return ItemState(
        item, parts.records, parts.agreed, parts.shadows, parts.conflicts, parts.proposals,
        frozenset(blocked), stamping, parts.absent,
    )  # fmt: skip
