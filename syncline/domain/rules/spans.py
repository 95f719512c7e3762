"""The dates of an item beside those of its parts, and beside one another."""

from collections.abc import Iterator, Mapping

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import Hit, Limit, Rule, Severity, Values


def outlasted(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield open work of which a part is due after the whole."""
    for item, parts in facts.parts.items():
        work = facts.works.get(item)
        if work is None or not work.is_open or work.target is None:
            continue
        open_parts = [part for part in parts if part.is_open]
        dated = [part for part in open_parts if part.target]
        if not dated or 2 * len(dated) < len(open_parts):
            continue
        last = max(dated, key=lambda part: (part.target or facts.today, part.id))
        over = facts.between(work.target, last.target or work.target, work)
        remaining = max(0, facts.between(facts.today, work.target, work))
        if over > max(facts.limit(limits["after"], work), remaining * limits["share"].number):
            severity: Severity = "S2" if work.category == "started" else "S3"
            values: Values = {
                "target": work.target,
                "part": last.name,
                "due": last.target or work.target,
            }
            yield Hit((item,), {**values, "days": over}, severity)


def early(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield open work of which a part starts long before the whole."""
    for item, parts in facts.parts.items():
        work = facts.works.get(item)
        if work is None or not work.is_open or work.start is None:
            continue
        starts = [(part.start, part) for part in parts if part.start and part.is_open]
        first = min(starts, key=lambda pair: (pair[0], pair[1].id), default=None)
        if first and facts.between(first[0], work.start, work) > facts.limit(limits["after"], work):
            yield Hit((item,), {"start": work.start, "part": first[1].name, "begins": first[0]})


def impossible(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield open work that ends before it starts, or whose start went by without one."""
    for work in facts.open:
        start, target = work.start, work.target
        if start is None:
            continue
        if target and start > target:
            values: Values = {"start": start, "target": target}
            yield Hit((work.id,), {**values, "case": "order"}, variant="order")
            continue
        late = work.category == "unstarted"
        if late and facts.age(start, work) > facts.limit(limits["after"], work):
            begin: Values = {"start": start, "target": target or start}
            yield Hit((work.id,), {**begin, "case": "begin"}, variant="begin")


OUTLASTED = Rule(
    "C1", "A part outlasts the whole", "Dates and forecast",
    "An open part is due after the item itself, by more than two days and a tenth of the time "
    "left. Where less than half of the parts have dates, the forecast (C12) speaks instead.",
    "The later date is usually the true one, and the earlier one is the one that was promised.",
    "S3", "owner", outlasted, {"after": Limit(2), "share": Limit(0.1, "share")},
    source="Jira's timeline warnings; GitLab's inherited dates",
)  # fmt: skip
EARLY = Rule(
    "C2", "A part starts early", "Dates and forecast",
    "An open part starts more than a week before the item itself.",
    "Plans that are drawn from the start of the whole miss what has already begun.",
    "S4", "owner", early, {"after": Limit(5)}, source="Jira's timeline warnings",
)  # fmt: skip
IMPOSSIBLE = Rule(
    "C10", "Dates that cannot be", "Dates and forecast",
    "It starts after its target; or its start is more than a week behind us and it has not begun.",
    "A plan that cannot happen hides what will.",
    "S3", "owner", impossible, {"after": Limit(5)},
)  # fmt: skip
