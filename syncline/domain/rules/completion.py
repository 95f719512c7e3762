"""A whole and its parts: one is done, or has begun, and the other has not."""

from collections.abc import Iterator, Mapping

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import Hit, Limit, Rule

FOLLOW_UP, WAITING = frozenset({"follow-up"}), frozenset({"measuring", "rollout"})
EXPLORING = frozenset({"spike", "discovery"})


def left_behind(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield items that are done while a part of them is open."""
    for item, parts in facts.children.items():
        work = facts.works.get(item)
        ended = facts.since(work, "done") if work and work.category == "done" else None
        left = [part for part in parts if part.is_open and not part.labels & FOLLOW_UP]
        if work and left and ended and facts.age(ended, work) > facts.limit(limits["after"], work):
            yield Hit((item,), {"left": len(left), "first": left[0].name}, since=ended)


def all_done(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield open items all of whose parts were finished some days ago."""
    for item, parts in facts.children.items():
        work = facts.works.get(item)
        ended = [day for part in parts if (day := facts.since(part, "done"))]
        if work is None or not work.is_open or not ended or work.labels & WAITING:
            continue
        days = facts.age(max(ended), work)
        if all(part.is_finished for part in parts) and days > facts.limit(limits["after"], work):
            yield Hit((item,), {"count": len(parts), "days": days}, since=max(ended))


def lagging(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield items that have not begun, while a part of them has."""
    for item, parts in facts.children.items():
        work = facts.works.get(item)
        if work is None or work.category != "unstarted":
            continue
        for part in parts:
            began = facts.since(part, "started") if part.category == "started" else None
            if not began or part.labels & EXPLORING:
                continue
            if facts.age(began, work) > facts.limit(limits["after"], work):
                yield Hit((item,), {"part": part.name}, since=began)
                break


LEFT_BEHIND = Rule(
    "D1", "Done, with parts open", "Structure and links",
    "An item is done, and a part of it is open (but for what is labelled follow-up).",
    "What is below a closed item is out of sight, and gets no time.",
    "S2", "owner", left_behind, {"after": Limit(1)}, source="Jira automation's parent rules",
)  # fmt: skip
ALL_DONE = Rule(
    "D2", "All parts done", "Structure and links",
    "All parts have been done or dropped for more than three days, and the item is open.",
    "One click, and everybody who follows it knows.",
    "S3", "owner", all_done, {"after": Limit(3)}, mutes=("A1", "A3", "A11"),
    source="Jira automation's parent rules",
)  # fmt: skip
LAGGING = Rule(
    "D3", "Begun below", "Structure and links",
    "A part is in progress, and the item itself has not begun.",
    "Who looks at the whole sees nothing of what is happening.",
    "S4", "owner", lagging, {"after": Limit(1)}, source="Jira automation's parent rules",
)  # fmt: skip
