"""A body that a listing does not show: created empty, and written later."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.memory import Quirks
from syncline.domain.text import plain
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import shows


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team3]:
    """Return three tools, of which C shows a body only to a direct read."""
    rules = portfolio("A", "B", "C")
    fields = {name: spec for name, spec in rules.fields.items() if name != "parent"}
    quirks = {"C": Quirks(deferred_body=True)}
    made = Team3(tmp_path / "s.db", replace(rules, fields=fields), quirks=quirks)
    yield made
    assert made.store
    made.store.close()


def test_a_body_typed_after_a_record_was_made_without_one_arrives(team: Team3) -> None:
    """What the answer to a create did not tell is read once; a soak found that it never was."""
    made = {"title": "Epic", "status": "planned", "labels": frozenset({"growth"})}
    first = team.tools["A"].add(made, kind="epic")
    team.settle()
    team.sync()
    team.tools["A"].edit(first, "description", plain("Why it matters."))
    team.clock.pass_by(minutes=10)
    team.sync()
    team.clock.pass_by(minutes=10)
    team.sync()
    assert len(set(shows(team, "Epic", "description").values())) == 1, shows(
        team, "Epic", "description"
    )
    assert team.sync().summary.operations == 0
