"""Dependencies through whole runs: sets of links between Items, each one added and removed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from syncline.domain.fields import CORE_FIELDS
from syncline.domain.policy import CreateRule, SameAs
from tests.engine.conftest import Team3, portfolio

TITLES = ("One", "Two", "Three")


class Board:
    """Three epics in tools A and B that hold links between them."""

    def __init__(self, path: Path, *, everywhere: bool = True) -> None:
        bare = portfolio("A", "B")
        fields = {**bare.fields, "blocks": CORE_FIELDS["blocks"]}
        made = SameAs(("A", "B"), create={"B": CreateRule()}, kinds=frozenset({"epic"}))
        same_as = bare.same_as if everywhere else (replace(made, create={}),)
        self.team = Team3(path / "s.db", replace(bare, fields=fields, same_as=same_as))
        self.ids: dict[str, dict[str, str]] = {"A": {}, "B": {}}

    def add(self, tool: str, *titles: str) -> None:
        for title in titles:
            fields = {"title": title, "status": "planned"}
            self.ids[tool][title] = self.team.tools[tool].add(fields, kind="epic")

    def link(self, tool: str, title: str, *others: str) -> None:
        """Let a person say what waits for an epic; a stranger is given by its native id."""
        known = self.ids[tool]
        targets = frozenset(known.get(one, one) for one in others)
        self.team.tools[tool].edit(known[title], "blocks", targets, by="ann")

    def shown(self, tool: str, title: str) -> set[str]:
        held = self.team.tools[tool].record(self.ids[tool][title]).fields.get("blocks")
        names = {record: one for one, record in self.ids[tool].items()}
        return {names.get(one, one) for one in held} if isinstance(held, frozenset) else set()

    def rest(self) -> None:
        for _ in range(4):
            self.team.clock.pass_by(minutes=10)
            self.team.sync()
        assert not self.team.plan().operations


@pytest.fixture
def board(tmp_path: Path) -> Iterator[Board]:
    """Return three epics that are the same in both tools, without a link."""
    made = Board(tmp_path)
    for tool in "AB":
        made.add(tool, *TITLES)
    made.team.settle()
    made.rest()
    yield made
    assert made.team.store
    made.team.store.close()


def test_links_of_both_tools_are_united_and_each_removal_is_carried(board: Board) -> None:
    """Element by element, never as a conflict."""
    board.link("A", "One", "Two")
    board.link("B", "One", "Three")
    board.rest()
    assert board.shown("A", "One") == board.shown("B", "One") == {"Two", "Three"}
    board.link("B", "One", "Three")
    board.rest()
    assert board.shown("A", "One") == board.shown("B", "One") == {"Three"}
    board.link("A", "One")
    board.rest()
    assert board.shown("A", "One") == board.shown("B", "One") == set()


def test_a_link_to_a_stranger_stays_where_it_is(board: Board) -> None:
    """It is neither carried nor removed, whatever becomes of the others."""
    board.link("A", "One", "Two", "not-ours")
    board.rest()
    assert board.shown("B", "One") == {"Two"}
    board.link("B", "One", "Three")
    board.rest()
    assert board.shown("A", "One") == {"Three", "not-ours"}
    assert board.shown("B", "One") == {"Three"}


def test_a_circle_of_links_is_carried_as_it_is(board: Board) -> None:
    """What waits for what is for people to say."""
    board.link("A", "One", "Two")
    board.link("A", "Two", "One")
    board.rest()
    assert (board.shown("B", "One"), board.shown("B", "Two")) == ({"Two"}, {"One"})


def test_a_link_waits_until_its_other_end_has_a_record(tmp_path: Path) -> None:
    """The others are written meanwhile, the plan says what is missing, and no row changes."""
    board = Board(tmp_path, everywhere=False)
    board.add("A", *TITLES)
    board.add("B", "One", "Two")
    board.link("A", "One", "Two", "Three")
    board.team.settle()
    board.rest()
    assert board.shown("B", "One") == {"Two"}
    told = [r.reason for r in board.team.plan().refusals if r.field == "blocks"]
    assert told == ["1 of the items that it names have no record in B yet"]
    board.add("B", "Three")
    board.team.settle()
    board.rest()
    assert board.shown("B", "One") == {"Two", "Three"}
    assert board.shown("A", "One") == {"Two", "Three"}
    assert not [r for r in board.team.plan().refusals if r.field == "blocks"]
    assert board.team.store
    board.team.store.close()


def test_a_new_record_gets_its_links(tmp_path: Path) -> None:
    """In the run after the one that made it, when both of its ends are there."""
    board = Board(tmp_path)
    board.add("A", *TITLES)
    board.link("A", "One", "Two", "Three")
    board.team.settle()
    board.rest()
    held = {str(r.fields["title"]): r for r in board.team.tools["B"].records()}
    assert held["One"].fields["blocks"] == frozenset({held["Two"].id, held["Three"].id})
    assert board.team.store
    board.team.store.close()
