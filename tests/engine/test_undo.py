"""Undo of a run: what it wrote goes back, what anyone changed since stays."""

from pathlib import Path

import pytest

from syncline.domain.errors import ConfigurationError
from syncline.domain.plan import Update
from syncline.domain.policy import FieldPolicy
from syncline.domain.state import Lease
from syncline.engine.session import holding
from syncline.engine.verdicts import accept
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import rows, seeded, shows, store, writes
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


def test_what_a_run_carried_goes_back_in_every_tool(three: Team3) -> None:
    """Also where it was typed: the next sync would carry it again."""
    run = carried(three, target=DAY)
    assert everywhere(three, "Epic 0", "target", DAY)
    plan = shown_undo(three, run)
    reasons = {op.replica: op.changes[0].reason for op in plan.operations if isinstance(op, Update)}
    assert set(reasons) == set("ABC")
    assert all(reason.startswith(f"undo of {run}") for reason in reasons.values())
    assert "the next sync would carry it back" in reasons["A"]
    assert "the next sync" not in reasons["B"] + reasons["C"]

    result = undone(three, run)
    assert (result.summary.outcome, result.summary.applied) == ("OK", 3)
    assert everywhere(three, "Epic 0", "target", None)
    assert passed(three)
    assert not three.plan().operations


def test_an_undo_is_a_run_of_its_own_with_a_line_of_history(three: Team3) -> None:
    """Mode, what it took back, and who asked for it."""
    run = carried(three, target=DAY)
    result = undone(three, run)
    (row,) = [r for r in store(three).runs() if r.id == result.summary.run]
    assert (row.mode, row.outcome, row.notes) == ("undo", "OK", (f"undo of {run}",))
    (line,) = told(three, "undone")
    assert (line.field, line.old, line.new, line.by) == ("target", DAY, None, ADA)
    assert (line.run, line.replica) == (result.summary.run, "")


def test_a_preview_writes_nothing(three: Team3) -> None:
    """Neither outside nor in the store."""
    run = carried(three, target=DAY)
    before, calls = rows(three.path), [writes(three, name) for name in "ABC"]
    shown_undo(three, run)
    assert (rows(three.path), [writes(three, name) for name in "ABC"]) == (before, calls)


@pytest.mark.parametrize("replica", ["A", "B"])
@pytest.mark.parametrize("synced", [True, False])
def test_what_anyone_changed_since_stays_and_is_listed(
    three: Team3, replica: str, *, synced: bool
) -> None:
    """With who, where and when; an edit that this very round found is one."""
    ids = seeded(three)
    for n in range(2):
        three.tools["A"].edit(ids["A"][n], "target", DAY)
    run = passed(three)
    three.tools[replica].edit(ids[replica][0], "target", OTHER, by=ADA)
    if synced:
        passed(three)
    (refusal,) = shown_undo(three, run).refusals
    assert (refusal.field, refusal.replica) == ("target", replica)
    assert f"{ADA} made it 2026-06-09 in {replica} on 2026-03-02" in refusal.reason
    undone(three, run)
    assert everywhere(three, "Epic 0", "target", OTHER)
    assert everywhere(three, "Epic 1", "target", None)
    assert passed(three)
    assert not three.plan().operations


def test_a_change_and_back_is_a_change_since(three: Team3) -> None:
    """The value is the same, its version is not: somebody meant it."""
    run = carried(three, target=DAY)
    record = first(three, "B")
    for value in (OTHER, DAY):
        three.tools["B"].edit(record, "target", value)
        passed(three)
    plan = shown_undo(three, run)
    assert not plan.operations
    assert "changed since" in plan.refusals[0].reason


def test_only_what_the_run_wrote_goes_back(three: Team3) -> None:
    """Other fields of the item, other items, and edits that wait for their sync."""
    ids = seeded(three)
    three.tools["A"].edit(ids["A"][0], "target", DAY)
    run = passed(three)
    three.tools["A"].edit(ids["A"][0], "priority", "high")
    three.tools["A"].edit(ids["A"][1], "target", DAY)
    passed(three)
    three.tools["C"].edit(ids["C"][2], "start", DAY)
    undone(three, run)
    assert everywhere(three, "Epic 0", "target", None)
    assert everywhere(three, "Epic 0", "priority", "high")
    assert everywhere(three, "Epic 1", "target", DAY)
    assert shows(three, "Epic 2", "start") == {"A": None, "B": None, "C": DAY}


