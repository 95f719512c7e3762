"""What waits for a person: conflicts, proposals, a plan that is held."""

from collections.abc import Iterator, Mapping

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import AT_ONCE, Hit, Limit, Role, Rule, Values


def undecided(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield every conflict and proposal that has waited for a day."""
    for conflict in facts.conflicts:
        opened = facts.day(conflict.opened_at)
        yield from _waiting(facts, limits, (conflict.item, conflict.field), opened)
    for made in facts.proposals:
        opened = facts.day(made.opened_at)
        yield from _waiting(facts, limits, (made.item, f"{made.field}@{made.replica}"), opened)


def _waiting(
    facts: Facts, limits: Mapping[str, Limit], place: tuple[str, str], opened: object
) -> Iterator[Hit]:
    item, variant = place
    work = facts.works.get(item)
    days = facts.age(opened, work)  # type: ignore[arg-type]  # a day
    if work is None or work.is_deleted or days < facts.limit(limits["after"], work):
        return
    role: Role = "steward" if days >= facts.limit(limits["steward"], work) else "owner"
    name, _, replica = variant.partition("@")
    values: Values = {
        "field": name,
        "days": days,
        "case": "proposal" if replica else "conflict",
    }
    yield Hit((item,), values, role=role, since=opened, variant=variant)  # type: ignore[arg-type]  # a day


def held(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:  # noqa: ARG001  # the shape of every check
    """Yield the plan that waits for an approval."""
    if facts.unsafe:
        refusal: Values = {"reason": facts.unsafe, "digest": "", "case": "unsafe"}
        yield Hit(("plan:unsafe",), refusal)
    elif facts.held and facts.held.state == "waiting":
        values: Values = {"reason": facts.held.reasons[0] if facts.held.reasons else ""}
        values |= {"digest": facts.held.digest, "case": "waits"}
        yield Hit(("plan:held",), values, since=facts.held.at)


UNDECIDED = Rule(
    "G1", "Question pending", "Sync integrity",
    "A conflict or a proposal has waited for a day: the owner hears; after three, the steward.",
    "The field stands still in every tool until somebody says which value holds.",
    "S2", "owner", undecided, {"after": Limit(1), "steward": Limit(3)},
    mutes=("B1", "B7", "B8", "C3"), guards=("ignored",), hold=AT_ONCE,
)  # fmt: skip
HELD = Rule(
    "G5", "Plan waits for approval", "Sync integrity",
    "A plan is over a limit of the configuration, or is the first one, and waits for a person; or "
    "it is over the hard limit, and is refused.",
    "Nothing is synced in this portfolio until somebody has looked.",
    "S1", "steward", held, guards=(), hold=AT_ONCE,
    source="review, then execute",
)  # fmt: skip
