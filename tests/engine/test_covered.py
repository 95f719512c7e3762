"""A person edits between our last read and our write: where a changelog tells, nothing is lost."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.memory import Quirks
from syncline.domain.policy import FieldPolicy, Portfolio
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import seeded, shows, store

Teams = Callable[[Portfolio], Team3]


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[Teams]:
    """Return a maker of three tools that keep a changelog."""
    made: list[Team3] = []

    def make(rules: Portfolio) -> Team3:
        path = tmp_path / f"{len(made)}.db"
        quirks = dict.fromkeys("ABC", Quirks(changelog=True))
        made.append(Team3(path, rules, quirks=quirks))
        return made[-1]

    yield make
    for team in made:
        assert team.store
        team.store.close()


def interrupt(team: Team3, name: str, record: str, field: str, value: str) -> None:
    """Let somebody type just before the next update of that tool."""
    armed = [True]

    def types(call: str, _record: str | None) -> None:
        if call == "update" and armed:
            armed.clear()
            team.tools[name].edit(record, field, value, by="bob@acme.example")

    team.tools[name].before = types


def test_a_covered_edit_becomes_a_conflict_that_holds_both(logged: Teams) -> None:
    """Its author never saw the value that replaced it."""
    team = logged(portfolio("A", "B", "C"))
    ids = seeded(team)
    team.tools["A"].edit(ids["A"][0], "priority", "high")
    interrupt(team, "B", ids["B"][0], "priority", "urgent")
    result = team.sync()
    (conflict,) = store(team).conflicts()
    assert {r: c.value for r, c in conflict.candidates.items()} == {"B": "urgent"}
    assert {"urgent", "high"} <= set(conflict.seen)
    assert any("urgent was typed" in note for note in result.summary.notes), result.summary.notes
    team.clock.pass_by(minutes=10)
    assert team.sync().summary.operations == 0, "it is on hold"


def test_a_covered_edit_of_the_same_value_is_nothing(logged: Teams) -> None:
    """Both typed the same."""
    team = logged(portfolio("A", "B", "C"))
    ids = seeded(team)
    team.tools["A"].edit(ids["A"][0], "priority", "high")
    interrupt(team, "B", ids["B"][0], "priority", "high")
    team.sync()
    assert not store(team).conflicts()
    assert shows(team, "Epic 0", "priority") == dict.fromkeys("ABC", "high")


def test_a_named_winner_takes_it_and_history_keeps_the_other(logged: Teams) -> None:
    """The loser is verbatim in a closed conflict."""
    policy = FieldPolicy(on_conflict=("A", "B", "C"))
    team = logged(portfolio("A", "B", "C", priority=policy))
    ids = seeded(team)
    team.tools["A"].edit(ids["A"][0], "priority", "high")
    interrupt(team, "B", ids["B"][0], "priority", "urgent")
    team.sync()
    (closed,) = store(team).conflicts(closed=True)
    assert "urgent" in closed.seen
    team.sync()
    assert shows(team, "Epic 0", "priority") == dict.fromkeys("ABC", "high")
    assert team.sync().summary.operations == 0


def test_a_covered_edit_where_another_tool_decides_is_recorded(logged: Teams) -> None:
    """What was overwritten can be found, with its author."""
    rules = portfolio("A", "B", "C", priority=FieldPolicy(authority=("A",)))
    team = logged(replace(rules, name="test"))
    ids = seeded(team)
    team.tools["A"].edit(ids["A"][0], "priority", "high")
    interrupt(team, "B", ids["B"][0], "priority", "urgent")
    team.sync()
    item = store(team).links("B", [ids["B"][0]])[ids["B"][0]]
    reverted = [c for c in store(team).history(item) if c.what == "reverted"]
    assert [(c.replica, c.old) for c in reverted] == [("B", "urgent")]
    team.sync()
    assert shows(team, "Epic 0", "priority") == dict.fromkeys("ABC", "high")


def test_a_covered_parent_is_kept_as_an_item(logged: Teams) -> None:
    """A tool names it by its own record; a parent that was only replaced as planned is none."""
    team = logged(portfolio("A", "B", "C"))
    ids = seeded(team, 4)
    for parent in (1, 2):
        team.tools["A"].edit(ids["A"][0], "parent", ids["A"][parent])
        assert team.sync().summary.notes == ()
        team.clock.pass_by(minutes=10)
    team.tools["A"].edit(ids["A"][0], "parent", ids["A"][1])
    interrupt(team, "B", ids["B"][0], "parent", ids["B"][3])
    team.sync()
    (conflict,) = store(team).conflicts()
    typed, asked = (store(team).links("B", ids["B"])[ids["B"][n]] for n in (3, 1))
    assert {r: c.value for r, c in conflict.candidates.items()} == {"B": typed}
    assert set(conflict.seen) == {typed, asked}


def test_labels_typed_in_that_moment_survive_without_a_changelog(three: Team3) -> None:
    """Elements are written one by one."""
    ids = seeded(three)
    three.tools["A"].edit(ids["A"][0], "labels", frozenset({"growth"}))
    interrupt(three, "B", ids["B"][0], "labels", frozenset({"risk"}))  # type: ignore[arg-type]
    three.sync()
    three.sync()
    wanted = frozenset({"growth", "risk"})
    assert shows(three, "Epic 0", "labels") == dict.fromkeys("ABC", wanted)
