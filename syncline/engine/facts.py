"""Gather the Facts of one portfolio from its store, once for all rules; makes no request."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from syncline.domain.fields import Value
from syncline.domain.item import FieldName, ItemId, ReplicaName
from syncline.domain.people import People
from syncline.domain.policy import Portfolio
from syncline.domain.rules.facts import Facts
from syncline.domain.rules.work import Move, Work
from syncline.domain.state import FieldChange, ItemState
from syncline.ports import Store

COMPARED = ("title", "status", "owner", "priority", "start", "target")  # between tools
LONG = frozenset({"description", "comments"})  # what only says that there is something
WHOLE = ("OK", "HELD")  # outcomes of runs that read everything
FOLLOWED = ("status", "target", "owner", "priority", "parent", "sprint", "estimate")


def gather(portfolio: Portfolio, people: People, store: Store, now: datetime) -> Facts:
    """Return what every rule may know."""
    zone = ZoneInfo(portfolio.timezone)
    items = [item.id for item in store.items()]
    rolled = [f for link in portfolio.delivers for f, how in link.up.items() if how == "status"]
    moves = _moves(store.decided((*FOLLOWED, *rolled)))
    described = store.last_change(items, "description")
    states = store.load(items)
    delivers: dict[ItemId, set[ItemId]] = defaultdict(set)
    for relation in store.relations(items):
        if not relation.ended:
            delivers[relation.child].add(relation.parent)
    runs = [run for run in store.runs(50) if run.mode != "plan"]
    whole = (run for run in runs if run.outcome in WHOLE and run.ended_at)
    return Facts(
        portfolio,
        now,
        {
            item: replace(
                work(portfolio, states[item], moves.get(item, ()), zone),
                described_on=_day(described.get(item), zone),
            )
            for item in states
        },
        {child: frozenset(parents) for child, parents in delivers.items()},
        people,
        people.calendars,
        zone=zone,
        conflicts=store.conflicts(),
        proposals=store.proposals(),
        troubles=store.troubles(),
        postponed=store.postponed(),
        held=store.held(),
        read_at=next((run.ended_at for run in whole), None),
        complete=bool(runs) and runs[0].outcome == "OK",
        run=runs[0].id if runs else "",
    )


def work(portfolio: Portfolio, state: ItemState, moves: tuple[Move, ...], zone: ZoneInfo) -> Work:
    """Return what the rules see of one Item."""
    status = state.value("status")
    return Work(
        id=state.item.id,
        kind=state.item.kind,
        name=state.name,
        team=state.item.team,
        status=str(status) if status else None,
        category=portfolio.categories.get(str(status)),
        fields={n: agreed.value for n, agreed in state.agreed.items() if n not in LONG},
        shown=_shown(state),
        homes=state.homes,
        known_in=frozenset(state.records),
        gone={r: a.first_at.astimezone(zone).date() for r, a in state.absent.items()},
        refused={
            (replica, name): why
            for replica, record in state.records.items()
            for name, why in record.refused.items()
        },
        described=bool(state.value("description")) if "description" in portfolio.fields else None,
        rolled_up=_rolled_up(portfolio, state),
        seen_on=moves[0].at.astimezone(zone).date() if moves else None,
        touched_at=state.item.active_at,
        moves=moves,
        contested=_contested(state, zone),
    )


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(zone).date() if moment else None


def _moves(changes: Iterable[FieldChange]) -> dict[ItemId, tuple[Move, ...]]:
    found: dict[ItemId, list[Move]] = defaultdict(list)
    for c in changes:
        found[c.item].append(Move(c.field, c.old, c.new, c.at, c.by, c.run, c.what))
    return {item: tuple(moves) for item, moves in found.items()}


def _shown(state: ItemState) -> Mapping[FieldName, Mapping[ReplicaName, Value]]:
    found: dict[FieldName, dict[ReplicaName, Value]] = defaultdict(dict)
    for (replica, name), shadow in state.shadows.items():
        if name in COMPARED and replica in state.homes:
            found[name][replica] = shadow.shown
    return found


def _rolled_up(portfolio: Portfolio, state: ItemState) -> str | None:
    fields = [f for link in portfolio.delivers for f, how in link.up.items() if how == "status"]
    return next((str(state.value(name)) for name in fields if state.value(name)), None)


def _contested(state: ItemState, zone: ZoneInfo) -> Mapping[FieldName, date]:
    """Return the fields about which a question is open, and since when it is."""
    found: dict[FieldName, date] = {}
    for name, conflict in state.conflicts.items():
        found[name] = conflict.opened_at.astimezone(zone).date()
    for (_, name), proposal in state.proposals.items():
        day = proposal.opened_at.astimezone(zone).date()
        found[name] = max(found.get(name, day), day)
    return found
