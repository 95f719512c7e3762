"""The questions about what happened and what waits: history, runs, plans, intents, alerts."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, bindparam, exists, or_, select

from syncline.domain.item import ItemId
from syncline.domain.state import FieldChange, ForecastAt, HeldPlan, Intent, RunRow, Transition
from syncline.store import tables
from syncline.store.database import chunked
from syncline.store.rows import TABLES, Query, fetched, selected
from syncline.store.statements import among, built_once
from syncline.store.transaction import Transaction

SENT = ("SENT", "UNKNOWN", "QUARANTINED", "OK", "RESOLVED")

_change, _run, _plan = tables.changes.c, tables.runs.c, tables.held_plans.c


@built_once
def forecast_on(portfolio: str, day: date) -> Query:
    """Select the forecasts of a day."""
    return selected(ForecastAt, portfolio).where(tables.forecasts.c.day == day)


@built_once
def in_states(kind: type[Any], portfolio: str, states: tuple[str, ...]) -> Query:
    """Select intents, episodes or messages in these states (in any, without one), oldest first."""
    columns = TABLES[kind].c
    query = selected(kind, portfolio)
    if states:
        query = query.where(columns.state.in_(states))
    since = columns.opened_at if "opened_at" in columns else columns.at
    return query.order_by(since, columns.seq)


@built_once
def in_order(kind: type[Any], portfolio: str) -> Query:
    """Select all of a kind, in the order in which they came, or by key."""
    columns, key = TABLES[kind].c, TABLES[kind].info["key"]
    order = [columns.seq] if "seq" in columns else [columns[name] for name in key]
    return selected(kind, portfolio).order_by(*order)


@built_once
def steps(portfolio: str, episode: str | None) -> Query:
    """Select the steps of one episode, or of all, oldest first."""
    step = tables.transitions.c
    query = selected(Transition, portfolio).order_by(step.seq)
    return query if episode is None else query.where(step.episode == episode)


@built_once
def not_ended(kind: type[Any], portfolio: str) -> Query:
    """Select what has not ended, by key."""
    columns = TABLES[kind].c
    key = [columns[name] for name in TABLES[kind].info["key"]]
    return selected(kind, portfolio).where(columns.ended.is_(False)).order_by(*key)


@built_once
def opened(kind: type[Any], portfolio: str, *, closed: bool) -> Query:
    """Select open or closed conflicts or proposals, oldest first."""
    columns = TABLES[kind].c
    wanted = columns.closed_at.is_not(None) if closed else columns.closed_at.is_(None)
    return selected(kind, portfolio).where(wanted).order_by(columns.opened_at, columns.seq)


def history(portfolio: str, item: ItemId) -> Query:
    """Select the history of an Item, oldest first."""
    query = selected(FieldChange, portfolio).where(_change.item == item)
    return query.order_by(_change.at, _change.seq)


def writes_since(
    transaction: Transaction, portfolio: str, items: Collection[ItemId], since: datetime
) -> tuple[FieldChange, ...]:
    """Return what Syncline wrote into these Items since, oldest first."""
    found: list[FieldChange] = []
    for chunk in chunked(items):
        asked = _written_since(portfolio)
        found += fetched(transaction, FieldChange, asked, items=chunk, since=since)
    return tuple(found)


@built_once
def _written_since(portfolio: str) -> Query:
    query = selected(FieldChange, portfolio).where(among(_change.item, "items"))
    query = query.where(_change.at >= bindparam("since"), _change.what == "written")
    return query.order_by(_change.seq)


def changes_of(portfolio: str, run: str) -> Query:
    """Select what a run recorded, oldest first."""
    return selected(FieldChange, portfolio).where(_change.run == run).order_by(_change.seq)


def intents_of(portfolio: str, run: str) -> Query:
    """Select the intents of a run, oldest first."""
    at = tables.intents.c
    return selected(Intent, portfolio).where(at.run == run).order_by(at.seq)


@built_once
def newest_runs(portfolio: str, limit: int) -> Query:
    """Select the newest runs first."""
    query = selected(RunRow, portfolio).order_by(_run.started_at.desc(), _run.seq.desc())
    return query.limit(limit)


@built_once
def waiting(portfolio: str) -> Query:
    """Select the plans that wait, the newest first."""
    query = selected(HeldPlan, portfolio).where(_plan.state == "waiting")
    return query.order_by(_plan.at.desc(), _plan.seq.desc())


@built_once
def applied(portfolio: str) -> Query:
    """Select the plans that were applied after an approval, the newest first."""
    query = selected(HeldPlan, portfolio).where(_plan.state == "applied")
    return query.order_by(_plan.at.desc(), _plan.seq.desc())


def has_applied(transaction: Transaction, portfolio: str) -> bool:
    """Tell whether a held plan was applied, or any write was ever sent."""
    return bool(transaction.value(_has_applied(portfolio)))


@built_once
def _has_applied(portfolio: str) -> Select[Any]:
    intent = tables.intents.c
    applied = exists().where(_plan.portfolio == portfolio, _plan.state == "applied")
    sent = exists().where(intent.portfolio == portfolio, intent.state.in_(SENT))
    return select(or_(applied, sent))
