"""Clocks decide nothing: neither those of the tools nor the one of this machine."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.engine.conftest import Clock, Team3, portfolio
from tests.engine.moves import seeded, shows, store

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
STAMPS = {
    "an hour ahead": NOW + timedelta(hours=1),
    "an hour behind": NOW - timedelta(hours=1),
    "before the epoch of this company": datetime(2001, 1, 1, tzinfo=UTC),
    "a leap day": datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC),
    "far ahead": datetime(2038, 1, 19, 3, 14, 8, tzinfo=UTC),
}


@pytest.mark.parametrize("first", STAMPS.values(), ids=STAMPS)
@pytest.mark.parametrize("second", STAMPS.values(), ids=STAMPS)
def test_the_newer_stamp_wins_nothing(three: Team3, first: datetime, second: datetime) -> None:
    """Two edits that did not see each other are a conflict, whatever their tools call the time."""
    ids = seeded(three, 1)
    three.tools["A"].edit(ids["A"][0], "priority", "high", at=first)
    three.tools["B"].edit(ids["B"][0], "priority", "low", at=second)
    three.clock.pass_by(hours=25)  # everything is listed, also what claims to be old
    three.sync()
    (conflict,) = store(three).conflicts()
    assert {r: c.value for r, c in conflict.candidates.items()} == {"A": "high", "B": "low"}
    assert shows(three, "Epic 0", "priority") == {"A": "high", "B": "low", "C": None}


@dataclass
class Skewed(Clock):
    """A machine that is wrong about the time; the tools are not."""

    skew: timedelta = timedelta(0)

    def wall(self) -> datetime:
        return self.at + self.skew


@pytest.mark.parametrize("hours", [-200_000, -1, 1, 200_000])
def test_a_wrong_clock_of_this_machine_changes_no_decision(tmp_path: Path, hours: int) -> None:
    """One edit is carried, two are a conflict, and nothing is left open."""
    clock = Skewed()
    team = Team3(tmp_path / "s.db", portfolio("A", "B", "C"), clock=clock)
    ids = seeded(team, 2)
    clock.skew = timedelta(hours=hours)
    team.tools["A"].edit(ids["A"][0], "priority", "high")
    team.tools["A"].edit(ids["A"][1], "priority", "high")
    team.tools["B"].edit(ids["B"][1], "priority", "low")
    summary = team.sync().summary
    assert (summary.outcome, summary.applied, summary.conflicts) == ("OK", 2, 1), summary
    assert shows(team, "Epic 0", "priority") == dict.fromkeys("ABC", "high")
    assert shows(team, "Epic 1", "priority") == {"A": "high", "B": "low", "C": None}
    clock.skew = timedelta(0)
    team.clock.pass_by(minutes=10)
    assert team.sync().summary.operations == 0
    assert team.store
    team.store.close()
