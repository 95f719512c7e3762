"""Traces of what people ask for: a run limited to some items, the plan they saw, their verdicts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.memory import Fault, MemoryTool, tool_at
from flows import cli
from flows.runtime import open_house
from flows.screen import Screen
from flows.settle_commands import named
from flows.stages import threads
from syncline.domain.errors import ConfigurationError
from syncline.domain.item import Kind
from syncline.domain.state import Lease
from syncline.engine.run import Result, Scope, preview, sync
from syncline.engine.session import holding
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import store, titles

CONFIG = """\
portfolio: traces
steward: ops@acme.example
replicas:
  left: {{tool: memory, url: "memory://{0}-left", kinds: {{epic: epic}}}}
  right: {{tool: memory, url: "memory://{0}-right", kinds: {{epic: epic}}}}
links:
  - same_as: [left, right]
fields:
  title: {{authority: any}}
  status: {{authority: any}}
  priority: {{authority: any}}
values:
  status:
    planned: {{category: unstarted, left: planned, right: planned}}
    done: {{category: done, left: {1}, right: done}}
store: sqlite:///{2}
"""


@dataclass
class Desk:
    """A portfolio over two tools in memory, and the commands of the command line."""

    folder: Path

    @property
    def config(self) -> str:
        return str(self.folder / "traces.yaml")

    def write(self, done: str) -> None:
        text = CONFIG.format(self.folder.name.lower(), done, self.folder / "s.db")
        Path(self.config).write_text(text, encoding="utf-8")

    def tool(self, side: str) -> MemoryTool:
        return tool_at(f"memory://{self.folder.name.lower()}-{side}")

    def run(self, *words: str) -> int:
        return cli.run([words[0], self.config, *words[1:]])

    def first_sync(self) -> None:
        assert self.run("sync", "--yes", "--no-prefect") == 3
        with open_house(self.config) as house:
            held = house.store.held()
        assert held
        assert self.run("sync", "--no-prefect", "--approve", held.digest) == 0

    def conflict(self) -> str:
        with open_house(self.config) as house:
            (found,) = house.store.conflicts()
        return named(found)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Return a desk with two epics in both tools, made two hours ago."""
    monkeypatch.delenv("SYNCLINE_CLOCK_URL", raising=False)
    made = Desk(tmp_path)
    made.write("finished")
    at = datetime.now(UTC) - timedelta(hours=2)
    for side in ("left", "right"):
        for n in range(2):
            made.tool(side).add({"title": f"E{n}", "status": "planned"}, kind="epic", at=at)
    return made


@contextmanager
def limited(team: Team3) -> Iterator[Lease]:
    """Hold the lease of a run that is limited to some records."""
    with holding(store(team), team.clock, "test", lambda _: True) as lease:
        assert isinstance(lease, Lease)
        yield lease


def only(team: Team3, *records: str) -> Result:
    """Run over these records alone."""
    with limited(team) as lease:
        return sync(team.session(lease), threads(), scope=Scope(frozenset(records)))


def test_a_limited_run_creates_nothing_beside_a_record_it_has_not_paired(three: Team3) -> None:
    """C has got one of the same title: only a run over everything can tell."""
    three.tools["C"].fail(Fault("outage", "list", count=0))
    ids = [
        three.tools[n].add({"title": "Twin", "status": "planned"}, kind="epic") for n in ("A", "B")
    ]
    three.settle()
    three.tools["C"].faults.clear()
    new = three.tools["C"].add({"title": "Twin", "status": "planned"}, kind="epic")
    with pytest.raises(ConfigurationError, match=f"Not known yet: {new}"):
        only(three, new)
    assert only(three, ids[0]).summary.operations == 0
    assert titles(three, "C") == ["Twin"]


