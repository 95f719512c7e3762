"""What asking every rule costs, over a real store, beside cached forecasts: no tool is there."""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from syncline.domain.item import Item, Kind, Record
from syncline.domain.people import People, Person
from syncline.domain.policy import Delivers, Portfolio, Team
from syncline.domain.rules.evaluation import judge
from syncline.domain.rules.facts import Facts
from syncline.domain.rules.registry import RULES
from syncline.domain.state import (
    Agreed,
    AgreedAt,
    FieldChange,
    ForecastAt,
    Lease,
    Relation,
    Row,
    Shadow,
    ShadowAt,
)
from syncline.engine.evaluate import evaluate, uncollected
from syncline.engine.facts import gather
from syncline.engine.forecast import forecasts
from syncline.store import open_store
from syncline.store.portfolio import PortfolioStore
from tests.rules.examples import CATEGORIES, PORTFOLIO

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
TEAMS, PEOPLE, STORIES, EPICS = 30, 200, 20, 10  # stories an epic, epics a goal
SECONDS = 3.0
ROUNDS = 5  # of which the cheapest counts: a busy machine only ever adds
STATUSES = ("planned", "started", "done", "done")


@dataclass(frozen=True)
class Asked:
    """Seconds of CPU that reading the store, asking every rule, and a day's forecasts took."""

    items: int
    gathering: float
    asking: float
    forecasting: float
    findings: int

    def line(self) -> str:
        """Return the row of the table."""
        return (
            f"{len(RULES)} rules over {self.items:,} items: {self.whole:.2f} s, of which "
            f"{self.gathering:.2f} s to read the store and {self.asking:.2f} s to ask; "
            f"{self.findings:,} findings, 0 requests; a day's forecasts {self.forecasting:.2f} s"
        )

    @property
    def whole(self) -> float:
        """Return what every round of alerts takes, once the day's forecasts are there."""
        return self.gathering + self.asking


def portfolio() -> Portfolio:
    """Return thirty teams over two tools."""
    teams = {f"t{n}": Team(f"t{n}", "pm@acme.example", alerts="on") for n in range(TEAMS)}
    return Portfolio(
        "p", ("roadmap", "delivery"), PORTFOLIO.fields, categories=CATEGORIES,  # type: ignore[arg-type]  # as a configuration says them
        delivers=(Delivers("roadmap", {"delivery": "epic"}),), teams=teams,
        steward="ops@acme.example",
    )  # fmt: skip


def rows(number: int) -> Iterator[Row]:
    """Yield one item with its records, values and history: every 20th is an epic."""
    item, epic = f"syn-{number:06}", number % STORIES == 0
    kind: Kind = "epic" if epic else "story"
    status = "started" if epic else STATUSES[number % len(STATUSES)]
    yield Item(item, kind, f"t{number // STORIES % TEAMS}", NOW - timedelta(days=number % 90))
    places = ("roadmap", "delivery") if epic else ("delivery",)
    values = {
        "title": f"Item {number}", "status": status, "owner": f"p{number % PEOPLE}@acme.example",
        "priority": f"P{number % 5}", "target": (NOW + timedelta(days=number % 120 - 40)).date(),
    }  # fmt: skip
    if not epic:
        values["parent"] = f"syn-{number // STORIES * STORIES:06}"
    for place in places:
        yield Record(item, place, f"{place}-{number}", f"K-{number}", "", marked=True)
    for name, value in values.items():
        yield AgreedAt(item, name, Agreed(value, 1))
        for place in places:
            yield ShadowAt(item, place, name, Shadow(value, value, 1))
        yield _change(item, name, None, value, 200, "paired")
    if status != "planned":
        yield _change(item, "status", "planned", "started", 60 + number % 20, "adopted")
    if status == "done":
        yield _change(item, "status", "started", "done", 1 + number % 58, "adopted")
    if epic and number:
        goal = number // (STORIES * EPICS) * STORIES * EPICS
        yield from [Relation(item, f"syn-{goal:06}")] * (goal != number)


def _change(item: str, name: str, old: object, new: object, days: int, what: str) -> FieldChange:
    at = NOW - timedelta(days=days)
    return FieldChange(item, name, "delivery", old, new, what, "r", at, "p1@acme.example")  # type: ignore[arg-type]  # values


def filled(store: PortfolioStore, items: int) -> None:
    """Put so many items into a store."""
    lease = store.acquire("bench", NOW, ttl=timedelta(hours=1), alive=lambda _: True)
    assert isinstance(lease, Lease)
    batch: list[Row] = []
    for number in range(items):
        batch += rows(number)
        if number % 2000 == 0 or number == items - 1:
            store.commit(lease, batch, NOW)
            batch = []
    store.release(lease)


def asked(items: int) -> Asked:
    """Measure; CPU seconds, so that a busy machine adds little."""
    people = People(Person(f"p{n}@acme.example") for n in range(PEOPLE))
    made = portfolio()
    with tempfile.TemporaryDirectory() as folder:
        opened = open_store(f"sqlite:///{Path(folder) / 's.db'}")
        store = opened.portfolio("p")
        filled(store, items)
        rounds = [_round(made, people, store) for _ in range(ROUNDS)]
        read, said, facts, found = min(rounds, key=lambda one: one[0] + one[1])
        began = time.process_time()
        known = forecasts(facts)
        ended = time.process_time()
        today = facts.today
        store.keep_forecasts([
            ForecastAt(i, today, f.p50, f.p85, f.left, f.weeks) for i, f in known.items()
        ])  # fmt: skip
        assert evaluate(made, people, store, NOW).alerts
        opened.close()
    return Asked(items, read, said, ended - began, found)


def _round(
    made: Portfolio, people: People, store: PortfolioStore
) -> tuple[float, float, Facts, int]:
    """Return the seconds of reading and of asking, what was read, and how many findings."""
    with uncollected():  # as `evaluate` does
        began = time.process_time()
        facts = gather(made, people, store, NOW)
        read = time.process_time()
        found = judge(facts, RULES, {})
        said = time.process_time()
    return read - began, said - read, facts, len(found.findings)


def every_rule(sizes: Sequence[int], say: Callable[[str], None]) -> None:
    """Measure each size and print it."""
    for size in sizes:
        found = asked(size)
        say(found.line())
        fine = found.whole <= SECONDS
        say(f"read and asked within {SECONDS:.0f} s: {'yes' if fine else 'NO'}")
