"""Domain rows and table rows: one statement to read a kind of row, one to put it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar
from urllib.parse import urlsplit

from sqlalchemy import Executable, Select, Table, bindparam, delete, select, update

from syncline.domain.item import Item, Record
from syncline.domain.state import (
    Absence,
    AgreedAt,
    Answer,
    Aside,
    Beat,
    Conflict,
    CursorAt,
    Episode,
    EpochAt,
    FieldChange,
    ForecastAt,
    HeldPlan,
    Intent,
    Measure,
    Message,
    Postponed,
    Proposal,
    Relation,
    Row,
    RunRow,
    Score,
    Shadow,
    ShadowAt,
    SightingAt,
    Transition,
    Trouble,
)
from syncline.store import derived, tables
from syncline.store.database import Refused
from syncline.store.statements import built_once
from syncline.store.transaction import Transaction
from syncline.store.upserts import put_statement

T = TypeVar("T")
Query = Select[Any]

# In the order in which they are put: Items come before all that refers to them.
TABLES: Mapping[type[Any], Table] = {
    Item: tables.items,
    Record: tables.records,
    AgreedAt: tables.agreed_values,
    ShadowAt: tables.shadows,
    SightingAt: tables.sightings,
    Conflict: tables.conflicts,
    Proposal: tables.proposals,
    Relation: tables.relations,
    Intent: tables.intents,
    FieldChange: tables.changes,
    CursorAt: tables.cursors,
    Aside: tables.asides,
    Absence: tables.absences,
    Postponed: tables.postponed,
    Trouble: tables.troubles,
    EpochAt: tables.epochs,
    RunRow: tables.runs,
    HeldPlan: tables.held_plans,
    Episode: tables.episodes,
    Transition: tables.transitions,
    Message: tables.messages,
    Answer: tables.answers,
    Beat: tables.beats,
    Measure: tables.measures,
    Score: tables.scores,
    ForecastAt: tables.forecasts,
}


def selected(kind: type[Any], portfolio: str) -> Query:
    """Select the attributes of a kind of row, in the order of its constructor."""
    return _selected(TABLES[kind], tuple(field.name for field in fields(kind)), portfolio)


@built_once
def _selected(table: Table, names: tuple[str, ...], portfolio: str) -> Query:
    columns = [table.c[name] for name in names]
    return select(*columns).where(table.c.portfolio == portfolio)


def fetched(
    transaction: Transaction, kind: Callable[..., T], query: Query, **bound: object
) -> tuple[T, ...]:
    """Run a query made from `selected` and return its rows as values."""
    return tuple(kind(*row) for row in transaction.rows(query, **bound))


def put(transaction: Transaction, portfolio: str, rows: Sequence[Row]) -> None:
    """Put rows, one statement per kind; an existing key is replaced, history is appended.

    What is derived from them follows in the same transaction.
    """
    batches: dict[type[Any], list[Row]] = {kind: [] for kind in TABLES}
    for row in rows:
        batches[type(row)].append(row)
    batches[Conflict].sort(key=_still_open)  # one that ends makes room for the next of its field
    for kind, batch in batches.items():
        if made := [_columns(portfolio, row) for row in batch if not _forgets(row)]:
            statement = put_statement(transaction.dialect.name, TABLES[kind], tuple(made[0]))
            transaction.run_each(statement, made)
    if gone := [_place(row) for row in batches[ShadowAt] if _forgets(row)]:
        transaction.run_each(_forgetting(portfolio), gone)
    _supersede(transaction, portfolio, batches[HeldPlan])
    derived.derive(transaction, portfolio, batches)


def _still_open(row: Row) -> bool:
    return isinstance(row, Conflict) and row.closed_at is None


def bare_url(text: str) -> str:
    """Return host and path of a URL: what stays the same when people copy it around."""
    try:
        parts = urlsplit(text if "//" in text else f"//{text}")
    except ValueError:
        return text
    return parts.netloc.lower() + parts.path.rstrip("/")


def _columns(portfolio: str, row: Row) -> dict[str, Any]:
    made: dict[str, Any]
    match row:
        case AgreedAt(item, name, agreed):
            made = {"item": item, "field": name, "value": agreed.value, "version": agreed.version}
        case ShadowAt(item, replica, name, Shadow() as shadow):
            made = {
                "item": item, "replica": replica, "field": name, "asked": shadow.asked,
                "shown": shadow.shown, "version": shadow.version, "remembered": shadow.remembered,
            }  # fmt: skip
        case Record():
            aliases = {"key_folded": row.key.casefold(), "url_bare": bare_url(row.url)}
            made = _attributes(row) | aliases
        case _:
            made = _attributes(row)
    if made.setdefault("portfolio", portfolio) != portfolio:
        raise Refused(f"A row of portfolio {made['portfolio']} cannot be put into {portfolio}.")
    return made


def _attributes(row: Row) -> dict[str, Any]:
    return {field.name: getattr(row, field.name) for field in fields(row)}


def _forgets(row: Row) -> bool:
    return isinstance(row, ShadowAt) and row.shadow is None


def _place(row: Row) -> dict[str, Any]:
    return {f"of_{name}": getattr(row, name) for name in ("item", "replica", "field")}


@built_once
def _forgetting(portfolio: str) -> Executable:
    at = tables.shadows.c
    mine = (at[name] == bindparam(f"of_{name}") for name in ("item", "replica", "field"))
    return delete(tables.shadows).where(at.portfolio == portfolio, *mine)


def _supersede(transaction: Transaction, portfolio: str, held: Iterable[Row]) -> None:
    """Let only the newest plan wait, whatever the caller remembered to put."""
    waiting = [h.digest for h in held if isinstance(h, HeldPlan) and h.state == "waiting"]
    if waiting:
        transaction.run(_superseding(portfolio), newest=waiting[-1])


@built_once
def _superseding(portfolio: str) -> Executable:
    plans = tables.held_plans.c
    waiting = update(tables.held_plans).where(plans.portfolio == portfolio)
    waiting = waiting.where(plans.state == "waiting", plans.digest != bindparam("newest"))
    return waiting.values(state="superseded")
