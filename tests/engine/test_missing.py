"""Records that are deleted, hidden, archived or out of scope: what is inferred, and what is not."""

from dataclasses import replace
from pathlib import Path

import pytest

from connectors.memory import Fault
from syncline.domain.plan import Archive, Create
from syncline.domain.policy import OnMissing, Safety
from syncline.domain.state import Lease
from syncline.engine.session import holding
from syncline.engine.verdicts import accept, decline
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import seeded, shows, store, titles, writes

DAY = 24 * 60


def census(team: Team3, minutes: float = DAY) -> None:
    """Let a day pass, so that everything is listed again, and sync."""
    team.clock.pass_by(minutes=minutes)
    team.sync()


def team_with(path: Path, on_missing: OnMissing, **safety: object) -> Team3:
    """Return three tools whose deletions are dealt with as told."""
    rules = portfolio("A", "B", "C")
    made = Safety(on_missing=on_missing, **safety)  # type: ignore[arg-type]
    return Team3(path / "s.db", replace(rules, safety=made))


def settle(team: Team3, answer: str) -> str:
    """Accept or decline the only question."""
    (asked,) = store(team).proposals()
    assert asked.field == "record"
    with holding(store(team), team.clock, "cli", lambda _: True) as lease:
        assert isinstance(lease, Lease)
        verdict = accept if answer == "accept" else decline
        return verdict(team.session(lease), asked.id, by="ann@acme.example")


def places(team: Team3, title: str) -> dict[str, str]:
    """Return where the record of a title is, in every tool."""
    return {
        name: record.place
        for name, tool in team.tools.items()
        for record in tool.records()
        if record.fields["title"] == title
    }


@pytest.mark.parametrize("place", ["trashed", "hidden"])
def test_a_deletion_is_certain_after_two_looks_and_then_a_person_is_asked(
    three: Team3, place: str
) -> None:
    """Nothing is written, nothing is made again, and the question says what would happen."""
    ids = seeded(three)
    three.tools["A"].move(ids["A"][0], place)  # type: ignore[arg-type]
    before = [writes(three, name) for name in "ABC"]
    census(three)
    (first,) = store(three).absences()
    assert (first.replica, first.certain, first.how) == ("A", False, "")
    assert not store(three).proposals(), "one look proves nothing"
    three.sync()
    assert store(three).absences() == (first,), "two looks at one time are one"
    census(three, 16)
    (sure,) = store(three).absences()
    assert (sure.certain, sure.how) == (True, "asked")
    (asked,) = store(three).proposals()
    assert (asked.field, asked.replica, asked.value) == ("record", "A", "archived in B, C")
    assert [writes(three, name) for name in "ABC"] == before
    census(three)
    assert three.sync().summary.operations == 0
    assert len(store(three).proposals()) == 1, "asked once"


def test_an_accepted_question_puts_the_others_away_and_deletes_nothing(three: Team3) -> None:
    """By an operation of a plan that cites its evidence, once."""
    ids = seeded(three)
    three.tools["A"].move(ids["A"][0], "trashed")
    census(three)
    census(three, 16)
    assert "nothing is deleted" in settle(three, "accept")
    plan = three.plan()
    assert [type(op) for op in plan.operations] == [Archive, Archive]
    assert {op.replica for op in plan.operations} == {"B", "C"}
    (reason,) = {op.reason for op in plan.operations if isinstance(op, Archive)}
    assert reason.startswith("A00001 was deleted in A (in the trash; seen 2026-"), reason
    assert three.sync().summary.applied == 2
    assert places(three, "Epic 0") == {"A": "trashed", "B": "archived", "C": "archived"}
    census(three)
    assert three.sync().summary.operations == 0
    assert places(three, "Epic 0") == {"A": "trashed", "B": "archived", "C": "archived"}
    assert titles(three, "A") == ["Epic 0", "Epic 1", "Epic 2"], "never made again"


def test_a_declined_question_keeps_the_others_and_makes_nothing_again(three: Team3) -> None:
    """B and C go on together; A is left alone."""
    ids = seeded(three)
    three.tools["A"].move(ids["A"][0], "trashed")
    census(three)
    census(three, 16)
    assert "is not made again in A" in settle(three, "decline")
    three.tools["B"].edit(ids["B"][0], "priority", "high")
    census(three)
    assert shows(three, "Epic 0", "priority") == {"A": None, "B": "high", "C": "high"}
    assert three.sync().summary.operations == 0
    assert titles(three, "A") == ["Epic 0", "Epic 1", "Epic 2"]


def test_a_record_that_comes_back_goes_on_as_if_it_had_never_been_away(three: Team3) -> None:
    """What was edited meanwhile arrives, the question is withdrawn, nobody is doubled."""
    ids = seeded(three)
    three.tools["A"].move(ids["A"][0], "hidden")
    census(three)
    three.tools["B"].edit(ids["B"][0], "priority", "high")
    census(three, 16)
    assert len(store(three).proposals()) == 1
    three.tools["A"].move(ids["A"][0], "listed")
    census(three)
    assert not store(three).absences()
    assert not store(three).proposals()
    assert shows(three, "Epic 0", "priority") == dict.fromkeys("ABC", "high")
    assert three.sync().summary.operations == 0


def test_archive_as_a_policy_is_bounded_by_a_plan_that_waits(tmp_path: Path) -> None:
    """One of three is within the limit of one; two wait for a person."""
    team = team_with(tmp_path, "archive")
    ids = seeded(team)
    team.tools["A"].move(ids["A"][0], "trashed")
    census(team)
    census(team, 16)
    assert places(team, "Epic 0") == {"A": "trashed", "B": "archived", "C": "archived"}
    for number in (1, 2):
        team.tools["A"].move(ids["A"][number], "trashed")
    census(team)
    team.clock.pass_by(minutes=16)
    held = team.sync()
    assert held.summary.outcome == "HELD"
    assert "it puts 2 records of B away; the limit is 1" in held.waits
    assert places(team, "Epic 1") == {"A": "trashed", "B": "listed", "C": "listed"}
    assert team.store
    team.store.close()


