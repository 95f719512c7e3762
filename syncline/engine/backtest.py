"""What rules would have said: every working day of some weeks, replayed from the history.

Status, dates, owner, priority, parent, sprint and estimate are as they were agreed on that day;
titles, labels and links as they are now. What no history keeps cannot be replayed: what each tool
showed, what it refused, and which tools could not be read.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from syncline.domain.item import ItemId
from syncline.domain.rules.evaluation import judge
from syncline.domain.rules.facts import Facts
from syncline.domain.rules.pace import Forecast
from syncline.domain.rules.registry import RULES
from syncline.domain.rules.shape import Rule, RuleId
from syncline.domain.rules.work import Work
from syncline.engine.addressing import chains
from syncline.engine.forecast import forecasts

UNSEEN_BEFORE = frozenset({
    "B1", "B7", "B8", "B9", "B11", "B12", "C3", "D10", "G3", "G5", "G7", "G9", "G11",
    "G12", "H1", "F11",
})  # fmt: skip
"""Rules about what is not in the history."""
NONE: Mapping[ItemId, Forecast] = {}
FORESEEING = frozenset({"C12", "F4"})
"""Rules that look at forecasts. Those of a replay are made once a week: they cost the most."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one person would have heard of one rule in one week (its Monday), in lines."""

    week: date
    person: str
    rule: RuleId
    lines: int


@dataclass(frozen=True)
class Backtest:
    """The outcome of a replay; `skipped` rules cannot be replayed."""

    first: date
    last: date
    said: tuple[Said, ...]
    skipped: tuple[RuleId, ...]

    @property
    def weeks(self) -> int:
        """Return over how many weeks it went."""
        return max(1, ((self.last - self.first).days + 6) // 7)

    def by_rule(self) -> dict[RuleId, int]:
        """Return the lines of each rule, the loudest first."""
        counted: Counter[RuleId] = Counter()
        for one in self.said:
            counted[one.rule] += one.lines
        return dict(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])))

    def by_rule_and_person(self) -> dict[tuple[RuleId, str], int]:
        """Return the lines of each rule to each person, over all weeks."""
        counted: Counter[tuple[RuleId, str]] = Counter()
        for one in self.said:
            counted[one.rule, one.person] += one.lines
        return dict(sorted(counted.items(), key=lambda pair: (pair[0][0], -pair[1], pair[0][1])))

    def by_person(self) -> dict[tuple[date, str], int]:
        """Return the lines of each person in each week."""
        counted: Counter[tuple[date, str]] = Counter()
        for one in self.said:
            counted[one.week, one.person] += one.lines
        return dict(sorted(counted.items()))


def backtest(facts: Facts, weeks: int, only: Collection[RuleId] = ()) -> Backtest:
    """Replay the rules over the last weeks: a line is what begins to fire on a day.

    Every rule is asked, whatever its state and that of its team: it is asked before they are told.
    What fired on the first day had begun before, and is not counted.
    """
    rules = [r for r in RULES if r.id not in UNSEEN_BEFORE and (not only or r.id in only)]
    days = list(_days(facts, weeks))
    counted: Counter[tuple[date, str, RuleId]] = Counter()
    firing: frozenset[tuple[str, RuleId, str]] = frozenset()
    for known in _replayed(facts, days, foresees=any(r.id in FORESEEING for r in rules)):
        now, day = _firing(known, rules), known.today
        for _, rule, person in now - firing if day > days[0] else ():
            counted[_monday(day), person, rule] += 1
        firing = now
    said = [Said(week, person, rule, n) for (week, person, rule), n in sorted(counted.items())]
    skipped = [r.id for r in RULES if r.id in UNSEEN_BEFORE and (not only or r.id in only)]
    return Backtest(days[0], days[-1], tuple(said), tuple(skipped))


def _replayed(facts: Facts, days: Iterable[date], *, foresees: bool) -> Iterator[Facts]:
    """Yield what was known on each day, with the forecasts of the first day of its week."""
    week, foreseen = None, NONE
    for day in days:
        known = as_of(facts, day)
        if foresees and week != _monday(day):
            week, foreseen = _monday(day), forecasts(known)
        yield replace(known, forecasts=foreseen)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _days(facts: Facts, weeks: int) -> Iterator[date]:
    """Yield the working days, from no earlier than the history began."""
    first = max(facts.began_on, facts.today - timedelta(weeks=weeks))
    calendar = facts.portfolio.calendar
    for n in range((facts.today - first).days + 1):
        day = first + timedelta(days=n)
        if n == 0 or calendar.is_working_day(day):
            yield day


def _firing(facts: Facts, rules: Collection[Rule]) -> frozenset[tuple[str, RuleId, str]]:
    settings = {
        rule: replace(setting, state=None) for rule, setting in facts.portfolio.alerts.rules.items()
    }
    return frozenset(
        (finding.fingerprint, finding.rule, chain[0])
        for finding in judge(facts, rules, settings).findings
        for chain in chains(facts, finding)
    )


def as_of(facts: Facts, day: date) -> Facts:
    """Return what was known at the end of a day, as far as the history tells."""
    moment = datetime.combine(day, time(18), facts.zone)
    works = {
        item: _as_of(facts, work, moment)
        for item, work in facts.works.items()
        if work.seen_on and work.seen_on <= day
    }
    open_then = tuple(c for c in facts.conflicts if c.opened_at <= moment)
    proposals = tuple(p for p in facts.proposals if p.opened_at <= moment)
    return replace(
        facts, now=moment, works=works, conflicts=open_then, proposals=proposals, troubles=(),
        postponed=(), held=None, read_at=None, forecasts={},
    )  # fmt: skip


def _as_of(facts: Facts, work: Work, moment: datetime) -> Work:
    moves = tuple(move for move in work.moves if move.at <= moment)
    ever = {move.field: None for move in work.moves}  # what has no history was always so
    values = ever | {move.field: move.new for move in moves}
    fields = {**work.fields, **values}
    status = str(fields["status"]) if fields.get("status") else None
    touched = max((move.at for move in moves if move.by), default=None)
    if work.touched_at and work.touched_at <= moment:
        touched = work.touched_at
    category = facts.portfolio.categories.get(status or "")
    written = (
        work.described_on if work.described_on and work.described_on <= moment.date() else None
    )
    return work._replace(
        fields=fields, status=status, category=category, moves=moves, touched_at=touched,
        described_on=written, shown={}, gone={}, refused={}, rolled_up=None, contested={},
    )  # fmt: skip
