"""From Facts to Findings: every rule is asked, what is guarded or explained falls away."""

from collections.abc import Iterable, Iterator, Mapping

from syncline.domain.policy import RuleSetting
from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import Finding, Rule, RuleId


def findings(
    facts: Facts, rules: Iterable[Rule], settings: Mapping[RuleId, RuleSetting]
) -> Iterator[Finding]:
    """Yield what fires, rule by rule."""
    for rule in rules:
        setting = settings.get(rule.id, RuleSetting())
        if setting.state == "off":
            continue
        for hit in rule.check(facts, {**rule.limits, **setting.limits}):
            if not _guarded(facts, rule, hit.items[0]):
                yield rule.finding(hit)


def _guarded(facts: Facts, rule: Rule, item: str) -> bool:
    """Tell whether a rule keeps quiet about an Item for now."""
    work = facts.works.get(item)
    return work is not None and "ignored" in rule.guards and work.is_ignored
