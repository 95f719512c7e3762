"""What came of an alert: it is so no longer, or it only goes on under another name."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from syncline.domain.item import ItemId
from syncline.domain.outbox import Episode
from syncline.domain.rules.registry import BY_ID


class Ends:
    """How the episodes of a portfolio ended; `above`: item -> what it is part of."""

    def __init__(
        self, episodes: Iterable[Episode], above: Mapping[ItemId, Iterable[ItemId]]
    ) -> None:
        self._above = above
        self._gone_on: set[str | None] = set()
        self._began: dict[tuple[ItemId, datetime], list[Episode]] = defaultdict(list)
        for one in episodes:
            self._gone_on.add(one.reopens)
            self._began[one.item, one.opened_at].append(one)

    def is_over(self, episode: Episode, told: datetime) -> bool:
        """Tell whether what a person was told is so no longer.

        It still is where its rest ended, where another owner has it from that moment on, or where
        from then on another rule explains it.
        """
        when = episode.cleared_at or episode.resolved_at
        if episode.resolved_at is None or when is None or when <= told:
            return False
        return episode.id not in self._gone_on and not self._goes_on(episode, when)

    def _goes_on(self, ended: Episode, when: datetime) -> bool:
        places = (ended.item, f"person:{ended.owner}")  # where E2 says that its owner left
        same = (one for at in places for one in self._began[at, when] if one.id != ended.id)
        if any(_is_same(one, ended) or ended.rule in _mutes(one) for one in same):
            return True
        higher = (
            one for item in self._above.get(ended.item, ()) for one in self._began[item, when]
        )
        return any(ended.rule in BY_ID[one.rule].mutes_below for one in higher if one.rule in BY_ID)


def _is_same(one: Episode, other: Episode) -> bool:
    return (one.rule, one.variant) == (other.rule, other.variant)


def _mutes(one: Episode) -> tuple[str, ...]:
    return BY_ID[one.rule].mutes if one.rule in BY_ID else ()
