"""Epics that deliver a roadmap item: its computed status, and parents across replicas."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from syncline.domain.fields import FieldSpec, FieldType
from syncline.domain.item import Kind
from syncline.domain.policy import Delivers, Portfolio
from syncline.ports import ReplicaSettings
from tests.engine.conftest import WORDS, Team3, portfolio
from tests.engine.moves import rows, shows, store

GOAL = "Goal"


def delivering() -> Portfolio:
    """Return a roadmap, A, and epics that are the same in B and C and deliver its items from B."""
    base = portfolio("A", "B", "C")
    spec = FieldSpec("delivery_status", FieldType.OPTION, computed=True)
    epics = replace(base.same_as[0], replicas=("B", "C"), kinds=frozenset({"epic"}))
    create = {name: rule for name, rule in epics.create.items() if name != "A"}
    return replace(
        base,
        fields={**base.fields, "delivery_status": spec},
        same_as=(replace(epics, create=create),),
        delivers=(Delivers("A", {"B": "epic"}, {"B": "tie"}, up={"delivery_status": "status"}),),
        categories=WORDS,  # type: ignore[arg-type]
    )


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team3]:
    """Give one goal with three epics, two of them tied to it by its key."""
    made = Team3(tmp_path / "s.db", delivering())
    goal = made.tools["A"].add({"title": GOAL, "status": "planned"}, kind="initiative")
    for n in range(3):
        fields = {"title": f"Epic {n}", "status": "planned"}
        made.tools["C"].add(dict(fields), kind="epic")
        made.tools["B"].add({**fields, **({"tie": goal} if n < 2 else {})}, kind="epic")
    for _ in range(2):
        assert made.settle().summary.outcome == "OK"
    yield made
    if made.store:
        made.store.close()


def move(team: Team3, title: str, status: str, tool: str = "B") -> None:
    """Let somebody move an epic."""
    record = next(r for r in team.tools[tool].records() if r.fields["title"] == title)
    team.tools[tool].edit(record.id, "status", status, by="bob")


def rolled(team: Team3) -> object:
    """Run until it rests; return what the roadmap shows for its epics."""
    for _ in range(2):
        assert team.sync().summary.outcome == "OK"
        team.clock.pass_by(minutes=10)
    assert team.sync().summary.operations == 0
    return team.values("A", "delivery_status")[GOAL]


@pytest.mark.parametrize(
    ("moves", "wanted"),
    [
        ({}, "planned"),
        ({"Epic 0": "in_progress"}, "in_progress"),
        ({"Epic 0": "done"}, "in_progress"),
        ({"Epic 0": "done", "Epic 1": "done"}, "done"),
        ({"Epic 0": "done", "Epic 1": "dropped"}, "done"),
        ({"Epic 0": "dropped"}, "planned"),
        ({"Epic 0": "dropped", "Epic 1": "in_progress"}, "in_progress"),
        ({"Epic 0": "dropped", "Epic 1": "dropped"}, "dropped"),
        ({"Epic 2": "in_progress"}, "planned"),
    ],
)
def test_the_roadmap_shows_what_the_epics_say_together(
    team: Team3, moves: dict[str, str], wanted: str
) -> None:
    """All done or cancelled: done; any begun: begun; cancelled ones say nothing."""
    for title, status in moves.items():
        move(team, title, status)
    assert rolled(team) == wanted


def test_a_child_moved_in_its_other_tool_moves_the_roll_up_too(team: Team3) -> None:
    """The roll-up is of Items, wherever their status is changed."""
    move(team, "Epic 1", "in_progress", "C")
    assert rolled(team) == "in_progress"
    assert shows(team, "Epic 1", "status")["B"] == "in_progress"


def test_what_is_typed_over_a_computed_value_is_put_back(team: Team3) -> None:
    """It flows out and is never read back; nothing else of the goal is touched."""
    goal = next(iter(team.tools["A"].records()))
    team.tools["A"].edit(goal.id, "delivery_status", "done", by="bob")
    assert rolled(team) == "planned"
    (item,) = (i.id for i in store(team).items() if i.kind == "initiative")
    assert any(c.what == "reverted" for c in store(team).history(item))
    assert team.values("A", "status")[GOAL] == "planned"


def test_a_tie_that_is_taken_away_or_changed_ends_the_delivery(team: Team3) -> None:
    """The goal then shows what the rest of its epics say."""
    move(team, "Epic 0", "in_progress")
    assert rolled(team) == "in_progress"
    record = next(r for r in team.tools["B"].records() if r.fields["title"] == "Epic 0")
    team.tools["B"].edit(record.id, "tie", "", by="bob")
    assert rolled(team) == "planned"
    assert sorted(r.ended for r in store(team).relations([i.id for i in store(team).items()])) == [
        False,
        True,
    ]


class Moving(Team3):
    """A team whose roadmap gets other addresses, as an issue does that moves to another project."""

    site = "memory://A"

    def settings(self, name: str) -> ReplicaSettings:
        """Give the roadmap the address that it has now."""
        made = super().settings(name)
        return replace(made, url=self.site) if name == "A" else made


def test_what_quotes_the_old_name_of_a_goal_goes_on_delivering_it(tmp_path: Path) -> None:
    """Nobody rewrites the ties of all epics because their goal was moved."""
    team = Moving(tmp_path / "s.db", delivering())
    goal = team.tools["A"].add({"title": GOAL, "status": "planned"}, kind="initiative")
    fields = {"title": "Epic", "status": "planned", "tie": f"{team.site}/{goal}"}
    epic = team.tools["B"].add(fields, kind="epic")
    for _ in range(2):
        team.settle()
    team.site = "memory://moved"
    team.tools["A"].edit(goal, "title", GOAL, by="ann")
    team.sync()
    team.clock.pass_by(minutes=10)
    team.tools["B"].edit(epic, "status", "in_progress", by="bob")
    assert rolled(team) == "in_progress"
    team.tools["B"].edit(epic, "tie", "memory://gone/goal", by="bob")
    assert rolled(team) is None
    assert team.store
    team.store.close()


def test_a_parent_is_named_by_each_replicas_own_record(tmp_path: Path) -> None:
    """A reference travels as an Item: B's child hangs below B's record of the parent."""
    base = portfolio("A", "B")
    kinds: frozenset[Kind] = frozenset({"epic", "story"})
    team = Team3(tmp_path / "s.db", replace(base, same_as=(replace(base.same_as[0], kinds=kinds),)))
    top = team.tools["A"].add({"title": "Top", "status": "planned"}, kind="epic")
    other = team.tools["A"].add({"title": "Other", "status": "planned"}, kind="epic")
    child = team.tools["A"].add(
        {"title": "Child", "status": "planned", "parent": top}, kind="story"
    )
    for _ in range(3):
        assert team.settle().summary.outcome == "OK"
    mine = {str(r.fields["title"]): r for r in team.tools["B"].records()}
    assert set(mine) == {"Top", "Other", "Child"}
    assert mine["Child"].fields["parent"] == mine["Top"].id

    team.tools["A"].edit(child, "parent", other, by="bob")
    team.sync()
    assert team.values("B", "parent")["Child"] == mine["Other"].id

    record = mine["Child"].id
    team.clock.pass_by(minutes=10)
    team.tools["B"].edit(record, "parent", mine["Top"].id, by="ann")
    team.sync()
    assert team.values("A", "parent")["Child"] == top
    team.clock.pass_by(minutes=10)
    before = rows(tmp_path / "s.db")["shadows"]
    assert team.sync().summary.operations == 0
    assert rows(tmp_path / "s.db")["shadows"] == before
    assert team.store
    team.store.close()
