"""Which rules of a portfolio are demoted to reports; makes no request."""

from collections.abc import Mapping
from datetime import datetime

from syncline.domain.policy import Portfolio, RuleSetting
from syncline.domain.precision import Precision, demoted
from syncline.domain.rules.packs import STEWARD, pack_reach
from syncline.domain.rules.shape import RuleId
from syncline.ports import Store


def demotions(portfolio: Portfolio, alerts: Store, now: datetime) -> Mapping[RuleId, Precision]:
    """Return the rules that people call useless, of those that would be told.

    Not of those whose state the configuration names: who wrote that has decided. Nor of those about
    Syncline itself: a tool that is not read is never only recorded. `alerts`: the alerts' store.
    """
    mine = {episode.id for episode in alerts.episodes() if episode.home == portfolio.name}
    found = demoted([a for a in alerts.answers() if a.episode in mine], now)
    return {rule: said for rule, said in found.items() if _may_be(portfolio, rule)}


def _may_be(portfolio: Portfolio, rule: RuleId) -> bool:
    named = portfolio.alerts.rules.get(rule, RuleSetting()).state
    told = pack_reach(portfolio.alerts.pack, rule) in {"pilot", "on"}
    return named is None and told and rule not in STEWARD
