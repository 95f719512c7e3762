"""What is written down: before, during and after the work."""

from collections.abc import Iterator, Mapping

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import Hit, Limit, Rule, Values

SMALL = frozenset({"small", "ktlo", "chore"})


def unwritten(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield epics in progress of which nothing is written."""
    for work in facts.started:
        began = facts.since(work, "started")
        if work.kind != "epic" or work.described is not False or work.labels & SMALL or not began:
            continue
        if facts.age(began, work) > facts.limit(limits["after"], work):
            yield Hit((work.id,), {"days": facts.age(began, work)}, since=began)


def outdated(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield epics whose target moved after anybody last touched what is written of them."""
    for work in facts.open:
        if work.kind not in {"epic", "initiative"} or not work.described_on:
            continue
        moved = facts.changed(work, "target")
        if (
            moved
            and work.described_on < moved
            and facts.age(moved, work) > facts.limit(limits["after"], work)
        ):
            values: Values = {"moved": moved, "written": work.described_on}
            yield Hit((work.id,), values, since=moved)


def untold(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield roadmap items that are done, and of which nobody wrote what came of them."""
    for work in facts.roadmap:
        ended = facts.since(work, "done") if work.category == "done" else None
        if not ended or not work.described_on or work.labels & SMALL:
            continue
        days = facts.age(ended, work)
        fresh = days <= facts.limit(limits["until"], work)
        if work.described_on < ended and fresh and days > facts.limit(limits["after"], work):
            yield Hit((work.id,), {"days": days}, since=ended)


UNWRITTEN = Rule(
    "H1", "Nothing written", "Knowledge",
    "An epic has been in progress for more than three days, and its description is empty.",
    "Who joins next week, or asks from another team, has nothing to read.",
    "S4", "owner", unwritten, {"after": Limit(3)},
)  # fmt: skip
OUTDATED = Rule(
    "H2", "Written before it changed", "Knowledge",
    "The target of an epic moved more than two weeks ago, and its description has not changed "
    "since.",
    "Readers cannot tell which of its promises still stand.",
    "S4", "owner", outdated, {"after": Limit(10)},
)  # fmt: skip
UNTOLD = Rule(
    "H3", "What came of it", "Knowledge",
    "A roadmap item was done two weeks ago, and nobody has added a line to it since.",
    "Three lines on the outcome are what the next decision is made from.",
    "S4", "owner", untold, {"after": Limit(10), "until": Limit(40)},
)  # fmt: skip
