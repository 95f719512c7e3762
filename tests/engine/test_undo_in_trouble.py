"""Undo when tools are down, records are away, answers are lost, or the undo itself is cut off."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.memory import Quirks
from connectors.memory.faults import Fault
from flows.stages import threads
from syncline.domain.errors import StalePlan
from syncline.domain.policy import FieldPolicy, Safety
from syncline.domain.state import Lease
from syncline.engine.run import preview
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import flying, seeded, shows, store
from tests.engine.undoing import (
    DAY,
    carried,
    everywhere,
    first,
    passed,
    shown_undo,
    taken_back,
    told,
    undone,
)


class Killed(BaseException):
    """The process ends here."""


def dying(team: Team3, name: str, call: str, after: int) -> Callable[[], None]:
    """Let the process die in a call to a tool; return what makes it live again."""
    left = [after]

    def before(made: str, _record: str | None) -> None:
        if made == call:
            left[0] -= 1
            if left[0] < 0:
                raise Killed

    team.tools[name].before = before  # type: ignore[assignment]  # a call is a word

    def alive() -> None:
        team.tools[name].before = lambda _call, _record: None
        team.reopen()
        team.clock.pass_by(minutes=30)

    return alive


def edited(team: Team3, count: int) -> str:
    """Carry the target of every epic; return the run."""
    ids = seeded(team, count)
    for record in ids["A"]:
        team.tools["A"].edit(record, "target", DAY)
    return passed(team)


@pytest.mark.parametrize("after", range(4))
@pytest.mark.parametrize("name", ["A", "C"])
def test_an_undo_that_was_killed_is_finished_by_the_next_sync(
    three: Team3, name: str, after: int
) -> None:
    """Whichever write it died in; then nothing is left to do."""
    run = edited(three, 3)
    plan = shown_undo(three, run)
    revive = dying(three, name, "update", after)
    if after < 3:
        with pytest.raises(Killed):
            taken_back(three, run, plan.digest)
    else:
        taken_back(three, run, plan.digest)
    revive()
    passed(three)
    for n in range(3):
        assert everywhere(three, f"Epic {n}", "target", None)
    assert not three.plan().operations


def test_an_undo_of_a_run_that_was_killed_takes_back_what_it_had_written(three: Team3) -> None:
    """What it never wrote is the next sync's to carry."""
    ids = seeded(three)
    for record in ids["A"]:
        three.tools["A"].edit(record, "target", DAY)
    revive = dying(three, "C", "update", 1)
    with pytest.raises(Killed):
        three.sync()
    revive()
    run = store(three).runs(1)[0].id
    undone(three, run)
    assert all(everywhere(three, f"Epic {n}", "target", None) for n in range(3))
    assert not three.plan().operations


def test_an_undo_does_not_finish_what_the_run_did_not(tmp_path: Path) -> None:
    """A field of the same record whose write was refused is left to the next sync."""
    quirks = {"B": Quirks(lanes={"target": "dates"})}
    team = Team3(tmp_path / "s.db", portfolio("A", "B"), quirks=quirks)
    ids = seeded(team, 1)
    team.tools["A"].edit(ids["A"][0], "target", DAY)
    team.tools["A"].edit(ids["A"][0], "priority", "high")
    team.tools["B"].faults.add(Fault("outage", "update", after=1))
    run = team.sync().summary.run
    (wrote,) = {c.field for c in told(team, "written")}
    other = {"target": "priority", "priority": "target"}[wrote]
    team.clock.pass_by(minutes=10)
    undone(team, run)
    assert everywhere(team, "Epic 0", wrote, None)
    assert shows(team, "Epic 0", other)["B"] is None
    passed(team)
    assert everywhere(team, "Epic 0", other, {"target": DAY, "priority": "high"}[other])


def test_a_write_whose_answer_is_lost_is_taken_back_once_it_is_known(three: Team3) -> None:
    """The undo reads first: the write had arrived, under the name of its run."""
    ids = seeded(three)
    three.tools["C"].faults.add(Fault("lost", "update"))
    three.tools["A"].edit(ids["A"][0], "target", DAY)
    run = three.sync().summary.run
    assert flying(three)
    three.clock.pass_by(minutes=10)
    result = taken_back(three, run)
    assert result.summary.applied == 3
    assert everywhere(three, "Epic 0", "target", None)


def test_a_tool_that_is_down_makes_its_fields_wait(three: Team3) -> None:
    """Nothing of them is taken back until all of it can be; the same undo does it later."""
    run = carried(three, target=DAY)
    three.tools["C"].faults.add(Fault("outage", "list"))
    result = taken_back(three, run)
    assert result.plan
    assert not result.plan.operations
    assert "C was not read this time" in result.plan.refusals[0].reason
    assert everywhere(three, "Epic 0", "target", DAY)
    undone(three, run)
    assert everywhere(three, "Epic 0", "target", None)


def test_a_record_that_is_away_stays_as_it_is(three: Team3) -> None:
    """It is listed; the others go back, and so does this one when it is shown again."""
    run = carried(three, target=DAY)
    three.tools["C"].move(first(three, "C"), "archived")
    three.clock.pass_by(days=1)  # after which everything is listed again
    passed(three)
    plan = shown_undo(three, run)
    (refusal,) = plan.refusals
    assert (refusal.replica, "frozen" in refusal.reason) == ("C", True)
    undone(three, run)
    assert shows(three, "Epic 0", "target") == {"A": None, "B": None, "C": DAY}
    three.tools["C"].move(first(three, "C"), "listed")
    three.clock.pass_by(minutes=10)
    passed(three)
    assert everywhere(three, "Epic 0", "target", None)


def test_what_waits_for_a_person_stays(three: Team3) -> None:
    """A conflict or a proposal on a field is settled first; it is named."""
    run = carried(three, target=DAY, title="New")
    for name in "AB":
        three.tools[name].edit(
            first(three, name), "target", {"A": None, "B": DAY.replace(day=9)}[name]
        )
    passed(three)
    (conflict,) = store(three).conflicts()
    plan = shown_undo(three, run)
    assert {change.field for op in plan.operations for change in getattr(op, "changes", ())} == {
        "title"
    }
    assert conflict.id in plan.refusals[0].reason


def test_a_field_that_is_set_once_stays(tmp_path: Path) -> None:
    """It is never changed, not even back."""
    team = Team3(tmp_path / "s.db", portfolio("A", "B", "C", target=FieldPolicy(set_once=True)))
    run = carried(team, target=DAY)
    plan = shown_undo(team, run)
    assert not plan.operations
    assert "set once" in plan.refusals[0].reason


def test_a_large_undo_waits_for_its_digest_and_no_hard_limit_stops_it(three: Team3) -> None:
    """It touches every record, which no sync may: a person named the run."""
    strict = three.portfolio
    three.portfolio = replace(strict, safety=Safety(stop_share=1.0))
    for record in seeded(three, 20)["A"]:
        three.tools["A"].edit(record, "target", DAY)
    dry = replace(three.session(Lease("", 0, "")), portfolio=strict)
    assert "it is refused" in preview(dry, threads()).waits[0]
    run = three.settle().summary.run
    three.portfolio = strict
    held = taken_back(three, run)
    assert held.summary.outcome == "HELD"
    assert any("60 operations" in reason for reason in held.waits)
    assert set(three.values("A", "target").values()) == {DAY}
    with pytest.raises(StalePlan):
        taken_back(three, run, "0" * 12)
    assert undone(three, run).summary.applied == 60
    assert set(three.values("A", "target").values()) == {None}
    assert not three.plan().operations
