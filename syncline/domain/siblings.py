"""Siblings: the Records of one Item, each of which can link to the others.

A link is written by Syncline and computed from what the tools show of their Records: its home is
the replica of the Record that it leads to, which is also its name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from syncline.domain.item import ItemId, ReplicaName
from syncline.domain.state import Agreed, ItemState

SIBLINGS = "siblings"  # the field
_ELEMENT = re.compile(r"^(?:(?P<name>\S+) )?in (?P<home>\S+): (?P<url>\S+)$")


@dataclass(frozen=True, slots=True)
class Sibling:
    """One Record of an Item; `name`: the key that people know it by, "" where it has none."""

    home: ReplicaName
    name: str
    url: str

    @property
    def key(self) -> str:
        """Return what names the link: an Item has one Record a replica."""
        return self.home

    @property
    def label(self) -> str:
        """Return what a person reads in place of the address."""
        return f"{self.name} in {self.home}" if self.name else f"in {self.home}"

    @property
    def element(self) -> str:
        """Return the link as a text, such as "PAY-12 in delivery: https://..."."""
        return f"{self.label}: {self.url}"


def sibling(home: ReplicaName, record: str, key: str, url: str) -> Sibling:
    """Return the link to a Record; a key that is its id tells people nothing."""
    known = "" if key == record else "".join(key.split())
    return Sibling(home, known, "".join(url.split()))


def sibling_of(element: str) -> Sibling:
    """Read an element. Raises ValueError for a text that is none."""
    if not (found := _ELEMENT.match(element)):
        raise ValueError(f"no link to a record: {element!r}")
    return Sibling(found["home"], found["name"] or "", found["url"])


def without_gone(states: Mapping[ItemId, ItemState]) -> dict[ItemId, ItemState]:
    """Return the Items whose links lead to a Record that is gone for sure, without those links."""
    found = {}
    for item, state in states.items():
        agreed = state.agreed.get(SIBLINGS, Agreed())
        links = agreed.value if isinstance(agreed.value, frozenset) else frozenset()
        kept = frozenset(one for one in links if sibling_of(one).home in state.homes)
        if kept != links:
            renewed = {**state.agreed, SIBLINGS: Agreed(kept, agreed.version + 1)}
            found[item] = replace(state, agreed=renewed)
    return found
