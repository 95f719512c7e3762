"""Which Records are the same Item: by marker, by reference, by title; never by a guess."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from syncline.domain.item import ItemId, Record, RecordId, ReplicaName, Snapshot
from syncline.domain.naming import new_item_id
from syncline.domain.plain import one_line
from syncline.domain.plan import Pairing, Refusal
from syncline.domain.policy import Portfolio, SameAs
from syncline.domain.state import Aside, ItemState


@dataclass(frozen=True, slots=True)
class Matched:
    """Pairings of all new Records, and Records that were left alone with the reason.

    `doubtful`: Items that may have one of those Records in that replica; none is created there.
    """

    pairings: tuple[Pairing, ...]
    refusals: tuple[Refusal, ...]
    doubtful: frozenset[tuple[ItemId, ReplicaName]] = frozenset()
    aside: tuple[Aside, ...] = ()


def match(
    portfolio: Portfolio,
    unlinked: Mapping[ReplicaName, Sequence[Snapshot]],
    states: Mapping[ItemId, ItemState],
    *,
    settled: bool = False,
) -> Matched:
    """Tie new Records to Items. Law: the order of replicas and of Records does not matter.

    `settled`: a plan was carried out before. Until then every marker is one of our own, of a store
    that was lost; from then on, one that no Item has came from another portfolio, or with a copy.
    """
    matching = _Matching(portfolio, states, settled=settled)
    snapshots = [s for r in portfolio.replicas for s in sorted(unlinked.get(r, ()), key=_age)]
    rest = matching.by_marker(snapshots)
    for group in portfolio.same_as:
        if "url" in group.match:
            rest = matching.by_reference(group, rest)
        if "title" in group.match:
            rest = matching.by_title(group, rest)
    matching.alone(rest)
    return matching.matched()


_Place = tuple[ReplicaName, RecordId]


def _age(snapshot: Snapshot) -> tuple[str, str]:
    return (snapshot.created.isoformat() if snapshot.created else "", snapshot.id)


def title_key(title: object) -> str:
    """Return a title as titles are compared for pairing."""
    return one_line(str(title or "")).casefold()


class _Matching:
    def __init__(
        self, portfolio: Portfolio, states: Mapping[ItemId, ItemState], *, settled: bool
    ) -> None:
        self.portfolio, self.states, self.settled = portfolio, states, settled
        known = [record for state in states.values() for record in state.records.values()]
        self.placed: dict[_Place, ItemId] = {(r.replica, r.id): r.item for r in known}
        self.taken = {(r.item, r.replica) for r in known}
        # A create in flight may land: only its marker may take that place meanwhile.
        self.creating = {(i, r) for i, state in states.items() for r in state.stamping} - self.taken
        self.joined: dict[ItemId, list[Snapshot]] = defaultdict(list)  # in this round
        self.claimed: set[tuple[_Place, ReplicaName]] = set()
        self.doubtful: set[tuple[ItemId, ReplicaName]] = set()
        self.pairings: list[Pairing] = []
        self.refusals: list[Refusal] = []
        self.aside: list[Aside] = []

    def matched(self) -> Matched:
        claimed = {(self.placed[at], r) for at, r in self.claimed if at in self.placed}
        doubtful = frozenset(self.doubtful | claimed)
        return Matched(tuple(self.pairings), tuple(self.refusals), doubtful, tuple(self.aside))

    def _pair(self, item: ItemId, snapshot: Snapshot, how: str, *, confirm: bool = False) -> None:
        self.taken.add((item, snapshot.replica))
        self.placed[snapshot.replica, snapshot.id] = item
        self.joined[item].append(snapshot)
        self.pairings.append(Pairing(item, snapshot.replica, snapshot.id, how, confirm))

    def _refuse(self, snapshot: Snapshot, reason: str) -> None:
        said = f"{snapshot.key}: {reason}"
        self.refusals.append(Refusal("", snapshot.replica, None, said))
        self.aside.append(Aside(snapshot.replica, snapshot.id, said))

    def by_marker(self, snapshots: Iterable[Snapshot]) -> list[Snapshot]:
        rest: list[Snapshot] = []
        snapshots = [*snapshots]
        shown = {(s.marker, s.replica) for s in snapshots}
        for snapshot in snapshots:
            if snapshot.marker is None:
                rest.append(snapshot)
            elif (snapshot.marker, snapshot.replica) in self.taken:
                self._refuse(
                    snapshot,
                    f"it carries the marker {snapshot.marker} of another record in "
                    f"{snapshot.replica}, as a copy does. Clear its marker, or delete it.",
                )
            elif missing := self._to_be_made(snapshot, shown):
                self._refuse(
                    snapshot,
                    f"it carries the marker {snapshot.marker}, which nobody gave here: of another "
                    f"portfolio, or of a copy. Its record in {' and '.join(missing)} is not here; "
                    "move that here too, or clear the marker, and it counts as new.",
                )
            else:
                self._pair(snapshot.marker, snapshot, "marker")
        return rest

    def _to_be_made(
        self, snapshot: Snapshot, shown: Collection[tuple[ItemId | None, ReplicaName]]
    ) -> list[ReplicaName]:
        """Return where a second record would be made of an Item that lives elsewhere already."""
        if not self.settled or snapshot.marker in self.states:
            return []
        groups = [g for g in self.portfolio.same_as if snapshot.replica in g.replicas]
        return [
            replica
            for group in groups
            if snapshot.kind in group.kinds
            for replica, rule in group.create.items()
            if (snapshot.marker, replica) not in shown and rule.fits(snapshot.fields.get)
        ]

    def by_reference(self, group: SameAs, snapshots: list[Snapshot]) -> list[Snapshot]:
        """Pair a Record whose tie field names another Record of the group."""
        homes = self._aliases(group, snapshots)
        named = {
            (s.replica, s.id): place
            for s in snapshots
            if s.replica in group.replicas and (place := self._named(homes, s))
        }
        claims = Counter((at[0], self.placed.get(p, p)) for at, p in named.items())
        new = {(s.replica, s.id): s for s in snapshots}
        refused = set()
        for at, place in named.items():
            if claims[at[0], self.placed.get(place, place)] > 1:
                refused.add(at)
                self.claimed.add((place, at[0]))
                self._refuse(new[at], f"another record in {at[0]} names the same one as it does.")
        for at, place in named.items():
            if at not in refused and place not in refused:
                self._join(new[at], place, new.get(place))
        return [s for at, s in new.items() if at not in self.placed and at not in refused]

    def _aliases(self, group: SameAs, snapshots: list[Snapshot]) -> dict[str, _Place]:
        known = [record for state in self.states.values() for record in state.records.values()]
        joined = [s for batch in self.joined.values() for s in batch]
        there: list[Snapshot | Record] = [*snapshots, *joined, *known]
        return {
            alias: (found.replica, found.id)
            for found in there
            if found.replica in group.replicas
            for alias in (found.url, found.key, found.id)
            if alias
        }

    def _named(self, homes: Mapping[str, _Place], snapshot: Snapshot) -> _Place | None:
        """Return the one Record elsewhere that the ties name, if it has no twin here yet."""
        found = {homes[text] for text in snapshot.ties.values() if text in homes}
        found = {place for place in found if place[0] != snapshot.replica}
        if len({self.placed.get(place, place) for place in found}) != 1:
            return None
        place = min(found)
        item = self.placed.get(place)
        return None if item and (item, snapshot.replica) in self.taken else place

    def _join(self, snapshot: Snapshot, place: _Place, target: Snapshot | None) -> None:
        at = (snapshot.replica, snapshot.id)
        item = self.placed.get(place) or self.placed.get(at)
        first = item is None
        item = item or self._new(target or snapshot)
        if target and place not in self.placed and (item, place[0]) not in self.taken:
            self._pair(item, target, "first seen" if first else "url")
        if at not in self.placed and (item, snapshot.replica) not in self.taken | self.creating:
            self._pair(item, snapshot, "url")

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
        for item in {**self.states, **self.joined}:
            kind, title = self._described(item)
            gone = item in self.states and self.states[item].absent
            if kind in group.kinds and (gone or set(self._places(item)) < set(group.replicas)):
                homes[kind, title_key(title)].append(item)
        return homes

    def _described(self, item: ItemId) -> tuple[str, object]:
        if item in self.states:
            return self.states[item].item.kind, self.states[item].value("title")
        first = self.joined[item][0]
        return first.kind, first.fields.get("title")

    def _places(self, item: ItemId) -> list[ReplicaName]:
        known = self.states[item].records if item in self.states else ()
        return [*known, *(s.replica for s in self.joined.get(item, ()))]

    def _same_title(self, found: list[Snapshot], items: list[ItemId]) -> list[Snapshot]:
        places = [s.replica for s in found] + [r for i in items for r in self._places(i)]
        places += [r for i, r in sorted(self.creating) if i in items]
        if len(set(places)) < len(places) or len(items) > 1:
            for snapshot in found:
                self.doubtful |= {(item, snapshot.replica) for item in items}
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
