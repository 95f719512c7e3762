"""All Items of a portfolio in outline: one query a table, and each value read once.

The rules ask for everything at once, so what a row and a cell cost is what they cost. The database
therefore joins cells to lines, and lines to one row an Item; and a line that is said of many Items
(a status, an owner, all that a first run saw) is read when it comes first, and then known.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Column, Select, Text, func, select, type_coerce

from syncline.domain.fields import Value
from syncline.domain.history import DECIDED
from syncline.domain.item import FieldName, Item, ItemId, ReplicaName
from syncline.domain.rules.outline import COMPARED, LONG, Outline, Outlines
from syncline.domain.rules.work import Move
from syncline.store import tables
from syncline.store.codec import text_value
from syncline.store.statements import built_once
from syncline.store.transaction import Transaction

_item, _record, _agreed = tables.items.c, tables.records.c, tables.agreed_values.c
_shadow, _change, _relation = tables.shadows.c, tables.changes.c, tables.relations.c
_Rows = Iterable[Any]
_Shown = dict[ItemId, dict[FieldName, dict[ReplicaName, Value]]]
T = TypeVar("T")
CELL, LINE = "\x1f", "\x1e"  # after a cell, after a line: JSON escapes them, and no name has them


class _Known(dict[str, T]):
    """What texts mean, each read when it comes first."""

    def __init__(self, read: Callable[[str], T]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> T:
        found = self[text] = self._read(text)
        return found


class _Lines:
    """Reads the lines of one portfolio."""

    def __init__(self) -> None:
        self.value = _Known(_value).__getitem__
        self.moment = _Known(datetime.fromisoformat).__getitem__
        self.agreed = _Known(self._agreed).__getitem__
        self.shown = _Known(self._shown).__getitem__
        self.move = _Known(self._move).__getitem__

    def _agreed(self, line: str) -> tuple[FieldName, Value]:
        name, value = line.split(CELL)
        return name, self.value(value)

    def _shown(self, line: str) -> tuple[FieldName, ReplicaName, Value]:
        name, replica, value = line.split(CELL)
        return name, replica, self.value(value)

    def _move(self, line: str) -> tuple[datetime, Move]:
        """Return when Syncline saw a change, and the change as its tool dates it."""
        name, old, new, at, since, what, by = line.split(CELL, 6)
        seen, moment = self.moment(at), self.moment(since or at)
        return seen, Move(name, self.value(old), self.value(new), moment, by or None, what)


def _value(text: str) -> Value:
    """Read a value; an empty cell is none."""
    plain = text[:1] == '"' and "\\" not in text
    return text[1:-1] if plain else text_value.__wrapped__(text) if text else None


def outlines(transaction: Transaction, portfolio: str, followed: Collection[FieldName]) -> Outlines:
    """Return every Item; `followed`: the fields whose changes are told."""
    read = _Lines()

    def rows(query: Select[Any]) -> _Rows:
        return transaction.rows(query)

    keys, refused = _records(rows(_all_records(portfolio)))
    agreed = rows(_short(portfolio))
    values = {item: dict(map(read.agreed, lines.split(LINE))) for item, lines in agreed}
    shown = _shown(rows(_compared(portfolio)), read)
    moves, seen = _moves(rows(_decided(portfolio, tuple(followed))), read)
    written = _written(rows(_long(portfolio)))
    described = {item: read.moment(at) for item, at in rows(_described(portfolio))}
    made = {
        item: Outline(
            Item(item, kind, team, read.moment(active) if active else None), keys.get(item, {}),
            refused.get(item, {}), values.get(item, {}), frozenset(written.get(item, ())),
            shown.get(item, {}), moves.get(item, ()), seen.get(item), described.get(item),
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


def _written(rows: _Rows) -> dict[ItemId, set[FieldName]]:
    written: dict[ItemId, set[FieldName]] = defaultdict(set)
    for item, name in rows:
        written[item].add(name)
    return written


def _shown(rows: _Rows, read: _Lines) -> _Shown:
    shown: _Shown = {}
    for item, lines in rows:
        of: dict[FieldName, dict[ReplicaName, Value]] = defaultdict(dict)
        for name, replica, value in map(read.shown, lines.split(LINE)):
            of[name][replica] = value
        shown[item] = of
    return shown


def _moves(rows: _Rows, read: _Lines) -> tuple[dict[ItemId, list[Move]], dict[ItemId, datetime]]:
    moves: dict[ItemId, list[Move]] = defaultdict(list)
    first: dict[ItemId, datetime] = {}
    for item, line in rows:
        seen, move = read.move(line)
        first.setdefault(item, seen)
        moves[item].append(move)
    return moves, first


# -- the queries --------------------------------------------------------------------------------


def _text(column: Column[Any]) -> Any:
    return type_coerce(column, Text)


def _line(*cells: Column[Any]) -> Any:
    """Join cells to one text; an empty one is ""."""
    first, *others = (func.coalesce(_text(cell), "") for cell in cells)
    first, *others = (func.coalesce(_text(cell), "") for cell in cells)
    line: Any = first
    for cell in others:
        line = line + CELL + cell
    return line


def _together(*cells: Column[Any]) -> Any:
    """Join the lines of a group to one text, in no order."""
    return func.aggregate_strings(_line(*cells), LINE)


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
    of = select(_agreed.item, _together(_agreed.field, _agreed.value)).group_by(_agreed.item)
    return of.where(_agreed.portfolio == portfolio, _agreed.field.not_in(LONG))


@built_once
def _long(portfolio: str) -> Select[Any]:
    of = select(_agreed.item, _agreed.field).where(_agreed.portfolio == portfolio)
    return of.where(_agreed.field.in_(LONG), _agreed.value.is_not(None))


@built_once
def _compared(portfolio: str) -> Select[Any]:
    """Ask for what tools show where there are several, or where it may name an owner."""
    several = select(_record.item).where(_record.portfolio == portfolio)
    several = several.group_by(_record.item).having(func.count() > 1)
    owned = select(_agreed.item).where(_agreed.portfolio == portfolio, _agreed.field == "owner")
    owned = owned.where(_agreed.value.is_not(None))
    unowned = select(_item.id).where(_item.portfolio == portfolio, _item.id.not_in(owned))
    of = select(_shadow.item, _together(_shadow.field, _shadow.replica, _shadow.shown))
    of = of.where(_shadow.portfolio == portfolio, _shadow.field.in_(COMPARED))
    return of.where(_shadow.item.in_(several.union(unowned))).group_by(_shadow.item)


@built_once
def _decided(portfolio: str, names: tuple[FieldName, ...]) -> Select[Any]:
    """Ask for changes in the order in which they were seen; an index has it."""
    dated = (_change.at, _change.since)
    line = _line(_change.field, _change.old, _change.new, *dated, _change.what, _change.by)
    of = select(_change.item, line).where(_change.portfolio == portfolio)
    of = of.where(_change.field.in_(names), _change.what.in_(DECIDED))
    return of.order_by(_change.item, _change.at, _change.seq)


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
