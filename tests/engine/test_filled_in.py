"""What a tool fills in by itself flows out of it; nothing is ever written over it."""

from dataclasses import replace
from pathlib import Path

from connectors.memory import Quirks
from syncline.domain.fields import FieldSpec, FieldType, Value
from tests.engine.conftest import Team3, portfolio

WHY = "the property Score (formula) is filled in by A"


def scored(path: Path, value: Value) -> Team3:
    """Give one epic in two tools, of which A computes the score."""
    bare = portfolio("A", "B")
    fields = {**bare.fields, "score": FieldSpec("score", FieldType.NUMBER)}
    quirks = {"A": Quirks(fixed={"score": WHY})}
    team = Team3(path / "s.db", replace(bare, fields=fields), quirks=quirks)
    team.tools["A"].add({"title": "Pay", "status": "planned", "score": value}, kind="epic")
    team.tools["B"].add({"title": "Pay", "status": "planned"}, kind="epic")
    team.settle()
    team.sync()
    return team


def test_a_computed_value_is_a_source_for_the_others(tmp_path: Path) -> None:
    """It arrives where it can be written."""
    team = scored(tmp_path, 3.5)
    assert team.values("B", "score") == {"Pay": 3.5}
    assert team.store
    team.store.close()


def test_an_edit_made_elsewhere_is_refused_with_the_reason(tmp_path: Path) -> None:
    """In every plan, and nothing is written; it goes when the tools agree."""
    team = scored(tmp_path, 3.5)
    (record,) = team.tools["B"].records()
    team.tools["B"].edit(record.id, "score", 8.0, by="bob")
    for _ in range(3):
        team.clock.pass_by(minutes=10)
        assert team.sync().summary.outcome == "OK"
    assert team.values("A", "score") == {"Pay": 3.5}
    plan = team.plan()
    assert not plan.operations
    told = [r for r in plan.refusals if r.field == "score"]
    assert [(r.replica, r.reason) for r in told] == [
        ("A", f"{WHY}: it is read there, and never written")
    ]
    team.tools["B"].edit(record.id, "score", 3.5, by="bob")
    team.clock.pass_by(minutes=10)
    team.sync()
    assert team.values("A", "score") == {"Pay": 3.5}
    assert team.store
    team.store.close()
