"""From Facts to Findings: every rule is asked; what is guarded, or explained, falls away."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from graphlib import TopologicalSorter

from syncline.domain.item import ItemId
from syncline.domain.policy import RuleSetting
from syncline.domain.rules.bulk import Bulk
from syncline.domain.rules.facts import Facts
from syncline.domain.rules.registry import BY_ID
from syncline.domain.rules.shape import Finding, Hit, Rule, RuleId
from syncline.domain.rules.work import Work

NEW_FOR = 2  # working days
SETTLING = timedelta(minutes=60)
NOBODY, RECORDED, HEARD = range(3)

Far = Callable[[Finding], int]
"""Tells how far a finding goes: to `NOBODY`, only `RECORDED`, or `HEARD` by a person."""

ORDER: Mapping[RuleId, int] = {
    rule: -place
    for place, rule in enumerate(
        TopologicalSorter({rule.id: rule.mutes for rule in BY_ID.values()}).static_order()
    )
}
"""A rule stands before those that it mutes."""


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
    left = tuple(unexplained(facts, found, far))
    return Judgement(left, frozenset(w.id for w in facts.items if is_frozen(facts, w)))


def findings(
    facts: Facts, rules: Iterable[Rule], settings: Mapping[RuleId, RuleSetting]
) -> Iterator[Finding]:
    """Yield what fires, rule by rule."""
    bulk = Bulk(facts.items)
    for rule in rules:
        setting = settings.get(rule.id, RuleSetting())
        if setting.state == "off" and not any(
            team.rules.get(rule.id, "off") != "off" for team in facts.portfolio.teams.values()
        ):
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


def unexplained(facts: Facts, found: Sequence[Finding], far: Far) -> Iterator[Finding]:
    """Yield what no other finding explains; one explains only what goes no further than itself.

    So what is merely recorded silences nothing that is told, and what is silenced itself nothing.
    """
    known = _Explained(facts, far)
    ordered = sorted(range(len(found)), key=lambda at: _depth(facts, found[at]))
    left = {at for at in ordered if known.leaves(found[at])}
    return (finding for at, finding in enumerate(found) if at in left)


class _Explained:
    """Which rules are explained on which Items, how far; grows with each finding that is left."""

    def __init__(self, facts: Facts, far: Far) -> None:
        self._facts, self._far = facts, far
        self._here: dict[tuple[RuleId, str], int] = defaultdict(int)
        self._below: dict[RuleId, dict[ItemId, int]] = defaultdict(dict)

    def leaves(self, finding: Finding) -> bool:
        """Tell whether nothing explains a finding; then it explains others."""
        explained = self._explained(finding)
        if explained and self._far(finding) <= explained:
            return False
        rule = BY_ID[finding.rule]
        if rule.mutes or rule.mutes_below:
            self._add(rule, finding, self._far(finding))
        return True

    def _add(self, rule: Rule, finding: Finding, far: int) -> None:
        for one in rule.mutes:
            for item in (finding.items[0], *finding.covers):
                self._here[one, item] = max(self._here[one, item], far)
        for one in rule.mutes_below:
            self._below[one][finding.items[0]] = far

    def _explained(self, finding: Finding) -> int:
        """Return how far goes what explains a finding; 0 where nothing does."""
        item, above = finding.items[0], self._below.get(finding.rule)
        here = self._here.get((finding.rule, item), NOBODY)
        work = self._facts.works.get(item)
        if not above or work is None:
            return here
        return max(here, *(above.get(one, NOBODY) for one in self._facts.above(work)), NOBODY)


def _depth(facts: Facts, finding: Finding) -> tuple[int, int]:
    """Order findings so that whatever may explain one comes before it."""
    work = facts.works.get(finding.items[0]) if BY_ID[finding.rule].mutes_below else None
    return ORDER[finding.rule], len(facts.above(work)) if work else 0
