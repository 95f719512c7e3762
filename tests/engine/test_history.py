"""Every way in which a value changes leaves a line of history: old, new, who, where and why."""

from collections.abc import Callable
from pathlib import Path

from connectors.memory.faults import Fault
from syncline.domain.fields import Value
from syncline.domain.policy import FieldPolicy
from syncline.domain.state import FieldChange, Lease
from syncline.engine.session import Session, holding
from syncline.engine.verdicts import accept, decline, resolve
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import seeded, store
from tests.engine.undoing import ADA, DAY, OTHER, first, passed, told

ELSEWHERE = FieldPolicy(("A",))


def team_of(path: Path, **policies: FieldPolicy) -> Team3:
    """Return three tools in step."""
    team = Team3(path / "s.db", portfolio("A", "B", "C", **policies))
    seeded(team, 1)
    return team


def types(team: Team3, name: str, value: Value, field: str = "priority") -> None:
    """Let somebody type, and a sync account for it."""
    team.tools[name].edit(first(team, name), field, value, by=ADA)
    passed(team)


def lines(team: Team3, what: str) -> list[tuple[str, Value, Value, str | None]]:
    """Return where, from what, to what and by whom, for every line with this word."""
    return [(c.replica, c.old, c.new, c.by) for c in told(team, what)]


def decide(team: Team3, verdict: Callable[[Session], object]) -> None:
    """Let a person decide in Syncline."""
    with holding(store(team), team.clock, "cli", lambda _: True) as lease:
        assert isinstance(lease, Lease)
        verdict(team.session(lease))


def test_a_value_that_is_carried(tmp_path: Path) -> None:
    """Adopted where it was typed, written where it was not."""
    team = team_of(tmp_path)
    types(team, "A", "high")
    assert lines(team, "adopted") == [("A", None, "high", ADA)]
    assert sorted(lines(team, "written")) == [("B", None, "high", None), ("C", None, "high", None)]


def test_a_value_that_is_typed_again_elsewhere(tmp_path: Path) -> None:
    """B types what is agreed before it is written there: nothing is adopted, and it is told."""
    team = team_of(tmp_path)
    team.tools["B"].faults.add(Fault("outage", "update", count=2))
    team.tools["A"].edit(first(team, "A"), "priority", "high")
    assert team.sync().summary.outcome == "PARTIAL"
    team.clock.pass_by(minutes=10)
    types(team, "B", "high")
    assert lines(team, "agreed") == [("B", None, "high", ADA)]


def test_values_that_are_put_together(tmp_path: Path) -> None:
    """One line for every tool that added something."""
    team = team_of(tmp_path)
    team.tools["A"].edit(first(team, "A"), "labels", frozenset("a"), by=ADA)
    types(team, "B", frozenset("b"), "labels")
    both = frozenset("ab")
    assert [(r, new) for r, _, new, _ in lines(team, "merged") if new == both] == [
        ("A", both), ("B", both),
    ]  # fmt: skip


def test_values_that_are_held_and_agreed_upon_in_the_tools(tmp_path: Path) -> None:
    """Both sides, then that it closed."""
    team = team_of(tmp_path)
    team.tools["A"].edit(first(team, "A"), "priority", "high", by=ADA)
    types(team, "B", "low")
    assert lines(team, "held") == [("A", None, "high", ADA), ("B", None, "low", ADA)]
    types(team, "B", "high")
    assert lines(team, "closed") == [("", None, "high", None)]
    assert ("B", None, "high", ADA) in lines(team, "adopted")


def test_values_that_a_tool_overrules(tmp_path: Path) -> None:
    """The loser, verbatim."""
    team = team_of(tmp_path, priority=FieldPolicy(on_conflict=("A",)))
    team.tools["A"].edit(first(team, "A"), "priority", "high", by=ADA)
    types(team, "B", "low")
    assert lines(team, "overruled") == [("B", "low", "high", ADA)]


def test_proposals_from_their_opening_to_their_end(tmp_path: Path) -> None:
    """Proposed, superseded by a newer one, withdrawn, and accepted by the tool that decides."""
    team = team_of(tmp_path, priority=ELSEWHERE)
    types(team, "B", "low")
    types(team, "B", "lower")
    assert lines(team, "proposed") == [("B", None, "low", ADA), ("B", None, "lower", ADA)]
    assert lines(team, "superseded") == [("B", "low", "lower", ADA)]
    types(team, "B", None)
    assert lines(team, "withdrawn") == [("B", "lower", None, ADA)]
    types(team, "C", "high")
    types(team, "A", "high")
    assert lines(team, "accepted") == [("C", None, "high", None)]
    assert lines(team, "adopted") == [("A", None, "high", ADA)]


def test_what_is_put_back(tmp_path: Path) -> None:
    """Typed where it is not decided: what it was, and what it is again."""
    team = team_of(tmp_path, priority=FieldPolicy(("A",), elsewhere="revert"))
    types(team, "B", "low")
    assert lines(team, "reverted") == [("B", "low", None, ADA)]
    assert ("B", "low", None, None) in lines(team, "written")


def test_what_gives_way_when_records_are_paired(tmp_path: Path) -> None:
    """The value that was there, in the words of its tool."""
    team = Team3(tmp_path / "s.db", portfolio("A", "B", priority=ELSEWHERE))
    for name, value in {"A": "high", "B": "low"}.items():
        fields = {"title": "Epic 0", "status": "planned", "priority": value}
        team.tools[name].add(fields, kind="epic")
    team.clock.pass_by(minutes=10)
    team.settle()
    assert [line[:3] for line in lines(team, "replaced")] == [("B", "low", "high")]


def test_what_people_decide_in_syncline(tmp_path: Path) -> None:
    """Resolved, accepted and declined, by the person who did."""
    team = team_of(tmp_path, priority=ELSEWHERE)
    team.tools["A"].edit(first(team, "A"), "start", DAY)
    types(team, "B", OTHER, "start")
    (conflict,) = store(team).conflicts()
    decide(team, lambda session: resolve(session, conflict, OTHER, 1, how="B", by=ADA))
    assert lines(team, "resolved") == [("", None, OTHER, ADA)]
    types(team, "B", "low")
    types(team, "C", "high")
    low, high = sorted(store(team).proposals(), key=lambda p: p.replica)
    decide(team, lambda session: decline(session, low.id, by=ADA))
    decide(team, lambda session: accept(session, high.id, by=ADA))
    assert lines(team, "declined") == [("B", "low", None, ADA)]
    assert lines(team, "accepted") == [("", None, "high", ADA)]


def test_a_write_whose_answer_was_lost_is_told_under_its_own_run(tmp_path: Path) -> None:
    """The run that found it did not make it."""
    team = team_of(tmp_path)
    team.tools["B"].faults.add(Fault("lost", "update"))
    team.tools["A"].edit(first(team, "A"), "priority", "high")
    run = team.sync().summary.run
    team.clock.pass_by(minutes=10)
    passed(team)
    assert {(c.replica, c.run) for c in told(team, "written")} == {("B", run), ("C", run)}


def test_a_reference_is_told_as_an_item(three: Team3) -> None:
    """Old and new, whatever a tool calls its records."""
    ids = seeded(three)
    for parent in (1, 2):
        three.tools["A"].edit(ids["A"][0], "parent", ids["A"][parent])
        passed(three)
    items = {item.id for item in store(three).items()}
    changes: list[FieldChange] = [c for c in told(three, "written") if c.field == "parent"]
    assert len(changes) == 4
    assert {c.new for c in changes} | {c.old for c in changes if c.old} <= items
