"""Tools that tell different stories about the status of one item."""

from collections.abc import Iterator, Mapping
from datetime import date

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import Hit, Limit, Rule
from syncline.domain.rules.work import Work

ITS_EPICS = "its epics"


def disagreeing(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield items whose tools, or whose deliverers, show statuses of different categories."""
    known = facts.portfolio.categories
    for work in facts.items:
        shown = {r: str(word) for r, word in work.shown.get("status", {}).items() if word}
        if work.rolled_up:
            shown[ITS_EPICS] = work.rolled_up
        if len({known[word] for word in shown.values() if word in known}) < 2:
            continue
        since = _since(facts, work)
        if since and facts.age(since, work) > facts.limit(limits["after"], work):
            sides = ", ".join(f"{where}: {word}" for where, word in sorted(shown.items()))
            yield Hit((work.id,), {"sides": sides}, since=since)


def _since(facts: Facts, work: Work) -> date | None:
    """Return the last day on which anything about the status changed, in any tool."""
    moments = [work.last(name) for name in ("status", *facts.rolled_fields)]
    days = [facts.day(moment) for moment in moments if moment]
    if "status" in work.contested:
        days.append(work.contested["status"])
    return max(days, default=None)


DISAGREEING = Rule(
    "B1",
    "Status disagreement",
    "Cross-tool disagreement",
    "Two tools, or an item and its epics together, show statuses of different categories.",
    "Two tools that tell different stories make every meeting start with a search.",
    "S3",
    "owner",
    disagreeing,
    {"after": Limit(1)},
    source="status mapping in ProductLift and Jira",
)
