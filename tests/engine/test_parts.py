"""Sub-tasks as a checklist, through whole runs: every child once, as it is now, and no other."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from syncline.domain.fields import KNOWN_FIELDS
from syncline.domain.item import Kind
from syncline.domain.parts import parts_in
from syncline.domain.policy import SameAs
from tests.engine.conftest import Team3, portfolio


class Plan:
    """Epics in A and B; the stories below them are in A alone, and B lists them."""

    def __init__(self, path: Path) -> None:
        bare = portfolio("A", "B")
        carried = {"A": frozenset(bare.fields), "B": frozenset({*bare.fields, "subtasks"})}
        self.team = Team3(
            path / "s.db",
            replace(
                bare, fields={**bare.fields, "subtasks": KNOWN_FIELDS["subtasks"]},
                same_as=(SameAs(("A", "B"), create=bare.same_as[0].create,
                                kinds=frozenset({"epic"})),),
                carried=carried,
            ),
        )  # fmt: skip
        self.ids: dict[str, str] = {}

    def add(self, title: str, parent: str | None = None, kind: Kind = "story") -> None:
        above = self.ids[parent] if parent else None
        fields = {"title": title, "status": "planned", "parent": above}
        self.ids[title] = self.team.tools["A"].add(fields, kind=kind)

    def edit(self, title: str, name: str, value: str | None) -> None:
        self.team.tools["A"].edit(self.ids[title], name, value, by="ann")

    def rest(self) -> None:
        for _ in range(3):
            self.team.clock.pass_by(minutes=10)
            self.team.sync()
        assert not self.team.plan().operations

    def listed(self, epic: str) -> list[tuple[str, bool]]:
        value = self.team.values("B", "subtasks")[epic]
        return [(part.title, part.done) for part in parts_in(value)]


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[Plan]:
    """Return two epics, one of which has two stories."""
    made = Plan(tmp_path)
    for epic in ("Pay", "Ship"):
        made.add(epic, kind="epic")
    for story in ("Refund", "Retry"):
        made.add(story, "Pay")
    made.team.settle()
    made.rest()
    yield made
    assert made.team.store
    made.team.store.close()


def test_children_are_listed_where_they_have_no_record(plan: Plan) -> None:
    """And nothing is created for them there."""
    assert plan.listed("Pay") == [("Refund", False), ("Retry", False)]
    assert plan.listed("Ship") == []
    assert len(list(plan.team.tools["B"].records())) == 2


def test_one_edited_child_leaves_the_lines_of_the_others(plan: Plan) -> None:
    """Its brothers were not read in that run; they are known all the same."""
    plan.edit("Refund", "status", "done")
    plan.rest()
    assert plan.listed("Pay") == [("Refund", True), ("Retry", False)]
    plan.edit("Retry", "title", "Retry twice")
    plan.rest()
    assert plan.listed("Pay") == [("Refund", True), ("Retry twice", False)]


def test_a_child_that_moves_leaves_one_list_and_joins_the_other(plan: Plan) -> None:
    """Both are written in the run that sees the move."""
    plan.edit("Refund", "parent", plan.ids["Ship"])
    plan.rest()
    assert (plan.listed("Pay"), plan.listed("Ship")) == ([("Retry", False)], [("Refund", False)])
    plan.edit("Refund", "parent", None)
    plan.rest()
    assert plan.listed("Ship") == []


def test_a_new_child_joins_and_a_dropped_one_leaves(plan: Plan) -> None:
    """What was cancelled is neither done nor to be done."""
    plan.add("Receipt", "Pay")
    plan.edit("Retry", "status", "dropped")
    plan.rest()
    assert plan.listed("Pay") == [("Receipt", False), ("Refund", False)]


def test_what_is_typed_over_the_list_is_put_back(plan: Plan) -> None:
    """A tick in B is no status of the child."""
    (record,) = [r for r in plan.team.tools["B"].records() if r.fields["title"] == "Pay"]
    (first, *others) = parts_in(record.fields["subtasks"])
    ticked = frozenset({replace(first, done=True).element, *(o.element for o in others)})
    plan.team.tools["B"].edit(record.id, "subtasks", ticked, by="bob")
    plan.rest()
    assert plan.listed("Pay") == [("Refund", False), ("Retry", False)]
    assert plan.team.values("A", "status")["Refund"] == "planned"


def test_a_quiet_round_asks_for_no_child(plan: Plan) -> None:
    """And writes no row."""
    result = plan.team.sync()
    assert not result.summary.operations


def test_a_long_list_ends_with_how_many_more(plan: Plan) -> None:
    """A hundred lines, the last of which leads to the whole."""
    for number in range(104):
        plan.add(f"Part {number:03}", "Ship")
    plan.team.settle()
    plan.rest()
    titles = [title for title, _ in plan.listed("Ship")]
    assert len(titles) == 100
    assert "… and 5 more" in titles
