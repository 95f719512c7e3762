"""From Facts to Findings: every rule is asked; what is guarded, or explained, falls away."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from syncline.domain.item import ItemId
from syncline.domain.policy import RuleSetting
from syncline.domain.rules.bulk import Bulk
from syncline.domain.rules.explaining import HEARD, Far, unexplained
from syncline.domain.rules.facts import Facts
from syncline.domain.rules.registry import BY_ID
from syncline.domain.rules.shape import Finding, Hit, Rule, RuleId
from syncline.domain.rules.work import Work

NEW_FOR = 2  # working days
SETTLING = timedelta(minutes=60)


@dataclass(frozen=True)
class Judgement:
    """What fires now; of what is `frozen` nothing is known, so its episodes stay as they are."""

    findings: tuple[Finding, ...]
    frozen: frozenset[ItemId] = frozenset()


def judge(
    facts: Facts, rules: Iterable[Rule], settings: Mapping[RuleId, RuleSetting],
    far: Far = lambda _: HEARD,
) -> Judgement:  # fmt: skip
    """Ask every rule, and leave out what another one explains."""
    found = tuple(findings(facts, rules, settings))
    left = tuple(gathered(facts, unexplained(facts, found, far)))
    return Judgement(left, frozenset(w.id for w in facts.items if is_frozen(facts, w)))


def findings(
    facts: Facts, rules: Iterable[Rule], settings: Mapping[RuleId, RuleSetting]
) -> Iterator[Finding]:
    """Yield what fires, rule by rule."""
    for rule in rules:
        setting = settings.get(rule.id, RuleSetting())
        if setting.state == "off" and not any(
            team.rules.get(rule.id, "off") != "off" for team in facts.portfolio.teams.values()
        ):
            continue
        hits = rule.check(facts, {**rule.limits, **setting.limits})
        for hit in hits:
            if not is_guarded(facts, rule, hit):
                finding = rule.finding(hit)
                yield finding._replace(severity=setting.severity) if setting.severity else finding


def gathered(facts: Facts, found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield what is of one bulk edit as one for each owner, and everything else as it is."""
    bulk = Bulk(facts.works)
    for name, same in groupby(found, key=lambda finding: finding.rule):
        rule, one_by_one = BY_ID[name], tuple(same)
        if rule.trigger and "bulk" in rule.guards:
            yield from bulk.gathered(one_by_one, rule.trigger)
        else:
            yield from one_by_one


def is_guarded(facts: Facts, rule: Rule, hit: Hit) -> bool:
    """Tell whether a rule keeps quiet about a Hit for now."""
    work = facts.works.get(hit.items[0])
    if work is None:
        return False
    return (
        ("ignored" in rule.guards and any(map(facts.is_ignored, hit.items)))
        or ("grace" in rule.guards and is_new(facts, work))
        or ("stale" in rule.guards and bool(facts.stale & work.homes))
        or ("freeze" in rule.guards and is_closed(facts, work))
    )


def is_new(facts: Facts, work: Work) -> bool:
    """Tell whether people are still at it: it came lately, or was edited within the hour.

    What was there when the history began is not new.
    """
    if work.touched_at and timedelta(0) <= facts.now - work.touched_at < SETTLING:
        return True
    came = work.seen_on
    return bool(came and came > facts.began_on and facts.age(came, work) < NEW_FOR)


def is_closed(facts: Facts, work: Work) -> bool:
    """Tell whether today is a holiday or a closure for the owner."""
    return bool(facts.closed) and facts.calendar(work) in facts.closed


def is_frozen(facts: Facts, work: Work) -> bool:
    """Tell whether nothing may be concluded of an Item today, neither good nor bad."""
    return bool(facts.stale & work.homes) or is_closed(facts, work)
