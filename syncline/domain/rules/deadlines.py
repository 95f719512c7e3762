"""Dates that are behind us, or are about to be."""

from collections.abc import Iterator, Mapping

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import Hit, Limit, Rule, Severity


def passed(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield open work whose target date is behind us."""
    for work in facts.open:
        target = work.target
        if target is None or target >= facts.today:
            continue
        late = facts.age(target, work)
        if late >= facts.limit(limits["after"], work):
            severe = late >= facts.limit(limits["urgent"], work)
            severity: Severity = "S2" if severe else "S3"
            yield Hit((work.id,), {"target": target, "days": late}, severity, since=target)


PASSED = Rule(
    "C4",
    "Target passed",
    "Dates and forecast",
    "Open, and its target date is behind us; urgent after some days more.",
    "A date behind us that nobody moved no longer tells anyone anything.",
    "S3",
    "owner",
    passed,
    {"after": Limit(1), "urgent": Limit(5)},
    source="Asana's overdue trigger; Jira's timeline warnings",
)
