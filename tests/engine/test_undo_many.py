"""Undo of a run of 500 operations, of which people have edited 20 since."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from connectors.memory import Quirks
from syncline.domain.policy import Safety
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import seeded
from tests.engine.undoing import ADA, DAY, shown_undo, undone

FIELDS = ("start", "target", "priority", "owner", "labels")
ITEMS, EDITED = 100, 20
LATER = date(2026, 9, 1)


def test_480_of_500_are_restored_and_20_are_left_and_listed(tmp_path: Path) -> None:
    """Half of the edits were carried by a sync since, half were typed just now; then all rests."""
    rules = portfolio("A", "B")
    rules = replace(rules, safety=Safety(approve_changes=9999, approve_share=1.0, stop_share=1.0))
    lanes = Quirks(lanes={name: name for name in FIELDS})
    team = Team3(tmp_path / "s.db", rules, quirks={"A": lanes, "B": lanes})
    ids = seeded(team, ITEMS)
    before = content(team)
    given = {"start": DAY, "target": DAY, "priority": "high", "owner": ADA, "labels": {"web"}}
    for record in ids["A"]:
        for name, value in given.items():
            team.tools["A"].edit(record, name, frozenset(value) if name == "labels" else value)
    result = team.sync()
    assert result.summary.applied == ITEMS * len(FIELDS)
    team.clock.pass_by(minutes=10)
    after = content(team)

    typed = {}
    for n in range(EDITED):
        place = "AB"[n % 2]
        typed[n, "target"] = LATER + timedelta(days=n)
        team.tools[place].edit(ids[place][n], "target", typed[n, "target"], by=ADA)
        if n == EDITED // 2:
            team.sync()
            team.clock.pass_by(minutes=10)

    run = result.summary.run
    left = shown_undo(team, run).refusals
    assert len(left) == EDITED
    assert {(r.field, ADA in r.reason, "in A" in r.reason or "in B" in r.reason) for r in left} == {
        ("target", True, True)
    }
    assert undone(team, run).summary.outcome == "OK"
    expected = {
        place: {(n, f): typed.get((n, f), value) for (n, f), value in values.items()}
        for place, values in before.items()
    }
    assert content(team) == expected
    assert content(team) != after
    assert sum(before["B"][key] == value for key, value in content(team)["B"].items()) == 480
    assert team.sync().summary.operations == 0


def content(team: Team3) -> dict[str, dict[tuple[int, str], object]]:
    """Return what every tool holds, by epic and field."""
    return {
        name: {
            (n, field): record.fields.get(field) or None
            for n, record in enumerate(sorted(tool.records(), key=lambda r: r.id))
            for field in FIELDS
        }
        for name, tool in team.tools.items()
    }
