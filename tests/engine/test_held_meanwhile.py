"""A conflict that opens while a plan is being applied freezes its field at once."""

from dataclasses import replace
from pathlib import Path

from connectors.memory import Quirks
from syncline.domain.state import Lease
from syncline.engine.run import sync
from syncline.engine.session import holding
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import seeded, shows, store
from tests.turns import in_turn


def test_a_field_whose_conflict_opens_during_the_run_is_written_no_more(tmp_path: Path) -> None:
    """The write to B covers what Bob has just typed; C keeps what it shows."""
    quirks = replace(Quirks(), changelog=True)
    team = Team3(tmp_path / "s.db", portfolio("A", "B", "C"), quirks={"B": quirks})
    ids = seeded(team, 1)
    team.tools["A"].edit(ids["A"][0], "priority", "high", by="ann@acme.example")

    def types(call: str, record: str | None) -> None:
        if call == "update" and record:
            team.tools["B"].edit(record, "priority", "urgent", by="bob@acme.example")

    team.tools["B"].before = types
    with holding(store(team), team.clock, "test", lambda _: True) as lease:
        assert isinstance(lease, Lease)
        summary = sync(team.session(lease), in_turn("ABC")).summary
    assert any("priority: on hold now" in note for note in summary.notes), summary.notes
    assert shows(team, "Epic 0", "priority")["C"] is None
    (conflict,) = store(team).conflicts()
    assert conflict.candidates["B"].value == "urgent"
    assert team.store
    team.store.close()
