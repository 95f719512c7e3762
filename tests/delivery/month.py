"""A month of alerts over a real store: many people in many zones, and everything that goes wrong.

`tests.delivery.judge` judges it by what arrived.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from connectors.memory.channel import MemoryChannel
from syncline.domain.alerts import Alert
from syncline.domain.calendar import Calendar
from syncline.domain.errors import Outage, UnknownOutcome
from syncline.domain.memo import Memo
from syncline.domain.people import People, Person
from syncline.domain.policy import AlertSettings, Portfolio
from syncline.domain.rules.shape import Finding, Hold
from syncline.domain.state import Lease
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
        self.rounds = self.deaths = 0
        self.blind: set[datetime] = set()  # when a round had not read everything
        settings = AlertSettings(hold=Hold(2, 4, 1), pulse=True)
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
        self.blind |= set() if complete else {self.clock.at}
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