def test_a_limited_run_writes_nothing_to_the_parent(tmp_path: Path) -> None:
    """The parent is behind as well, and nobody asked for it."""
    plain = portfolio("A", "B")
    kinds: frozenset[Kind] = frozenset({"epic", "story"})
    rules = replace(plain, same_as=(replace(plain.same_as[0], kinds=kinds),))
    team = Team3(tmp_path / "s.db", rules)
    tops = {
        n: t.add({"title": "P", "status": "planned"}, kind="epic") for n, t in team.tools.items()
    }
    children = {
        n: t.add({"title": "S", "status": "planned", "parent": tops[n]}, kind="story")
        for n, t in team.tools.items()
    }
    team.settle()
    team.sync()
    team.tools["A"].edit(tops["A"], "priority", "high")
    team.tools["B"].fail(Fault("rejected", "update"))
    team.sync()
    team.tools["A"].edit(children["A"], "priority", "low")
    assert only(team, children["A"]).summary.applied == 1
    assert team.values("B", "priority") == {"P": None, "S": "low"}
    team.clock.pass_by(minutes=10)
    assert team.sync().summary.applied == 1, "the run over everything has not missed it"
    assert team.values("B", "priority") == {"P": "high", "S": "low"}
    assert team.store
    team.store.close()


def test_a_dry_run_says_that_the_plan_will_wait(three: Team3) -> None:
    """Its reasons are those for which the run is held."""
    for tool in three.tools.values():
        tool.add({"title": "E", "status": "planned"}, kind="epic")
    told = preview(three.session(Lease("", 0, "")), threads()).waits
    held = three.sync()
    assert held.summary.outcome == "HELD"
    assert told == held.waits
    assert "first plan" in told[0]


def test_exactly_the_plan_that_was_shown_is_applied_or_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody edits another epic between the table and the answer yes."""
    desk.first_sync()
    first, second = (record.id for record in desk.tool("left").records())
    desk.tool("left").edit(first, "priority", "low")

    def agree(_screen: Screen, _question: str) -> bool:
        desk.tool("left").edit(second, "title", "Renamed")
        return True

    monkeypatch.setattr(Screen, "confirm", agree)
    assert desk.run("sync", "--no-prefect") == 3
    assert [r.fields["title"] for r in desk.tool("right").records()] == ["E0", "E1"]
    monkeypatch.setattr(Screen, "confirm", lambda _screen, _question: True)
    assert desk.run("sync", "--no-prefect") == 0
    assert [r.fields["title"] for r in desk.tool("right").records()] == ["E0", "Renamed"]


def test_a_verdict_on_sides_that_have_changed_since_is_refused(desk: Desk) -> None:
    """The name of a conflict changes with its sides, so the old name decides nothing."""
    desk.first_sync()
    left, right = (next(desk.tool(side).records()).id for side in ("left", "right"))
    desk.tool("left").edit(left, "priority", "x")
    desk.tool("right").edit(right, "priority", "y")
    assert desk.run("sync", "--yes", "--no-prefect") == 0
    seen = desk.conflict()
    desk.tool("left").edit(left, "priority", "x2")
    assert desk.run("sync", "--yes", "--no-prefect") == 0
    assert desk.run("resolve", seen, "--take", "left") == 2
    now = desk.conflict()
    assert now != seen
    assert desk.run("resolve", now, "--take", "left") == 0
    assert desk.run("sync", "--yes", "--no-prefect") == 0
    assert desk.tool("right").record(right).fields["priority"] == "x2"


def test_a_word_that_is_mapped_later_is_read_in_records_that_nobody_touches(desk: Desk) -> None:
    """Another vocabulary reads every record once more."""
    past = datetime.now(UTC) - timedelta(hours=1)
    desk.tool("left").clock = lambda: past  # what happens there lies before what is read next
    desk.first_sync()
    desk.tool("left").edit(next(desk.tool("left").records()).id, "status", "Ready!")
    assert desk.run("sync", "--yes", "--no-prefect") == 0
    statuses = [r.fields["status"] for r in desk.tool("right").records()]
    assert statuses == ["planned", "planned"]
    desk.write('[finished, "Ready!"]')
    assert desk.run("sync", "--yes", "--no-prefect") == 0
    statuses = [r.fields["status"] for r in desk.tool("right").records()]
    assert statuses == ["done", "planned"]
