"""Whole rounds over three tools in memory and a real store."""

from datetime import date
from pathlib import Path

import pytest

from syncline.domain.errors import StalePlan
from syncline.domain.fields import Value
from syncline.domain.policy import FieldPolicy
from tests.engine.conftest import Team3, portfolio


def seeded(team: Team3, count: int = 4) -> dict[str, list[str]]:
    """Put the same epics into every tool; return their ids."""
    return {
        name: [
            tool.add({"title": f"Epic {n}", "status": "planned"}, kind="epic") for n in range(count)
        ]
        for name, tool in team.tools.items()
    }


def shown(team: Team3, name: str, title: str, field: str) -> Value:
    """Return what a tool shows of one field."""
    return team.values(name, field)[title]  # type: ignore[return-value]


def test_the_first_plan_is_held_and_applied_exactly_by_its_digest(three: Team3) -> None:
    """First plan HELD; approved by digest; then nothing is left to do."""
    seeded(three)
    held = three.sync()
    assert held.summary.outcome == "HELD"
    assert [t.requests["stamp"] for t in three.tools.values()] == [0, 0, 0]
    done = three.sync(held.summary.digest)
    assert done.summary.outcome == "OK", done.summary.notes
    assert done.summary.applied == 12
    three.clock.pass_by(minutes=10)
    again = three.sync()
    assert (again.summary.outcome, again.summary.operations) == ("OK", 0)


def test_what_is_typed_after_a_plan_was_read_is_not_approved_with_it(tmp_path: Path) -> None:
    """It asks for the same write, and would replace a value that the approver never saw."""
    rules = portfolio("A", "B", "C", priority=FieldPolicy(authority=("A",)))
    team = Team3(tmp_path / "s.db", rules)
    ids = {
        name: tool.add({"title": "Epic", "status": "planned", "priority": value}, kind="epic")
        for (name, tool), value in zip(team.tools.items(), ("P1", "P3", "P1"), strict=True)
    }
    read = team.sync()
    team.tools["B"].edit(ids["B"], "priority", "P0")
    with pytest.raises(StalePlan):
        team.sync(read.summary.digest)
    assert shown(team, "B", "Epic", "priority") == "P0"
    team.sync(team.sync().summary.digest)
    assert shown(team, "B", "Epic", "priority") == "P1"
    assert team.store
    team.store.close()


def test_one_edit_reaches_the_two_others_with_one_write_each(three: Team3) -> None:
    """Writes per human field edit are N - 1, and the round after is empty."""
    ids = seeded(three)
    three.settle()
    three.tools["B"].edit(ids["B"][1], "target", date(2026, 5, 4))
    result = three.sync()
    assert (result.summary.operations, result.summary.applied) == (2, 2), result.summary
    assert {shown(three, n, "Epic 1", "target") for n in "ABC"} == {date(2026, 5, 4)}
    three.clock.pass_by(minutes=10)
    assert three.sync().summary.operations == 0


def test_a_missing_record_is_created_with_its_marker(three: Team3) -> None:
    """An epic of one tool appears in the two others, once."""
    seeded(three)
    three.settle()
    three.tools["C"].add({"title": "New", "status": "done"}, kind="epic")
    result = three.sync()
    assert result.summary.outcome == "OK"
    three.clock.pass_by(minutes=10)
    assert three.sync().summary.operations == 0
    for name in "ABC":
        titles = [r.fields["title"] for r in three.tools[name].records()]
        assert titles.count("New") == 1
        assert shown(three, name, "New", "status") == "done"


def test_a_conflict_is_held_in_every_tool_until_it_is_settled(three: Team3) -> None:
    """Two edits of one field: nothing is written, both stay."""
    ids = seeded(three)
    three.settle()
    three.tools["A"].edit(ids["A"][0], "status", "done")
    three.tools["B"].edit(ids["B"][0], "status", "in_progress")
    result = three.sync()
    assert (result.summary.operations, result.summary.conflicts) == (0, 1)
    shows = [shown(three, n, "Epic 0", "status") for n in "ABC"]
    assert shows == ["done", "in_progress", "planned"]
    three.clock.pass_by(minutes=10)
    assert three.sync().summary.operations == 0


