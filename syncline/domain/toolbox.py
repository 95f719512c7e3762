"""The replicas of one round as the rules see them: traits, projections, and what was read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from syncline.domain.fields import Cannot, FieldType, Value
from syncline.domain.item import (
    Absent,
    FieldName,
    ItemId,
    RecordId,
    ReplicaName,
    Snapshot,
    is_voice,
)
from syncline.domain.policy import Portfolio
from syncline.domain.references import members
from syncline.domain.state import Aside
from syncline.domain.traits import Traits

Moved = frozenset[str] | None
"""The values of a field that may be read from what meant another one before; None: any may."""

NativeProject = Callable[[FieldName, Value], Value | Cannot]


@dataclass(frozen=True, slots=True)
class Tool:
    """One replica's traits and its pure projection."""

    traits: Traits
    project: NativeProject


@dataclass(frozen=True, slots=True)
class Observed:
    """What this round has read; nothing is inferred about a replica that is not complete."""

    snapshots: Mapping[ReplicaName, tuple[Snapshot, ...]]
    complete: frozenset[ReplicaName]
    unreadable: tuple[Aside, ...] = ()  # Records without an Item that no codec can read
    absent: Mapping[ReplicaName, tuple[Absent, ...]] = field(default_factory=dict)
    remapped: Mapping[ReplicaName, Mapping[FieldName, Moved]] = field(default_factory=dict)
    unread: frozenset[tuple[ReplicaName, RecordId]] = frozenset()  # known, and not readable now

    def certain(self) -> "Observed":
        """Return what the complete replicas showed: a part of a listing proves nothing."""
        shown = {r: batch for r, batch in self.snapshots.items() if r in self.complete}
        gone = {r: batch for r, batch in self.absent.items() if r in self.complete}
        return replace(self, snapshots=shown, absent=gone)


@dataclass(frozen=True, slots=True)
class Toolbox:
    """The tools of a portfolio, and where each Item's Records are."""

    portfolio: Portfolio
    tools: Mapping[ReplicaName, Tool]
    links: Mapping[tuple[ReplicaName, RecordId], ItemId] = field(default_factory=dict)
    homes: frozenset[tuple[ReplicaName, ItemId]] = frozenset()  # who has a Record where
    hidden: frozenset[tuple[ReplicaName, ItemId]] = frozenset()  # whose Record is not shown there

    def knowing(self, links: Mapping[tuple[ReplicaName, RecordId], ItemId]) -> "Toolbox":
        """Return this toolbox with more links."""
        known = {**self.links, **links}
        homes = self.homes | {(replica, item) for (replica, _), item in links.items()}
        return replace(self, links=known, homes=homes)

    def item(self, replica: ReplicaName, record: RecordId) -> ItemId | None:
        """Return the Item that a Record stands for."""
        return self.links.get((replica, record))

    def carries(self, replica: ReplicaName, name: FieldName) -> bool:
        """Tell whether a replica holds a field."""
        return replica in self.tools and name in self.tools[replica].traits.fields

    def writes(self, replica: ReplicaName, name: FieldName) -> bool:
        """Tell whether Syncline may write a field there."""
        return replica in self.tools and name in self.tools[replica].traits.writable

    def project(self, name: FieldName, replica: ReplicaName, value: Value) -> Value | Cannot:
        """Return what the replica would show of a canonical value."""
        if is_voice(replica):
            return value
        if replica not in self.tools:
            return Cannot(f"{replica} was not read this time")
        match self.portfolio.fields[name].type:
            case FieldType.REF:
                homeless = self.homeless(replica, value)
                return Cannot(f"its {name} has no record in {replica} yet") if homeless else value
            case FieldType.LINKS:
                return members(value) - self.homeless(replica, value)
        return self.tools[replica].project(name, value)

    def homeless(self, replica: ReplicaName, value: Value) -> frozenset[ItemId]:
        """Return the Items that a value refers to and that have no Record in a replica."""
        return frozenset(one for one in members(value) if (replica, one) not in self.homes)

    def unseen(self, replica: ReplicaName, value: Value) -> frozenset[ItemId]:
        """Return the Items that a value refers to and whose Record its replica does not show."""
        return frozenset(one for one in members(value) if (replica, one) in self.hidden)

    def lane(self, replica: ReplicaName, name: FieldName) -> str:
        """Return the lane in which a field is written."""
        return self.tools[replica].traits.lanes.get(name, "edit")
