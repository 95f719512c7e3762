"""Links that a tool does not show because their other end is out of sight: they are not removed.

Absence is not deletion: a link counts as removed only where a direct read of the same round shows
its other end in that very replica. Until then nobody can say, and it counts as still shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from syncline.domain.fields import FieldType, Value
from syncline.domain.item import FieldName, ItemId, ReplicaName, Snapshot
from syncline.domain.plan import Change
from syncline.domain.references import Specs, members
from syncline.domain.state import ItemState

Seen = Mapping[ItemId, Mapping[ReplicaName, Snapshot]]


def still_shown(
    shown: Iterable[ItemId], before: Iterable[ItemId], in_sight: Iterable[ItemId]
) -> frozenset[ItemId]:
    """Return the links that count as shown: a vanished one, unless its other end is in sight."""
    return frozenset(shown) | (frozenset(before) - frozenset(in_sight))


def linking(specs: Specs) -> tuple[FieldName, ...]:
    """Return the fields that hold sets of links."""
    return tuple(name for name, spec in specs.items() if spec.type is FieldType.LINKS)


def vanished(state: ItemState, replica: ReplicaName, name: FieldName, shown: Value) -> set[ItemId]:
    """Return the links that a replica showed when it was last read, and does not show now."""
    former = state.shadows.get((replica, name))
    return set(members(former.shown) - members(shown)) if former else set()


def with_hidden(specs: Specs, seen: Seen, states: Mapping[ItemId, ItemState]) -> Seen:
    """Return what was read with every link that vanished without evidence of its removal.

    `states`: as they were before this round, so what was absent until now is no evidence yet.
    """
    names = linking(specs)
    in_sight = {
        (replica, item)
        for item, snapshots in seen.items()
        for replica in snapshots
        if item in states and replica not in states[item].absent
    }
    return {
        item: {
            replica: _kept(names, snapshot, states[item], in_sight) if item in states else snapshot
            for replica, snapshot in snapshots.items()
        }
        for item, snapshots in seen.items()
    }


def _kept(
    names: Iterable[FieldName],
    snapshot: Snapshot,
    state: ItemState,
    in_sight: set[tuple[ReplicaName, ItemId]],
) -> Snapshot:
    fields = dict(snapshot.fields)
    for name in names:
        if name in fields:
            lost = vanished(state, snapshot.replica, name, fields[name])
            proven = {item for item in lost if (snapshot.replica, item) in in_sight}
            fields[name] = still_shown(members(fields[name]), lost, proven)
    return snapshot if fields == snapshot.fields else replace(snapshot, fields=fields)


def out_of_sight(states: Mapping[ItemId, ItemState]) -> frozenset[tuple[ReplicaName, ItemId]]:
    """Return which Items have a Record that its replica does not show."""
    return frozenset((replica, item) for item, state in states.items() for replica in state.absent)


def untouched(kind: FieldType, change: Change, shown: Value) -> Value:
    """Return what a Record shows, with the links that a write neither adds nor removes."""
    if kind is not FieldType.LINKS:
        return shown
    return still_shown(members(shown), members(change.expect) & members(change.ask), ())