def test_an_undo_is_undone(three: Team3) -> None:
    """What was taken away comes back, and can be taken away again."""
    run = carried(three, target=DAY, labels=frozenset({"web"}))
    once = undone(three, run).summary.run
    assert everywhere(three, "Epic 0", "labels", frozenset())
    second = undone(three, once).summary.run
    assert everywhere(three, "Epic 0", "target", DAY)
    assert everywhere(three, "Epic 0", "labels", frozenset({"web"}))
    undone(three, second)
    assert everywhere(three, "Epic 0", "target", None)
    assert passed(three)
    assert not three.plan().operations


def test_an_older_run_goes_back_only_where_no_later_one_wrote(three: Team3) -> None:
    """The former value of the newest run is the value of the older one."""
    ids = seeded(three)
    made = []
    for value in (DAY, OTHER):
        three.tools["A"].edit(ids["A"][0], "target", value)
        made.append(passed(three))
    assert not shown_undo(three, made[0]).operations
    undone(three, made[1])
    assert everywhere(three, "Epic 0", "target", DAY)


def test_a_resolution_goes_back_with_the_run_that_carried_it(tmp_path: Path) -> None:
    """An accepted proposal: every tool shows the value that was agreed before."""
    team = Team3(tmp_path / "s.db", portfolio("A", "B", "C", target=FieldPolicy(("A",))))
    carried(team, target=DAY)
    team.tools["B"].edit(first(team, "B"), "target", OTHER)
    passed(team)
    (proposal,) = store(team).proposals()
    with holding(store(team), team.clock, "test", lambda _: True) as lease:
        assert isinstance(lease, Lease)
        accept(team.session(lease), proposal.id, by=ADA)
    run = passed(team)
    assert everywhere(team, "Epic 0", "target", OTHER)
    undone(team, run)
    assert everywhere(team, "Epic 0", "target", DAY)


def test_a_parent_goes_back(three: Team3) -> None:
    """References are names of items, whatever each tool calls them."""
    ids = seeded(three)
    for parent in (1, 2):
        three.tools["A"].edit(ids["A"][0], "parent", ids["A"][parent])
        run = passed(three)
    undone(three, run)
    assert shows(three, "Epic 0", "parent") == {name: ids[name][1] for name in "ABC"}
    assert passed(three)
    assert not three.plan().operations


def test_an_edit_just_before_the_write_is_not_overwritten(three: Team3) -> None:
    """Every record is read again before it is written; the two values are then in a conflict."""
    run = carried(three, target=DAY)
    plan, record = shown_undo(three, run), first(three, "B")
    armed = [True]

    def typing(call: str, _record: str | None) -> None:
        if call == "read" and armed:
            armed.clear()
            three.tools["B"].edit(record, "target", OTHER)

    three.tools["B"].before = typing  # type: ignore[assignment]  # a call is a word
    result = taken_back(three, run, plan.digest)
    assert not armed
    assert any("somebody has just changed it" in note for note in result.summary.notes)
    three.clock.pass_by(minutes=10)
    passed(three)
    assert shows(three, "Epic 0", "target")["B"] == OTHER
    assert len(store(three).conflicts()) == 1


@pytest.mark.parametrize("run", ["nothing", "", "r1.5"])
def test_an_unknown_run_is_told(three: Team3, run: str) -> None:
    """With the command that lists them, and nothing is recorded."""
    carried(three, target=DAY)
    before = rows(three.path)
    with pytest.raises(ConfigurationError, match="syncline runs"):
        taken_back(three, run)
    assert {k: v for k, v in rows(three.path).items() if k != "leases"} == {
        k: v for k, v in before.items() if k != "leases"
    }


def test_a_run_that_wrote_nothing_or_only_markers_is_told(three: Team3) -> None:
    """There is nothing to take back; markers stay."""
    seeded(three)
    marked = store(three).runs()[0].id
    idle = passed(three)
    for run in (marked, idle):
        with pytest.raises(ConfigurationError, match="nothing to take back"):
            shown_undo(three, run)


def test_twice_is_told_with_the_way_back(three: Team3) -> None:
    """The second time there is nothing left of it."""
    run = carried(three, target=DAY)
    once = undone(three, run).summary.run
    with pytest.raises(ConfigurationError, match=f"was undone by {once} already"):
        taken_back(three, run)
