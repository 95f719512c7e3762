"""Everything that rules may know of one portfolio: gathered once, frozen, indexed on demand."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property

from syncline.domain.calendar import Calendar
from syncline.domain.item import ItemId
from syncline.domain.people import People
from syncline.domain.policy import Category, Portfolio
from syncline.domain.precision import Precision
from syncline.domain.rules.pace import Forecast, Paces
from syncline.domain.rules.shape import Limit, RuleId
from syncline.domain.rules.work import NOTHING, Work
from syncline.domain.state import Conflict, HeldPlan, Postponed, Proposal, Trouble

Kin = Mapping[ItemId, tuple[Work, ...]]


@dataclass(frozen=True)
class Facts:
    """One portfolio at one moment; nothing here is read from a tool.

    `delivers`: item -> the items that it delivers. `calendars`: e-mail -> working days.
    `demoted`: rules that people call useless, and are only recorded. `unreached`: address -> why no
    message arrives there.
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
    held: HeldPlan | None = None
    unsafe: str = ""  # why the last plan was refused, which nobody can approve
    read_at: datetime | None = None  # when a run last read every replica
    complete: bool = True  # the last sync read every replica, and that is not long ago
    forecasts: Mapping[ItemId, Forecast] = field(default_factory=dict)
    run: str = ""  # the last sync
    demoted: Mapping[RuleId, Precision] = field(default_factory=dict)
    unreached: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def today(self) -> date:
        """Return the day in the portfolio's zone."""
        return self.day(self.now)

    def day(self, moment: date | datetime) -> date:
        """Return the day of a moment in the portfolio's zone."""
        if not isinstance(moment, datetime):
            return moment
        if moment not in self._days:
            self._days[moment] = moment.astimezone(self.zone).date()
        return self._days[moment]

    @cached_property
    def _days(self) -> dict[datetime, date]:
        return {}

    def ahead(self, days: int) -> date:
        """Return the day so many calendar days from today."""
        return self.today + timedelta(days=days)

    @cached_property
    def items(self) -> tuple[Work, ...]:
        """Return every Item that still has a record, by id."""
        return tuple(work for _, work in sorted(self.works.items()) if not work.is_deleted)

    def among(self, category: Category) -> tuple[Work, ...]:
        """Return the Items of one category."""
        return self._by_category.get(category, ())

    @cached_property
    def _by_category(self) -> Mapping[str, tuple[Work, ...]]:
        return self._gathered((work.category, work) for work in self.items)

    @cached_property
    def started(self) -> tuple[Work, ...]:
        """Return the Items in progress."""
        return self.among("started")

    @cached_property
    def open(self) -> tuple[Work, ...]:
        """Return the Items with work left."""
        return (*self.among("unstarted"), *self.started)

    @cached_property
    def shared(self) -> tuple[Work, ...]:
        """Return the Items of which two tools, or a tool and a roll-up, may tell two stories."""
        return tuple(
            work for work in self.items
            if work.rolled_up or any(len(told) > 1 for told in work.shown.values())
        )  # fmt: skip

    @cached_property
    def roadmap(self) -> tuple[Work, ...]:
        """Return the Items that others deliver, or should."""
        above = {link.parent for link in self.portfolio.delivers}
        return tuple(work for work in self.items if above & work.homes)

    @cached_property
    def rolled_fields(self) -> tuple[str, ...]:
        """Return the computed fields that hold the status of an Item's deliverers."""
        links = self.portfolio.delivers
        return tuple(f for link in links for f, how in link.up.items() if how == "status")

    @cached_property
    def children(self) -> Kin:
        """Return the parts of each Item, as its `parent` field says."""
        return self._gathered((work.parent, work) for work in self.items)

    @cached_property
    def deliverers(self) -> Kin:
        """Return what delivers each Item."""
        return self._gathered(
            (parent, self.works[child])
            for child in sorted(self.delivers)
            if child in self.works and not self.works[child].is_deleted
            for parent in sorted(self.delivers[child])
        )

    @cached_property
    def blockers(self) -> Kin:
        """Return what each Item waits for."""
        return self._gathered((one, work) for work in self.items for one in sorted(work.blocks))

    @cached_property
    def parts(self) -> Kin:
        """Return what is part of each Item, or delivers it."""
        both = {item: [*self.children.get(item, ())] for item in (*self.children, *self.deliverers)}
        for item, works in self.deliverers.items():
            both[item] += [work for work in works if work not in both[item]]
        return {item: tuple(works) for item, works in both.items()}

    @staticmethod
    def _gathered(pairs: Iterable[tuple[str | None, Work]]) -> Kin:
        found: dict[ItemId, list[Work]] = defaultdict(list)
        for parent, work in pairs:
            if parent:
                found[parent].append(work)
        return {parent: tuple(works) for parent, works in found.items()}

    @cached_property
    def by_team(self) -> Kin:
        """Return the open Items of each team."""
        return self._gathered((work.team, work) for work in self.open)

    def above(self, work: Work) -> tuple[ItemId, ...]:
        """Return what an Item is part of or delivers, itself not included; a circle ends."""
        first = (work.parent, self.delivers.get(work.id, NOTHING))
        if first not in self._ways:  # brothers share the way up
            self._ways[first] = tuple(self._climbed(work.id))
        way = self._ways[first]
        return tuple(one for one in way if one != work.id) if work.id in way else way

    def _climbed(self, item: ItemId) -> Iterator[ItemId]:
        seen, waiting = set[ItemId](), [item]
        while waiting:
            for parent in sorted(self._upward(waiting.pop()) - seen):
                seen.add(parent)
                waiting.append(parent)
                yield parent

    def _upward(self, item: ItemId) -> frozenset[ItemId]:
        """Return the next ones above an Item."""
        delivered, known = self.delivers.get(item, NOTHING), self.works.get(item)
        return delivered | {known.parent} if known and known.parent else delivered

    @cached_property
    def _ways(self) -> dict[tuple[ItemId | None, frozenset[ItemId]], tuple[ItemId, ...]]:
        return {}

    @cached_property
    def active_on(self) -> Mapping[ItemId, date]:
        """Return the last day on which a person changed an Item or anything under it."""
        days = {work.id: self.day(work.touched_at) for work in self.items if work.touched_at}
        below: dict[tuple[ItemId, ...], date] = {}
        for item, day in days.items():
            way = self.above(self.works[item])
            below[way] = max(below.get(way, day), day)
        for way, day in below.items():
            days |= {one: max(days.get(one, day), day) for one in way}
        return days

    @cached_property
    def began_on(self) -> date:
        """Return the day from which there is a history."""
        return min((w.seen_on for w in self.works.values() if w.seen_on), default=self.today)

    @cached_property
    def paces(self) -> Paces:
        """Return how long finished Items took, by team and kind."""
        return Paces(self.items, self.portfolio.categories, self.today, self.day)

    @cached_property
    def stale(self) -> frozenset[str]:
        """Return the replicas of which nobody knows what they show now."""
        return frozenset(trouble.replica for trouble in self.troubles)

    def is_unread(self, days: float) -> bool:
        """Tell whether no run has read everything for longer than so many days."""
        return self.read_at is not None and self.now - self.read_at > timedelta(days=days)

    def since(self, work: Work, category: Category) -> date | None:
        """Return since when an Item has been of a category: the day it was seen to become that."""
        if work.id not in self._entered:
            became, moment = self.paces.entered(work)
            self._entered[work.id] = became, self.day(moment) if moment else None
        now, since = self._entered[work.id]
        return since if now == category else None

    @cached_property
    def _entered(self) -> dict[ItemId, tuple[Category | None, date | None]]:
        return {}

    def changed(self, work: Work, name: str) -> date | None:
        """Return the day on which a field last got another agreed value."""
        move = work.last(name)
        return self.day(move.at) if move else None

    def rank(self, work: Work) -> int | None:
        """Return the place of an Item's priority, 0 for the highest."""
        return self._ranks.get(work.priority or "")

    @cached_property
    def _ranks(self) -> Mapping[str, int]:
        return {word: place for place, word in enumerate(self.portfolio.priorities)}

    def rank_of(self, word: object) -> int | None:
        """Return the place of a priority word."""
        return self._ranks.get(str(word))

    @cached_property
    def _counted(self) -> dict[tuple[int, date, date], int]:
        return {}

    def age(self, since: date | datetime, work: Work | None = None) -> int:
        """Return the working days from `since` to today, as the owner counts them."""
        return self.between(self.day(since), self.today, work)

    def between(self, start: date, end: date, work: Work | None = None) -> int:
        """Return the working days after `start` up to `end`, as the owner counts them."""
        calendar = self.calendar(work)
        key = (id(calendar), start, end)  # not itself: it would count its holidays each time
        if key not in self._counted:
            self._counted[key] = calendar.working_days_between(start, end)
        return self._counted[key]

    def calendar(self, work: Work | None) -> Calendar:
        """Return the working days of an Item's owner."""
        owner = work.owner if work and self.calendars else None
        return self.calendars.get(owner or "", self.portfolio.calendar)

    @cached_property
    def closed(self) -> frozenset[Calendar]:
        """Return the calendars in which today is a holiday or a closure."""
        known = {self.portfolio.calendar, *self.calendars.values()}
        return frozenset(one for one in known if self.today in one.holidays)

    def is_ignored(self, item: ItemId) -> bool:
        """Tell whether nobody wants to hear of an Item."""
        work = self.works.get(item)
        return work is not None and work.is_ignored

    def name(self, item: ItemId) -> str:
        """Return how people call an Item, or the thing that a rule found something on."""
        work = self.works.get(item)
        return work.name if work else item.partition(":")[2] or item

    def limit(self, limit: Limit, work: Work) -> float:
        """Return a threshold for one Item: of its team, priority or kind, or the rule's."""
        return limit.of(work.team, work.priority, work.kind) if limit.by else limit.number
