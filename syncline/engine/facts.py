"""Gather the Facts of one portfolio from its store, once for all rules; makes no request."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, cached_property, partial
from zoneinfo import ZoneInfo

from syncline.domain.fields import Value
from syncline.domain.guard import UNSAFE
from syncline.domain.item import FieldName, ItemId, ReplicaName
from syncline.domain.people import People
from syncline.domain.policy import Portfolio, RuleSetting
from syncline.domain.rules.facts import Facts
from syncline.domain.rules.outline import FOLLOWED, Outline
from syncline.domain.rules.tools import UNSEEN
from syncline.domain.rules.work import Work
from syncline.domain.state import Absence, Conflict, Proposal, RunRow
from syncline.engine.scope import PARTLY
from syncline.ports import Store

NONE: Mapping[str, date] = {}
WHOLE = ("OK", "HELD")  # outcomes of runs that read everything


def gather(portfolio: Portfolio, people: People, store: Store, now: datetime) -> Facts:
    """Return what every rule may know."""
    zone = ZoneInfo(portfolio.timezone)
    rolled = tuple(
        f for link in portfolio.delivers for f, how in link.up.items() if how == "status"
    )
    stored = store.outlines((*FOLLOWED, *rolled))
    conflicts, proposals = store.conflicts(), store.proposals()
    absent: dict[ItemId, list[Absence]] = defaultdict(list)
    for absence in store.absences():
        absent[absence.item].append(absence)
    delivers: dict[ItemId, set[ItemId]] = defaultdict(set)
    for child, parent in stored.delivers:
        delivers[child].add(parent)
    lens = _Lens(portfolio, zone, rolled, absent, _contested(conflicts, proposals, zone))
    runs = [run for run in store.runs(50) if run.mode != "plan"]
    notes = runs[0].notes if runs else ()
    whole = (run for run in runs if run.outcome in WHOLE and _reads_all(run))
    facts = Facts(
        portfolio,
        now,
        {item: lens.work(outline) for item, outline in stored.items.items()},
        {child: frozenset(parents) for child, parents in delivers.items()},
        people,
        people.calendars,
        zone=zone,
        conflicts=conflicts,
        proposals=proposals,
        troubles=store.troubles(),
        postponed=store.postponed(),
        held=store.held(),
        unsafe=next((n.removeprefix(UNSAFE) for n in notes if n.startswith(UNSAFE)), ""),
        read_at=next((run.ended_at for run in whole if run.ended_at), None),
        complete=bool(runs) and runs[0].outcome == "OK",
        run=runs[0].id if runs else "",
    )
    limits = {**UNSEEN.limits, **portfolio.alerts.rules.get(UNSEEN.id, RuleSetting()).limits}
    late = facts.is_unread(limits["after"].number)
    return replace(facts, complete=facts.complete and not late)


@dataclass(frozen=True)
class _Lens:
    """What turns an Outline into what the rules see; `rolled`: fields with a rolled-up status."""

    portfolio: Portfolio
    zone: ZoneInfo
    rolled: tuple[FieldName, ...]
    absent: Mapping[ItemId, Sequence[Absence]]
    contested: Mapping[ItemId, Mapping[FieldName, date]]

    @cached_property
    def day(self) -> Callable[[datetime], date]:
        """Return the day of a moment; many Items were seen in one run."""
        return cache(partial(_day, zone=self.zone))

    def work(self, stored: Outline) -> Work:
        """Return what the rules see of one Item."""
        item, values, moves = stored.item, stored.values, tuple(stored.moves)
        status, absent = values.get("status"), self.absent.get(item.id, ())
        known = frozenset(stored.keys)
        lost = {a.replica for a in absent if a.certain} if absent else frozenset[ReplicaName]()
        described = "description" in stored.written
        return Work(
            id=item.id,
            kind=item.kind,
            name=stored.name,
            team=item.team,
            status=str(status) if status else None,
            category=self.portfolio.categories.get(str(status)),
            fields=values,
            shown=_shown(stored, lost) if lost else stored.shown,
            homes=known - lost if lost else known,
            known_in=known,
            gone={a.replica: _day(a.first_at, self.zone) for a in absent} if absent else NONE,
            refused=stored.refused,
            described=described if "description" in self.portfolio.fields else None,
            described_on=_day(stored.described_at, self.zone) if stored.described_at else None,
            rolled_up=next((str(values[n]) for n in self.rolled if values.get(n)), None),
            seen_on=self.day(stored.seen_at) if stored.seen_at else None,
            touched_at=item.active_at,
            moves=moves,
            contested=self.contested.get(item.id, NONE),
        )


def _reads_all(run: RunRow) -> bool:
    return run.mode != "undo" and PARTLY not in run.notes


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _shown(
    stored: Outline, lost: Collection[ReplicaName]
) -> Mapping[FieldName, Mapping[ReplicaName, Value]]:
    """Return what is shown where the record still is."""
    return {
        name: {replica: value for replica, value in shown.items() if replica not in lost}
        for name, shown in stored.shown.items()
    }


def _contested(
    conflicts: Iterable[Conflict], proposals: Iterable[Proposal], zone: ZoneInfo
) -> Mapping[ItemId, Mapping[FieldName, date]]:
    """Return the fields about which a question is open, and since when it is, by Item."""
    found: dict[ItemId, dict[FieldName, date]] = defaultdict(dict)
    for conflict in conflicts:
        found[conflict.item][conflict.field] = _day(conflict.opened_at, zone)
    for made in proposals:
        day = _day(made.opened_at, zone)
        found[made.item][made.field] = max(found[made.item].get(made.field, day), day)
    return found
