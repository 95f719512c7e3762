"""Tools that Syncline cannot read."""

from collections.abc import Iterator, Mapping

from syncline.domain.rules.facts import Facts
from syncline.domain.rules.shape import AT_ONCE, Hit, Limit, Rule


def unreadable(facts: Facts, limits: Mapping[str, Limit]) -> Iterator[Hit]:  # noqa: ARG001  # the shape of every check
    """Yield each replica that cannot be read; once, however long it lasts."""
    for trouble in facts.troubles:
        since = f"{trouble.since:%Y-%m-%d %H:%M}"
        yield Hit((f"replica:{trouble.replica}",), {"since": since}, since=trouble.since)


UNREADABLE = Rule(
    "G7",
    "Tool unreadable",
    "Sync integrity",
    "A replica could not be read whole in the last run: a token that expired, an outage, a "
    "container that went away.",
    "What is not read is not known: nothing is inferred about it until somebody looks.",
    "S1",
    "steward",
    unreadable,
    guards=(),
    hold=AT_ONCE,
)
