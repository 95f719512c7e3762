"""One Item in outline: what the rules look at, and nothing that only a merge needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from syncline.domain.fields import Value
from syncline.domain.item import FieldName, Item, ItemId, ReplicaName
from syncline.domain.rules.work import NONE, Move

COMPARED = ("title", "status", "owner", "priority", "start", "target")  # between tools
LONG = ("comments", "description")  # of which it is only told that there is something
FOLLOWED = ("status", "target", "owner", "priority", "parent", "sprint", "estimate")


class Outline(NamedTuple):
    """What is stored of one Item; `written`: the long fields that hold something.

    `keys`: of its records, each "" where it says no more than the id. `shown`: of an Item in
    several replicas, or that nobody owns; a sole replica differs from none. `moves`: what became of
    the fields that are followed, in the order in which it was seen; what was there before is dated
    by its tools.
    """

    item: Item
    keys: Mapping[ReplicaName, str] = NONE
    refused: Mapping[tuple[ReplicaName, FieldName], str] = NONE
    values: Mapping[FieldName, Value] = NONE
    written: frozenset[FieldName] = frozenset()
    shown: Mapping[FieldName, Mapping[ReplicaName, Value]] = NONE
    moves: Sequence[Move] = ()
    seen_at: datetime | None = None  # when Syncline saw the first of them
    described_at: datetime | None = None  # when its description last changed

    @property
    def name(self) -> str:
        """Return key and title, for people."""
        title = self.values.get("title") or "(untitled)"
        key = next(filter(None, self.keys.values()), "")
        return f"{key} {title}" if key else str(title)


@dataclass(frozen=True, slots=True)
class Outlines:
    """A whole portfolio; `delivers`: pairs of an Item and one that it delivers."""

    items: Mapping[ItemId, Outline]
    delivers: Sequence[tuple[ItemId, ItemId]]
