"""A roadmap, and the work that delivers it: one is done and the other is not."""

from collections.abc import Iterator, Mapping

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import Hit, Limit, Rule, Values
from syncline.domain.rules.work import Work, as_day

FOLLOW_UP, WAITING = frozenset({"follow-up"}), frozenset({"measuring", "rollout"})
EXPLORING = frozenset({"spike", "discovery"})


def done_too_soon(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield roadmap items that are done while work on them is open."""
    for work in facts.roadmap:
        left = [
            one for one in _deliverers(facts, work) if one.is_open and not one.labels & FOLLOW_UP
        ]
        ended = facts.since(work, "done")
        if work.category != "done" or not left or ended is None or work.labels & WAITING:
            continue
        if facts.age(ended, work) > facts.limit(limits["after"], work):
            yield Hit((work.id,), {"left": len(left), "first": left[0].name}, since=ended)


def delivered(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield open roadmap items of which all work was done some days ago."""
    for work in facts.roadmap:
        parts = _deliverers(facts, work)
        ended = [day for part in parts if (day := facts.since(part, "done"))]
        over = bool(parts) and all(part.is_finished for part in parts)
        if not work.is_open or not over or not ended or work.labels & WAITING:
            continue
        launch = as_day(work.fields.get("launch"))
        ahead = launch is not None and launch > facts.today
        if not ahead and facts.age(max(ended), work) > facts.limit(limits["after"], work):
            values: Values = {"count": len(parts), "days": facts.age(max(ended), work)}
            yield Hit((work.id,), values, since=max(ended))


def ahead_of_plan(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield roadmap items on which work has begun long before they are planned to start."""
    for work in facts.roadmap:
        if work.category != "unstarted" or (work.start and work.start <= facts.today):
            continue
        for part in _deliverers(facts, work):
            began = facts.since(part, "started") if part.category == "started" else None
            if not began or part.labels & EXPLORING:
                continue
            if facts.age(began, part) > facts.limit(limits["after"], work):
                yield Hit((work.id,), {"first": part.name}, since=began)
                break


def only_announced(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield roadmap items that have started, while nothing that delivers them has."""
    for work in facts.roadmap:
        parts = _deliverers(facts, work)
        begun = facts.since(work, "started") if work.category == "started" else work.start
        if not work.is_open or not begun or any(p.category != "unstarted" for p in parts):
            continue
        if parts and facts.age(begun, work) > facts.limit(limits["after"], work):
            values: Values = {"count": len(parts), "days": facts.age(begun, work)}
            yield Hit((work.id,), values, since=begun)


def _deliverers(facts: Facts, work: Work) -> tuple[Work, ...]:
    return facts.deliverers.get(work.id, ())


DONE_TOO_SOON = Rule(
    "B2", "Done with work left", "Cross-tool disagreement",
    "A roadmap item is done, and an epic of it is open (but for what is labelled follow-up).",
    "Who reads the roadmap believes that it is there, and the team is still at work on it.",
    "S2", "owner", done_too_soon, {"after": Limit(1)}, mutes=("B1", "D1"),
    source="Jira's warnings on parents and children",
)  # fmt: skip
DELIVERED = Rule(
    "B3", "Delivered, still open", "Cross-tool disagreement",
    "All epics of a roadmap item have been done for more than three days, and it is open.",
    "Good news that nobody hears: support and sales still tell customers to wait.",
    "S3", "owner", delivered, {"after": Limit(3)}, mutes=("B1", "D2"),
    source="Jira automation's related-issues rules",
)  # fmt: skip
AHEAD_OF_PLAN = Rule(
    "B4", "Started ahead of the roadmap", "Cross-tool disagreement",
    "An epic has been in progress for some days, and its roadmap item is for later.",
    "Work ahead of the plan takes its time from what the plan has for now.",
    "S3", "owner", ahead_of_plan, {"after": Limit(3)},
)  # fmt: skip
ONLY_ANNOUNCED = Rule(
    "B5", "Announced, not started", "Cross-tool disagreement",
    "A roadmap item has started, or should have a week ago, and none of its epics has.",
    "The date is promised from today on; the work behind it has not begun.",
    "S2", "owner", only_announced, {"after": Limit(5)}, source="Ally: not started after its start",
)  # fmt: skip
