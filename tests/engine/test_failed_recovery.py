"""A recovery that cannot read has found nothing out: the write stays open, and is not repeated."""

from datetime import timedelta
from pathlib import Path

from connectors.memory import Fault, Quirks
from syncline.domain.text import Block, Document, Run
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import flying, seeded, shows, titles


def test_a_create_whose_search_fails_stays_open_and_is_not_made_again(tmp_path: Path) -> None:
    """The index does not list the record yet, and the tool does not answer when asked for it."""
    lagging = {"C": Quirks(lag=timedelta(seconds=45))}
    team = Team3(tmp_path / "s.db", portfolio("A", "B", "C"), quirks=lagging)
    seeded(team, 1)
    team.tools["A"].add({"title": "New", "status": "planned"}, kind="epic")
    team.tools["C"].fail(Fault("lost", "create"))
    team.sync()
    team.tools["C"].fail(Fault("outage", "find"))
    team.clock.pass_by(seconds=5)
    assert team.sync().summary.outcome == "PARTIAL"
    assert len(flying(team)) == 1
    team.clock.pass_by(minutes=10)
    assert team.sync().summary.outcome == "OK"
    assert titles(team, "C") == ["Epic 0", "New"]
    assert team.store
    team.store.close()


def test_a_field_that_was_away_when_a_cut_off_create_was_found_empties_nothing(
    tmp_path: Path,
) -> None:
    """Nobody can say what it shows there until it is back; then it is filled."""
    cut = {"C": Quirks(later=frozenset({"labels"}))}
    team = Team3(tmp_path / "s.db", portfolio("A", "B", "C"), quirks=cut)
    seeded(team)
    fields = {*team.portfolio.fields, "Syncline"}
    team.tools["A"].add(
        {"title": "New", "status": "planned", "labels": frozenset({"urgent"})}, kind="epic"
    )
    team.tools["C"].fail(Fault("cut", "create"))
    team.sync()
    team.tools["C"].fields = fields - {"labels"}
    for _ in range(2):
        team.clock.pass_by(minutes=10)
        team.sync()
    team.tools["C"].fields = fields
    for _ in range(2):
        team.clock.pass_by(days=2)  # a census
        team.sync()
    assert shows(team, "New", "labels") == dict.fromkeys("ABC", frozenset({"urgent"}))
    assert team.store
    team.store.close()


def test_a_body_that_a_cut_off_create_never_reached_empties_nothing(tmp_path: Path) -> None:
    """The search shows no bodies, so what it finds is read whole before it is believed."""
    cut = {"C": Quirks(deferred_body=True, later=frozenset({"description"}))}
    team = Team3(tmp_path / "s.db", portfolio("A", "B", "C"), quirks=cut)
    seeded(team, 1)
    body = Document((Block("paragraph", (Run("why we do this"),)),))
    team.tools["A"].add({"title": "New", "status": "planned", "description": body}, kind="epic")
    team.tools["C"].fail(Fault("cut", "create"))
    for _ in range(3):
        team.sync()
        team.clock.pass_by(minutes=10)
    assert shows(team, "New", "description") == dict.fromkeys("ABC", body)
    assert team.store
    team.store.close()


def test_a_record_that_is_found_late_is_asked_for_what_was_agreed_meanwhile(tmp_path: Path) -> None:
    """It was made with what was agreed then, and that is all it can have been asked for."""
    lagging = {"C": Quirks(lag=timedelta(seconds=45))}
    team = Team3(tmp_path / "s.db", portfolio("A", "B", "C"), quirks=lagging)
    seeded(team, 1)
    fields = {"title": "New", "status": "planned", "priority": "low"}
    record = team.tools["A"].add(fields, kind="epic")
    team.tools["C"].fail(Fault("lost", "create"))
    team.sync()
    team.tools["A"].edit(record, "priority", "high")
    team.clock.pass_by(seconds=5)
    team.sync()
    assert shows(team, "New", "priority") == {"A": "high", "B": "high", "C": "low"}
    team.clock.pass_by(minutes=10)
    team.sync()
    assert shows(team, "New", "priority") == dict.fromkeys("ABC", "high")
    assert team.store
    team.store.close()
