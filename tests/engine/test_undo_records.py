"""Undo of whole records: what a run created is put away, what it put away comes back."""

from dataclasses import replace
from pathlib import Path

import pytest

from connectors.memory import Quirks
from connectors.memory.faults import Fault
from syncline.domain.plan import Archive, Restore, Update
from syncline.domain.policy import Safety
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import seeded, store, titles
from tests.engine.undoing import ADA, DAY, first, passed, shown_undo, told, undone


def created(team: Team3) -> str:
    """Bring epics into step, add one in A, let a run create it elsewhere; return the run."""
    seeded(team)
    team.tools["A"].add({"title": "New", "status": "planned", "target": DAY}, kind="epic")
    team.clock.pass_by(minutes=10)
    return passed(team)


def newest_in(team: Team3, name: str) -> str:
    """Return the newest record of a tool."""
    return max(record.id for record in team.tools[name].records())


def places(team: Team3, name: str) -> list[str]:
    """Return where the records of a tool are."""
    return [record.place for record in team.tools[name].records()]


def test_what_a_run_created_is_put_away_and_never_created_again(three: Team3) -> None:
    """The record that a person made stays; each next sync has nothing to do."""
    run = created(three)
    plan = shown_undo(three, run)
    assert {(type(op), op.replica) for op in plan.operations} == {(Archive, "B"), (Archive, "C")}
    assert all("created" in getattr(op, "reason", "") for op in plan.operations)
    undone(three, run)
    assert places(three, "A") == ["listed"] * 4
    for name in "BC":
        assert places(three, name) == ["listed"] * 3 + ["archived"]
    three.tools["A"].edit(newest_in(three, "A"), "title", "Newer")
    for _ in range(2):
        passed(three)
        assert not three.plan().operations
    assert {c.what for c in told(three, "archived")} == {"archived"}


def test_a_record_that_is_put_away_is_not_written_as_well(tmp_path: Path) -> None:
    """The run made it in C and carried an edit to B; one operation each takes that back."""
    team = Team3(tmp_path / "s.db", portfolio("A", "B", "C"))
    team.tools["C"].faults.add(Fault("outage", "list", count=3))
    for name in "AB":
        team.tools[name].add({"title": "Epic", "status": "planned"}, kind="epic")
    team.clock.pass_by(minutes=10)
    assert team.settle().summary.outcome == "PARTIAL"
    team.tools["C"].faults.clear()
    team.tools["A"].edit(first(team, "A"), "target", DAY)
    run = passed(team)
    assert titles(team, "C") == ["Epic"]
    plan = shown_undo(team, run)
    done = sorted((op.replica, type(op)) for op in plan.operations)
    assert done == [("A", Update), ("B", Update), ("C", Archive)]
    undone(team, run)
    assert places(team, "C") == ["archived"]
    assert not team.plan().operations


def test_what_an_undo_put_away_comes_back(three: Team3) -> None:
    """With what was typed meanwhile; and it can be put away again."""
    undo = undone(three, created(three)).summary.run
    three.tools["A"].edit(newest_in(three, "A"), "title", "Newer")
    passed(three)
    plan = shown_undo(three, undo)
    assert {(type(op), op.replica) for op in plan.operations} == {(Restore, "B"), (Restore, "C")}
    again = undone(three, undo).summary.run
    assert places(three, "B") == ["listed"] * 4
    passed(three)
    assert titles(three, "B") == titles(three, "A")
    assert not three.plan().operations
    assert len(shown_undo(three, again).operations) == 2


def test_a_created_record_that_somebody_edited_is_left_to_a_person(three: Team3) -> None:
    """Named with who and when; the other one is put away."""
    run = created(three)
    three.tools["B"].edit(newest_in(three, "B"), "priority", "high", by=ADA)
    passed(three)
    plan = shown_undo(three, run)
    assert [op.replica for op in plan.operations] == ["C"]
    (refusal,) = plan.refusals
    assert refusal.replica == "B"
    assert f"{ADA} edited priority there" in refusal.reason
    assert "by hand" in refusal.reason


def test_a_record_that_somebody_brought_back_is_left_to_a_person(three: Team3) -> None:
    """The undo put it away, somebody wanted it; the same undo again does not overrule that."""
    run = created(three)
    undone(three, run)
    three.tools["C"].move(newest_in(three, "C"), "listed")
    passed(three)
    plan = shown_undo(three, run)
    assert not [op for op in plan.operations if isinstance(op, Archive)]
    assert any("somebody brought it back" in refusal.reason for refusal in plan.refusals)
    undone(three, run)
    assert places(three, "C") == ["listed"] * 4


def test_a_tool_that_cannot_put_away_is_named(tmp_path: Path) -> None:
    """Nothing is ever deleted instead."""
    quirks = {"B": Quirks(archives=False)}
    team = Team3(tmp_path / "s.db", portfolio("A", "B", "C"), quirks=quirks)
    run = created(team)
    plan = shown_undo(team, run)
    assert [op.replica for op in plan.operations] == ["C"]
    assert "Syncline cannot put it away there: do it by hand" in plan.refusals[0].reason
    undone(team, run)
    assert places(team, "B") == ["listed"] * 4
    assert not team.plan().operations


def test_a_record_put_away_for_a_deletion_comes_back_and_stays(tmp_path: Path) -> None:
    """Where `on_missing: archive` put the others away, undo brings them back for good."""
    rules = portfolio("A", "B", "C")
    rules = replace(rules, safety=Safety(on_missing="archive", first_run_approval=False))
    team = Team3(tmp_path / "s.db", rules)
    seeded(team)
    team.tools["A"].move(first(team, "A"), "trashed")
    for _ in range(2):
        team.clock.pass_by(days=1)  # after which everything is listed again
        run = passed(team)
    assert {places(team, name)[0] for name in "BC"} == {"archived"}
    undone(team, run)
    assert {places(team, name)[0] for name in "BC"} == {"listed"}
    for _ in range(3):
        team.clock.pass_by(days=1)
        passed(team)
        assert not team.plan().operations
    assert {places(team, name)[0] for name in "BC"} == {"listed"}


@pytest.mark.parametrize("kind", ["lost", "unsent", "outage"])
def test_an_archive_whose_answer_is_lost_ends_well(three: Team3, kind: str) -> None:
    """It is settled by reading, and what was not done is done by the same undo."""
    run = created(three)
    plan = shown_undo(three, run)
    three.tools["C"].faults.add(Fault(kind, "archive"))  # type: ignore[arg-type]  # a kind
    undone_partly = undone(three, run)
    assert undone_partly.plan
    assert undone_partly.plan.digest == plan.digest
    three.clock.pass_by(minutes=30)
    three.sync()
    if kind != "lost":
        assert places(three, "C")[-1] == "listed"
        undone(three, run)
    assert places(three, "C")[-1] == "archived"
    assert places(three, "B")[-1] == "archived"
    assert not three.plan().operations
    assert not store(three).intents("SENT", "UNKNOWN")
