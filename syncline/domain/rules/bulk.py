"""Bulk edits: what one person changed in many Items within minutes is one event, not many."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise

from syncline.domain.item import FieldName, ItemId
from syncline.domain.naming import short_id
from syncline.domain.rules.shape import Hit
from syncline.domain.rules.work import Move, Work

MANY = 25  # more than so many Items ...
WITHIN = timedelta(minutes=10)  # ... with so little between one change and the next


class Bulk:
    """The bulk edits in the history of some Items."""

    def __init__(self, works: Sequence[Work]) -> None:
        self._works = works
        self._events: dict[FieldName, Mapping[ItemId, str]] = {}

    def gathered(self, hits: Iterable[Hit], name: FieldName) -> list[Hit]:
        """Put the Hits of one event together: the first one stands for all that it covers."""
        events = self._of(name)
        together: dict[str, list[Hit]] = defaultdict(list)
        left = []
        for hit in hits:
            event = events.get(hit.items[0])
            if event is None:
                left.append(hit)
            else:
                together[event].append(hit)
        return left + [_one(event, found) for event, found in sorted(together.items())]

    def _of(self, name: FieldName) -> Mapping[ItemId, str]:
        """Return the event of the last change of a field, by Item."""
        if name not in self._events:
            self._events[name] = self._found(name)
        return self._events[name]

    def _found(self, name: FieldName) -> Mapping[ItemId, str]:
        actors: dict[str, list[tuple[Move, ItemId]]] = defaultdict(list)
        for work in self._works:
            last = work.last(name)
            if last and last.by and last.what != "paired":
                actors[last.by].append((last, work.id))
        found: dict[ItemId, str] = {}
        for actor, moves in actors.items():
            moves.sort(key=lambda pair: (pair[0].at, pair[1]))
            for run in _runs(moves):
                if len(run) > MANY:
                    event = short_id("b", actor, name, run[0][0].at.isoformat())
                    found |= {item: event for _, item in run}
        return found


def _runs(moves: list[tuple[Move, ItemId]]) -> list[list[tuple[Move, ItemId]]]:
    """Split changes, oldest first, where nothing happened for a while."""
    runs = [moves[:1]]
    for (former, _), following in pairwise(moves):
        if following[0].at - former.at > WITHIN:
            runs.append([])
        runs[-1].append(following)
    return runs


def _one(event: str, hits: list[Hit]) -> Hit:
    if len(hits) == 1:
        return hits[0]
    first = min(hits, key=lambda hit: hit.items)
    items = tuple(sorted(hit.items[0] for hit in hits))
    values = {**first.values, "together": len(items) - 1}
    return first._replace(values=values, variant=event, covers=items)
