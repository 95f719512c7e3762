"""Work that waits for other work."""

from collections.abc import Iterator, Mapping

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import Hit, Limit, Rule, Values
from syncline.domain.rules.tangles import circles


def too_late(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield work that waits for something which is due when it should start, or be done."""
    for item, blockers in facts.blockers.items():
        work = facts.works.get(item)
        if work is None or not work.is_open:
            continue
        for blocker in blockers:
            forecast = facts.forecasts.get(blocker.id)
            ready = (forecast.p85 if forecast else None) or blocker.target
            if not blocker.is_open or ready is None:
                continue
            buffer = int(facts.limit(limits["buffer"], work))
            late = work.start is not None and work.category == "unstarted" and ready > work.start
            if late and work.start:
                values: Values = {"case": "start", "needed": work.start, "days": 0, "buffer": 0}
            elif work.target and (days := facts.between(ready, work.target, work)) < buffer:
                case = "after" if ready > work.target else "tight"
                values = {"case": case, "needed": work.target, "days": days, "buffer": buffer}
            else:
                continue
            yield Hit((item, blocker.id), {"blocker": blocker.name, "ready": ready, **values})


def unconfirmed(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield work that waits for another team's, which has no owner or no date."""
    for item, blockers in facts.blockers.items():
        work = facts.works.get(item)
        for blocker in blockers:
            if not work or not work.is_open or not blocker.is_open or blocker.team == work.team:
                continue
            since = facts.changed(blocker, "blocks") or blocker.seen_on
            if (blocker.owner and blocker.target) or not since:
                continue
            if facts.age(since, work) > facts.limit(limits["after"], work):
                lacking = "date" if blocker.owner else "owner"
                values: Values = {"blocker": blocker.name, "lacking": lacking}
                yield Hit((item, blocker.id), values, since=since)


def circular(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:  # noqa: ARG001  # the shape of every check
    """Yield each circle of open items that wait for one another, once."""
    graph = {work.id: sorted(work.blocks) for work in facts.open if work.blocks}
    for circle in circles(graph):
        names = " > ".join(facts.name(one) for one in (*circle, circle[0]))
        yield Hit(circle, {"circle": names})


TOO_LATE = Rule(
    "F4", "Dependency too late", "Priority, dependency, scope",
    "What it waits for is due after its start, or less than three days before its target; a "
    "forecast counts more than a date.",
    "Each side's plan is right by itself; only together they do not work.",
    "S2", "both_pms", too_late, {"buffer": Limit(3)}, source="Jira's dependency scheduling",
)  # fmt: skip
UNCONFIRMED = Rule(
    "F5", "Unconfirmed dependency", "Priority, dependency, scope",
    "For a week it has waited for work of another team that has no owner or no date.",
    "A dependency that nobody has accepted is a hope.",
    "S3", "both_pms", unconfirmed, {"after": Limit(5)}, source="SAFe's programme board",
)  # fmt: skip
CIRCULAR = Rule(
    "F7", "Waiting in a circle", "Priority, dependency, scope",
    "Open items wait for one another in a circle.",
    "None of them can be first.",
    "S2", "steward", circular,
)  # fmt: skip
