"""Bulk edits: what one person changed in many Items within minutes is one event, not many.

An event is read from the whole history, so it stays what it was: whoever mends one of its Items, or
deletes it, or gives it another date, neither ends it nor makes it new.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise

from syncline.domain.item import FieldName, ItemId
from syncline.domain.naming import short_id
from syncline.domain.rules.shape import Finding
from syncline.domain.rules.work import Move, Work

MANY = 25  # more than so many Items ...
WITHIN = timedelta(minutes=10)  # ... with so little between one change and the next


class Bulk:
    """The bulk edits in the history of some Items."""

    def __init__(self, works: Mapping[ItemId, Work]) -> None:
        self._works = works
        self._events: dict[FieldName, Mapping[ItemId, str]] = {}

    def gathered(self, found: Iterable[Finding], name: FieldName) -> list[Finding]:
        """Put the Findings of one event together; one of them stands for all that it covers.

        Each owner hears of their own, and by the event's name, whichever Items are left of it.
        """
        events = self._of(name)
        together: dict[str, list[Finding]] = defaultdict(list)
        left = []
        for finding in found:
            event = events.get(finding.items[0])
            if event is None:
                left.append(finding)
            else:
                together[event].append(finding)
        return left + [_one(event, same) for event, same in sorted(together.items())]

    def _of(self, name: FieldName) -> Mapping[ItemId, str]:
        """Return of which event the last change of a field was, by Item."""
        if name not in self._events:
            self._events[name] = dict(self._found(name))
        return self._events[name]

    def _found(self, name: FieldName) -> Iterator[tuple[ItemId, str]]:
        for actor, moves in self._moves(name).items():
            for run in _runs(moves):
                if len({item for _, item in run}) <= MANY:
                    continue
                began = run[0][0].at.isoformat()
                for move, item in run:
                    work = self._works[item]
                    if work.last(name) is move:
                        whose = str(move.new), work.owner or "", work.team or ""
                        yield item, short_id("b", actor, name, began, *whose)

    def _moves(self, name: FieldName) -> Mapping[str, list[tuple[Move, ItemId]]]:
        """Return what each person changed of a field, oldest first."""
        found: dict[str, list[tuple[Move, ItemId]]] = defaultdict(list)
        for item, work in self._works.items():
            for move in work.moves:
                if move.field == name and move.by and move.what != "paired":
                    found[move.by].append((move, item))
        for moves in found.values():
            moves.sort(key=lambda pair: (pair[0].at, pair[1]))
        return found


def _runs(moves: Sequence[tuple[Move, ItemId]]) -> list[list[tuple[Move, ItemId]]]:
    """Split changes, oldest first, where nothing happened for a while."""
    runs = [list(moves[:1])]
    for (former, _), following in pairwise(moves):
        if following[0].at - former.at > WITHIN:
            runs.append([])
        runs[-1].append(following)
    return runs


def _one(event: str, found: Sequence[Finding]) -> Finding:
    """Return the most severe one, with the number of the others."""
    first = min(found, key=lambda one: (one.severity, one.items))
    if len(found) == 1:
        return first._replace(event=event)
    items = tuple(sorted(one.items[0] for one in found))
    values = {**first.values, "together": len(items) - 1}
    return first._replace(values=values, covers=items, event=event)
