"""Work that nobody touches: in progress, on a roadmap, in a backlog."""

from collections.abc import Iterator, Mapping

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import Hit, Limit, Rule

KEPT = frozenset({"regulatory", "customer"})


def silent(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield started work that nobody has touched for longer than its priority allows."""
    for work in facts.started:
        seen = facts.active_on.get(work.id)
        days = facts.age(seen, work) if seen else 0
        if days > facts.limit(limits["after"], work):
            yield Hit((work.id,), {"days": days}, since=seen)


def unconfirmed(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield open roadmap items of which neither status, date nor anything below has moved."""
    for work in facts.roadmap:
        if not work.is_open:
            continue
        limit = limits["after" if work.category == "started" else "planned"]
        days = [facts.active_on.get(work.id), facts.changed(work, "status")]
        seen = max(filter(None, [*days, facts.changed(work, "target")]), default=None)
        if seen and facts.age(seen, work) > facts.limit(limit, work):
            yield Hit((work.id,), {"days": facts.age(seen, work)}, since=seen)


def forgotten(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield unstarted work that is old, and that nobody has touched for long."""
    for work in facts.among("unstarted"):
        seen = facts.active_on.get(work.id) or work.seen_on
        if not work.seen_on or not seen or facts.delivers.get(work.id) or work.labels & KEPT:
            continue
        old, still = (facts.today - work.seen_on).days, (facts.today - seen).days
        urgent = facts.rank(work) in {0, 1}
        quiet = still > facts.limit(limits["after"], work)
        if quiet and not urgent and old > facts.limit(limits["age"], work):
            yield Hit((work.id,), {"days": still, "age": old}, since=seen)


SILENT = Rule(
    "A3", "Silent work", "Staleness and flow",
    "In progress, and for longer than its priority allows no person has touched it or anything "
    "under it, in any tool.",
    "Work in progress that nobody touches is forgotten, blocked, or finished without a word.",
    "S3", "owner", silent, {"after": Limit(10, "wd", {"P0": 2, "P1": 2, "P2": 5})},
    source="Jira's scheduled stale-issue rules, scaled by priority",
)  # fmt: skip
UNCONFIRMED = Rule(
    "A6", "Quiet roadmap item", "Staleness and flow",
    "An open roadmap item whose status and date have not changed, and below which nobody has "
    "moved anything.",
    "A roadmap is read by people who were not in the room: it should say when it was last true.",
    "S3", "owner", unconfirmed, {"after": Limit(10), "planned": Limit(20)},
    source="Trello's card aging, rebuilt per list",
)  # fmt: skip
FORGOTTEN = Rule(
    "A8", "Old idea", "Staleness and flow",
    "Not started, known for half a year, and nobody has touched it for three months; not P0 or "
    "P1, and in no roadmap item.",
    "A long backlog hides what matters. Nothing is ever closed on anybody's behalf.",
    "S4", "owner", forgotten, {"after": Limit(90, "days"), "age": Limit(180, "days")},
    mutes=("A6", "E1", "C8"), source="Linear's auto-close, without the closing",
)  # fmt: skip
