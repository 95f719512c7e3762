"""Which Records are the same Item: by marker, by reference, by title; never by a guess."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from syncline.domain.item import ItemId, ReplicaName, Snapshot
from syncline.domain.naming import new_item_id
from syncline.domain.plain import one_line
from syncline.domain.plan import Pairing, Refusal
from syncline.domain.policy import Portfolio, SameAs
from syncline.domain.state import ItemState


@dataclass(frozen=True, slots=True)
class Matched:
    """Pairings of all new Records, and Records that were left alone with the reason."""

    pairings: tuple[Pairing, ...]
    refusals: tuple[Refusal, ...]


def match(
    portfolio: Portfolio,
    unlinked: Mapping[ReplicaName, Sequence[Snapshot]],
    states: Mapping[ItemId, ItemState],
) -> Matched:
    """Tie new Records to Items. Law: the order of replicas and of Records does not matter."""
    matching = _Matching(portfolio, states)
    snapshots = [s for r in portfolio.replicas for s in sorted(unlinked.get(r, ()), key=_age)]
    rest = matching.by_marker(snapshots)
    for group in portfolio.same_as:
        if "url" in group.match:
            rest = matching.by_reference(group, rest)
        if "title" in group.match:
            rest = matching.by_title(group, rest)
    matching.alone(rest)
    return Matched(tuple(matching.pairings), tuple(matching.refusals))


def _age(snapshot: Snapshot) -> tuple[str, str]:
    return (snapshot.created.isoformat() if snapshot.created else "", snapshot.id)


def title_key(title: object) -> str:
    """Return a title as titles are compared for pairing."""
    return one_line(str(title or "")).casefold()


class _Matching:
    def __init__(self, portfolio: Portfolio, states: Mapping[ItemId, ItemState]) -> None:
        self.portfolio, self.states = portfolio, states
        self.taken = {(item, r) for item, state in states.items() for r in state.records}
        self.pairings: list[Pairing] = []
        self.refusals: list[Refusal] = []

    def _pair(self, item: ItemId, snapshot: Snapshot, how: str, *, confirm: bool = False) -> None:
        self.taken.add((item, snapshot.replica))
        self.pairings.append(Pairing(item, snapshot.replica, snapshot.id, how, confirm))

    def _refuse(self, snapshot: Snapshot, reason: str) -> None:
        self.refusals.append(Refusal("", snapshot.replica, None, f"{snapshot.key}: {reason}"))

    def by_marker(self, snapshots: Iterable[Snapshot]) -> list[Snapshot]:
        rest = []
        for snapshot in snapshots:
            if snapshot.marker is None:
                rest.append(snapshot)
            elif (snapshot.marker, snapshot.replica) in self.taken:
                self._refuse(
                    snapshot,
                    f"it carries the marker {snapshot.marker} of another record in "
                    f"{snapshot.replica}, as a copy does. Clear its marker, or delete it.",
                )
            else:
                self._pair(snapshot.marker, snapshot, "marker")
        return rest

    def by_reference(self, group: SameAs, snapshots: list[Snapshot]) -> list[Snapshot]:
        """Pair a Record whose tie field names another Record of the group."""
        homes = {
            alias: (item, replica)
            for item, state in self.states.items()
            for replica, record in state.records.items()
            if replica in group.replicas
            for alias in (record.url, record.key, record.id)
            if alias
        }
        rest = []
        for snapshot in snapshots:
            found = {homes[text] for text in snapshot.ties.values() if text in homes}
            items = {item for item, replica in found if replica != snapshot.replica}
            item = items.pop() if len(items) == 1 else None
            if item and snapshot.replica in group.replicas and self._free(item, snapshot):
                self._pair(item, snapshot, "url")
            else:
                rest.append(snapshot)
        return rest

    def _free(self, item: ItemId, snapshot: Snapshot) -> bool:
        return (item, snapshot.replica) not in self.taken

    def by_title(self, group: SameAs, snapshots: list[Snapshot]) -> list[Snapshot]:
        """Suggest pairs of one title; two Records of one title in one replica stay alone."""
        named: dict[tuple[str, str], list[Snapshot]] = defaultdict(list)
        rest = []
        for snapshot in snapshots:
            key = title_key(snapshot.fields.get("title"))
            if key and snapshot.replica in group.replicas and snapshot.kind in group.kinds:
                named[snapshot.kind, key].append(snapshot)
            else:
                rest.append(snapshot)
        homes = self._titles(group)
        for (kind, key), found in named.items():
            rest += self._same_title(found, homes.get((kind, key), []))
        return rest

    def _titles(self, group: SameAs) -> dict[tuple[str, str], list[ItemId]]:
        homes: dict[tuple[str, str], list[ItemId]] = defaultdict(list)
        for item, state in self.states.items():
            if state.item.kind in group.kinds and set(state.records) < set(group.replicas):
                homes[state.item.kind, title_key(state.value("title"))].append(item)
        return homes

    def _same_title(self, found: list[Snapshot], items: list[ItemId]) -> list[Snapshot]:
        places = [s.replica for s in found] + [r for i in items for r in self.states[i].records]
        if len(set(places)) < len(places) or len(items) > 1:
            for snapshot in found:
                self._refuse(
                    snapshot,
                    f'{len(places)} records are titled "{snapshot.fields["title"]}", so which '
                    "belong together is not clear. Rename one, or give it the other's marker.",
                )
            return []
        if len(found) + len(items) == 1:
            return found
        item = items[0] if items else self._new(found[0])
        for index, snapshot in enumerate(found):
            first = not items and index == 0
            how = "first seen" if first else "same title"
            self._pair(item, snapshot, how, confirm=not first)
        return []

    def alone(self, snapshots: Iterable[Snapshot]) -> None:
        for snapshot in snapshots:
            self._pair(self._new(snapshot), snapshot, "first seen")

    def _new(self, snapshot: Snapshot) -> ItemId:
        item = new_item_id(self.portfolio.name, snapshot.replica, snapshot.id)
        # The name may be in use when a record was unlinked and came back.
        while (item, snapshot.replica) in self.taken or item in self.states:
            item = new_item_id(self.portfolio.name, snapshot.replica, item)
        return item
