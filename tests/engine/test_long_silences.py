"""No run for weeks, or a record that was put away long ago: one run catches up, nothing returns."""

from dataclasses import replace
from pathlib import Path

from syncline.domain.policy import Safety
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import seeded, shows, store, titles


def test_one_run_makes_up_for_all_that_were_left_out(three: Team3) -> None:
    """What is to be done follows from the state, and not from how often anything was started."""
    ids = seeded(three)
    for day in range(40):
        three.clock.pass_by(hours=24)
        three.tools["A"].edit(ids["A"][0], "priority", f"p{day}")
        three.tools["B"].edit(ids["B"][1], "labels", frozenset({f"day {day}"}))
    three.tools["C"].add({"title": "New", "status": "done"}, kind="epic")
    assert three.sync().summary.outcome == "OK"
    assert shows(three, "Epic 0", "priority") == dict.fromkeys("ABC", "p39")
    assert shows(three, "Epic 1", "labels") == dict.fromkeys("ABC", frozenset({"day 39"}))
    assert set(shows(three, "New", "status").values()) == {"done"}
    three.clock.pass_by(minutes=10)
    assert three.sync().summary.operations == 0


def test_what_was_put_away_stays_away_for_ever(tmp_path: Path) -> None:
    """Two hundred days, and a copy in the other tools that somebody brings back and edits."""
    rules = replace(portfolio("A", "B", "C"), safety=Safety(on_missing="archive"))
    team = Team3(tmp_path / "s.db", rules)
    ids = seeded(team)
    team.tools["A"].move(ids["A"][0], "trashed")
    for minutes in (24 * 60, 16, 16):
        team.clock.pass_by(minutes=minutes)
        team.sync()
    assert team.tools["B"].record(ids["B"][0]).place == "archived"
    for _ in range(20):
        team.clock.pass_by(days=10)
        team.sync()
    team.tools["B"].move(ids["B"][0], "listed")
    team.tools["B"].edit(ids["B"][0], "priority", "high")
    for _ in range(3):
        team.clock.pass_by(hours=25)
        team.sync()
    assert titles(team, "A") == ["Epic 0", "Epic 1", "Epic 2"], (
        "the one in the trash is the only one"
    )
    assert team.tools["A"].record(ids["A"][0]).place == "trashed"
    assert {a.replica for a in store(team).absences()} >= {"A"}
    assert team.store
    team.store.close()
