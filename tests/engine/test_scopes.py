"""Runs that are limited to replicas, to late changes, or to a part of an approved plan."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

import pytest

from flows.stages import threads
from syncline.domain.errors import ConfigurationError, StalePlan
from syncline.domain.state import Lease
from syncline.engine.conclude import REST_OF
from syncline.engine.picking import chosen, numbered
from syncline.engine.run import Result, Scope, sync
from syncline.engine.session import Session, holding
from tests.engine.conftest import Team3
from tests.engine.moves import rows, seeded, shows, store, writes

T = TypeVar("T")
DAY = date(2026, 6, 30)


def under_lease(team: Team3, work: Callable[[Session], T]) -> T:
    with holding(store(team), team.clock, "test", lambda _: True) as lease:
        assert isinstance(lease, Lease)
        return work(team.session(lease))


def limited(team: Team3, scope: Scope, approved: str | None = None) -> Result:
    return under_lease(team, lambda s: sync(s, threads(), approved=approved, scope=scope))


def first_held(team: Team3, count: int = 4) -> str:
    """Put epics into every tool; return the digest of the first plan, which waits."""
    for name in team.tools:
        for n in range(count):
            team.tools[name].add({"title": f"Epic {n}", "status": "planned"}, kind="epic")
    held = team.sync()
    assert held.plan
    return held.plan.digest


def test_a_run_over_two_replicas_leaves_the_third_alone_until_a_full_run(three: Team3) -> None:
    """Not read and not written; then it catches up."""
    ids = seeded(three)
    three.tools["A"].edit(ids["A"][0], "target", DAY)
    before, cursors = writes(three, "C"), rows(three.path)["cursors"]
    done = limited(three, Scope(replicas=frozenset("AB")))
    assert (done.summary.outcome, done.summary.applied) == ("OK", 1)
    assert writes(three, "C") == before
    assert rows(three.path)["cursors"] == cursors
    three.clock.pass_by(minutes=1)
    assert three.sync().summary.applied == 1
    assert set(shows(three, "Epic 0", "target").values()) == {DAY}


@pytest.mark.parametrize(("names", "said"), [("A", "nothing to agree with"), ("AX", "named X")])
def test_a_limit_that_makes_no_sense_is_refused_in_words(
    three: Team3, names: str, said: str
) -> None:
    """One replica, or one that is not there; nothing is written."""
    seeded(three)
    before = rows(three.path)["runs"]
    with pytest.raises(ConfigurationError, match=said):
        limited(three, Scope(replicas=frozenset(names)))
    assert rows(three.path)["runs"] == before


def test_a_look_back_takes_only_what_changed_since(three: Team3) -> None:
    """An older edit waits for the next full run."""
    ids = seeded(three)
    three.tools["A"].edit(ids["A"][0], "target", DAY)
    three.clock.pass_by(minutes=30)
    three.tools["A"].edit(ids["A"][1], "target", DAY)
    since = three.clock.now() - timedelta(minutes=5)
    assert limited(three, Scope(since=since)).summary.applied == 2
    assert set(shows(three, "Epic 1", "target").values()) == {DAY}
    assert shows(three, "Epic 0", "target")["B"] is None
    three.clock.pass_by(minutes=1)
    assert three.sync().summary.applied == 2


def test_a_census_lists_everything_and_moves_the_cursors(three: Team3) -> None:
    """Whatever the cursors say; an unchanged portfolio stays unchanged."""
    seeded(three, 4)
    three.sync()
    three.clock.pass_by(minutes=30)
    assert three.sync().summary.observed < 12
    three.clock.pass_by(minutes=30)
    census = under_lease(three, lambda s: sync(replace(s, whole=True), threads()))
    assert census.summary.observed == 12
    assert not census.plan or not census.plan.operations
    three.clock.pass_by(minutes=30)
    assert three.sync().summary.observed < 12


def test_only_the_picked_items_are_written_and_the_rest_waits(three: Team3) -> None:
    """Exactly that subset; the rest is the plan that waits now, and its approval applies it."""
    digest = first_held(three)
    held = store(three).held()
    assert held
    picks = chosen(held, ["2", "Epic 3"])
    assert picks == {numbered(held)["2"][0], numbered(held)["4"][0]}
    done = limited(three, Scope(picks=picks), digest)
    assert {op.item for op in done.plan.operations} == picks  # type: ignore[union-attr]  # a plan was made
    assert done.summary.applied == len(done.plan.operations) == 6  # type: ignore[union-attr]  # a plan was made
    assert {item.id for item in store(three).items()} == picks
    rest = store(three).held()
    assert rest
    assert rest.reasons[0].startswith(REST_OF + digest)
    three.clock.pass_by(minutes=10)
    again = three.sync()
    assert (again.summary.outcome, again.summary.digest) == ("HELD", rest.digest)
    assert three.sync(rest.digest).summary.outcome == "OK"
    three.clock.pass_by(minutes=10)
    assert three.sync().summary.operations == 0
    assert len(list(store(three).items())) == 4


def test_a_pick_is_bound_to_the_plan_that_was_read(three: Team3) -> None:
    """With another digest nothing is written."""
    digest = first_held(three)
    held = store(three).held()
    assert held
    three.tools["A"].add({"title": "A late one", "status": "planned"}, kind="epic")
    before = sum(writes(three, name) for name in "ABC")
    with pytest.raises(StalePlan):
        limited(three, Scope(picks=chosen(held, ["1"])), digest)
    assert sum(writes(three, name) for name in "ABC") == before


@pytest.mark.parametrize("word", ["9", "0", "", "Nobody", "Epic"])
def test_a_pick_that_names_no_item_or_several_is_refused(three: Team3, word: str) -> None:
    """With the numbers that would have been right."""
    first_held(three)
    held = store(three).held()
    assert held
    with pytest.raises(ConfigurationError, match="numbers from 1 to 4"):
        chosen(held, [word])


def test_what_was_left_out_waits_also_under_every_limit(three: Team3) -> None:
    """A person left it out; that the rest is small does not let it through."""
    ids = seeded(three, 4)
    for n in range(3):
        three.tools["A"].edit(ids["A"][n], "target", DAY)
    three.clock.pass_by(minutes=10)
    three.portfolio = replace(
        three.portfolio, safety=replace(three.portfolio.safety, approve_changes=1)
    )
    held = three.sync()
    assert held.summary.outcome == "HELD"
    waiting = store(three).held()
    assert waiting
    limited(three, Scope(picks=chosen(waiting, ["1"])), waiting.digest)
    three.portfolio = replace(
        three.portfolio, safety=replace(three.portfolio.safety, approve_changes=50)
    )
    three.clock.pass_by(minutes=10)
    assert three.sync().summary.outcome == "HELD"
    assert [v for v in shows(three, "Epic 1", "target").values() if v] == [DAY]


@pytest.mark.parametrize("changes", [50, 0], ids=["written", "held"])
def test_a_limited_run_leaves_the_plan_that_waits(three: Team3, changes: int) -> None:
    """What a person left out is not written because somebody synced another item meanwhile."""
    ids = seeded(three, 4)
    for n in range(3):
        three.tools["A"].edit(ids["A"][n], "target", DAY)
    three.clock.pass_by(minutes=10)
    limits = three.portfolio.safety
    three.portfolio = replace(three.portfolio, safety=replace(limits, approve_changes=1))
    three.sync()
    waiting = store(three).held()
    assert waiting
    limited(three, Scope(picks=chosen(waiting, ["1"])), waiting.digest)
    rest = store(three).held()
    three.portfolio = replace(three.portfolio, safety=replace(limits, approve_changes=changes))
    three.tools["A"].edit(ids["A"][3], "target", DAY)
    other = Scope(items=frozenset({ids["A"][3]}))
    done = limited(three, other)
    assert store(three).held() == rest
    if done.summary.outcome == "HELD":
        done = limited(three, other, done.summary.digest)
    assert done.summary.applied == 2
    three.portfolio = replace(three.portfolio, safety=limits)
    three.clock.pass_by(minutes=10)
    assert three.sync().summary.outcome == "HELD"
