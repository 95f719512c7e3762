"""Writes whose answers are lost, refused or cut off: read before anything is sent again."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from connectors.memory import Fault, Quirks
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import flying, seeded, shows, store, titles, writes

DAY = date(2026, 5, 4)
LAGGING = Quirks(lag=timedelta(seconds=45))
Making = Callable[[Quirks], Team3]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Making]:
    """Make three tools, A, B and C, of which C has the given quirks."""
    teams: list[Team3] = []

    def make(quirks: Quirks) -> Team3:
        teams.append(Team3(tmp_path / "s.db", portfolio("A", "B", "C"), quirks={"C": quirks}))
        return teams[-1]

    yield make
    for team in teams:
        if team.store:
            team.store.close()


def test_a_create_whose_answer_is_lost_is_found_by_its_marker_after_the_lag(made: Making) -> None:
    """While the index hides it the Item waits; then it is adopted, and there is one record."""
    team = made(LAGGING)
    seeded(team)
    team.tools["A"].add({"title": "New", "status": "planned"}, kind="epic")
    team.tools["C"].fail(Fault("lost", "create"))
    first = team.sync().summary
    assert (first.outcome, first.applied, first.quarantined) == ("PARTIAL", 2, 1), first
    assert len(flying(team)) == 1

    team.clock.pass_by(seconds=5)  # the index does not show it yet
    waiting = team.sync().summary
    assert (waiting.outcome, waiting.operations) == ("PARTIAL", 0)

    team.clock.pass_by(seconds=45)
    assert team.sync().summary.outcome == "OK"
    assert not flying(team)
    assert titles(team, "C").count("New") == 1
    assert team.tools["C"].requests["create"] == 1


def test_what_somebody_types_into_a_found_record_meanwhile_is_carried(made: Making) -> None:
    """The tool writes status in a call of its own, and still an edit there is an edit."""
    team = made(Quirks(lanes={"status": "move", "priority": "edit"}))
    seeded(team)
    team.tools["A"].add({"title": "New", "status": "planned", "priority": "low"}, kind="epic")
    team.tools["C"].fail(Fault("lost", "create"))
    team.sync()
    found = next(r for r in team.tools["C"].records() if r.fields["title"] == "New")
    team.tools["C"].edit(found.id, "priority", "high", by="ann")
    team.tools["C"].edit(found.id, "status", "done", by="ann")
    team.clock.pass_by(minutes=10)
    team.sync()
    assert set(shows(team, "New", "priority").values()) == {"high"}
    assert set(shows(team, "New", "status").values()) == {"done"}


def test_a_status_that_a_cut_off_create_never_reached_is_no_edit(made: Making) -> None:
    """Where a create sets the status last, a lost one may stand at the first status."""
    team = made(Quirks(lanes={"status": "move"}, later=frozenset({"status"})))
    seeded(team)
    team.tools["A"].add({"title": "New", "status": "done"}, kind="epic")
    team.tools["C"].fail(Fault("lost", "create"))
    team.sync()
    found = next(r for r in team.tools["C"].records() if r.fields["title"] == "New")
    team.tools["C"].edit(found.id, "status", "planned", by="syncline")  # as it was cut off
    team.clock.pass_by(minutes=10)
    assert team.sync().summary.outcome == "OK"
    assert set(shows(team, "New", "status").values()) == {"done"}


def test_an_update_whose_answer_is_lost_is_settled_by_reading(three: Team3) -> None:
    """No second call."""
    ids = seeded(three)
    three.tools["A"].edit(ids["A"][0], "target", DAY)
    three.tools["C"].fail(Fault("lost", "update"))
    assert three.sync().summary.outcome == "PARTIAL"
    before = writes(three, "C")
    again = three.sync().summary
    assert (again.outcome, again.operations) == ("OK", 0), again
    assert writes(three, "C") == before
    assert set(shows(three, "Epic 0", "target").values()) == {DAY}


def test_an_update_that_never_arrived_is_written_again_after_the_deadline(three: Team3) -> None:
    """Before `visible_by` it may still land, so nothing is sent; after it, it is."""
    ids = seeded(three)
    three.tools["A"].edit(ids["A"][0], "target", DAY)
    three.tools["C"].fail(Fault("unsent", "update"))
    three.sync()
    before = writes(three, "C")
    three.clock.pass_by(seconds=10)
    assert three.sync().summary.outcome == "PARTIAL"
    assert writes(three, "C") == before
    three.clock.pass_by(seconds=30)
    assert three.sync().summary.outcome == "OK"
    assert writes(three, "C") == before + 1
    assert set(shows(three, "Epic 0", "target").values()) == {DAY}


def test_a_crash_between_intent_and_call_is_healed_without_a_person(three: Team3) -> None:
    """A SENT intent of a dead run is read like an unknown one."""
    ids = seeded(three)
    three.tools["A"].edit(ids["A"][0], "target", DAY)

    def die(call: str, _record: str | None) -> None:
        if call == "update":
            raise KeyboardInterrupt

    three.tools["B"].before = die
    three.tools["C"].before = die
    with pytest.raises(KeyboardInterrupt):
        three.sync()
    assert {i.state for i in flying(three)} == {"SENT"}
    three.tools["B"].before = three.tools["C"].before = lambda _call, _record: None
    three.clock.pass_by(minutes=10)
    assert three.sync().summary.outcome == "OK"
    assert not flying(three)
    assert set(shows(three, "Epic 0", "target").values()) == {DAY}


def test_one_poisoned_item_stops_no_other_and_is_tried_again(three: Team3) -> None:
    """PARTIAL with a sentence; the next run writes it."""
    ids = seeded(three)
    for n in range(3):
        three.tools["A"].edit(ids["A"][n], "target", DAY)
    three.tools["C"].fail(Fault("rejected", "update", record=ids["C"][1]))
    result = three.sync().summary
    assert (result.outcome, result.applied, result.failed) == ("PARTIAL", 5, 1), result
    assert any("Epic 1" in note and "refused" in note for note in result.notes), result.notes
    assert [shows(three, f"Epic {n}", "target")["C"] for n in range(3)] == [DAY, None, DAY]
    three.clock.pass_by(minutes=10)
    assert three.sync().summary.outcome == "OK"
    assert shows(three, "Epic 1", "target")["C"] == DAY


@pytest.mark.parametrize("kind", ["refused", "gone", "rate_limited", "outage"])
def test_systemic_trouble_stops_that_replica_at_once_and_no_other(three: Team3, kind: str) -> None:
    """One call meets it, the rest of that replica waits for the next run."""
    ids = seeded(three)
    for n in range(3):
        three.tools["A"].edit(ids["A"][n], "target", DAY)
    three.tools["C"].fail(Fault(kind, "update", count=0))  # type: ignore[arg-type]
    before = three.tools["C"].requests["update"]
    result = three.sync().summary
    assert (result.outcome, result.applied) == ("PARTIAL", 3), result
    assert any(note.startswith("C stopped: memory: ") for note in result.notes), result.notes
    assert three.tools["C"].requests["update"] == before + 1
    assert not flying(three), "it was refused, so it is known not to have happened"
    three.tools["C"].faults.clear()
    three.clock.pass_by(minutes=10)
    assert three.sync().summary.applied == 3
    for n in range(3):
        assert set(shows(three, f"Epic {n}", "target").values()) == {DAY}


def test_a_replica_whose_listing_is_cut_short_creates_and_infers_nothing(three: Team3) -> None:
    """A full listing that shows less than 70 % of the known records is not believed."""
    ids = seeded(three, 12)
    for record in ids["B"][:6]:
        three.tools["B"].move(record, "hidden")
    with store(three)._database.writing() as transaction:  # the cursor is lost: all is listed again
        transaction.driver.execute("DELETE FROM cursors WHERE replica = 'B'")
    before = [writes(three, name) for name in "ABC"]
    result = three.sync().summary
    assert result.outcome == "PARTIAL"
    assert any("6 of 12 known records" in note for note in result.notes), result.notes
    assert [writes(three, name) for name in "ABC"] == before
    assert store(three).count("B") == 12
    assert store(three).cursor("B") is None
