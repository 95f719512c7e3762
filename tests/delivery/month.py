"""A month of alerts over a real store: many people in many zones, and everything that goes wrong.

The judge knows nothing of the product's rules: it has its own clock, its own days off, and the
list of what arrived.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from zoneinfo import ZoneInfo

from connectors.memory.channel import MemoryChannel
from syncline.domain.alerts import Alert
from syncline.domain.calendar import Calendar
from syncline.domain.errors import Outage, UnknownOutcome
from syncline.domain.memo import Memo
from syncline.domain.people import People, Person
from syncline.domain.policy import AlertSettings, Portfolio
from syncline.domain.rules.shape import Finding, Hold
from syncline.domain.state import Episode, Lease, Message
from syncline.engine.desk import ALERTS, Desk
from syncline.engine.evaluate import Evaluated
from syncline.engine.rounds import go_round
from syncline.engine.session import holding
from syncline.ports import Delivered, NotDelivered, Reaction
from syncline.store import SqlStore
from tests.blank import open_file
from tests.engine.conftest import Clock

ZONES = (
    "Europe/Paris", "Europe/London", "Europe/Helsinki", "America/New_York", "America/Los_Angeles",
    "America/Sao_Paulo", "Asia/Kolkata", "Asia/Tokyo", "Asia/Dubai", "Australia/Sydney",
    "Pacific/Auckland", "Africa/Lagos",
)  # fmt: skip
START = datetime(2026, 3, 2, tzinfo=UTC)  # through two changes of clocks
DAYS = 30
HOLIDAYS = (date(2026, 3, 17), date(2026, 3, 25))
RULES = {"A3": "S3", "B1": "S3", "C4": "S2", "G7": "S1"}
CHANCES = {"A3": 60, "B1": 30, "C4": 10, "G7": 1}
STORM_DAY = 17


@dataclass
class Post(MemoryChannel):
    """A channel that is out, refuses, loses answers, or dies with its process."""

    clock: Clock
    chance: Random
    trouble: float = 0.03
    arrived: list[tuple[datetime, str, Memo]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__("slack")

    def send(self, to: str, memo: Memo) -> Delivered | NotDelivered:
        """Deliver, or not."""
        dice = self.chance.random()
        if dice < self.trouble:
            raise Outage("slack", "it does not answer")
        if to in self.refusals:
            return NotDelivered(self.refusals[to])
        self.arrived.append((self.clock.now(), to, memo))
        if dice < 2 * self.trouble:
            raise UnknownOutcome("slack", "the answer was lost")
        if dice < 3 * self.trouble:
            raise KeyboardInterrupt
        return Delivered(f"slack:{len(self.arrived)}")

    def answers(self, reference: str) -> tuple[Reaction, ...]:
        """Let some readers answer, the same way whenever they are asked."""
        number = int(reference.rpartition(":")[2])
        sign = Random(f"{reference}").choice(["eyes", "zzz", "-1", "tada", "", "", "", ""])
        return (Reaction(sign, self.arrived[number - 1][1]),) if sign else ()


@dataclass
class Month:
    """People, items, their troubles, and a round every so often."""

    seed: int
    path: Path
    items: int = 2_000
    owners: int = 200
    every: int = 1  # hours

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)
        self.clock = Clock(START)
        self.post = Post(self.clock, self.chance)
        self.crowd = {one.email: one for one in self._people()}
        self.owner_of = [self._mail(self.chance.randrange(self.owners)) for _ in range(self.items)]
        self.wrong: set[tuple[int, str]] = set()
        self.store: SqlStore = open_file(self.path)
        self.rounds = self.deaths = self.incomplete = 0
        settings = AlertSettings(hold=Hold(2, 4, 1))
        self.rules = Portfolio("p", (), {}, alerts=settings, steward="ops@acme.example")

    def _mail(self, number: int) -> str:
        return f"p{number}@acme.example"

    def _people(self) -> Iterator[Person]:
        yield Person("ops@acme.example", timezone="Europe/Paris")
        for number in range(self.owners):
            dice = self.chance.random()
            first = START.date() + timedelta(days=self.chance.randrange(DAYS))
            mail = self._mail(number)
            if dice > 0.97:
                self.post.refusals[mail] = "deactivated"
            yield Person(
                mail,
                timezone=ZONES[number % len(ZONES)],
                active=dice > 0.03,
                contract_end=first if 0.03 < dice < 0.08 else None,
                away=((first, first + timedelta(days=6)),) if 0.08 < dice < 0.3 else (),
                delegate=self._mail((number + 1) % self.owners) if dice < 0.2 else None,
                calendar=Calendar(holidays=frozenset(HOLIDAYS[: number % 3])),
            )

    def play(self) -> None:
        """Let the month pass."""
        while self.clock.at < START + timedelta(days=DAYS):
            hour = self.clock.at.hour
            if hour % self.every == 0:
                self._change()
                down = self.chance.random() < 0.05
                if not down:
                    self._round()
            self.clock.at += timedelta(hours=1)
        self.store.close()

    def _change(self) -> None:
        """Let some things go wrong, and some be mended; on one day, nearly everything."""
        day = (self.clock.at - START).days
        if day == STORM_DAY and self.clock.at.hour == 8:
            self.wrong |= {(item, "A3") for item in range(self.items)}
        changes = max(1, self.items * self.every // 1_000)
        for _ in range(changes):
            rule = self.chance.choices(list(CHANCES), list(CHANCES.values()))[0]
            self.wrong.add((self.chance.randrange(self.items), rule))
        mended = self.every / (24 * 7)
        self.wrong -= {one for one in sorted(self.wrong) if self.chance.random() < mended}

    def _round(self) -> None:
        self.rounds += 1
        complete = self.chance.random() > 0.05
        self.incomplete += not complete
        alerts = tuple(self._alert(*one) for one in sorted(self.wrong))
        seen = alerts if complete else alerts[: len(alerts) // 2]
        found = Evaluated("p", seen, (), complete, run=f"r{self.rounds}")
        held = self.store.portfolio(ALERTS)
        try:
            with holding(held, self.clock, "alerts", lambda _: False) as lease:
                assert isinstance(lease, Lease)
                people = People(self.crowd.values())
                rules = {"p": self.rules}
                desk = Desk(held, lease, (self.post,), people, self.clock, rules)
                go_round(desk, [found])
        except KeyboardInterrupt:
            self.deaths += 1
            self.store.close()
            self.store = open_file(self.path)

    def _alert(self, item: int, rule: str) -> Alert:
        values = {"days": 3, "since": "2026-03-01", "target": START.date(), "sides": "x"}
        finding = Finding(rule, RULES[rule], values)  # type: ignore[arg-type]  # a severity
        owner = self.owner_of[item]
        person = self.crowd[owner]
        chain = () if person.active else ("ops@acme.example",)
        others = (*chain, self._mail((item * 7) % self.owners), "ops@acme.example")
        return Alert("p", f"i{item}", f"W-{item}-{rule}.", owner, finding, "on", others)


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

    def __str__(self) -> str:
        """Return one line of figures."""
        return (
            f"{self.rounds} rounds, {self.deaths} died in a send; {self.episodes} episodes; "
            f"{self.sent} messages, {self.lines} lines, median {self.median_lines:g} a person and "
            f"week; doubled {len(self.doubled)}, out of hours {len(self.out_of_hours)}, to leavers "
            f"{len(self.to_leavers)}, within an hour {len(self.too_close)}, forgotten "
            f"{len(self.forgotten)}"
        )


def judged(month: Month) -> Judged:
    """Judge a month by what arrived, and by what the outbox says of the rest."""
    store = open_file(month.path)
    episodes, messages = store.portfolio(ALERTS).episodes(), store.portfolio(ALERTS).messages()
    store.close()
    arrived = month.post.arrived
    return Judged(
        len(arrived), sum(len(memo.lines) for _, _, memo in arrived), len(episodes), month.rounds,
        month.deaths, _median(month), _doubled(arrived, episodes),
        [f"{to} at {at}" for at, to, _ in arrived if not _open(month.crowd[to], at)],
        [f"{to} at {at}" for at, to, _ in arrived if _left(month.crowd[to], at)],
        _too_close(arrived), _forgotten(month, episodes, messages),
    )  # fmt: skip


def _median(month: Month) -> float:
    """Return the lines of the median person and week, of those who got any."""
    weeks: Counter[tuple[str, int]] = Counter()
    for at, to, memo in month.post.arrived:
        weeks[to, (at - START).days // 7] += len(memo.lines)
    return median(weeks.values())


def _doubled(arrived: list[tuple[datetime, str, Memo]], episodes: tuple[Episode, ...]) -> list[str]:
    """Return what one person read more often than there were episodes of it."""
    known = Counter(f"{e.name.split()[0]}" for e in episodes)
    read: Counter[tuple[str, str]] = Counter()
    for _, to, memo in arrived:
        for line in memo.lines:
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
