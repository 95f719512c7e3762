"""A tick and the number 1 are equal to Python, and must not be taken for each other."""

from dataclasses import replace
from pathlib import Path

import pytest

from syncline.domain.fields import FieldSpec, FieldType, Value
from syncline.domain.policy import Portfolio
from syncline.store import codec
from tests.engine.conftest import Team3, portfolio

TICK = FieldSpec("approved", FieldType.CHECKBOX)
COUNT = FieldSpec("estimate", FieldType.NUMBER)


def both() -> Portfolio:
    """Return two tools that carry a checkbox and a number."""
    base = portfolio("A", "B")
    return replace(base, fields={**base.fields, "approved": TICK, "estimate": COUNT})


@pytest.mark.parametrize("first", ["approved", "estimate"])
def test_a_tick_and_a_one_stay_what_they_are(tmp_path: Path, first: str) -> None:
    """Whichever of them was stored before the other one in a process; no edit of either is lost."""
    codec.value_text.cache_clear()
    codec.text_value.cache_clear()
    team = Team3(tmp_path / "s.db", both())
    epic = team.tools["A"].add({"title": "Ship", "status": "planned"}, kind="epic")
    assert team.settle().summary.outcome == "OK"
    typed: dict[str, Value] = {"approved": True, "estimate": 1.0}
    for name in sorted(typed, key=lambda name: name != first):
        team.tools["A"].edit(epic, name, typed[name], by="ann")
        team.sync()
        team.clock.pass_by(minutes=10)
    codec.text_value.cache_clear()  # as in a new process
    team.reopen()
    team.tools["A"].edit(epic, "title", "Ship it", by="ann")
    assert team.sync().summary.operations == 1
    team.clock.pass_by(minutes=10)
    record = next(iter(team.tools["B"].records())).id
    for ticked in (False, True):
        team.tools["B"].edit(record, "approved", ticked, by="bob")
        assert team.sync().summary.operations == 1
        team.clock.pass_by(minutes=10)
    shown = [team.values(tool, name)["Ship it"] for name in typed for tool in ("A", "B")]
    assert [(type(value), value) for value in shown] == [(bool, True)] * 2 + [(float, 1.0)] * 2
    assert team.store
    team.store.close()
