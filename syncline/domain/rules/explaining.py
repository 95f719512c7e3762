"""Which Findings explain others away, so that one cause is told once."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from graphlib import TopologicalSorter

from syncline.domain.item import ItemId
from syncline.domain.rules.facts import Facts
from syncline.domain.rules.registry import BY_ID
from syncline.domain.rules.shape import Finding, Rule, RuleId

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
