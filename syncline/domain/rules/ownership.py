"""Work without somebody who can do it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.following import remedy
from syncline.domain.rules.shape import Hit, Limit, Rule, Values
from syncline.domain.rules.work import Work


def unowned(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield started work that is nobody's."""
    for work in facts.started:
        if work.owner:
            continue
        days = [facts.since(work, "started"), facts.changed(work, "owner")]
        since = max(filter(None, days), default=None)
        if not since:
            continue
        if facts.age(since, work) > facts.limit(limits["after"], work):
            last = next((m.by for m in reversed(work.moves) if m.by), None)
            values: Values = {"days": facts.age(since, work), "last": last or ""}
            values["known"] = "yes" if last else "no"
            yield Hit((work.id,), values, since=since)


def departed(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:  # noqa: ARG001  # the shape of every check
    """Yield, by team, who left, or whose contract is over, and still owns open work."""
    left: dict[tuple[str, str], list[Work]] = defaultdict(list)
    for work in facts.open:
        person = facts.people.by_email(work.owner)
        if person and not person.is_here(facts.today) and not work.is_ignored:
            left[person.email, work.team or ""].append(work)
    for (email, team), works in sorted(left.items()):
        person = facts.people.by_email(email)
        values: Values = {"person": (person and person.name) or email, "count": len(works)}
        values |= {"first": works[0].name, **remedy(facts.portfolio, "owner")}
        covers = tuple(work.id for work in works)
        yield Hit((f"person:{email}",), values, variant=team, team=team or None, covers=covers)


def outlived(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:  # noqa: ARG001  # the shape of every check
    """Yield open work that is due after its owner's contract ends."""
    for work in facts.open:
        person = facts.people.by_email(work.owner)
        end = person.contract_end if person and person.active else None
        if end and work.target and facts.today <= end < work.target:
            yield Hit((work.id,), {"target": work.target, "end": end})


UNOWNED = Rule(
    "E1", "Nobody's", "People and access",
    "In progress for more than a day, and without an owner in any tool.",
    "Everybody thinks that somebody else has it.",
    "S2", "lead", unowned, {"after": Limit(1)}, mutes=("A3",),
    source="Ally; Jira hygiene: in progress without assignee",
)  # fmt: skip
DEPARTED = Rule(
    "E2", "Left the team", "People and access",
    "Somebody who is no longer active, or whose contract has ended, owns open work; one message a "
    "person and team.",
    "Nobody will touch it until it is somebody's again.",
    "S2", "lead", departed, mutes=("E1", "A1", "A3"), guards=("stale",),
    is_private=True,
    source="gitlab-triage: inactive authors",
)  # fmt: skip
OUTLIVED = Rule(
    "E5", "Contract ends first", "People and access",
    "The target of open work lies after the end of its owner's contract.",
    "A handover that is planned takes an hour; one that is not takes a quarter.",
    "S2", "lead", outlived, is_private=True,
)  # fmt: skip
