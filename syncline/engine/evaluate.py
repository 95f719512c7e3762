"""Run the rules over the store of one portfolio; makes no request."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from syncline.domain.alerts import Alert
from syncline.domain.item import ItemId, ReplicaName
from syncline.domain.people import People
from syncline.domain.policy import Portfolio, Team
from syncline.domain.rules import RULES, Facts, Finding, Rule
from syncline.domain.state import ItemState, Relation
from syncline.ports import Store


@dataclass(frozen=True)
class Evaluated:
    """What fires in one portfolio; `silent` alerts are recorded and sent to nobody."""

    portfolio: str
    alerts: tuple[Alert, ...]
    silent: tuple[Alert, ...]
    complete: bool  # the last sync read every replica


def evaluate(portfolio: Portfolio, people: People, store: Store, now: datetime) -> Evaluated:
    """Return every alert of a portfolio, addressed to somebody who can act."""
    items = [item.id for item in store.items()]
    states = store.load(items)
    facts = _Facts(portfolio, store, states, now)
    heard: list[Alert] = []
    silent: list[Alert] = []
    for item in sorted(states):
        team = portfolio.teams.get(states[item].item.team or "")
        spoken = "off" if team and team.alerts == "off" else _state(portfolio, team)
        if spoken == "off" or (states[item].records and not states[item].homes):
            continue  # deleted everywhere, it asks nothing of anybody
        for alert in _firing(portfolio, people, facts, states[item], team):
            (heard if spoken in {"pilot", "on"} else silent).append(alert)
    heard += _in_trouble(portfolio, store)
    runs = [run for run in store.runs(1) if run.mode != "plan"]
    complete = bool(runs) and runs[0].outcome == "OK"
    return Evaluated(portfolio.name, tuple(heard), tuple(silent), complete)


def _in_trouble(portfolio: Portfolio, store: Store) -> list[Alert]:
    """Tell the steward of every replica that cannot be read; once, however long it lasts."""
    return [
        Alert(
            portfolio.name, f"replica:{trouble.replica}", trouble.replica, portfolio.steward,
            Finding("G7", "S1", {"since": f"{trouble.since:%Y-%m-%d %H:%M}"}),
        )
        for trouble in store.troubles()
        if portfolio.steward
    ]  # fmt: skip


def _state(portfolio: Portfolio, team: Team | None) -> str:
    """An item without a team is only recorded where teams decide who is told."""
    if team:
        return team.alerts
    return "shadow" if portfolio.teams else "on"


def _firing(
    portfolio: Portfolio, people: People, facts: "_Facts", state: ItemState, team: Team | None
) -> Iterator[Alert]:
    for rule in RULES:
        if rule.id not in portfolio.alerts.rules:
            continue
        finding = rule.check(facts.of(state, rule))
        if finding:
            owner = _addressee(people, state, team, portfolio.steward)
            yield Alert(portfolio.name, state.item.id, state.name, owner, finding)


def _addressee(people: People, state: ItemState, team: Team | None, steward: str) -> str:
    """Return the owner, or the delegate, lead or steward of who cannot be reached; never nobody."""
    owner = state.value("owner")
    chain = [str(owner)] if owner else []
    person = people.by_email(chain[0]) if chain else None
    if person and person.delegate and not person.active:
        chain.append(person.delegate)
    chain += [email for email in (team.pm, team.lead) if email] if team else []
    for email in chain:
        known = people.by_email(email)
        if known is None or known.active:
            return known.email if known else email
    return steward


class _Facts:
    """The facts of every Item of a portfolio, gathered once."""

    def __init__(
        self, portfolio: Portfolio, store: Store, states: Mapping[ItemId, ItemState], now: datetime
    ) -> None:
        self.portfolio = portfolio
        self.today = now.astimezone(ZoneInfo(portfolio.timezone)).date()
        self.changed = store.last_change(list(states), "status")
        self.rolled: dict[ItemId, datetime] = {}
        for name in rolled_fields(portfolio):
            self.rolled |= store.last_change(list(states), name)
        self.active = _activity(states, store.relations(list(states)))

    def of(self, state: ItemState, rule: Rule) -> Facts:
        """Return what a rule may know of one Item."""
        return Facts(
            state,
            self.portfolio.categories,
            shown_status(state),
            self.today,
            self.portfolio.calendar,
            self.active.get(state.item.id),
            self._disagreeing_since(state),
            _rolled_up(self.portfolio, state),
            self.portfolio.alerts.rules[rule.id],
        )

    def _disagreeing_since(self, state: ItemState) -> date | None:
        """Return the last day on which anything about the status changed, in any tool."""
        moments = [self.changed.get(state.item.id), self.rolled.get(state.item.id)]
        moments += [c.opened_at for f, c in state.conflicts.items() if f == "status"]
        moments += [p.opened_at for (_, f), p in state.proposals.items() if f == "status"]
        known = [moment for moment in moments if moment]
        return max(known).date() if known else None


def _activity(
    states: Mapping[ItemId, ItemState], relations: tuple[Relation, ...]
) -> dict[ItemId, date]:
    """Return the last day on which an Item, or anything under it, was changed by a person."""
    above: dict[ItemId, set[ItemId]] = defaultdict(set)
    for relation in relations:
        above[relation.child].add(relation.parent)
    for item, state in states.items():
        if state.value("parent"):
            above[item].add(str(state.value("parent")))
    days: dict[ItemId, date] = {}
    for item, state in states.items():
        if state.item.active_at:
            day = state.item.active_at.date()
            for one in {item, *_ancestors(item, above)}:
                days[one] = max(days.get(one, day), day)
    return days


def _ancestors(item: ItemId, above: Mapping[ItemId, set[ItemId]]) -> set[ItemId]:
    found: set[ItemId] = set()
    reached = set(above.get(item, ()))
    while reached - found:
        found |= reached
        reached = {a for one in reached for a in above.get(one, ())}
    return found


def shown_status(state: ItemState) -> dict[ReplicaName, str]:
    """Return the status word that each replica shows."""
    return {
        replica: str(shadow.shown)
        for (replica, name), shadow in state.shadows.items()
        if name == "status" and shadow.shown
    }


def rolled_fields(portfolio: Portfolio) -> list[str]:
    """Return the computed fields that hold the status of an item's deliverers."""
    return [f for link in portfolio.delivers for f, how in link.up.items() if how == "status"]


def _rolled_up(portfolio: Portfolio, state: ItemState) -> str | None:
    values = [state.value(name) for name in rolled_fields(portfolio) if state.value(name)]
    return str(values[0]) if values else None
