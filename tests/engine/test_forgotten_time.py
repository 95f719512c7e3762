"""What was made after the copy from which a store was restored: it is ours, and made once."""

from collections.abc import Callable

import pytest

from connectors.memory import Fault
from tests.engine.conftest import Team3
from tests.engine.moves import copied, laid_back, seeded, store, titles


@pytest.fixture
def back(three: Team3) -> Callable[[], None]:
    """Bring three epics under Syncline, copy the store, and give a way back to that copy."""
    seeded(three)
    copy = copied(three)

    def restore() -> None:
        laid_back(three, copy)
        three.clock.pass_by(minutes=10)

    return restore


def made_since(three: Team3) -> None:
    """Let somebody make an epic, and Syncline carry it everywhere."""
    three.tools["A"].add({"title": "Since", "status": "planned"}, kind="epic")
    three.clock.pass_by(minutes=10)
    assert three.sync().summary.applied == 3
    three.clock.pass_by(minutes=10)


def test_an_item_that_lost_a_record_since_is_nobody_elses(
    three: Team3, back: Callable[[], None]
) -> None:
    """Its marker is unknown and one of its records is away, as with a copy from elsewhere."""
    made_since(three)
    (thrown,) = [r.id for r in three.tools["C"].records() if r.fields["title"] == "Since"]
    three.tools["C"].move(thrown, "trashed")
    back()
    held = three.sync()
    assert held.summary.outcome == "HELD"
    assert any("was restored from an older copy" in reason for reason in held.waits), held.waits
    assert held.plan
    assert not held.plan.refusals
    three.sync(held.plan.digest)
    assert not any(store(three).asides(name) for name in "ABC")
    assert [titles(three, name).count("Since") for name in "ABC"] == [1, 1, 2]  # one in the trash


def test_a_listing_that_shows_nothing_doubles_nothing(
    three: Team3, back: Callable[[], None]
) -> None:
    """The restored store knows of none there, so that it cannot tell that the listing is short."""
    made_since(three)
    back()
    three.tools["C"].fail(Fault("empty", "list", count=2))
    held = three.sync()
    assert held.plan
    assert [op.replica for op in held.plan.operations] == ["C"]
    three.sync(held.plan.digest)
    for _ in range(2):
        three.clock.pass_by(minutes=10)
        assert three.sync().summary.outcome == "OK"
    assert [titles(three, name).count("Since") for name in "ABC"] == [1, 1, 1]
    assert not any(store(three).asides(name) for name in "ABC")
