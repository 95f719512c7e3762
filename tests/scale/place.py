"""A portfolio of any size that agrees already: two streaming tools and a real SQLite file."""

import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from syncline.domain.fields import CORE_FIELDS
from syncline.domain.item import Item, Record
from syncline.domain.policy import CreateRule, Delivers, Portfolio, SameAs
from syncline.domain.state import Agreed, AgreedAt, HeldPlan, Lease, Relation, Row, Shadow, ShadowAt
from syncline.engine.conclude import Summary
from syncline.engine.run import Result, sync
from syncline.engine.session import CENSUS_EVERY, Session, chunks, holding
from syncline.store import open_store
from tests.engine.moves import rows
from tests.scale.stream import AT, FAMILY, FIELDS, TIE, StreamTracker, item_of
from tests.turns import in_turn

REPLICAS = ("delivery", "roadmap")
KINDS = frozenset({"epic", "story"})
BATCH = 500  # Items in one commit while the store is filled
TICK = 100  # steps between two counts
TEN = 10  # records that change in one run

PORTFOLIO = Portfolio(
    "scale", REPLICAS, {name: CORE_FIELDS[name] for name in FIELDS},
    same_as=(SameAs(REPLICAS, create={r: CreateRule() for r in REPLICAS}, kinds=KINDS),),  # type: ignore[arg-type]  # kinds are words
    delivers=(Delivers("roadmap", {"delivery": "story"}, {"delivery": TIE}),),
    categories={"planned": "unstarted", "in_progress": "started", "done": "done"},
    steward="ops@acme.example",
)  # fmt: skip


@dataclass
class Clock:
    """Time that a test moves."""

    at: datetime = AT

    def now(self) -> datetime:
        """Return the time of the tools."""
        return self.at

    def wall(self) -> datetime:
        """Return the time of this machine."""
        return self.at


@dataclass
class Steps:
    """The steps of SQLite's machine: what stores do, in a number that any machine agrees on."""

    count: int = 0

    def tick(self) -> int:
        """Count on, and let the statement go on."""
        self.count += TICK
        return 0


@contextmanager
def counted() -> Iterator[Steps]:
    """Count the steps of every store that is opened meanwhile."""
    steps = Steps()

    def watch(connection: sqlite3.Connection, _entry: object) -> None:
        connection.set_progress_handler(steps.tick, TICK)

    event.listen(Engine, "connect", watch)
    yield steps
    event.remove(Engine, "connect", watch)


@dataclass(frozen=True)
class Cost:
    """What one run cost: seconds on the wall and of this process, and steps of the store."""

    wall: float
    cpu: float
    steps: int


class Place:
    """Two tools of `size` records each, and the store that knows them."""

    def __init__(self, path: Path, size: int, steps: Steps) -> None:
        self.path, self.size, self.steps = path, size, steps
        self.tools = {name: StreamTracker(name, size) for name in REPLICAS}
        self.database = open_store(f"sqlite:///{path}")
        self.store = self.database.portfolio(PORTFOLIO.name)
        kept = self.store.cursor(REPLICAS[0])
        self.clock = Clock(kept.whole_at if kept and kept.whole_at else AT)

    def sync(self) -> Result:
        """Run once, tool by tool: two that make records instead of waiting hinder each other."""
        self.clock.at += timedelta(minutes=10)
        with holding(self.store, self.clock, "test", lambda _: False) as lease:
            assert isinstance(lease, Lease)
            run = f"run-{self.clock.at:%m%d-%H%M}"
            return sync(
                Session(PORTFOLIO, self.tools, self.store, self.clock, run, lease),
                in_turn(REPLICAS),
            )

    def census(self) -> Cost:
        """Let a day pass and run: everything is listed, and nothing of it is new."""
        self.clock.at += CENSUS_EVERY
        reads = [tool.reads for tool in self.tools.values()]
        cost, summary = self._measured()
        assert (summary.outcome, summary.operations) == ("OK", 0), summary
        assert summary.observed == 2 * self.size, summary
        assert [tool.reads for tool in self.tools.values()] == reads
        return cost

    def ten(self) -> Cost:
        """Let somebody change ten records of one tool, and carry that to the other."""
        first, second = self.tools.values()
        for number in range(TEN):
            first.edit(number * 7 + 1, title=f"Changed before {self.clock.at:%d %H:%M}")
        cost, summary = self._measured()
        assert (summary.outcome, summary.observed, summary.applied) == ("OK", TEN, TEN), summary
        assert second.snapshot(1).fields == first.snapshot(1).fields
        self.sync()  # both tools show what was written, and it is nobody's edit
        return cost

    def generator(self) -> float:
        """Return the CPU seconds of making every record: they are the tools', not the engine's."""
        began = time.process_time()
        for tool in self.tools.values():
            for _ in tool.observe(None, AT):
                pass
        return time.process_time() - began

    def _measured(self) -> tuple[Cost, Summary]:
        steps, began, cpu = self.steps.count, time.monotonic(), time.process_time()
        done = self.sync()
        wall, spent = time.monotonic() - began, time.process_time() - cpu
        return Cost(wall, spent, self.steps.count - steps), done.summary

    def fill(self) -> None:
        """Put what a first sync would have left; the plan of it counts as approved."""
        with holding(self.store, self.clock, "test", lambda _: False) as lease:
            assert isinstance(lease, Lease)
            for numbers in chunks(range(self.size), BATCH):
                filled = [row for number in numbers for row in self._rows(number)]
                self.store.commit(lease, filled, self.clock.wall())
            first = HeldPlan("first", "run-0", (), '{"rows": []}', AT, "applied")
            self.store.commit(lease, [first], self.clock.wall())

    def _rows(self, number: int) -> Iterator[Row]:
        shown = [tool.snapshot(number) for tool in self.tools.values()]
        item = item_of(number)
        yield Item(item, shown[0].kind, active_at=AT)
        for one in shown:
            yield Record(
                item,
                one.replica,
                one.id,
                one.key,
                one.url,
                one.revision,
                marked=True,
                ties=one.ties,
            )
        if number % FAMILY:
            yield Relation(item, item_of(number - number % FAMILY))
        for name, native in shown[0].fields.items():
            value = item_of(int(str(native))) if name == "parent" and native else native
            yield AgreedAt(item, name, Agreed(value, 1))
            for one in shown:
                yield ShadowAt(item, one.replica, name, Shadow(value, value, 1))

    def rows(self) -> Mapping[str, list[tuple[Any, ...]]]:
        """Return every row of every table."""
        return rows(self.path)

    def close(self) -> None:
        """Close the store."""
        self.database.close()