def test_an_edit_made_since_the_deletion_wins_over_it(tmp_path: Path) -> None:
    """Even where deletions are carried on, somebody still works on this one: a person is asked."""
    team = team_with(tmp_path, "archive")
    ids = seeded(team)
    team.tools["A"].move(ids["A"][0], "trashed")
    team.tools["B"].edit(ids["B"][0], "priority", "high")
    census(team)
    census(team, 16)
    assert places(team, "Epic 0") == {"A": "trashed", "B": "listed", "C": "listed"}
    assert [p.field for p in store(team).proposals()] == ["record"]
    assert team.store
    team.store.close()


def test_an_edit_between_plan_and_call_stops_the_archive(tmp_path: Path) -> None:
    """The re-read just before the call shows it."""
    team = team_with(tmp_path, "archive")
    ids = seeded(team)
    team.tools["A"].move(ids["A"][0], "trashed")
    census(team)
    team.clock.pass_by(minutes=16)
    armed = [True]

    def edits(call: str, _record: str | None) -> None:
        if call == "read" and team.tools["C"].requests["list"] and armed and applying():
            armed.clear()
            team.tools["C"].edit(ids["C"][0], "priority", "urgent")

    def applying() -> bool:
        return bool(store(team).absences()) and store(team).absences()[0].how == "archive"

    team.tools["C"].before = edits
    result = team.sync()
    assert not armed
    assert any("so it stays" in note for note in result.summary.notes), result.summary.notes
    assert places(team, "Epic 0")["C"] == "listed"
    assert team.store
    team.store.close()


def test_label_and_ignore_do_what_they_say(tmp_path: Path) -> None:
    """One label in the tools that still have it; or nothing at all."""
    for policy, wanted in (("label", frozenset({"missing-in-A"})), ("ignore", None)):
        (tmp_path / policy).mkdir()
        team = team_with(tmp_path / policy, policy)  # type: ignore[arg-type]
        ids = seeded(team)
        team.tools["A"].move(ids["A"][0], "trashed")
        census(team)
        census(team, 16)
        census(team)
        assert shows(team, "Epic 0", "labels")["B"] == wanted
        assert team.sync().summary.operations == 0
        assert not store(team).proposals()
        assert team.store
        team.store.close()


def test_what_is_out_of_sight_is_frozen_and_never_taken_for_deleted(three: Team3) -> None:
    """Forbidden or archived by hand: no question, no write, no new record, for ever."""
    ids = seeded(three)
    three.tools["A"].move(ids["A"][0], "forbidden")
    three.tools["B"].move(ids["B"][1], "archived")
    three.tools["C"].edit(ids["C"][0], "priority", "high")
    before = [writes(three, name) for name in "ABC"]
    for _ in range(4):
        census(three)
    assert {(a.replica, a.presence) for a in store(three).absences()} == {
        ("A", "FORBIDDEN"), ("B", "ARCHIVED"),
    }  # fmt: skip
    assert not store(three).proposals()
    assert [writes(three, n) for n in "ABC"] == [before[0], before[1] + 1, before[2]]
    assert three.sync().summary.operations == 0


def test_a_lost_permission_on_everything_looks_like_no_deletion(three: Team3) -> None:
    """No other record is shown to this token either, so nothing is concluded."""
    ids = seeded(three)
    for record in ids["A"]:
        three.tools["A"].move(record, "hidden")
    for _ in range(3):
        census(three)
    assert {a.presence for a in store(three).absences()} == {"FORBIDDEN"}
    assert not store(three).proposals()
    for record in ids["A"]:
        three.tools["A"].move(record, "listed")
    census(three)
    assert not store(three).absences()
    assert three.sync().summary.operations == 0


def test_many_deletions_at_once_are_told_in_one_sentence(three: Team3) -> None:
    """Thirty questions are no question."""
    ids = seeded(three, 120)
    for record in ids["A"][:30]:
        three.tools["A"].move(record, "trashed")
    census(three)
    census(three, 16)
    assert not store(three).proposals()
    reasons = [r.reason for r in three.plan().refusals]
    assert [r for r in reasons if r.startswith("30 records of A were deleted, more than 20")]


def test_a_new_record_with_the_title_of_a_deleted_one_is_not_copied_beside_the_old_ones(
    three: Team3,
) -> None:
    """Whether it is the same work made again is for a person to say."""
    ids = seeded(three)
    three.tools["A"].move(ids["A"][0], "trashed")
    census(three)
    three.tools["A"].add({"title": "Epic 0"}, kind="epic")
    census(three, 16)
    assert titles(three, "B") == ["Epic 0", "Epic 1", "Epic 2"]
    assert not [op for op in three.plan().operations if isinstance(op, Create)]


def test_an_archive_whose_answer_is_lost_is_settled_by_reading(tmp_path: Path) -> None:
    """It is there, so it happened; it is never sent again."""
    team = team_with(tmp_path, "archive")
    ids = seeded(team)
    team.tools["A"].move(ids["A"][0], "trashed")
    census(team)
    team.tools["B"].fail(Fault("lost", "archive"))
    census(team, 16)
    assert store(team).intents("UNKNOWN")
    census(team, 5)
    assert not store(team).intents("UNKNOWN")
    assert team.tools["B"].requests["archive"] == 1
    assert {(a.replica, a.how) for a in store(team).absences()} >= {("B", "archived")}
    assert team.store
    team.store.close()
