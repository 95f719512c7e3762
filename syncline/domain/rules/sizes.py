"""Epics that are large, or grow."""

from collections.abc import Iterator, Mapping
from datetime import date

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import Hit, Limit, Rule, Severity, Values
from syncline.domain.rules.work import Work


def oversized(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield epics with more open parts than anybody can see through."""
    for item, parts in facts.children.items():
        work = facts.works.get(item)
        if work is None or not work.is_open or work.kind != "epic":
            continue
        left = sum(part.is_open for part in parts)
        if left > facts.limit(limits["parts"], work):
            yield Hit((item,), {"left": left})


def grown(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield started epics to which much was added after their first days."""
    for item, parts in facts.children.items():
        work = facts.works.get(item)
        began = facts.since(work, "started") if work and work.category == "started" else None
        if work is None or began is None:
            continue
        settled = facts.calendar(work).add_working_days(began, int(limits["refining"].number))
        added = [p for p in parts if (day := _joined(facts, p)) and day > settled]
        before = len(parts) - len(added)
        if before and len(added) >= facts.limit(limits["share"], work) * before:
            much = len(added) >= facts.limit(limits["much"], work) * before
            severity: Severity = "S2" if much else "S3"
            values: Values = {"added": len(added), "before": before}
            yield Hit((item,), {**values, "start": began}, severity, since=settled)


def _joined(facts: Facts, part: Work) -> date | None:
    """Return the day on which a part came to its parent."""
    return facts.changed(part, "parent") or part.seen_on


OVERSIZED = Rule(
    "D12", "Large epic", "Structure and links",
    "An epic has more than 30 open parts.",
    "Nobody can say of it whether it is on track; of two of half its size, somebody can.",
    "S4", "owner", oversized, {"parts": Limit(30, "count")},
    source="SAFe: it fits in one increment",
)  # fmt: skip
GROWN = Rule(
    "F8", "Growing epic", "Priority, dependency, scope",
    "To a started epic at least 20 % of its parts were added after its first five working days; "
    "from 40 %: S2.",
    "More scope is often right, and then the date is the thing to look at again.",
    "S3", "owner", grown,
    {"share": Limit(0.2, "share"), "much": Limit(0.4, "share"), "refining": Limit(5)},
    trigger="parent", source="Jellyfish: scope history",
)  # fmt: skip
