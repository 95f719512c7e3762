"""The frame of a run: one at a time, under a fence, dry, or narrowed to a few Items."""

from datetime import date, timedelta

import pytest

from flows.stages import threads
from syncline.domain.errors import LeaseLost
from syncline.domain.item import Item
from syncline.domain.state import Lease, LeaseTaken
from syncline.engine.run import Scope, preview, sync
from syncline.engine.session import holding
from tests.engine.conftest import Team3
from tests.engine.moves import rows, seeded, shows, store, writes

DAY = date(2026, 5, 4)


def test_a_second_run_finds_the_lease_taken_and_does_nothing(three: Team3) -> None:
    """It is told by whom and until when; a holder that died makes way at once."""
    seeded(three)
    with holding(store(three), three.clock, "first", lambda _: True) as mine:
        assert isinstance(mine, Lease)
        with holding(store(three), three.clock, "second", lambda _: True) as other:
            assert isinstance(other, LeaseTaken)
            assert other.holder == "first"
        with holding(store(three), three.clock, "third", lambda _: False) as heir:
            assert isinstance(heir, Lease)
            assert heir.fence > mine.fence
    assert three.sync().summary.outcome == "OK"


def test_a_run_that_lost_its_lease_commits_nothing_and_writes_nothing_more(three: Team3) -> None:
    """The fence is compared in every commit, before any row of it and before every call."""
    ids = seeded(three)
    three.tools["A"].edit(ids["A"][0], "target", DAY)
    database = store(three)
    stale = database.acquire("slow", three.clock.wall(), ttl=timedelta(0), alive=lambda _: True)
    assert isinstance(stale, Lease)
    newer = database.acquire("next", three.clock.wall(), ttl=timedelta(1), alive=lambda _: True)
    assert isinstance(newer, Lease)
    before, calls = rows(three.path), [writes(three, name) for name in "ABC"]
    with pytest.raises(LeaseLost):
        sync(three.session(stale), threads())
    with pytest.raises(LeaseLost):
        three.session(stale).commit([Item("syn-x", "epic")])
    after = rows(three.path)
    assert {t: r for t, r in after.items() if t != "runs"} == {
        t: r for t, r in before.items() if t != "runs"
    }
    assert [writes(three, name) for name in "ABC"] == calls


def test_a_dry_run_writes_nothing_and_plans_what_the_run_after_it_writes(three: Team3) -> None:
    """Every row stays as it was; the digest and the operations are those of the run."""
    ids = seeded(three)
    three.tools["A"].edit(ids["A"][0], "target", DAY)
    three.tools["B"].edit(ids["B"][1], "priority", "high")
    three.tools["C"].add({"title": "New", "status": "done"}, kind="epic")
    before, calls = rows(three.path), [writes(three, name) for name in "ABC"]
    content = three.path.read_bytes()
    plan = three.plan()
    assert rows(three.path) == before
    assert three.path.read_bytes() == content
    assert [writes(three, name) for name in "ABC"] == calls

    result = three.sync()
    assert result.plan
    assert (result.plan.digest, result.plan.rows) == (plan.digest, plan.rows)
    assert result.plan.operations == plan.operations
    assert result.summary.applied == len(plan.operations)
    done = [writes(three, name) - former for name, former in zip("ABC", calls, strict=True)]
    assert done == [len(plan.of(name)) for name in "ABC"]


def test_a_scoped_run_touches_only_its_items_and_moves_no_cursor(three: Team3) -> None:
    """What is outside of the scope is found by the next full run."""
    ids = seeded(three)
    for n in range(2):
        three.tools["A"].edit(ids["A"][n], "target", DAY)
    cursors = rows(three.path)["cursors"]
    scope = Scope(frozenset({ids["A"][0]}))
    planned = preview(three.session(Lease("", 0, "")), threads(), scope).plan
    assert planned
    assert len(planned.operations) == 2
    with holding(store(three), three.clock, "test", lambda _: True) as lease:
        assert isinstance(lease, Lease)
        done = sync(three.session(lease), threads(), scope=scope)
    assert done.summary.applied == 2
    assert set(shows(three, "Epic 0", "target").values()) == {DAY}
    assert shows(three, "Epic 1", "target")["B"] is None
    assert rows(three.path)["cursors"] == cursors
    three.clock.pass_by(minutes=1)
    assert three.sync().summary.applied == 2
    assert set(shows(three, "Epic 1", "target").values()) == {DAY}


def test_a_round_without_changes_changes_no_row_but_its_own(three: Team3) -> None:
    """State stays as it is, whatever is listed again."""
    seeded(three)
    three.sync()
    before = rows(three.path)
    three.clock.pass_by(minutes=10)
    three.sync()
    after = rows(three.path)
    moving = {"runs", "leases", "cursors"}
    assert {t: r for t, r in after.items() if t not in moving} == {
        t: r for t, r in before.items() if t not in moving
    }


def test_two_replicas_down_of_three_fail_the_run_and_leave_only_its_row(three: Team3) -> None:
    """With one readable replica there is nothing to keep consistent."""
    from connectors.memory import Fault  # noqa: PLC0415

    ids = seeded(three)
    three.tools["A"].edit(ids["A"][0], "target", DAY)
    before = rows(three.path)
    for name in "BC":
        three.tools[name].fail(Fault("outage", "list"))
    result = three.sync()
    assert (result.summary.outcome, result.plan) == ("FAILED", None)
    assert {n.split()[0] for n in result.summary.notes} == {"B", "C"}
    after = rows(three.path)
    assert len(after["runs"]) == len(before["runs"]) + 1
    quiet = {"runs", "leases", "troubles"}  # that a replica cannot be read is news for the steward
    assert {t: r for t, r in after.items() if t not in quiet} == {
        t: r for t, r in before.items() if t not in quiet
    }


def test_an_approval_of_another_plan_is_refused(three: Team3) -> None:
    """What was read is what is applied, and nothing else."""
    from syncline.domain.errors import StalePlan  # noqa: PLC0415

    for name in "ABC":
        three.tools[name].add({"title": "Epic 0", "status": "planned"}, kind="epic")
    held = three.sync().summary
    assert held.outcome == "HELD"
    three.tools["A"].add({"title": "Epic 1", "status": "planned"}, kind="epic")
    with pytest.raises(StalePlan, match=str(held.digest)):
        three.sync(held.digest)
    assert [writes(three, name) for name in "ABC"] == [0, 0, 0]
