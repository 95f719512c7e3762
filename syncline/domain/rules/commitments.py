"""Dates that differ between tools, are missing, moved again, or are all the same."""

from collections import Counter
from collections.abc import Iterator, Mapping

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.following import remedy
from syncline.domain.rules.shape import Hit, Limit, Rule, Severity, Values
from syncline.domain.rules.work import as_day

ONGOING = frozenset({"ongoing", "ktlo"})


def apart(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield items whose target dates in two tools are some days apart."""
    for work in facts.shared:
        shown = {r: d for r, v in work.shown.get("target", {}).items() if (d := as_day(v))}
        if not work.is_open or len(set(shown.values())) < 2 or "target" in work.contested:
            continue
        first, last = min(shown.values()), max(shown.values())
        agreed = facts.portfolio.policy("target").tolerance_wd or 0  # so close is no difference
        gap = facts.between(first, last, work)
        if gap > max(facts.limit(limits["tolerance"], work), agreed):
            severity: Severity = "S2" if work.category == "started" else "S3"
            at = {day: where for where, day in sorted(shown.items(), reverse=True)}
            values: Values = {"one": at[first], "first": first, "other": at[last], "last": last}
            since = facts.changed(work, "target")
            values |= {"days": gap, **remedy(facts.portfolio, "target", work.homes)}
            yield Hit((work.id,), values, severity, since=since)


def undated(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield epics and roadmap items that have been in progress for a week without a date."""
    for work in facts.started:
        began = facts.since(work, "started")
        if work.kind not in {"epic", "initiative"} or work.target or work.labels & ONGOING:
            continue
        if began and facts.age(began, work) > facts.limit(limits["after"], work):
            yield Hit((work.id,), {"days": facts.age(began, work)}, since=began)


def slipped(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield open work whose target has moved later again and again, or far."""
    for work in facts.open:
        steps = [(as_day(m.old), as_day(m.new)) for m in work.of("target")]
        later = [(a, b) for a, b in steps if a and b and b > a]
        if not later or work.target is None or work.target <= later[0][0]:
            continue  # what was pulled in again has not slipped
        total = facts.between(later[0][0], work.target, work)
        often = len(later) >= facts.limit(limits["times"], work)
        if often or total >= facts.limit(limits["total"], work):
            values: Values = {"times": len(later), "days": total, "first": later[0][0]}
            since = facts.changed(work, "target")
            yield Hit((work.id,), {**values, "target": work.target}, since=since)


def piled_up(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield teams of which many items are due on one day."""
    for team, works in facts.by_team.items():
        dated = Counter(day for w in works if (day := w.target) and day >= facts.today)
        if not dated:
            continue
        day, count = max(dated.items(), key=lambda pair: (pair[1], pair[0]))
        enough = count >= limits["items"].of(team)
        if enough and count >= limits["share"].of(team) * dated.total():
            values: Values = {"count": count, "target": day, "all": dated.total()}
            yield Hit((f"team:{team}",), values, team=team)


APART = Rule(
    "C3", "Two dates", "Dates and forecast",
    "Two tools show target dates that are more than three working days apart, and further than the "
    "`tolerance` of the field; no open proposal explains it.",
    "Whoever plans with the one is surprised by the other.",
    "S3", "owner", apart, {"tolerance": Limit(3)}, trigger="target",
    source="Jira: target and due date clash",
)  # fmt: skip
SLIPPED = Rule(
    "C5", "Moved again", "Dates and forecast",
    "The target has moved later three times, or by four weeks in all, and lies after the first "
    "one.",
    "A date that moves a little each time says that the plan, not the day, wants a new look.",
    "S2", "owner", slipped, {"times": Limit(3, "count"), "total": Limit(20)}, mutes=("C4",),
    trigger="target", source="milestone trend analysis",
)  # fmt: skip
UNDATED = Rule(
    "C8", "In progress without a date", "Dates and forecast",
    "An epic or a roadmap item has been in progress for a week and has no target.",
    "Nobody can plan around it. A quarter is enough.",
    "S3", "owner", undated, {"after": Limit(5)}, source="Atlassian Home: project with no end date",
)  # fmt: skip
PILED_UP = Rule(
    "C13", "All on one day", "Dates and forecast",
    "Two fifths of a team's dated open items, and at least five, are due on one and the same day.",
    "The last day of a quarter is a wish. One train that really leaves then is fine.",
    "S4", "lead", piled_up, {"share": Limit(0.4, "share"), "items": Limit(5, "count")},
)  # fmt: skip
