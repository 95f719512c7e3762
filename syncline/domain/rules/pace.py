"""How long finished work took: cycle times in calendar days, by team and kind, with fallbacks."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from typing import Literal

from syncline.domain.policy import Category
from syncline.domain.rules.work import Work

ENOUGH = 20  # finished items before a percentile of them says anything
REMEMBERED = timedelta(days=180)
Basis = Literal["team", "everyone", "default"]


@dataclass(frozen=True, slots=True)
class Forecast:
    """When an Item will be done: as likely as not by `p50`, and 85 times in 100 by `p85`.

    `left` open parts; `weeks` of history behind it.
    """

    p50: date
    p85: date
    left: int = 0
    weeks: int = 0


@dataclass(frozen=True, slots=True)
class Pace:
    """A percentile of cycle times, and of what: `count` items of the team, or of everyone."""

    days: int
    basis: Basis
    count: int = 0


class Paces:
    """The cycle times of what was finished within 180 days."""

    def __init__(
        self,
        works: Iterable[Work],
        categories: Mapping[str, Category],
        today: date,
        day: Callable[[datetime], date],
    ) -> None:
        self._categories = categories
        self._times: dict[tuple[str | None, str], list[int]] = defaultdict(list)
        for work in works:
            became, moment = self.entered(work) if work.category == "done" else (None, None)
            ended = day(moment) if moment and became == "done" else None
            began = self.first(work, "started") if ended and ended > today - REMEMBERED else None
            if began and ended:
                days = (ended - day(began)).days + 1
                for key in {(work.team, work.kind), (None, work.kind)}:
                    self._times[key].append(days)
        for times in self._times.values():
            times.sort()

    def entered(self, work: Work) -> tuple[Category | None, datetime | None]:
        """Return the category that an Item last came into, and when it came from another one."""
        became: Category | None = None
        for move in reversed(work.moves):
            if move.field != "status":
                continue
            became = became or self._of(move.new)
            if self._of(move.old) != became:
                return became, move.at
        return became, None

    def first(self, work: Work, category: Category) -> datetime | None:
        """Return when an Item first came into a category."""
        moves = (m for m in work.moves if m.field == "status" and self._of(m.new) == category)
        return next((move.at for move in moves), None)

    def backward(self, work: Work, since: date) -> int:
        """Count how often an Item went back: from done, or from started to unstarted."""
        order = {"unstarted": 0, "started": 1, "done": 2}
        lately = [move for move in work.of("status") if move.at.date() > since]
        steps = [
            (order.get(self._of(m.old) or ""), order.get(self._of(m.new) or "")) for m in lately
        ]
        return sum(old is not None and new is not None and new < old for old, new in steps)

    def pace(self, work: Work, percent: int, default: int) -> Pace:
        """Return a percentile of the team's times for this kind, of everyone's, or `default`."""
        sources: tuple[tuple[Basis, str | None], ...] = (("team", work.team), ("everyone", None))
        for basis, team in sources:
            times = self._times.get((team, work.kind), ())
            if len(times) >= ENOUGH and (basis == "everyone" or team):
                return Pace(percentile(times, percent), basis, len(times))
        return Pace(default, "default")

    def _of(self, word: object) -> Category | None:
        return self._categories.get(str(word))


def percentile(ordered: list[int] | tuple[int, ...], percent: int) -> int:
    """Return the smallest of these numbers that so many in a hundred do not exceed."""
    return ordered[max(0, ceil(len(ordered) * percent / 100) - 1)]
