"""What should come first, and does not."""

from collections.abc import Iterator, Mapping

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import Hit, Limit, Rule, Values
from syncline.domain.rules.work import Work

HIGH, LOW = 1, 3  # P0 and P1; P3 and below


def overtaken(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield important work that waits while its team begins what is not."""
    begun: dict[str, Work] = {}
    for work in facts.started:
        since, rank = facts.since(work, "started"), facts.rank(work)
        if not work.team or not since or rank is None or rank < LOW:
            continue
        if facts.age(since, work) <= limits["lately"].number:
            begun.setdefault(work.team, work)
    for work in facts.among("unstarted"):
        rank, since = facts.rank(work), facts.changed(work, "priority") or work.seen_on
        if rank is None or rank > HIGH or not since or (work.team or "") not in begun:
            continue
        blocked = any(one.is_open for one in facts.blockers.get(work.id, ()))
        if not blocked and facts.age(since, work) > facts.limit(limits["after"], work):
            other = begun[work.team or ""]
            values: Values = {"priority": work.priority or "", "other": other.name}
            values["lower"] = other.priority or ""
            yield Hit((work.id,), values, since=since)


def outranked(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield important items of which all open parts are unimportant."""
    for item, parts in facts.parts.items():
        work = facts.works.get(item)
        rank = facts.rank(work) if work and work.is_open else None
        ranks = [facts.rank(part) for part in parts if part.is_open]
        enough = len(ranks) >= limits["parts"].number
        low = enough and all(one is not None and one >= LOW for one in ranks)
        if work and low and rank is not None and rank <= HIGH:
            yield Hit((item,), {"priority": work.priority or "", "count": len(ranks)})


def held_up(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield work that waits for something of much lower priority."""
    for item, blockers in facts.blockers.items():
        work = facts.works.get(item)
        rank = facts.rank(work) if work and work.is_open else None
        for blocker in blockers:
            lower = facts.rank(blocker) if blocker.is_open else None
            if not work or rank is None or lower is None:
                continue
            if lower - rank >= limits["levels"].number:
                values: Values = {"blocker": blocker.name, "priority": work.priority or ""}
                values["lower"] = blocker.priority or ""
                yield Hit((item, blocker.id), values)


OVERTAKEN = Rule(
    "F1", "Overtaken", "Priority, dependency, scope",
    "A P0 or P1 has been ready for a week, blocked by nothing, and its team has lately begun a P3.",
    "Either the priority is not what it says, or the order is not.",
    "S3", "pm", overtaken, {"after": Limit(5), "lately": Limit(10)},
)  # fmt: skip
OUTRANKED = Rule(
    "F2", "Priority stops at the top", "Priority, dependency, scope",
    "A P0 or P1, and all its open parts (at least two) are P3 or lower.",
    "Teams pick work by the priority of the part, and never see that of the whole.",
    "S4", "owner", outranked, {"parts": Limit(2, "count")},
)  # fmt: skip
HELD_UP = Rule(
    "F3", "Blocked by lower priority", "Priority, dependency, scope",
    "What it waits for is two levels lower in priority.",
    "The one who waits cannot change it, and the one who could does not know.",
    "S2", "both_pms", held_up, {"levels": Limit(2, "count")}, mutes=("F5",),
)  # fmt: skip
