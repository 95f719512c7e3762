"""Rows that say what a tool showed last are gone: equal, or a conflict; never an overwrite."""

import pytest

from tests.engine.conftest import Team3
from tests.engine.moves import seeded, shows, store, writes


def forget(team: Team3, where: str) -> None:
    """Lose what is known of the displays of some replicas."""
    with store(team)._database.writing() as transaction:
        transaction.driver.execute(f"DELETE FROM shadows WHERE {where}")  # noqa: S608
        transaction.driver.execute("DELETE FROM sightings")


@pytest.mark.parametrize("where", ["replica = 'B'", "field = 'priority'", "1 = 1"])
def test_what_differs_without_a_base_is_held(three: Team3, where: str) -> None:
    """Nobody can tell who changed it, so both stay and a person is asked."""
    ids = seeded(three)
    three.tools["A"].edit(ids["A"][0], "priority", "high")
    three.settle()
    three.tools["B"].edit(ids["B"][0], "priority", "low")
    forget(three, where)
    before = [writes(three, name) for name in "ABC"]
    three.clock.pass_by(hours=25)  # everything is listed
    for _ in range(2):
        three.sync()
        three.clock.pass_by(minutes=10)
    assert [writes(three, name) for name in "ABC"] == before
    assert shows(three, "Epic 0", "priority") == {"A": "high", "B": "low", "C": "high"}
    (conflict,) = store(three).conflicts()
    assert conflict.field == "priority"
    assert {"high", "low"} <= {*conflict.seen, *(c.value for c in conflict.candidates.values())}


@pytest.mark.parametrize("where", ["replica = 'B'", "1 = 1"])
def test_what_agrees_without_a_base_is_agreed(three: Team3, where: str) -> None:
    """Nothing is written, and the next edit is carried."""
    ids = seeded(three)
    forget(three, where)
    three.clock.pass_by(hours=25)
    assert three.sync().summary.operations == 0
    three.tools["C"].edit(ids["C"][1], "priority", "high")
    three.sync()
    assert shows(three, "Epic 1", "priority") == dict.fromkeys("ABC", "high")
