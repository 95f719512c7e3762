"""Undo where a run ended a difference: each tool gets its own back, and a person settles."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from connectors.memory.faults import Fault
from syncline.domain.fields import Value
from syncline.domain.plan import Update
from syncline.domain.policy import FieldPolicy
from syncline.domain.state import Lease
from syncline.engine.session import holding
from syncline.engine.verdicts import candidate, decline, resolve
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import shows, store
from tests.engine.undoing import (
    ADA,
    DAY,
    OTHER,
    carried,
    everywhere,
    first,
    passed,
    shown_undo,
    taken_back,
    told,
    undone,
)

OWN: dict[str, Value] = {"A": DAY, "B": OTHER, "C": None}


def paired(
    path: Path, own: Mapping[str, Value] = MappingProxyType(OWN), **policies: FieldPolicy
) -> Team3:
    """Pair one epic that every tool has its own target for; A decides. The run is the newest."""
    policies = policies or {"target": FieldPolicy(("A",))}
    team = Team3(path / "s.db", portfolio("A", "B", "C", **policies))
    for name, value in own.items():
        fields = {"title": "Epic 0", "status": "planned"}
        team.tools[name].add({**fields, "target": value}, kind="epic")
    team.clock.pass_by(minutes=10)
    team.settle()
    return team


def newest(team: Team3) -> str:
    """Return the newest run."""
    return store(team).runs(1)[0].id


def test_a_first_pairing_gives_every_tool_its_own_value_back(tmp_path: Path) -> None:
    """The field is then a conflict with all sides, frozen until a person settles it."""
    team = paired(tmp_path)
    assert everywhere(team, "Epic 0", "target", DAY)
    plan = shown_undo(team, newest(team))
    assert {op.replica for op in plan.operations} == {"B", "C"}
    undone(team, newest(team))
    assert shows(team, "Epic 0", "target") == OWN
    (conflict,) = store(team).conflicts()
    assert {r: c.value for r, c in conflict.candidates.items()} == OWN
    for _ in range(2):
        passed(team)
        assert not team.plan().operations
    assert shows(team, "Epic 0", "target") == OWN


def test_what_was_filled_in_is_empty_again_and_stays_where_it_was(tmp_path: Path) -> None:
    """Nobody typed it for this run: the tool that had it before keeps it."""
    own: dict[str, Value] = {"A": DAY, "B": None, "C": None}
    team = paired(tmp_path, own)
    assert everywhere(team, "Epic 0", "target", DAY)
    undone(team, newest(team))
    passed(team)
    assert shows(team, "Epic 0", "target") == own


def test_a_record_that_joined_late_gets_its_own_value_back(tmp_path: Path) -> None:
    """What the others had agreed on long before is none of this run's."""
    rules = portfolio("A", "B")
    rules = replace(rules, same_as=tuple(replace(g, create={}) for g in rules.same_as))
    team = Team3(tmp_path / "s.db", rules)
    fields = {"title": "Epic 0", "status": "planned"}
    team.tools["A"].add(fields, kind="epic")
    team.settle()
    team.tools["A"].edit(first(team, "A"), "target", DAY)
    passed(team)
    team.tools["B"].add(fields, kind="epic")
    team.clock.pass_by(minutes=10)
    run = team.settle().summary.run
    assert everywhere(team, "Epic 0", "target", DAY)
    undone(team, run)
    passed(team)
    assert shows(team, "Epic 0", "target") == {"A": DAY, "B": None}


@pytest.mark.parametrize("side", ["A", "B", "C"])
def test_the_conflict_is_settled_by_any_side(tmp_path: Path, side: str) -> None:
    """Its value is carried to the others, an empty one too."""
    team = paired(tmp_path)
    undone(team, newest(team))
    (conflict,) = store(team).conflicts()
    with holding(store(team), team.clock, "test", lambda _: True) as lease:
        assert isinstance(lease, Lease)
        value = candidate(conflict, side)
        resolve(team.session(lease), conflict, value, 1, how=side, by=ADA)
    passed(team)
    assert everywhere(team, "Epic 0", "target", OWN[side])


