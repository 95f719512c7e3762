"""Who delivers what: the relations that people keep in tie fields."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from syncline.domain.item import ItemId, Record, ReplicaName, Snapshot
from syncline.domain.plan import Refusal
from syncline.domain.policy import Delivers
from syncline.domain.rollup import spellings
from syncline.domain.state import ItemState, Relation
from syncline.domain.toolbox import Toolbox

Homes = Mapping[tuple[ReplicaName, str], ItemId]
Seen = Mapping[ItemId, Mapping[ReplicaName, Snapshot]]

ITSELF = "its tie names itself: name the item that it delivers, or clear the tie"
CIRCLE = (
    "it delivers an item that delivers it, so nothing flows between them: clear one of the ties"
)


@dataclass(frozen=True, slots=True)
class Related:
    """The relations after a round; `begun` are (child, parent) that did not stand before it."""

    relations: tuple[Relation, ...]
    begun: frozenset[tuple[ItemId, ItemId]] = frozenset()
    refusals: tuple[Refusal, ...] = ()

    def parents(self) -> dict[ItemId, tuple[ItemId, ...]]:
        """Return what each Item delivers, without Items that stand in a circle."""
        return parents_of(self.relations)


def parents_of(relations: Iterable[Relation]) -> dict[ItemId, tuple[ItemId, ...]]:
    """Return what each Item delivers now, without Items that stand in a circle."""
    above = _above(relations)
    turning = _turning(above)
    return {c: tuple(sorted(found)) for c, found in above.items() if c not in turning}


def tied(
    toolbox: Toolbox,
    seen: Seen,
    known: tuple[Relation, ...],
    aliases: Homes,
    states: Mapping[ItemId, ItemState],
) -> Related:
    """Return the relations after this round.

    An Item that was read may change its own; one that was not may begin one, when what its tie
    names has become known. Law: the order of replicas and Items does not matter.
    """
    if not toolbox.portfolio.delivers:
        return Related(known)
    tying = _Tying(seen, known, {**aliases, **_homes(seen, states)}, states)
    for link in toolbox.portfolio.delivers:
        for child in sorted(states):
            tying.settle(link, child)
    relations = tuple(tying.relations[key] for key in sorted(tying.relations))
    stood = {(r.child, r.parent) for r in known if not r.ended}
    begun = frozenset((r.child, r.parent) for r in relations if not r.ended) - stood
    turning = _turning(_above(relations))
    circles = [Refusal(item, "", None, CIRCLE) for item in sorted(turning & seen.keys())]
    return Related(relations, begun, (*tying.refusals, *circles))


def _homes(seen: Seen, states: Mapping[ItemId, ItemState]) -> dict[tuple[ReplicaName, str], ItemId]:
    homes: dict[tuple[ReplicaName, str], ItemId] = {}
    for item, state in states.items():
        shown: list[Record | Snapshot] = [*state.records.values(), *seen.get(item, {}).values()]
        for one in shown:
            homes |= {(one.replica, alias): item for alias in spellings(one.url, one.key)}
    return homes


class _Tying:
    def __init__(
        self, seen: Seen, known: Iterable[Relation], homes: Homes,
        states: Mapping[ItemId, ItemState],
    ) -> None:  # fmt: skip
        self.seen, self.homes, self.states = seen, homes, states
        self.relations = {(r.child, r.parent): r for r in known}
        self.above = _above(known)
        self.refusals: list[Refusal] = []

    def settle(self, link: Delivers, child: ItemId) -> None:
        """Bring one Item's relations of one link up to date."""
        stands = self._standing(link, child)
        read = self.seen.get(child, {}).keys() & link.tie.keys()
        if not read and stands:
            return
        claims = self._claims(link, child)
        if claims is None:
            return
        found = {parent for text in claims if (parent := self._parent(link, text))}
        if stands and not found and self._untouched(link, child):
            return  # what it names has another key or address by now
        if child in found and read:
            self.refusals.append(Refusal(child, min(read), None, ITSELF))
        found.discard(child)
        if len(found) > 1:
            self.refusals.append(Refusal(child, "", None, self._between(found)))
            found = found & stands if len(found & stands) == 1 else set()
        for parent in stands - found:
            self.relations[child, parent] = replace(self.relations[child, parent], ended=True)
            self.above[child].discard(parent)
        for parent in found:
            self.relations[child, parent] = Relation(child, parent)
            self.above[child].add(parent)

    def _standing(self, link: Delivers, child: ItemId) -> set[ItemId]:
        """Return the parents that an Item has in this link."""
        return {
            parent
            for parent in self.above.get(child, ())
            if parent in self.states and link.parent in self.states[parent].records
        }

    def _claims(self, link: Delivers, child: ItemId) -> list[str] | None:
        """Return what the ties of an Item say; None where it can have none."""
        state, shown = self.states[child], self.seen.get(child, {})
        claims: list[str] | None = None
        for replica, tie in link.tie.items():
            if replica in shown:
                kind, ties = shown[replica].kind, shown[replica].ties
            elif replica in state.records:
                kind, ties = state.item.kind, state.records[replica].ties
            else:
                continue
            if kind == link.by.get(replica):
                claims = [*(claims or ()), ties.get(tie, "")]
        return claims

    def _untouched(self, link: Delivers, child: ItemId) -> bool:
        """Tell whether the ties of an Item say something, and what they said before."""
        said = {
            (snapshot.ties.get(tie, ""), self._said(child, replica, tie))
            for replica, tie in link.tie.items()
            if (snapshot := self.seen[child].get(replica))
        }
        return any(now for now, _ in said) and all(now == before for now, before in said)

    def _said(self, child: ItemId, replica: ReplicaName, tie: str) -> str:
        record = self.states[child].records.get(replica)
        return record.ties.get(tie, "") if record else ""

    def _parent(self, link: Delivers, text: str) -> ItemId | None:
        found = (self.homes.get((link.parent, alias)) for alias in spellings(text))
        return next((item for item in found if item), None)

    def _between(self, found: Iterable[ItemId]) -> str:
        names = " and ".join(self.states[p].name if p in self.states else p for p in sorted(found))
        return f"its ties name {names}: it delivers one item, so let them name the same"


def _above(relations: Iterable[Relation]) -> dict[ItemId, set[ItemId]]:
    above: dict[ItemId, set[ItemId]] = defaultdict(set)
    for relation in relations:
        if not relation.ended:
            above[relation.child].add(relation.parent)
    return above


def _turning(above: Mapping[ItemId, set[ItemId]]) -> frozenset[ItemId]:
    """Return the Items that stand above themselves."""
    return frozenset(item for item in above if item in _reached(item, above))


def _reached(item: ItemId, above: Mapping[ItemId, set[ItemId]]) -> set[ItemId]:
    found: set[ItemId] = set()
    fresh = set(above.get(item, ()))
    while fresh - found:
        found |= fresh
        fresh = {parent for one in fresh for parent in above.get(one, ())}
    return found


def parents_first(
    items: Iterable[ItemId], parents: Mapping[ItemId, Collection[ItemId]]
) -> list[ItemId]:
    """Return Items so that each comes after what it delivers."""
    above = {child: set(found) for child, found in parents.items()}
    return sorted(items, key=lambda item: (len(_reached(item, above)), item))
