"""Run the rules over the store of one portfolio; makes no request."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from syncline.domain.alerts import Alert
from syncline.domain.people import People
from syncline.domain.policy import Portfolio, Reach, RuleSetting, Team
from syncline.domain.rules.evaluation import judge
from syncline.domain.rules.explaining import HEARD, NOBODY, RECORDED
from syncline.domain.rules.facts import Facts
from syncline.domain.rules.packs import pack_reach
from syncline.domain.rules.registry import RULES
from syncline.domain.rules.shape import Finding, RuleId
from syncline.domain.rules.work import Work
from syncline.engine.addressing import chains
from syncline.engine.demotion import demotions
from syncline.engine.facts import gather
from syncline.engine.forecast import kept
from syncline.engine.reaching import cut_off
from syncline.ports import Store

REACH: tuple[Reach, ...] = ("off", "shadow", "pilot", "on")


@dataclass(frozen=True)
class Evaluated:
    """What fires in one portfolio; `silent` alerts are recorded and sent to nobody."""

    portfolio: str
    alerts: tuple[Alert, ...]
    silent: tuple[Alert, ...]
    complete: bool  # the last sync read every replica
    frozen: frozenset[str] = frozenset()  # items of which nothing may be concluded now
    run: str = ""  # the sync whose state was looked at


def evaluate(
    portfolio: Portfolio, people: People, store: Store, now: datetime, *, keep: bool = False,
    alerts: Store | None = None,
) -> Evaluated:  # fmt: skip
    """Return every alert of a portfolio, addressed to somebody who can act.

    `keep`: forecasts that are computed for it are kept for the day; else nothing is written.
    `alerts`: the alerts' own store, which tells what people called useless, and whom none reaches.
    """
    with uncollected():
        facts = gather(portfolio, people, store, now)
        found, _ = kept(lambda: facts, store, facts.today, writes=keep)
        facts = replace(facts, forecasts=found)
        if alerts:
            demoted = demotions(portfolio, alerts, now)
            unreached = cut_off(portfolio, people, alerts, now)
            facts = replace(facts, demoted=demoted, unreached=unreached)
        return judged(facts)


@contextmanager
def uncollected() -> Iterator[None]:
    """Do not look for cycles meanwhile: a million new values have none, and the look costs more."""
    wanted = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if wanted:
            gc.enable()


def judged(facts: Facts) -> Evaluated:
    """Return every alert that these facts give reason for."""
    heard: list[Alert] = []
    silent: list[Alert] = []
    judgement = judge(facts, RULES, facts.portfolio.alerts.rules, partial(far, facts))
    for finding in judgement.findings:
        for alert in _alerts(facts, finding):
            if alert.reach != "off":
                (heard if alert.reach in {"pilot", "on"} else silent).append(alert)
    return Evaluated(
        facts.portfolio.name,
        tuple(heard),
        tuple(silent),
        facts.complete,
        judgement.frozen,
        facts.run,
    )


def far(facts: Facts, finding: Finding) -> int:
    """Return how far a finding goes; of S4 nobody is told, and without anybody who can act none."""
    _, reached = _reached(facts, finding)
    if reached == "off" or not next(chains(facts, finding))[0]:
        return NOBODY
    return HEARD if reached in {"pilot", "on"} and finding.severity != "S4" else RECORDED


def _alerts(facts: Facts, finding: Finding) -> Iterator[Alert]:
    portfolio, item = facts.portfolio, finding.items[0]
    team, reached = _reached(facts, finding)
    for owner, *others in chains(facts, finding):
        yield Alert(
            portfolio.name, item, facts.name(item), owner, finding, reached, tuple(others),
            team.name if team else None,
        )  # fmt: skip


def _reached(facts: Facts, finding: Finding) -> tuple[Team | None, Reach]:
    """Return whose a finding is, and how far it goes."""
    portfolio, work = facts.portfolio, facts.works.get(finding.items[0])
    team = portfolio.teams.get(finding.team or (work and work.team) or "")
    reached = reach(portfolio, finding, work, team)
    if finding.rule in facts.demoted and not (team and finding.rule in team.rules):
        reached = min(reached, "shadow", key=REACH.index)
    return team, reached


def reach(portfolio: Portfolio, finding: Finding, work: Work | None, team: Team | None) -> Reach:
    """Return how far an alert goes: as far as its team's and its rule's both do.

    An Item without a team goes as far as the `new:` of its projects says, else it is only recorded
    where teams decide who is told. What is about Syncline
    itself, and not about an item or a team, always reaches the steward.
    """
    if team is None and (work is None or finding.role == "steward"):
        return "on"
    spoken: Reach = "shadow" if portfolio.teams else "on"
    joined = [
        portfolio.newcomers[r] for r in (work.homes if work else ()) if r in portfolio.newcomers
    ]
    spoken = min(joined, key=REACH.index, default=spoken)
    return min(
        team.alerts if team else spoken, rule_reach(portfolio, finding.rule, team), key=REACH.index
    )


def rule_reach(portfolio: Portfolio, rule: RuleId, team: Team | None = None) -> Reach:
    """Return how far a rule goes: as the team says, the configuration, or the pack."""
    setting = portfolio.alerts.rules.get(rule, RuleSetting())
    mine = team.rules.get(rule) if team else None
    return mine or setting.state or pack_reach(portfolio.alerts.pack, rule)
