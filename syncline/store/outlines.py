"""All Items of a portfolio in outline: one query a table, and each value read once.

The rules ask for everything at once, so what a row costs is what they cost. The columns are
therefore selected as the text that they are, and only what differs is decoded.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Select, Text, func, or_, select, type_coerce

from syncline.domain.fields import Value
from syncline.domain.history import DECIDED
from syncline.domain.item import FieldName, Item, ItemId, ReplicaName
from syncline.domain.rules.outline import COMPARED, LONG, Outline, Outlines
from syncline.domain.rules.work import Move
from syncline.store import tables
from syncline.store.codec import text_value
from syncline.store.database import built_once

_item, _record, _agreed = tables.items.c, tables.records.c, tables.agreed_values.c
_shadow, _change, _relation = tables.shadows.c, tables.changes.c, tables.relations.c
_Rows = Iterable[Any]


class _Values:
    """Reads texts, each once: what a field holds, it holds in many rows."""

    def __init__(self) -> None:
        self._known: dict[str | None, Value] = {None: None}
        self._moments: dict[str | None, datetime | None] = {None: None}

    def value(self, text: str | None) -> Value:
        """Return a value."""
        try:
            return self._known[text]
        except KeyError:
            assert text is not None
            plain = text[0] == '"' and "\\" not in text
            found = self._known[text] = text[1:-1] if plain else text_value.__wrapped__(text)
            return found

    def moment(self, text: str | None) -> datetime | None:
        """Return a moment."""
        try:
            return self._moments[text]
        except KeyError:
            assert text is not None
            found = self._moments[text] = datetime.fromisoformat(text)
            return found


def outlines(connection: Connection, portfolio: str, followed: Collection[FieldName]) -> Outlines:
    """Return every Item; `followed`: the fields whose changes are told."""
    read = _Values()

    def rows(query: Select[Any]) -> _Rows:
        return connection.execute(query).all()

    keys, refused = _records(rows(_all_records(portfolio)))
    values, written = _agreed_values(rows(_short(portfolio)), rows(_long(portfolio)), read)
    shown = _shown(rows(_compared(portfolio)), read)
    moves, seen = _moves(rows(_decided(portfolio, tuple(followed))), read)
    described = {item: read.moment(at) for item, at in rows(_described(portfolio))}
    made = {
        item: Outline(
            Item(item, kind, team, read.moment(active)), keys.get(item, {}), refused.get(item, {}),
            values.get(item, {}), frozenset(written.get(item, ())), shown.get(item, {}),
            moves.get(item, ()), seen.get(item), described.get(item),
        )
        for item, kind, team, active in rows(_all_items(portfolio))
    }  # fmt: skip
    return Outlines(made, [(child, parent) for child, parent in rows(_delivering(portfolio))])


def _records(
    rows: _Rows,
) -> tuple[
    dict[ItemId, dict[ReplicaName, str]], dict[ItemId, dict[tuple[ReplicaName, FieldName], str]]
]:
    keys: dict[ItemId, dict[ReplicaName, str]] = defaultdict(dict)
    refused: dict[ItemId, dict[tuple[ReplicaName, FieldName], str]] = defaultdict(dict)
    for item, replica, record, key, why in rows:
        keys[item][replica] = key if key != record else ""
        if why != "{}":
            refused[item].update({(replica, name): said for name, said in json.loads(why).items()})
    return keys, refused


def _agreed_values(
    short: _Rows, long: _Rows, read: _Values
) -> tuple[dict[ItemId, dict[FieldName, Value]], dict[ItemId, set[FieldName]]]:
    values: dict[ItemId, dict[FieldName, Value]] = defaultdict(dict)
    written: dict[ItemId, set[FieldName]] = defaultdict(set)
    for item, name, text in short:
        values[item][name] = read.value(text)
    for item, name in long:
        written[item].add(name)
    return values, written


def _shown(rows: _Rows, read: _Values) -> dict[ItemId, dict[FieldName, dict[ReplicaName, Value]]]:
    shown: dict[ItemId, dict[FieldName, dict[ReplicaName, Value]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for item, replica, name, text in rows:
        shown[item][name][replica] = read.value(text)
    return shown


def _moves(
    rows: _Rows, read: _Values
) -> tuple[dict[ItemId, list[Move]], dict[ItemId, datetime | None]]:
    moves: dict[ItemId, list[Move]] = defaultdict(list)
    seen: dict[ItemId, datetime | None] = {}
    for item, name, old, new, at, by, since, what in rows:
        if item not in moves:
            seen[item] = read.moment(at)
        moment = read.moment(since or at)
        assert moment is not None
        moves[item].append(Move(name, read.value(old), read.value(new), moment, by, what))
    return moves, seen


# -- the queries --------------------------------------------------------------------------------


def _text(column: Column[Any]) -> Any:
    return type_coerce(column, Text)


@built_once
def _all_items(portfolio: str) -> Select[Any]:
    of = select(_item.id, _text(_item.kind), _text(_item.team), _text(_item.active_at))
    return of.where(_item.portfolio == portfolio)


@built_once
def _all_records(portfolio: str) -> Select[Any]:
    names = (_record.item, _record.replica, _record.id, _text(_record.key), _text(_record.refused))
    of = select(*names).where(_record.portfolio == portfolio)
    return of.order_by(_record.item, _record.replica)


@built_once
def _short(portfolio: str) -> Select[Any]:
    of = select(_agreed.item, _agreed.field, _text(_agreed.value))
    return of.where(_agreed.portfolio == portfolio, _agreed.field.not_in(LONG))


@built_once
def _long(portfolio: str) -> Select[Any]:
    of = select(_agreed.item, _agreed.field).where(_agreed.portfolio == portfolio)
    return of.where(_agreed.field.in_(LONG), _agreed.value.is_not(None))


@built_once
def _compared(portfolio: str) -> Select[Any]:
    """Ask for what tools show where there are several; a sole one differs from nobody."""
    several = select(_record.item).where(_record.portfolio == portfolio)
    several = several.group_by(_record.item).having(func.count() > 1)
    of = select(_shadow.item, _shadow.replica, _shadow.field, _text(_shadow.shown))
    of = of.where(_shadow.portfolio == portfolio, _shadow.field.in_(COMPARED))
    return of.where(or_(_shadow.field == "owner", _shadow.item.in_(several)))


@built_once
def _decided(portfolio: str, names: tuple[FieldName, ...]) -> Select[Any]:
    told = (_change.at, _change.by, _change.since)
    values = (_text(_change.old), _text(_change.new), *map(_text, told))
    of = select(_change.item, _change.field, *values, _change.what)
    of = of.where(_change.portfolio == portfolio, _change.field.in_(names))
    return of.where(_change.what.in_(DECIDED)).order_by(_change.at, _change.seq)


@built_once
def _described(portfolio: str) -> Select[Any]:
    last = func.max(func.coalesce(_text(_change.since), _text(_change.at)))
    of = select(_change.item, last).where(_change.portfolio == portfolio)
    of = of.where(_change.field == "description", _change.what.in_(DECIDED))
    return of.group_by(_change.item)


@built_once
def _delivering(portfolio: str) -> Select[Any]:
    of = select(_relation.child, _relation.parent).where(_relation.portfolio == portfolio)
    return of.where(tables.not_set(_relation.ended)).order_by(_relation.child, _relation.parent)