def test_the_conflict_closes_when_people_make_the_tools_agree(tmp_path: Path) -> None:
    """Without a decision in Syncline; the history says that it closed."""
    team = paired(tmp_path, target=FieldPolicy(on_conflict=("A",)))
    undone(team, newest(team))
    assert len(store(team).conflicts()) == 1
    for name in "BC":
        team.tools[name].edit(first(team, name), "target", DAY)
    passed(team)
    assert not store(team).conflicts()
    assert everywhere(team, "Epic 0", "target", DAY)
    assert told(team, "closed")


def test_sets_that_were_put_together_are_apart_again(tmp_path: Path) -> None:
    """Each tool has its own labels, and while they are held an edit joins instead of merging."""
    team = Team3(tmp_path / "s.db", portfolio("A", "B"))
    own = {"A": frozenset({"a"}), "B": frozenset({"b"})}
    for name, labels in own.items():
        fields = {"title": "Epic 0", "status": "planned", "labels": labels}
        team.tools[name].add(fields, kind="epic")
    team.clock.pass_by(minutes=10)
    team.settle()
    assert everywhere(team, "Epic 0", "labels", frozenset("ab"))
    undone(team, newest(team))
    assert shows(team, "Epic 0", "labels") == own
    team.tools["B"].edit(first(team, "B"), "labels", frozenset("bc"))
    passed(team)
    assert shows(team, "Epic 0", "labels") == {"A": frozenset("a"), "B": frozenset("bc")}
    team.tools["A"].edit(first(team, "A"), "labels", frozenset("bc"))
    passed(team)
    assert not store(team).conflicts()
    assert everywhere(team, "Epic 0", "labels", frozenset("bc"))


def test_what_was_written_over_somebodys_edit_comes_back(tmp_path: Path) -> None:
    """A declined proposal was typed there: it is shown again, and held."""
    team = Team3(tmp_path / "s.db", portfolio("A", "B", "C", target=FieldPolicy(("A",))))
    carried(team, target=DAY)
    team.tools["B"].edit(first(team, "B"), "target", OTHER)
    passed(team)
    (proposal,) = store(team).proposals()
    with holding(store(team), team.clock, "test", lambda _: True) as lease:
        assert isinstance(lease, Lease)
        decline(team.session(lease), proposal.id, by=ADA)
    run = passed(team)
    assert everywhere(team, "Epic 0", "target", DAY)
    undone(team, run)
    assert shows(team, "Epic 0", "target") == {"A": DAY, "B": OTHER, "C": DAY}
    assert len(store(team).conflicts()) == 1


def test_a_run_that_only_caught_up_takes_nothing_from_the_others(three: Team3) -> None:
    """C was down when the value was carried; only C's own value comes back."""
    carried(three)
    three.tools["C"].faults.add(Fault("outage", "list"))
    three.tools["A"].edit(first(three, "A"), "target", DAY)
    assert three.sync().summary.outcome == "PARTIAL"
    three.clock.pass_by(minutes=10)
    run = passed(three)
    assert everywhere(three, "Epic 0", "target", DAY)
    undone(three, run)
    assert shows(three, "Epic 0", "target") == {"A": DAY, "B": DAY, "C": None}


def test_an_undo_that_held_a_field_is_undone(tmp_path: Path) -> None:
    """The value that was agreed is written again and nothing is on hold."""
    team = paired(tmp_path)
    undo = undone(team, newest(team)).summary.run
    again = undone(team, undo).summary.run
    assert everywhere(team, "Epic 0", "target", DAY)
    assert not store(team).conflicts()
    undone(team, again)
    assert shows(team, "Epic 0", "target") == OWN


def test_an_undo_that_was_cut_off_while_it_held_a_field_is_repeated(tmp_path: Path) -> None:
    """The next sync leaves a held field alone; the same undo writes the rest."""
    team = paired(tmp_path)
    run = newest(team)
    plan = shown_undo(team, run)
    team.tools["C"].faults.add(Fault("outage", "update"))
    assert taken_back(team, run, plan.digest).summary.outcome == "PARTIAL"
    team.clock.pass_by(minutes=10)
    assert shows(team, "Epic 0", "target") == {**OWN, "C": DAY}
    passed(team)
    assert shows(team, "Epic 0", "target") == {**OWN, "C": DAY}
    (left,) = shown_undo(team, run).operations
    assert isinstance(left, Update)
    assert left.replica == "C"
    undone(team, run)
    assert shows(team, "Epic 0", "target") == OWN
    assert len(store(team).conflicts()) == 1
