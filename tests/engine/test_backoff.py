"""Refused operations wait longer each time; a value that something puts back is left alone."""

from connectors.memory import Fault
from syncline.domain.backoff import DEAD_AFTER
from tests.engine.conftest import Team3
from tests.engine.moves import seeded, shows, store, writes


def refuse(team: Team3) -> dict[str, list[str]]:
    """Let C refuse every update of the first epic, and let somebody change it."""
    ids = seeded(team)
    team.tools["C"].fail(Fault("rejected", "update", record=ids["C"][0], count=0))
    team.tools["A"].edit(ids["A"][0], "priority", "high")
    return ids


def test_a_refused_operation_is_tried_in_the_next_run_and_then_ever_later(three: Team3) -> None:
    """15 minutes, 30, an hour ... at most a day; in between the plan says why not."""
    refuse(three)
    tried = []
    for quarter in range(4 * 24):
        before = three.tools["C"].requests["update"]
        three.sync()
        if three.tools["C"].requests["update"] > before:
            tried.append(quarter)
        three.clock.pass_by(minutes=15)
    assert tried == [0, 1, 2, 4, 8, 16, 32, 64]
    (letter,) = store(three).postponed()
    assert letter.attempts == len(tried) > DEAD_AFTER
    (refusal,) = [r for r in three.plan().refusals if r.replica == "C"]
    assert "refused 8 times (this update is refused); tried again after" in refusal.reason
    assert three.sync().summary.outcome == "OK", "nothing else suffers"


def test_another_value_is_tried_at_once_and_success_forgets_the_refusals(three: Team3) -> None:
    """The refusal was about that value."""
    ids = refuse(three)
    three.sync()
    three.sync()
    assert three.sync().summary.operations == 0, "it waits"
    three.tools["C"].faults.clear()
    three.tools["A"].edit(ids["A"][0], "priority", "low")
    assert three.sync().summary.applied == 2
    assert shows(three, "Epic 0", "priority") == dict.fromkeys("ABC", "low")
    assert not store(three).postponed()


def test_what_nobody_wants_any_more_is_forgotten(three: Team3) -> None:
    """The author went back to what C still shows."""
    ids = refuse(three)
    three.sync()
    three.tools["A"].edit(ids["A"][0], "priority", None)
    three.sync()
    assert not store(three).postponed()
    assert shows(three, "Epic 0", "priority") == dict.fromkeys("ABC")


def test_a_value_that_something_puts_back_is_paused_after_three_writes(three: Team3) -> None:
    """An automation fights back; it is told, and neither side writes for ever."""
    ids = seeded(three)
    refusals = []
    for _ in range(12):
        # Two automations that know nothing of each other.
        three.tools["A"].edit(ids["A"][0], "priority", "high")
        three.sync()
        three.tools["B"].edit(ids["B"][0], "priority", "low")
        refusals += [r.reason for r in three.plan().refusals]
        three.sync()
        three.clock.pass_by(minutes=30)
    assert writes(three, "C") <= 6 + 3 * 2, "three of each value, beside the first stamps"
    assert any("paused: high was written 3 times within a day" in reason for reason in refusals)
    three.clock.pass_by(hours=25)
    assert three.sync().summary.outcome == "OK"
    values = set(shows(three, "Epic 0", "priority").values())
    assert len(values) == 1, "a day later all tools agree again"


def test_a_person_may_change_a_field_as_often_as_they_like(three: Team3) -> None:
    """Other values are no ping-pong."""
    ids = seeded(three)
    for number in range(8):
        three.tools["A"].edit(ids["A"][0], "priority", f"p{number}")
        assert three.sync().summary.applied == 2
        three.clock.pass_by(minutes=10)
    assert shows(three, "Epic 0", "priority") == dict.fromkeys("ABC", "p7")
