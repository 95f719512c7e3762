"""The judge of a month of alerts, which knows nothing of the product's rules.

It has its own clock, its own days off, and the list of what arrived.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from syncline.domain.memo import Memo
from syncline.domain.people import Person
from syncline.domain.state import Episode, Transition
from syncline.engine.desk import ALERTS
from tests.blank import open_file
from tests.delivery.month import DAYS, START, Month

LAWS = (
    "doubled", "out_of_hours", "to_leavers", "too_close", "forgotten", "asked_twice", "blindly",
    "unexplained",
)  # fmt: skip
ENOUGH = {"S1": 4, "S2": 5, "S3": 9}
"""Days until somebody must have heard: over a weekend, or a week until the digest; and days off."""
LOST = ("PENDING", "FAILED", "UNKNOWN")


@dataclass(frozen=True)
class Judged:
    """What the judge found; everything but the figures should be empty."""

    sent: int
    lines: int
    episodes: int
    rounds: int
    deaths: int
    median_lines: float
    doubled: list[str]
    out_of_hours: list[str]
    to_leavers: list[str]
    too_close: list[str]
    lasting: int  # episodes of which somebody must have heard
    forgotten: list[str]  # ... and did not: neither a line, nor a count, nor a refusal
    asked: int
    blind: int  # rounds that had not read everything
    asked_twice: list[str]  # the monthly pulse, in one month
    blindly: list[str]  # steps of episodes in such rounds
    unexplained: list[str]  # what may not have arrived, without a reason

    def __str__(self) -> str:
        """Return one line of figures."""
        return (
            f"{self.rounds} rounds, {self.deaths} died in a send; {self.episodes} episodes; "
            f"{self.sent} messages, {self.lines} lines, median {self.median_lines:g} a person and "
            f"week; doubled {len(self.doubled)}, out of hours {len(self.out_of_hours)}, to leavers "
            f"{len(self.to_leavers)}, within an hour {len(self.too_close)}, forgotten "
            f"{len(self.forgotten)} of {self.lasting} that lasted; {self.asked} asked, twice "
            f"{len(self.asked_twice)}; steps in {self.blind} blind rounds "
            f"{len(self.blindly)}, unexplained {len(self.unexplained)}"
        )


def judged(month: Month) -> Judged:
    """Judge a month by what arrived, and by what the outbox says of the rest."""
    store = open_file(month.path)
    kept = store.portfolio(ALERTS)
    episodes, messages, steps = kept.episodes(), kept.messages(), kept.transitions()
    store.close()
    arrived, said = month.post.arrived, {message.episode for message in messages}
    lasting = _lasting(month, episodes, steps)
    asked = Counter((to, _month(month.crowd[to], at)) for at, to, memo in arrived if _asks(memo))
    return Judged(
        len(arrived), sum(len(memo.lines) for _, _, memo in arrived), len(episodes), month.rounds,
        month.deaths, _median(month), _doubled(arrived, episodes),
        [f"{to} at {at}" for at, to, _ in arrived if not _open(month.crowd[to], at)],
        [f"{to} at {at}" for at, to, _ in arrived if _left(month.crowd[to], at)],
        _too_close(arrived), len(lasting),
        [e.fingerprint for e in lasting if e.id not in said], asked.total(),
        len(month.blind),
        [f"{to} in {when}" for (to, when), times in asked.items() if times > 1],
        [f"{s.episode} {s.became}" for s in steps if s.at in month.blind and s.by is None],
        [f"{m.person} {m.state}" for m in messages if m.state in LOST and not m.note],
    )  # fmt: skip


def _asks(memo: Memo) -> bool:
    """Tell whether a message is the monthly pulse."""
    return memo.lines[0].text.startswith("1\ufe0f\u20e3")


def _month(person: Person, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(person.timezone)):%Y-%m}"


def _median(month: Month) -> float:
    """Return the lines of the median person and week, of those who got any."""
    weeks: Counter[tuple[str, int]] = Counter()
    for at, to, memo in month.post.arrived:
        weeks[to, (at - START).days // 7] += 0 if _asks(memo) else len(memo.lines)
    return median(weeks.values())


def _doubled(arrived: list[tuple[datetime, str, Memo]], episodes: tuple[Episode, ...]) -> list[str]:
    """Return what one person read more often than there were episodes of it."""
    known = Counter(f"{e.name.split()[0]}" for e in episodes)
    read: Counter[tuple[str, str]] = Counter()
    for _, to, memo in arrived:
        for line in () if _asks(memo) else memo.lines:
            read[to, line.text.split(":")[0].split(" ")[0]] += 1
    return [f"{to} {name}" for (to, name), times in read.items() if times > known[name]]


def _open(person: Person, at: datetime) -> bool:
    """Tell whether somebody is at work, by a clock and a calendar of the judge's own."""
    local = at.astimezone(ZoneInfo(person.timezone))
    off = person.calendar.holidays if person.calendar else frozenset()
    away = any(first <= local.date() <= last for first, last in person.away)
    return local.weekday() < 5 and local.date() not in off and not away and 9 <= local.hour < 18


def _left(person: Person, at: datetime) -> bool:
    local = at.astimezone(ZoneInfo(person.timezone)).date()
    return not person.active or (person.contract_end is not None and local > person.contract_end)


def _too_close(arrived: list[tuple[datetime, str, Memo]]) -> list[str]:
    last: dict[str, datetime] = {}
    found = []
    for at, to, _ in arrived:
        if to in last and at - last[to] < timedelta(hours=1):
            found.append(f"{to} at {at}")
        last[to] = at
    return found


def _lasting(
    month: Month, episodes: tuple[Episode, ...], steps: tuple[Transition, ...]
) -> list[Episode]:
    """Return what fired for so long with its owner there that somebody must have heard of it.

    Also what has ended since; the days of the owner's leave do not count, whoever stood in.
    """
    began = {step.episode: step.at for step in steps if step.became == "firing"}
    end = START + timedelta(days=DAYS)
    return [
        e
        for e in episodes
        if e.id in began
        and _present(month.crowd[e.owner], began[e.id], e.resolved_at or end) > ENOUGH[e.severity]
    ]


def _present(person: Person, first: datetime, last: datetime) -> int:
    """Return on how many whole days of a time somebody was not on leave."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    there = [d for d in days if not any(a <= d.date() <= b for a, b in person.away)]
    return len(there) - 1
