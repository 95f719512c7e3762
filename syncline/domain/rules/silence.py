"""Work in progress that nobody touches."""

from collections.abc import Iterator, Mapping

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import Hit, Limit, Rule


def silent(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield started work that nobody has touched for longer than its priority allows."""
    for work in facts.started:
        seen = facts.active_on.get(work.id)
        if seen is None:
            continue
        days = facts.age(seen, work)
        if days > facts.limit(limits["after"], work):
            yield Hit((work.id,), {"days": days}, since=seen)


SILENT = Rule(
    "A3",
    "Silent work",
    "Staleness and flow",
    "In progress, and for longer than its priority allows no person has touched it or anything "
    "under it, in any tool.",
    "Work in progress that nobody touches is forgotten, blocked, or finished without a word.",
    "S3",
    "owner",
    silent,
    {"after": Limit(10, "wd", {"P0": 2, "P1": 2, "P2": 5})},
    source="Jira's scheduled stale-issue rules, scaled by priority",
)
