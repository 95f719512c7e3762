"""What is planned into a sprint: estimated, described, and finished there."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import Hit, Limit, Rule, Severity, Values
from syncline.domain.rules.work import Work

MOST = 0.5  # a team that estimates so much of its sprint estimates


def unestimated(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield sprint work without an estimate, in teams that estimate."""
    planned: dict[tuple[str, str], list[Work]] = defaultdict(list)
    for work in facts.among("unstarted"):
        if work.sprint and work.kind not in {"epic", "initiative"}:
            planned[work.team or "", work.sprint].append(work)
    for works in planned.values():
        bare = [work for work in works if work.fields.get("estimate") is None]
        if len(bare) > MOST * len(works):
            continue
        for work in bare:
            since = facts.changed(work, "sprint")
            if since and facts.age(since, work) > facts.limit(limits["after"], work):
                yield Hit((work.id,), {"sprint": work.sprint or ""}, since=since)


def undescribed(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield work that is planned into a sprint, and of which nothing is written."""
    for work in facts.among("unstarted"):
        since = facts.changed(work, "sprint") if work.sprint else None
        if not since or not work.sprint or work.described is not False:
            continue
        if facts.age(since, work) > facts.limit(limits["after"], work):
            yield Hit((work.id,), {"sprint": work.sprint}, since=since)


def carried_over(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield open work that went from sprint to sprint."""
    for work in facts.open:
        if not work.sprint:
            continue
        times = sum(bool(move.old and move.new) for move in work.of("sprint"))
        if times >= facts.limit(limits["times"], work):
            often = times >= facts.limit(limits["often"], work)
            severity: Severity = "S2" if often else "S3"
            values: Values = {"times": times, "sprint": work.sprint}
            yield Hit((work.id,), values, severity, since=facts.changed(work, "sprint"))


UNESTIMATED = Rule(
    "F10", "No estimate", "Priority, dependency, scope",
    "It is planned into a sprint in which most have an estimate, and has none.",
    "A sprint is planned by what is known of it.",
    "S3", "lead", unestimated, {"after": Limit(1)}, source="DEEP backlogs",
)  # fmt: skip
UNDESCRIBED = Rule(
    "F11", "Not ready", "Priority, dependency, scope",
    "It is planned into a sprint, and its description is empty.",
    "The first day of it will be spent asking what it is.",
    "S3", "owner", undescribed, {"after": Limit(1)}, source="definition of ready",
)  # fmt: skip
CARRIED_OVER = Rule(
    "F12", "From sprint to sprint", "Priority, dependency, scope",
    "It has moved on to another sprint twice; S2 from three times.",
    "It is too large, or it is not wanted enough. Both are worth a word.",
    "S3", "owner", carried_over, {"times": Limit(2, "count"), "often": Limit(3, "count")},
    trigger="sprint", source="Telescope's carry-over",
)  # fmt: skip
