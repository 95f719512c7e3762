"""What flows from a roadmap item into the epics that deliver it: mirrored, proposed or compared."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from syncline.domain.policy import Delivers
from syncline.engine.explain import explain
from syncline.engine.verdicts import accept, decline
from tests.engine.goals import ADA, Plan, made
from tests.engine.moves import store
from tests.engine.undoing import passed, undone

MAY, JUNE = date(2026, 5, 4), date(2026, 6, 9)


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[Plan]:
    """Return a roadmap that decides the priority of its epics."""
    team = made(tmp_path)
    yield team
    assert team.store
    team.store.close()


def test_what_the_roadmap_decides_is_written_into_its_epics(plan: Plan) -> None:
    """In every tool that has them; first in a plan that waits, as it replaces what was typed."""
    top = plan.item("Checkout", priority="P0")
    plan.epic("Pay", top, priority="P2")
    plan.epic("Refund", top)
    plan.epic("Other", priority="P3")
    plan.clock.pass_by(minutes=10)
    assert any("give way" in why for why in plan.plan().waits)
    plan.begun()
    assert plan.told("Pay") == plan.told("Refund") == ("P0", "P0")
    assert plan.told("Other") == ("P3", "P3")
    assert plan.quiet()
    plan.type("roadmap", top, "priority", "P1")
    passed(plan)
    assert plan.told("Pay") == plan.told("Refund") == ("P1", "P1")
    assert plan.quiet()


def test_an_edit_below_is_a_proposal_and_stays_until_somebody_decides(plan: Plan) -> None:
    """Declined, the roadmap's word is written; accepted, it is the roadmap's, and every epic's."""
    top = plan.item("Checkout", priority="P0")
    pay = plan.epic("Pay", top)
    plan.epic("Refund", top)
    plan.begun().type("delivery", pay, "priority", "P2")
    passed(plan)
    (asked,) = plan.asked()
    assert (asked.replica, asked.value, asked.against) == ("delivery", "P2", "P0")
    assert plan.told("Pay") == ("P2", "P0")
    assert plan.quiet()
    plan.decide(decline, asked)
    passed(plan)
    assert plan.told("Pay") == ("P0", "P0")
    plan.type("board", plan.tools["board"].search("title", "Pay")[0].id, "priority", "P3")
    passed(plan)
    (asked,) = plan.asked()
    assert "which it mirrors" in plan.decide(accept, asked)
    passed(plan)
    assert plan.values("roadmap", "priority") == {"Checkout": "P3"}
    assert plan.told("Pay") == plan.told("Refund") == ("P3", "P3")
    assert not plan.asked()
    assert plan.quiet()


def test_the_roadmap_that_comes_to_the_same_accepts_a_proposal(plan: Plan) -> None:
    """In one round with it, or later."""
    top = plan.item("Checkout", priority="P0")
    pay = plan.epic("Pay", top)
    plan.begun().type("delivery", pay, "priority", "P2")
    plan.type("roadmap", top, "priority", "P2")
    passed(plan)
    assert plan.told("Pay") == ("P2", "P2")
    assert not plan.asked()
    assert plan.quiet()


def test_what_the_roadmap_says_next_replaces_a_value_that_waits_and_keeps_it(plan: Plan) -> None:
    """The proposal stays open, verbatim."""
    top = plan.item("Checkout", priority="P0")
    pay = plan.epic("Pay", top)
    plan.begun().type("delivery", pay, "priority", "P2")
    passed(plan)
    plan.type("roadmap", top, "priority", "P1")
    passed(plan)
    assert plan.told("Pay") == ("P1", "P1")
    assert [p.value for p in plan.asked()] == ["P2"]
    assert plan.quiet()


def test_an_epic_that_moves_takes_over_what_its_new_item_says(plan: Plan) -> None:
    """One that leaves keeps what it has, and is its own again; one that returns is asked about."""
    one, two = plan.item("Checkout", priority="P0"), plan.item("Search", priority="P4")
    pay = plan.epic("Pay", one)
    plan.begun().tie(pay, two)
    plan.settle()
    assert plan.told("Pay") == ("P4", "P4")
    plan.tie(pay, "")
    passed(plan)
    assert plan.told("Pay") == ("P4", "P4")
    plan.type("delivery", pay, "priority", "P2")
    passed(plan)
    assert plan.told("Pay") == ("P2", "P2")
    assert not plan.asked()
    plan.tie(pay, two)
    assert any("give way" in why for why in plan.plan().waits)
    plan.settle()
    assert plan.told("Pay") == ("P4", "P4")
    assert plan.quiet()


def test_a_roadmap_item_that_says_nothing_leaves_its_epics_alone(plan: Plan) -> None:
    """They decide; once it says something they follow, also to nothing, and are free again."""
    top = plan.item("Checkout")
    pay = plan.epic("Pay", top, priority="P2")
    plan.begun().type("delivery", pay, "priority", "P3")
    passed(plan)
    assert plan.told("Pay") == ("P3", "P3")
    assert plan.quiet()
    for value in ("P1", None):
        plan.type("roadmap", top, "priority", value)
        passed(plan)
        assert plan.told("Pay") == (value, value)
        assert plan.quiet()
    plan.type("delivery", pay, "priority", "P2")
    passed(plan)
    assert plan.told("Pay") == ("P2", "P2")


