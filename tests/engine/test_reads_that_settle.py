"""What became of a lost write is read; a read that fails says nothing of it."""

import pytest

from connectors.memory import Fault
from tests.engine.conftest import Team3
from tests.engine.moves import flying, seeded, shows, titles, writes

TROUBLE = ["outage", "rate_limited", "refused", "gone", "garbled"]


@pytest.mark.parametrize("kind", TROUBLE)
def test_a_failed_search_for_a_lost_create_leaves_it_open(three: Team3, kind: str) -> None:
    """Not found is said by a search that worked; until then nothing is made again."""
    seeded(three)
    three.tools["A"].add({"title": "New", "status": "planned"}, kind="epic")
    three.tools["C"].fail(Fault("lost", "create"))
    three.sync()
    (lost,) = flying(three)
    three.tools["C"].fail(Fault(kind, "find", count=0))  # type: ignore[arg-type]
    three.tools["C"].fail(Fault("outage", "list", count=0))  # nor does a listing show it
    for _ in range(3):
        three.clock.pass_by(minutes=10)  # long past the time at which it must be visible
        assert three.sync().summary.outcome == "PARTIAL"
        assert [intent.operation for intent in flying(three)] == [lost.operation]
    three.tools["C"].faults.clear()
    three.clock.pass_by(minutes=10)
    assert three.sync().summary.outcome == "OK"
    assert not flying(three)
    assert three.tools["C"].requests["create"] == 1
    assert titles(three, "C").count("New") == 1


@pytest.mark.parametrize("kind", TROUBLE)
def test_a_failed_read_of_a_lost_update_leaves_it_open(three: Team3, kind: str) -> None:
    """Neither written again nor forgotten."""
    ids = seeded(three)
    three.tools["A"].edit(ids["A"][0], "priority", "high")
    three.tools["C"].fail(Fault("lost", "update"))
    three.sync()
    before = writes(three, "C")
    three.tools["C"].fail(Fault(kind, "read", count=0))  # type: ignore[arg-type]
    for _ in range(3):
        three.clock.pass_by(minutes=10)
        assert three.sync().summary.outcome == "PARTIAL"
        assert len(flying(three)) == 1
    three.tools["C"].faults.clear()
    three.clock.pass_by(minutes=10)
    assert three.sync().summary.outcome == "OK"
    assert not flying(three)
    assert writes(three, "C") == before
    assert shows(three, "Epic 0", "priority") == dict.fromkeys("ABC", "high")
