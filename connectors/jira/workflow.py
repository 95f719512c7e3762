"""Which transition leads where: the ways out of a status, as one account may take them; pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connectors.jira import shapes
from connectors.jira.shapes import Choice
from connectors.jira.words import Words
from syncline.domain.item import FieldName


@dataclass(frozen=True, slots=True)
class Way:
    """One transition, and the status that it leads to."""

    id: str
    to: Choice
    screen: bool = False  # it may ask for fields


def ways(raw: Mapping[str, Any]) -> tuple[Way, ...]:
    """Read the transitions of an issue; one that cannot be read is not taken."""
    offered = raw.get("transitions")
    found = []
    for one in offered if isinstance(offered, list) else ():
        try:
            to = shapes.choice("transitions.to", one["to"])
        except (shapes.Malformed, KeyError, TypeError):
            continue
        if to is not None and one.get("isAvailable", True):
            found.append(Way(str(one["id"]), to, one.get("hasScreen") is True))
    return tuple(found)


def way_to(word: str, offered: Sequence[Way], words: Words, name: FieldName) -> Way | None:
    """Return the transition to a canonical word; its first native one is preferred."""
    order = [text.casefold() for text in words.natives(name, word)]

    def rank(way: Way) -> int:
        known = [text for text in (way.to.name.casefold(), way.to.id) if text in order]
        return order.index(known[0]) if known else len(order)

    fitting = [way for way in offered if words.read(name, way.to) == word]
    return min(fitting, key=rank, default=None)


def step_towards(offered: Sequence[Way], been: Collection[str]) -> Way | None:
    """Return a transition to an open status where the issue has not been yet."""
    fresh = [w for w in offered if w.to.category != "done" and w.to.name not in been]
    return next((w for w in fresh if w.to.category == "indeterminate"), next(iter(fresh), None))
