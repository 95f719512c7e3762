"""A run dies at each of its boundaries in turn: nothing is doubled, nobody is needed, all heals."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from connectors.memory import MemoryRecord, MemoryTracker
from syncline.domain.plan import Operation, Receipt
from syncline.domain.state import Lease, Row
from syncline.engine.run import sync
from syncline.engine.session import Session, holding
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import flying, shows, store, titles
from tests.turns import in_turn

DAY = date(2026, 5, 4)


class Died(BaseException):
    """The process is gone; nothing that it would have said is heard."""


@dataclass
class Boundaries:
    """Every commit and every write of a run, before and after it; at `fatal` the run dies."""

    fatal: int
    passed: int = 0

    def pass_one(self) -> None:
        self.passed += 1
        if self.passed == self.fatal:
            raise Died


def watched(monkeypatch: pytest.MonkeyPatch, boundaries: Boundaries) -> None:
    """Let every commit and every write of the engine pass two boundaries."""
    commit, apply = Session.commit, MemoryTracker.apply

    def committing(session: Session, rows: Sequence[Row]) -> None:
        boundaries.pass_one()
        commit(session, rows)
        boundaries.pass_one()

    def applying(tracker: MemoryTracker, operation: Operation) -> Receipt:
        boundaries.pass_one()
        receipt = apply(tracker, operation)
        boundaries.pass_one()  # it was applied, and nobody hears of it
        return receipt

    monkeypatch.setattr(Session, "commit", committing)
    monkeypatch.setattr(MemoryTracker, "apply", applying)


def run(team: Team3) -> None:
    """Run once, as the heir of whoever died."""
    with holding(store(team), team.clock, "next", lambda _: False) as lease:
        assert isinstance(lease, Lease)
        sync(team.session(lease), in_turn(tuple(team.tools)))


@dataclass(frozen=True)
class Begun:
    """An epic in both tools, of which somebody has edited the date, and a new one in A alone."""

    team: Team3
    file: bytes
    records: Mapping[str, Mapping[str, list[MemoryRecord]]]
    epochs: Mapping[str, Mapping[str, int]]
    at: datetime

    def again(self) -> Team3:
        """Put the tools and the store back to before the run."""
        team = self.team
        assert team.store
        team.store.close()
        for rest in team.path.parent.glob(f"{team.path.name}-*"):
            rest.unlink()
        team.path.write_bytes(self.file)
        for name, held in self.records.items():
            team.tools[name]._versions = {record: list(v) for record, v in held.items()}
            team.tools[name].epochs = dict(self.epochs[name])
        team.clock.at = self.at
        team.reopen()
        return team


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[Begun]:
    """Give what every run begins with."""
    team = Team3(tmp_path / "s.db", portfolio("A", "B"))
    for tool in team.tools.values():
        tool.add({"title": "Old", "status": "planned"}, kind="epic")
    team.settle()
    old = next(team.tools["A"].records()).id
    team.tools["A"].edit(old, "target", DAY)
    team.tools["A"].add({"title": "New", "status": "done"}, kind="epic")
    assert team.store
    team.store.close()
    held = {n: {r: list(v) for r, v in t._versions.items()} for n, t in team.tools.items()}
    epochs = {name: dict(tool.epochs) for name, tool in team.tools.items()}
    yield Begun(team, team.path.read_bytes(), held, epochs, team.clock.at)
    team.store.close()


def assert_healed(team: Team3, fatal: int) -> None:
    """Both epics once in each tool, with all that people typed; nothing open, nothing to do."""
    for name in "AB":
        assert titles(team, name) == ["New", "Old"], f"boundary {fatal}, tool {name}"
    assert set(shows(team, "Old", "target").values()) == {DAY}, f"boundary {fatal}"
    assert set(shows(team, "New", "status").values()) == {"done"}, f"boundary {fatal}"
    assert not flying(team), f"boundary {fatal}"
    assert not store(team).conflicts(), f"boundary {fatal}"
    assert not team.plan().operations, f"boundary {fatal}"


@pytest.mark.slow
def test_a_run_that_dies_at_any_boundary_is_finished_by_the_next_ones(begun: Begun) -> None:
    """Before and after each commit and each write; twice run again, and all is well."""
    fatal, died = 0, True
    while died:
        fatal += 1
        team = begun.again()
        with pytest.MonkeyPatch.context() as patch:
            watched(patch, Boundaries(fatal))
            try:
                run(team)
                died = False
            except Died:
                team.reopen()
        assert titles(team, "B").count("New") <= 1, f"boundary {fatal}"
        for _ in range(2):
            team.clock.pass_by(minutes=10)
            run(team)
        assert_healed(team, fatal)
    assert fatal > 16, "what was decided, two writes with their intents and receipts, and the end"
