"""The round in which a run is taken back: what it wrote, and where that can be undone now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from syncline.domain.fields import Cannot, Value, same
from syncline.domain.item import FieldName, ItemId, ReplicaName
from syncline.domain.missing import Moment
from syncline.domain.naming import short_id
from syncline.domain.plan import Operation, Refusal
from syncline.domain.state import ItemState, Row
from syncline.domain.toolbox import Observed, Toolbox


@dataclass(frozen=True, slots=True)
class Written:
    """What a run wrote into one field of one Record, for which agreed version."""

    old: Value
    new: Value
    version: int


Writes = Mapping[ReplicaName, Written]


@dataclass(frozen=True, slots=True)
class Scene:
    """The round in which a run is taken back.

    `former`: the runs before it that ended well, and `since` the end of the last of them: what one
    of those had decided, or a person before, is not what this run carried.
    """

    toolbox: Toolbox
    observed: Observed
    at: Moment
    by: str
    run: str
    undone_by: tuple[str, ...] = ()
    former: frozenset[str] = frozenset()
    since: datetime | None = None

    def looks(self, name: FieldName, replica: ReplicaName, value: Value, shown: Value) -> bool:
        """Tell whether a value looks like this in a replica."""
        kind = self.toolbox.portfolio.fields[name].type
        projected = self.toolbox.project(name, replica, value)
        return not isinstance(projected, Cannot) and same(kind, projected, shown)

    def later(self, state: ItemState, replica: ReplicaName, name: FieldName | None) -> str | None:
        """Return why nothing can be taken back there now, where a later try may help."""
        if replica not in self.toolbox.portfolio.replicas:
            return None
        if replica not in self.observed.complete:
            return f"{replica} was not read this time: undo {self.run} again later"
        if any(r == replica and name in {f, None} for r, f in state.blocked):
            return f"the answer of a write to it was lost: undo {self.run} again later"
        return None

    def never(self, state: ItemState, replica: ReplicaName, name: FieldName) -> str | None:
        """Return why nothing can be written there."""
        if absent := state.absent.get(replica):
            return f"its record is not shown there ({absent.reason}), so it is frozen"
        if replica not in state.records or not self.toolbox.carries(replica, name):
            return f"{replica} does not hold it any more"
        if not self.toolbox.writes(replica, name) or name in state.records[replica].refused:
            return "nothing is written there"
        return None


@dataclass(frozen=True, slots=True)
class Reversed:
    """An Item after one reversal; `ours`: what the field owes now is part of the undo."""

    state: ItemState
    rows: tuple[Row, ...] = ()
    operations: tuple[Operation, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    ours: bool = False


def hold_id(item: ItemId, name: FieldName, run: str) -> str:
    """Name the Conflict by which an undo keeps the tools apart."""
    return short_id("c", item, name, "undo", run)
