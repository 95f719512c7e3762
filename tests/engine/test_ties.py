"""Ties that cannot be followed: to the epic itself, in a circle, and to two items."""

from dataclasses import replace
from pathlib import Path

from tests.engine.goals import made


def test_a_tie_to_itself_or_in_a_circle_carries_nothing_and_is_said(tmp_path: Path) -> None:
    """Both items stay as they are."""
    team = made(tmp_path)
    link = replace(team.portfolio.delivers[0], by={"delivery": "epic", "roadmap": "epic"},
                   tie={"delivery": "tie", "roadmap": "tie"})  # fmt: skip
    team.portfolio = replace(team.portfolio, delivers=(link,))
    first = {"title": "A", "priority": "P0", "tie": "memory://roadmap/roadmap00002"}
    second = {"title": "B", "priority": "P1", "tie": "memory://roadmap/roadmap00001"}
    alone = {"title": "C", "priority": "P2", "tie": "memory://roadmap/roadmap00003"}
    for fields in (first, second, alone):
        team.tools["roadmap"].add(fields, kind="epic")
    team.clock.pass_by(minutes=10)
    said = " ".join(r.reason for r in team.plan().refusals)
    assert "delivers an item that delivers it" in said
    assert "names itself" in said
    team.settle()
    assert team.values("roadmap", "priority") == {"A": "P0", "B": "P1", "C": "P2"}


def test_ties_that_name_two_items_carry_nothing_until_they_agree(tmp_path: Path) -> None:
    """What it delivered before stays, if it is one of the two."""
    team = made(tmp_path)
    link = replace(team.portfolio.delivers[0], by={"delivery": "epic", "board": "epic"},
                   tie={"delivery": "tie", "board": "tie"})  # fmt: skip
    team.portfolio = replace(team.portfolio, delivers=(link,))
    one, two = team.item("Checkout", priority="P0"), team.item("Search", priority="P4")
    team.epic("Pay", one)
    team.begun()
    assert team.told("Pay") == ("P0", "P0")
    board = team.tools["board"].search("title", "Pay")[0].id
    team.type("board", board, "tie", f"memory://roadmap/{two}")
    result = team.sync()
    assert result.plan
    assert ["its ties name" in r.reason for r in result.plan.refusals] == [True]
    assert team.told("Pay") == ("P0", "P0")
