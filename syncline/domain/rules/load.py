"""Teams that have started more than they can finish."""

from collections.abc import Iterator, Mapping

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import Hit, Limit, Rule, Values

INCIDENT = "incident"


def crowded(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:
    """Yield teams with more work in progress, a person, than the limit; nobody is named."""
    for team, works in facts.by_team.items():
        busy = [
            w for w in works if w.category == "started" and w.kind not in {"epic", "initiative"}
        ]
        if any(INCIDENT in work.labels for work in busy):
            continue
        people = {work.owner for work in busy if work.owner}
        begun = [day for work in busy if (day := facts.since(work, "started"))]
        old = sum(facts.age(day) > limits["after"].of(team) for day in begun)
        if people and old > limits["each"].of(team) * len(people):
            values: Values = {"count": len(busy), "people": len(people)}
            yield Hit((f"team:{team}",), values, team=team)


CROWDED = Rule(
    "A12", "Much at once", "Staleness and flow",
    "The team has more items in progress, for more than two days, than one and a half a person.",
    "What is started together is finished late together.",
    "S3", "team", crowded, {"each": Limit(1.5, "count"), "after": Limit(2)},
    source="Swarmia's working agreements",
)  # fmt: skip
