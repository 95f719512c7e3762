"""Tools that tell different stories about one item: its status, its owner, its priority."""

from collections.abc import Iterator, Mapping
from datetime import date

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.following import remedy
from syncline.domain.rules.shape import Hit, Limit, Rule, Values
from syncline.domain.rules.work import Work


def disagreeing(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield items whose tools, or whose deliverers, show statuses of different categories."""
    known = facts.portfolio.categories
    for work in facts.shared:
        shown = {r: str(word) for r, word in work.shown.get("status", {}).items() if word}
        epics = work.rolled_up or ""
        told = {known[word] for word in shown.values() if word in known}
        if len(told | {known[word] for word in (epics,) if word in known}) < 2:
            continue
        since = _since(facts, work)
        if since and facts.age(since, work) > facts.limit(limits["after"], work):
            values: Values = {"sides": _sides(shown), "rolled": "yes" if epics else "no"}
            values |= {"epics": epics, **remedy(facts.portfolio, "status", work.homes)}
            if len(told) < 2:  # the tools agree with one another
                values["how"] = "epics"
            yield Hit((work.id,), values, since=since)


def _since(facts: Facts, work: Work) -> date | None:
    """Return the last day on which anything about the status changed, in any tool."""
    days = [facts.changed(work, name) for name in ("status", *facts.rolled_fields)]
    return max(filter(None, [*days, work.contested.get("status")]), default=None)


def other_owner(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield items that are two people's, each in another tool."""
    for work in facts.shared:
        shown = {r: str(who) for r, who in work.shown.get("owner", {}).items() if who}
        differ = work.is_open and len(set(shown.values())) > 1
        if differ and (since := _settled(facts, work, "owner", limits)):
            yield Hit((work.id,), {"sides": _sides(shown)}, since=since)


def other_priority(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield items whose priorities differ much, or that only one tool takes for urgent."""
    for work in facts.shared:
        shown = {r: str(word) for r, word in work.shown.get("priority", {}).items() if word}
        ranks = [rank for word in shown.values() if (rank := facts.rank_of(word)) is not None]
        if len(ranks) < 2 or not work.is_open:
            continue
        apart = max(ranks) - min(ranks)
        split = min(ranks) <= 1 < max(ranks)
        if (apart >= limits["levels"].number or split) and (
            since := _settled(facts, work, "priority", limits)
        ):
            values: Values = {"sides": _sides(shown)}
            values |= remedy(facts.portfolio, "priority", work.homes)
            yield Hit((work.id,), values, since=since)


def _settled(facts: Facts, work: Work, name: str, limits: Mapping[str, Limit]) -> date | None:
    """Return since when a difference has lasted longer than a sync needs."""
    since = work.contested.get(name) or facts.changed(work, name)
    return since if since and facts.age(since, work) > limits["after"].number else None


def _sides(shown: Mapping[str, str]) -> str:
    return ", ".join(f"{where}: {what}" for where, what in sorted(shown.items()))


DISAGREEING = Rule(
    "B1", "Status disagreement", "Cross-tool disagreement",
    "Two tools, or an item and its epics together, show statuses of different categories.",
    "Two tools that tell different stories make every meeting start with a search.",
    "S3", "owner", disagreeing, {"after": Limit(1)},
    source="status mapping in ProductLift and Jira",
)  # fmt: skip
OTHER_OWNER = Rule(
    "B7", "Two owners", "Cross-tool disagreement",
    "An open item has another owner in another tool, for longer than two days.",
    "What belongs to two people is done by neither, or by both.",
    "S4", "owner", other_owner, {"after": Limit(2)}, source="Unito's user mapping",
)  # fmt: skip
OTHER_PRIORITY = Rule(
    "B8", "Two priorities", "Cross-tool disagreement",
    "An open item has priorities two levels apart, or is P0 or P1 in one tool only.",
    "A team that looks at one tool works on something else than the one that looks at the other.",
    "S3", "owner", other_priority, {"after": Limit(2), "levels": Limit(2, "count")},
)  # fmt: skip
