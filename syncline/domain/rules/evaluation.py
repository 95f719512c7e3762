"""From Facts to Findings: every rule is asked; what is guarded, or explained, falls away."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

from syncline.domain.item import ItemId
from syncline.domain.policy import RuleSetting
from syncline.domain.rules.bulk import Bulk
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


def judge(facts: Facts, rules: Iterable[Rule], settings: Mapping[RuleId, RuleSetting]) -> Judgement:
    """Ask every rule, and leave out what another one explains."""
    found = tuple(findings(facts, rules, settings))
    muted = explained(facts, found)
    left = tuple(f for f in found if (f.rule, f.items[0]) not in muted)
    return Judgement(left, frozenset(w.id for w in facts.items if is_frozen(facts, w)))


def findings(
    facts: Facts, rules: Iterable[Rule], settings: Mapping[RuleId, RuleSetting]
) -> Iterator[Finding]:
    """Yield what fires, rule by rule."""
    bulk = Bulk(facts.items)
    for rule in rules:
        setting = settings.get(rule.id, RuleSetting())
        if setting.state == "off":
            continue
        hits = rule.check(facts, {**rule.limits, **setting.limits})
        open_hits = [hit for hit in hits if not is_guarded(facts, rule, hit)]
        if len(open_hits) > 1 and "bulk" in rule.guards and rule.trigger:
            open_hits = bulk.gathered(open_hits, rule.trigger)
        for hit in open_hits:
            finding = rule.finding(hit)
            yield finding._replace(severity=setting.severity) if setting.severity else finding


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


def explained(facts: Facts, found: Iterable[Finding]) -> frozenset[tuple[RuleId, str]]:
    """Return the rules that another one explains, on the Items where it does."""
    muted: set[tuple[RuleId, str]] = set()
    below: dict[RuleId, set[ItemId]] = defaultdict(set)
    for finding in found:
        rule = BY_ID[finding.rule]
        muted |= {(one, item) for one in rule.mutes for item in (finding.items[0], *finding.covers)}
        for one in rule.mutes_below:
            below[one].add(finding.items[0])
    for finding in found:
        work = facts.works.get(finding.items[0])
        if work and below[finding.rule] and not below[finding.rule].isdisjoint(facts.above(work)):
            muted.add((finding.rule, work.id))
    return frozenset(muted)