def test_an_edit_between_reading_and_writing_is_not_overwritten(three: Team3) -> None:
    """The re-read shows somebody's value: the operation is dropped, the next round decides."""
    ids = seeded(three)
    three.settle()
    three.tools["A"].edit(ids["A"][0], "priority", "high")
    plan = three.plan()
    assert len(plan.operations) == 2
    tool = three.tools["B"]

    def meddle(call: str, _record: str | None) -> None:
        if call == "read" and tool.record(ids["B"][0]).fields.get("priority") is None:
            tool.edit(ids["B"][0], "priority", "low")

    tool.before = meddle  # type: ignore[assignment]
    result = three.sync()
    assert shown(three, "B", "Epic 0", "priority") == "low"
    assert result.summary.applied == 1
    assert three.sync().summary.conflicts == 1


def test_one_replica_down_stops_nobody_and_infers_nothing(three: Team3) -> None:
    """The others go on, PARTIAL, the tool and remedy are named; it heals on the next good run."""
    from connectors.memory import Fault  # noqa: PLC0415

    ids = seeded(three)
    three.settle()
    three.tools["A"].edit(ids["A"][0], "target", date(2026, 6, 1))
    three.tools["C"].fail(Fault("outage", "list"))
    result = three.sync()
    assert result.summary.outcome == "PARTIAL"
    assert shown(three, "B", "Epic 0", "target") == date(2026, 6, 1)
    assert shown(three, "C", "Epic 0", "target") is None
    three.clock.pass_by(minutes=10)
    assert three.sync().summary.outcome == "OK"
    assert shown(three, "C", "Epic 0", "target") == date(2026, 6, 1)


def test_an_ambiguous_record_is_set_aside_and_never_doubled(three: Team3) -> None:
    """Two new records share a title with a known item: nothing is ever created there."""
    three.tools["A"].add({"title": "Login", "status": "planned"}, kind="epic")
    three.tools["B"].add({"title": "Login", "status": "planned"}, kind="epic")
    three.tools["B"].add({"title": "Login", "status": "planned"}, kind="epic")
    three.settle()
    for _ in range(3):
        three.clock.pass_by(hours=1)
        assert not three.plan().operations
        assert three.plan().refusals
        three.sync(three.plan().digest)
    assert [len(list(t.records())) for t in three.tools.values()] == [1, 2, 0]
    first, second = (r.id for r in three.tools["B"].records())
    three.tools["B"].edit(second, "title", "Logout")
    three.settle()
    three.settle()
    titles = {
        n: sorted(str(r.fields["title"]) for r in t.records()) for n, t in three.tools.items()
    }
    assert titles == {name: ["Login", "Logout"] for name in "ABC"}, first


def test_a_record_that_nobody_can_read_stops_creates_there(three: Team3) -> None:
    """It may be the missing one: nothing is created in its tool until it can be read."""
    three.tools["A"].add({"title": "Login", "status": "planned"}, kind="epic")
    odd = three.tools["B"].add({"title": 7, "status": "planned"}, kind="epic")  # type: ignore[dict-item]
    three.settle()
    three.settle()
    assert [len(list(t.records())) for t in three.tools.values()] == [1, 1, 1]
    three.tools["B"].edit(odd, "title", "Login")
    three.settle()
    three.settle()
    assert [len(list(t.records())) for t in three.tools.values()] == [1, 1, 1]


def test_a_conflict_with_a_replica_that_is_down_can_be_joined(three: Team3) -> None:
    """A candidate of a replica that was not read is still a candidate."""
    from connectors.memory import Fault  # noqa: PLC0415

    ids = seeded(three)
    three.settle()
    three.tools["A"].edit(ids["A"][0], "status", "done")
    three.tools["C"].edit(ids["C"][0], "status", "in_progress")
    assert three.sync().summary.conflicts == 1
    three.tools["C"].fail(Fault("outage", "list"))
    three.tools["B"].edit(ids["B"][0], "status", "dropped")
    assert three.sync().summary.conflicts == 1
    assert [shown(three, n, "Epic 0", "status") for n in "ABC"] == [
        "done",
        "dropped",
        "in_progress",
    ]


def test_a_lost_create_that_is_listed_before_it_is_settled_is_read_whole(three: Team3) -> None:
    """Its marker links it while its intent is still open; no field of it is forgotten."""
    from connectors.memory import Fault  # noqa: PLC0415

    made = three.tools["B"].add({"title": "Login", "status": "planned"}, kind="epic")
    three.tools["A"].fail(Fault("lost", "create"))
    three.settle()
    three.tools["A"].fail(Fault("outage", "find"))
    assert three.sync().summary.outcome == "PARTIAL"
    three.clock.pass_by(hours=1)
    three.settle()
    three.tools["B"].edit(made, "priority", "high")
    three.settle()
    assert [shown(three, n, "Login", "priority") for n in "ABC"] == ["high"] * 3
    assert [len(list(t.records())) for t in three.tools.values()] == [1, 1, 1]
