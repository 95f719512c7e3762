"""Epics that are drafted for roadmap items which nothing delivers."""

from dataclasses import replace
from pathlib import Path

from connectors.memory.faults import Fault
from syncline.domain.plan import Create
from syncline.domain.policy import CreateRule
from tests.engine.moves import store, titles
from tests.engine.test_down import Plan, made
from tests.engine.undoing import passed, undone

WHEN = {"status": frozenset({"in_progress"})}


def drafting(path: Path) -> Plan:
    """Return a roadmap whose started items get an epic, that takes over their priority."""
    team = made(path)
    link = replace(team.portfolio.delivers[0], create={"delivery": CreateRule(WHEN)})
    team.portfolio = replace(team.portfolio, delivers=(link,))
    return team


def test_a_started_item_gets_one_epic_in_a_plan_like_any_other(tmp_path: Path) -> None:
    """With title, body and what flows down, and a tie from its first day."""
    team = drafting(tmp_path)
    top = team.item("Checkout", status="in_progress", priority="P1")
    team.item("Later")
    delivered = team.item("Search", status="in_progress")
    team.epic("Query", delivered)
    team.clock.pass_by(minutes=10)
    (draft,) = [op for op in team.plan().operations if isinstance(op, Create)]
    assert draft.ties == {"tie": f"memory://roadmap/{top}"}
    assert draft.reason.startswith("nothing in delivery delivers ROADMAP00001 Checkout yet")
    assert [(c.field, c.ask) for c in draft.changes] == [("title", "Checkout"), ("priority", "P1")]
    team.begun()
    assert titles(team, "delivery") == ["Checkout", "Query"]
    assert team.values("delivery", "tie")["Checkout"] == f"memory://roadmap/{top}"
    team.type("roadmap", top, "priority", "P0")
    passed(team)
    assert team.values("delivery", "priority")["Checkout"] == "P0"
    assert team.quiet()
    assert titles(team, "delivery") == ["Checkout", "Query"]


def test_an_item_that_starts_later_gets_its_epic_then(tmp_path: Path) -> None:
    """Also one that was there before anything was drafted."""
    team = drafting(tmp_path)
    top = team.item("Checkout")
    team.begun()
    assert titles(team, "delivery") == []
    team.type("roadmap", top, "status", "in_progress")
    passed(team)
    assert titles(team, "delivery") == ["Checkout"]
    passed(team)  # what else the new record shows is seen for the first time
    assert team.quiet()


def test_a_lost_answer_doubles_no_draft_and_a_refusal_is_tried_again(tmp_path: Path) -> None:
    """The draft is known before its record is."""
    team = drafting(tmp_path)
    top = team.item("Checkout")
    team.begun().type("roadmap", top, "status", "in_progress")
    team.tools["delivery"].fail(Fault("rejected", "create"))
    assert team.sync().summary.outcome == "PARTIAL"
    assert titles(team, "delivery") == []
    team.tools["delivery"].fail(Fault("lost", "create"))
    team.clock.pass_by(minutes=20)
    assert team.sync().summary.outcome == "PARTIAL"
    for _ in range(3):
        team.clock.pass_by(minutes=20)
        team.sync()
    assert titles(team, "delivery") == ["Checkout"]
    assert team.quiet()


def test_an_epic_that_was_put_away_or_untied_is_not_drafted_again(tmp_path: Path) -> None:
    """At most one for each item, ever."""
    team = drafting(tmp_path)
    one = team.item("Checkout")
    two = team.item("Search")
    three = team.item("Pay", status="in_progress")
    by_hand = team.epic("By hand", three)
    team.begun().tie(by_hand, "")
    for record in (one, two):
        team.type("roadmap", record, "status", "in_progress")
    run = passed(team)
    assert titles(team, "delivery") == ["By hand", "Checkout", "Search"]
    search = team.tools["delivery"].search("title", "Search")[0].id
    team.tie(search, "")
    passed(team)
    assert undone(team, run).summary.outcome in {"OK", "PARTIAL"}
    for _ in range(2):
        team.clock.pass_by(minutes=20)
        result = team.sync()
        assert result.plan
        assert not [op for op in result.plan.operations if isinstance(op, Create)]
    assert store(team).find(one)
