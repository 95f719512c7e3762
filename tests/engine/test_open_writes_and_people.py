"""What people type while nobody knows what became of a write, and what the journal keeps of it."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from connectors.memory import Fault, Quirks
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import flying, seeded, shows, store
from tests.engine.undoing import shown_undo

ANN, BOB = "ann@acme.example", "bob@acme.example"


@pytest.fixture
def lost(three: Team3) -> tuple[Team3, str]:
    """Give three tools, and the record in B that shows `high` although its answer was lost."""
    ids = seeded(three, 1)
    for name in "ABC":
        three.tools[name].edit(ids[name][0], "priority", "low", by=ANN)
    three.sync()
    three.clock.pass_by(minutes=10)
    three.tools["A"].edit(ids["A"][0], "priority", "high", by=ANN)
    three.tools["B"].fail(Fault("lost", "update"))
    three.sync()
    assert shows(three, "Epic 0", "priority") == dict.fromkeys("ABC", "high")
    three.clock.pass_by(seconds=20)
    return three, ids["B"][0]


def test_what_a_person_puts_back_while_a_write_is_open_waits_for_a_person(
    lost: tuple[Team3, str],
) -> None:
    """Bob saw `high` and typed `low`; by its display alone the write never arrived."""
    team, record = lost
    team.tools["B"].edit(record, "priority", "low", by=BOB)
    team.clock.pass_by(minutes=10)
    assert team.sync().summary.operations == 0
    (conflict,) = store(team).conflicts()
    assert {(r, c.value, c.by) for r, c in conflict.candidates.items()} == {("B", "low", BOB)}
    assert set(conflict.seen) == {"low", "high"}
    team.clock.pass_by(minutes=10)
    assert team.sync().summary.operations == 0
    assert shows(team, "Epic 0", "priority") == {"A": "high", "B": "low", "C": "high"}


def test_an_edit_from_before_a_write_that_never_arrived_is_no_new_one(three: Team3) -> None:
    """Nobody has typed since: the value is simply written again."""
    ids = seeded(three, 1)
    for name in "ABC":
        three.tools[name].edit(ids[name][0], "priority", "low", by=BOB)
    three.sync()
    three.clock.pass_by(minutes=10)
    three.tools["A"].edit(ids["A"][0], "priority", "high", by=ANN)
    three.tools["B"].fail(Fault("unsent", "update"))
    three.sync()
    assert shows(three, "Epic 0", "priority")["B"] == "low"
    three.clock.pass_by(minutes=10)
    assert three.sync().summary.operations == 1
    assert not store(three).conflicts()
    assert shows(three, "Epic 0", "priority") == dict.fromkeys("ABC", "high")


def test_of_a_write_that_landed_by_half_the_journal_keeps_all(tmp_path: Path) -> None:
    """Cy typed over one of its two fields before anyone looked; the other one can be taken back."""
    lagging = {"C": Quirks(lag=timedelta(minutes=3))}
    team = Team3(tmp_path / "s.db", portfolio("A", "C"), quirks=lagging)
    ids = seeded(team, 1)
    team.tools["A"].edit(ids["A"][0], "priority", "high", by=ANN)
    team.tools["A"].edit(ids["A"][0], "target", date(2026, 5, 4), by=ANN)
    team.tools["C"].fail(Fault("lost", "update"))
    run = team.sync().summary.run
    team.tools["C"].edit(ids["C"][0], "target", date(2026, 7, 7), by="cy@acme.example")
    team.clock.pass_by(seconds=20)
    team.sync()
    (left,) = flying(team)
    assert [change.field for change in left.operation.changes] == ["target"]  # type: ignore[union-attr]
    team.clock.pass_by(minutes=10)
    team.sync()
    assert not flying(team)
    plan = shown_undo(team, run)
    taken = {(op.replica, c.field) for op in plan.operations for c in op.changes}  # type: ignore[union-attr]
    assert taken == {("A", "priority"), ("C", "priority")}
    assert not plan.refusals
    assert team.store
    team.store.close()
