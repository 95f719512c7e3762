"""Run the rules over the store of one portfolio; makes no request."""

from dataclasses import dataclass
from datetime import datetime

from syncline.domain.alerts import Alert
from syncline.domain.people import People
from syncline.domain.policy import Portfolio, Reach, Team
from syncline.domain.rules.evaluation import findings
from syncline.domain.rules.facts import Facts
from syncline.domain.rules.registry import RULES
from syncline.domain.rules.shape import Finding
from syncline.domain.rules.work import Work
from syncline.engine.facts import gather
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
    return judged(gather(portfolio, people, store, now))


def judged(facts: Facts) -> Evaluated:
    """Return every alert that these facts give reason for."""
    heard: list[Alert] = []
    silent: list[Alert] = []
    for finding in findings(facts, RULES, facts.portfolio.alerts.rules):
        alert = _alert(facts, finding)
        if alert.reach != "off" and alert.owner:
            (heard if alert.reach in {"pilot", "on"} else silent).append(alert)
    return Evaluated(facts.portfolio.name, tuple(heard), tuple(silent), facts.complete)


def _alert(facts: Facts, finding: Finding) -> Alert:
    portfolio, item = facts.portfolio, finding.items[0]
    work = facts.works.get(item)
    team = portfolio.teams.get((work and work.team) or "")
    owner = _addressee(facts.people, work, team, portfolio.steward) if work else portfolio.steward
    return Alert(
        portfolio.name, item, facts.name(item), owner, finding, reach(portfolio, work, team)
    )


def reach(portfolio: Portfolio, work: Work | None, team: Team | None) -> Reach:
    """Return how far the alerts on an Item go; what is no Item's always reaches the steward.

    An Item without a team is only recorded where teams decide who is told; one that was deleted
    everywhere asks nothing of anybody.
    """
    if work is None:
        return "on"
    if work.is_deleted:
        return "off"
    if team:
        return team.alerts
    return "shadow" if portfolio.teams else "on"


def _addressee(people: People, work: Work, team: Team | None, steward: str) -> str:
    """Return the owner, or the delegate, lead or steward of who cannot be reached; never nobody."""
    chain = [work.owner] if work.owner else []
    person = people.by_email(chain[0]) if chain else None
    if person and person.delegate and not person.active:
        chain.append(person.delegate)
    chain += [email for email in (team.pm, team.lead) if email] if team else []
    for email in chain:
        known = people.by_email(email)
        if known is None or known.active:
            return known.email if known else email
    return steward
