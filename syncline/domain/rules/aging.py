"""Work that takes longer than such work takes, goes back, or does not quite end."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import Hit, Limit, Rule, Severity, Values

MOVED_LATELY = 3  # working days


def aged(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield started work older than 85 in 100 of those that the team has finished."""
    for work in facts.started:
        began = facts.since(work, "started")
        if began is None:
            continue
        days = (facts.today - began).days + 1
        default = limits["epic"] if work.kind in {"epic", "initiative"} else limits["after"]
        percent = int(facts.limit(limits["percentile"], work))
        pace = facts.paces.pace(work, percent, int(facts.limit(default, work)))
        if days <= pace.days:
            continue
        late = pace.basis != "default" and days > facts.paces.pace(work, 95, 0).days
        severity: Severity = "S2" if late else "S3"
        if (moved := facts.active_on.get(work.id)) and work.kind == "epic":
            severity = "S4" if facts.age(moved, work) <= MOVED_LATELY else severity
        values: Values = {
            "days": days,
            "usual": pace.days,
            "basis": pace.basis,
            "count": pace.count,
        }
        yield Hit((work.id,), {**values, "percent": percent}, severity, since=began)


def returning(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield work that went back several times within a month."""
    month = facts.today - timedelta(days=30)
    for work in facts.open:
        back = facts.paces.backward(work, month)
        if back >= facts.limit(limits["times"], work):
            yield Hit((work.id,), {"times": back}, since=facts.changed(work, "status"))


def last_mile(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield open work of which nearly all parts have been finished for long."""
    for item, parts in facts.parts.items():
        work = facts.works.get(item)
        if work is None or not work.is_open:
            continue
        left = [part for part in parts if part.is_open]
        ended = [facts.since(part, "done") for part in parts if part.category == "done"]
        share = (len(parts) - len(left)) / len(parts)
        last = max(filter(None, ended), default=None)
        if not left or not last or share < facts.limit(limits["share"], work):
            continue
        if (days := facts.age(last, work)) > facts.limit(limits["after"], work):
            yield Hit((item,), {"left": len(left), "days": days}, since=last)


AGED = Rule(
    "A1", "Older than usual", "Staleness and flow",
    "Started, and for more calendar days than 85 in 100 of the same kind that the team finished "
    "within 180 days. With fewer than 20 of them: of all teams; else the default. Above 95 in "
    "100: S2. An epic below which something has just moved: S4.",
    "Age is the earliest sign of trouble that a team can act on: help, split, or put back.",
    "S3", "owner", aged,
    {"percentile": Limit(85, "percentile"), "after": Limit(14, "days"), "epic": Limit(84, "days")},
    source="Kanban's service level expectation",
)  # fmt: skip
RETURNING = Rule(
    "A10", "Back and forth", "Staleness and flow",
    "It was reopened or put back several times within 30 days.",
    'Going back and forth usually means that "done" means two things to two people.',
    "S3", "lead", returning, {"times": Limit(2, "count")},
)  # fmt: skip
LAST_MILE = Rule(
    "A11", "Last mile", "Staleness and flow",
    "Nine tenths of its parts have been finished for more than two weeks, and it is still open.",
    "The last tenth is often another piece of work, which deserves a name of its own.",
    "S3", "owner", last_mile, {"share": Limit(0.9, "share"), "after": Limit(10)},
)  # fmt: skip
