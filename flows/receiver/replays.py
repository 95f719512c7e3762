"""Which deliveries came before: a bounded memory that lets nothing in twice."""

import heapq
from collections.abc import Iterable
from datetime import datetime, timedelta

REMEMBERED = 10_000  # deliveries of one replica
WINDOW = timedelta(hours=25)  # Asana tries for 24 hours; nobody tries longer


class Replays:
    """Remember the newest deliveries of one replica; what is older than all of them is refused.

    Times are the tool's own, from the signed body, so no two clocks are compared.
    """

    def __init__(self, heard: Iterable[tuple[str, datetime]], limit: int = REMEMBERED) -> None:
        self._limit = limit
        self._known: set[str] = set()
        self._by_age: list[tuple[datetime, str]] = []
        self._newest: datetime | None = None
        self.floor: datetime | None = None  # everything up to here is refused
        for id_, at in heard:
            self.add(id_, at)

    def fresh(self, id_: str, at: datetime) -> bool:
        """Tell whether a delivery is new, and young enough that this can be told."""
        if self.floor is not None and at <= self.floor:
            return False
        return id_ not in self._known and not self._beyond(at)

    def add(self, id_: str, at: datetime) -> None:
        """Remember a delivery, and forget those that are now refused for their age."""
        self._known.add(id_)
        heapq.heappush(self._by_age, (at, id_))
        self._newest = max(self._newest or at, at)
        while self._by_age and self._is_old():
            self.floor, forgotten = heapq.heappop(self._by_age)
            self._known.discard(forgotten)

    def _is_old(self) -> bool:
        return len(self._by_age) > self._limit or self._beyond(self._by_age[0][0])

    def _beyond(self, at: datetime) -> bool:
        return self._newest is not None and at < self._newest - WINDOW

    def __len__(self) -> int:
        return len(self._known)
