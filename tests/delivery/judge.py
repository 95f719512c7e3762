"""The judge of a month of alerts, which knows nothing of the product's rules.

It has its own clock, its own days off, and the list of what arrived.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from syncline.domain.memo import Memo
from syncline.domain.people import Person
from syncline.domain.state import Episode, Message
from syncline.engine.desk import ALERTS
from tests.blank import open_file
from tests.delivery.month import DAYS, START, Month

LAWS = (
    "doubled", "out_of_hours", "to_leavers", "too_close", "forgotten", "asked_twice", "blindly",
    "unexplained",
)  # fmt: skip
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
    forgotten: list[str]
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
            f"{len(self.forgotten)}; {self.asked} asked, twice {len(self.asked_twice)}; steps in "
            f"{self.blind} blind rounds {len(self.blindly)}, unexplained {len(self.unexplained)}"
        )


def judged(month: Month) -> Judged:
    """Judge a month by what arrived, and by what the outbox says of the rest."""
    store = open_file(month.path)
    kept = store.portfolio(ALERTS)
    episodes, messages, steps = kept.episodes(), kept.messages(), kept.transitions()
    store.close()
    arrived = month.post.arrived
    asked = Counter((to, _month(month.crowd[to], at)) for at, to, memo in arrived if _asks(memo))
    return Judged(
        len(arrived), sum(len(memo.lines) for _, _, memo in arrived), len(episodes), month.rounds,
        month.deaths, _median(month), _doubled(arrived, episodes),
        [f"{to} at {at}" for at, to, _ in arrived if not _open(month.crowd[to], at)],
        [f"{to} at {at}" for at, to, _ in arrived if _left(month.crowd[to], at)],
        _too_close(arrived), _forgotten(month, episodes, messages), asked.total(),
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


def _forgotten(
    month: Month, episodes: tuple[Episode, ...], messages: tuple[Message, ...]
) -> list[str]:
    """Return what fired for nine days and is neither delivered, nor counted, nor refused."""
    rows: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        rows[message.episode].append(message)
    end = START + timedelta(days=DAYS)
    waited_for = {mail for mail, one in month.crowd.items() if one.away}
    return [
        e.fingerprint
        for e in episodes
        if e.state == "firing" and end - e.opened_at > timedelta(days=9) and not rows[e.id]
        and e.owner not in waited_for
    ]  # fmt: skip
