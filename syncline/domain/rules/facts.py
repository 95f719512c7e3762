"""Everything that rules may know of one portfolio: gathered once, frozen, indexed on demand."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from functools import cached_property

from syncline.domain.calendar import Calendar
from syncline.domain.item import ItemId
from syncline.domain.people import People
from syncline.domain.policy import Portfolio
from syncline.domain.rules.shape import Limit
from syncline.domain.rules.work import Work
from syncline.domain.state import Conflict, Postponed, Proposal, Trouble


@dataclass(frozen=True)
class Facts:
    """One portfolio at one moment; nothing here is read from a tool.

    `delivers`: item -> the items that it delivers. `calendars`: e-mail -> working days.
    """

    portfolio: Portfolio
    now: datetime
    works: Mapping[ItemId, Work] = field(default_factory=dict)
    delivers: Mapping[ItemId, frozenset[ItemId]] = field(default_factory=dict)
    people: People = field(default_factory=People)
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    zone: tzinfo = UTC
    conflicts: tuple[Conflict, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    postponed: tuple[Postponed, ...] = ()
    complete: bool = True  # the last sync read every replica

    @cached_property
    def today(self) -> date:
        """Return the day in the portfolio's zone."""
        return self.day(self.now)

    def day(self, moment: date | datetime) -> date:
        """Return the day of a moment in the portfolio's zone."""
        return moment.astimezone(self.zone).date() if isinstance(moment, datetime) else moment

    @cached_property
    def items(self) -> tuple[Work, ...]:
        """Return every Item, by id."""
        return tuple(self.works[one] for one in sorted(self.works))

    @cached_property
    def open(self) -> tuple[Work, ...]:
        """Return the Items with work left."""
        return tuple(work for work in self.items if work.is_open)

    @cached_property
    def started(self) -> tuple[Work, ...]:
        """Return the Items in progress."""
        return tuple(work for work in self.items if work.category == "started")

    @cached_property
    def rolled_fields(self) -> tuple[str, ...]:
        """Return the computed fields that hold the status of an Item's deliverers."""
        links = self.portfolio.delivers
        return tuple(f for link in links for f, how in link.up.items() if how == "status")

    @cached_property
    def children(self) -> Mapping[ItemId, tuple[Work, ...]]:
        """Return the parts of each Item, as its `parent` field says."""
        return self._gathered((work.parent, work) for work in self.items if work.parent)

    @cached_property
    def deliverers(self) -> Mapping[ItemId, tuple[Work, ...]]:
        """Return what delivers each Item."""
        return self._gathered(
            (parent, self.works[child])
            for child in sorted(self.delivers)
            if child in self.works
            for parent in sorted(self.delivers[child])
        )

    @staticmethod
    def _gathered(pairs: Iterable[tuple[str | None, Work]]) -> Mapping[ItemId, tuple[Work, ...]]:
        found: dict[ItemId, list[Work]] = defaultdict(list)
        for parent, work in pairs:
            if parent:
                found[parent].append(work)
        return {parent: tuple(works) for parent, works in found.items()}

    def above(self, work: Work) -> Iterator[ItemId]:
        """Yield what an Item is part of or delivers, itself not included; a circle ends."""
        seen, waiting = {work.id}, [work.id]
        while waiting:
            one = waiting.pop()
            known = self.works.get(one)
            upward = {*self.delivers.get(one, ()), *([known.parent] if known else [])}
            for parent in upward:
                if parent and parent not in seen:
                    seen.add(parent)
                    waiting.append(parent)
                    yield parent

    @cached_property
    def active_on(self) -> Mapping[ItemId, date]:
        """Return the last day on which a person changed an Item or anything under it."""
        days: dict[ItemId, date] = {}
        for work in self.items:
            if work.touched_at:
                day = self.day(work.touched_at)
                for one in (work.id, *self.above(work)):
                    days[one] = max(days.get(one, day), day)
        return days

    @cached_property
    def _counted(self) -> dict[tuple[str, date, date], int]:
        return {}

    def age(self, since: date | datetime, work: Work | None = None) -> int:
        """Return the working days from `since` to today, as the owner counts them."""
        return self.between(self.day(since), self.today, work)

    def between(self, start: date, end: date, work: Work | None = None) -> int:
        """Return the working days after `start` up to `end`, as the owner counts them."""
        whose = work.owner if work and work.owner in self.calendars else None
        key = (whose or "", start, end)
        if key not in self._counted:
            calendar = self.calendars[whose] if whose else self.portfolio.calendar
            self._counted[key] = calendar.working_days_between(start, end)
        return self._counted[key]

    def name(self, item: ItemId) -> str:
        """Return how people call an Item, or the thing that a rule found something on."""
        work = self.works.get(item)
        return work.name if work else item.partition(":")[2] or item

    def limit(self, limit: Limit, work: Work) -> float:
        """Return a threshold for one Item: of its team, priority or kind, or the rule's."""
        return limit.of(work.team, work.priority, work.kind)
