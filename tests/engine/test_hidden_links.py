"""Links that a tool hides because their other end is out of sight are not removed anywhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.memory.records import Place
from tests.engine.moves import store, writes
from tests.engine.test_links import TITLES, Board

OUT_OF_SIGHT: tuple[Place, ...] = ("forbidden", "archived", "trashed", "hidden")


@pytest.fixture
def linked(tmp_path: Path) -> Iterator[Board]:
    """Return three epics in both tools; Two and Three wait for One."""
    made = Board(tmp_path)
    for tool in "AB":
        made.add(tool, *TITLES)
    made.team.settle()
    made.link("A", "One", "Two", "Three")
    made.rest()
    assert made.shown("B", "One") == {"Two", "Three"}
    yield made
    assert made.team.store
    made.team.store.close()


def hide(board: Board, place: Place, *left: str) -> None:
    """Take Two out of sight in A, which then shows of the links of One only those left."""
    board.team.tools["A"].move(board.ids["A"]["Two"], place)
    board.link("A", "One", *left)


def show(board: Board, *links: str) -> None:
    """Let A show Two again, and these links of One."""
    board.team.tools["A"].move(board.ids["A"]["Two"], "listed")
    board.link("A", "One", *links)


def days_pass(board: Board) -> None:
    """Let a census come by, twice."""
    for _ in range(2):
        board.team.clock.pass_by(days=1)
        board.team.sync()
    board.rest()


def blocking(board: Board) -> list[object]:
    """Return the history of what One blocks."""
    item = store(board.team).find(board.ids["B"]["One"])
    assert item
    return [c for c in store(board.team).history(item) if c.field == "blocks"]


@pytest.mark.parametrize("place", OUT_OF_SIGHT)
def test_a_hidden_link_stays_in_the_others(linked: Board, place: Place) -> None:
    """Nothing is written, nobody has changed anything, and what comes back is clean."""
    told, before = blocking(linked), [writes(linked.team, tool) for tool in "AB"]
    hide(linked, place, "Three")
    linked.rest()
    days_pass(linked)
    assert linked.shown("B", "One") == {"Two", "Three"}
    assert blocking(linked) == told
    show(linked, "Two", "Three")
    linked.rest()
    days_pass(linked)
    assert linked.shown("A", "One") == linked.shown("B", "One") == {"Two", "Three"}
    assert blocking(linked) == told
    assert [writes(linked.team, tool) for tool in "AB"] == before


def test_a_link_that_is_removed_in_sight_is_removed_elsewhere(linked: Board) -> None:
    """A direct read of the same round shows the other end: that is the evidence."""
    linked.link("A", "One", "Three")
    linked.rest()
    assert linked.shown("B", "One") == {"Three"}


def test_a_link_that_was_removed_while_hidden_goes_once_it_can_be_seen(linked: Board) -> None:
    """The daily census looks again."""
    hide(linked, "forbidden", "Three")
    linked.rest()
    assert linked.shown("B", "One") == {"Two", "Three"}
    show(linked, "Three")
    days_pass(linked)
    assert linked.shown("B", "One") == {"Three"}


@pytest.mark.parametrize("place", OUT_OF_SIGHT)
def test_other_links_go_on_meanwhile(linked: Board, place: Place) -> None:
    """Those of both tools, one by one, beside one that is hidden."""
    hide(linked, place, "Three")
    linked.rest()
    linked.link("A", "One")
    linked.rest()
    assert linked.shown("B", "One") == {"Two"}
    linked.link("B", "One", "Two", "Three")
    linked.rest()
    assert linked.shown("A", "One") >= {"Three"}
    assert linked.shown("B", "One") == {"Two", "Three"}


@pytest.mark.parametrize("noticed", [True, False])
def test_a_link_that_is_removed_elsewhere_does_not_return(linked: Board, *, noticed: bool) -> None:
    """Where it is hidden it waits, and is removed when it is shown again."""
    if noticed:
        hide(linked, "forbidden", "Three")
        linked.rest()
    linked.link("B", "One", "Three")
    linked.team.clock.pass_by(minutes=10)
    if not noticed:
        hide(linked, "forbidden", "Three")
    linked.rest()
    assert not [op for op in linked.team.plan().operations if op.replica == "B"]
    told = [r.reason for r in linked.team.plan().refusals if r.field == "blocks"]
    assert told == ["1 links to be removed stay: A does not show their other ends"]
    show(linked, "Two", "Three")
    days_pass(linked)
    assert linked.shown("A", "One") == linked.shown("B", "One") == {"Three"}