def test_an_epic_that_was_tied_before_its_item_was_seen_follows_once_it_is(plan: Plan) -> None:
    """The epic itself has not changed since."""
    pay = plan.epic("Pay", "roadmap00001", priority="P2")
    plan.begun()
    assert plan.item("Checkout", priority="P0") == "roadmap00001"
    plan.begun()
    assert plan.told("Pay") == ("P0", "P0")
    assert plan.found(pay)
    assert plan.quiet()


def test_a_suggestion_from_above_waits_and_is_made_once(tmp_path: Path) -> None:
    """Declined it is not made again; a new value is a new one; accepted it is carried."""
    team = made(tmp_path, priority="propose")
    top = team.item("Checkout", priority="P0")
    pay = team.epic("Pay", top, priority="P2")
    team.begun()
    (asked,) = team.asked()
    assert (asked.replica, asked.value, asked.against) == ("↑roadmap", "P0", "P2")
    assert team.told("Pay") == ("P2", "P2")
    assert team.quiet()
    team.type("delivery", pay, "start", MAY)
    passed(team)
    assert team.asked() == (asked,)
    assert "keeps its own" in team.decide(decline, asked)
    team.type("delivery", pay, "start", JUNE)
    passed(team)
    assert team.quiet()
    assert not team.asked()
    team.type("roadmap", top, "priority", "P1")
    passed(team)
    (asked,) = team.asked()
    team.decide(accept, asked)
    passed(team)
    assert team.told("Pay") == ("P1", "P1")
    assert team.values("roadmap", "priority") == {"Checkout": "P1"}
    team.type("roadmap", top, "priority", "P4")
    passed(team)
    team.type("delivery", pay, "priority", "P4")
    passed(team)
    assert not team.asked()
    assert team.quiet()


def test_compare_writes_nothing_and_shows_the_difference(tmp_path: Path) -> None:
    """With what the tolerance makes of it."""
    team = made(tmp_path, target="compare", priority="compare")
    top = team.item("Checkout", priority="P0", target=MAY)
    pay = team.epic("Pay", top, priority="P2", target=date(2026, 5, 7))
    team.begun()
    assert team.told("Pay") == ("P2", "P2")
    story = {f.field: f for f in explain(team.portfolio, store(team), team.found(pay)).fields}
    assert story["priority"].why.endswith("Checkout, which it delivers, says P0")
    assert story["target"].why.endswith("says 2026-05-04, which is within the tolerance")
    team.type("delivery", pay, "target", JUNE)
    passed(team)
    story = {f.field: f for f in explain(team.portfolio, store(team), team.found(pay)).fields}
    assert story["target"].why.endswith("says 2026-05-04")
    assert team.quiet()


def test_explain_names_who_decides_a_mirrored_field(plan: Plan) -> None:
    """Where it came from stands in the history."""
    top = plan.item("Checkout", priority="P0")
    pay = plan.epic("Pay", top)
    plan.begun()
    (story,) = [
        f for f in explain(plan.portfolio, store(plan), plan.found(pay)).fields
        if f.field == "priority"
    ]  # fmt: skip
    assert "Checkout, which it delivers" in story.decided_by
    assert story.why.startswith("adopted from ↑roadmap")
    assert story.shown["↑roadmap"] == "P0"


def test_an_undo_puts_back_what_the_epics_had_until_the_roadmap_says_something_new(
    plan: Plan,
) -> None:
    """The roadmap item itself was typed by a person, and stays."""
    top = plan.item("Checkout", priority="P0")
    plan.epic("Pay", top)
    plan.begun().type("roadmap", top, "priority", "P1")
    run = passed(plan)
    assert plan.told("Pay") == ("P1", "P1")
    assert undone(plan, run).summary.outcome == "OK"
    assert plan.told("Pay") == ("P0", "P0")
    assert plan.values("roadmap", "priority") == {"Checkout": "P1"}
    assert plan.quiet()
    plan.type("roadmap", top, "priority", "P4")
    passed(plan)
    assert plan.told("Pay") == ("P4", "P4")


def test_a_link_that_begins_to_mirror_reaches_epics_that_nobody_touched(plan: Plan) -> None:
    """In a plan that waits for a person."""
    plan.portfolio = replace(
        plan.portfolio, delivers=(replace(plan.portfolio.delivers[0], down={}),)
    )
    top = plan.item("Checkout", priority="P0")
    plan.epic("Pay", top, priority="P2")
    plan.begun()
    assert plan.told("Pay") == ("P2", "P2")
    plan.portfolio = replace(
        plan.portfolio, delivers=(replace(plan.portfolio.delivers[0], down={"priority": "mirror"}),)
    )
    assert plan.sync().waits
    plan.settle()
    assert plan.told("Pay") == ("P0", "P0")


def test_two_levels_follow_in_one_round(tmp_path: Path) -> None:
    """From the roadmap to its epics, and from those to their stories."""
    team = made(tmp_path)
    below = Delivers("delivery", {"delivery": "story"}, {"delivery": "tie"},
                     down={"priority": "mirror"})  # fmt: skip
    team.portfolio = replace(team.portfolio, delivers=(*team.portfolio.delivers, below))
    top = team.item("Checkout", priority="P0")
    pay = team.epic("Pay", top)
    team.tools["delivery"].add(
        {"title": "Story", "tie": f"memory://delivery/{pay}"}, kind="story", by=ADA
    )
    team.begun()
    assert team.values("delivery", "priority") == {"Pay": "P0", "Story": "P0"}
    team.type("roadmap", top, "priority", "P1")
    passed(team)
    assert team.values("delivery", "priority") == {"Pay": "P1", "Story": "P1"}
    assert team.quiet()
