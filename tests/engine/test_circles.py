"""Parents that go round in a circle: people in two tools move two records below each other."""

from pathlib import Path

from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import store


def nested(path: Path) -> tuple[Team3, dict[str, dict[str, str]]]:
    """Give two epics, One and Two, side by side in two tools; return their ids."""
    team = Team3(path / "s.db", portfolio("A", "B"))
    ids = {
        name: {
            title: tool.add({"title": title, "status": "planned"}, kind="epic")
            for title in ("One", "Two")
        }
        for name, tool in team.tools.items()
    }
    team.settle()
    team.sync()
    return team, ids


def above(team: Team3, name: str, record: str) -> list[str]:
    """Return the records above one, up to the top or until the circle closes."""
    chain = [record]
    while parent := team.tools[name].record(chain[-1]).fields.get("parent"):
        chain.append(str(parent))
        if chain.count(chain[-1]) > 1:
            break
    return chain


def test_two_moves_that_make_a_circle_come_to_an_end(tmp_path: Path) -> None:
    """Whatever is shown, no run goes on for ever, and nothing is doubled."""
    team, ids = nested(tmp_path)
    team.tools["A"].edit(ids["A"]["One"], "parent", ids["A"]["Two"], by="ann")
    team.tools["B"].edit(ids["B"]["Two"], "parent", ids["B"]["One"], by="bob")
    for _ in range(4):
        team.clock.pass_by(minutes=10)
        team.sync()
    assert not team.plan().operations
    assert len(tuple(store(team).items())) == 2
    assert team.store
    team.store.close()


def test_the_move_that_closes_a_circle_is_refused(tmp_path: Path) -> None:
    """One of two edges is left out and told; no tool shows a record below itself."""
    team, ids = nested(tmp_path)
    team.tools["A"].edit(ids["A"]["One"], "parent", ids["A"]["Two"], by="ann")
    team.tools["B"].edit(ids["B"]["Two"], "parent", ids["B"]["One"], by="bob")
    for _ in range(4):
        team.clock.pass_by(minutes=10)
        team.sync()
    chains = [above(team, name, ids[name][title]) for name in "AB" for title in ("One", "Two")]
    assert team.store
    team.store.close()
    assert all(len(set(chain)) == len(chain) for chain in chains), chains


def test_a_circle_is_told_until_one_move_is_taken_back(tmp_path: Path) -> None:
    """Both moves are named as refused; with one of them gone the other is carried."""
    team, ids = nested(tmp_path)
    team.tools["A"].edit(ids["A"]["One"], "parent", ids["A"]["Two"], by="ann")
    team.tools["B"].edit(ids["B"]["Two"], "parent", ids["B"]["One"], by="bob")
    team.sync()
    team.clock.pass_by(minutes=10)
    plan = team.plan()
    assert not plan.operations
    assert {r.replica for r in plan.refusals if r.field == "parent"} == {"A", "B"}
    team.tools["B"].edit(ids["B"]["Two"], "parent", None, by="bob")
    for _ in range(3):
        team.clock.pass_by(minutes=10)
        team.sync()
    assert team.tools["B"].record(ids["B"]["One"]).fields["parent"] == ids["B"]["Two"]
    assert team.tools["A"].record(ids["A"]["Two"]).fields.get("parent") is None
    assert team.store
    team.store.close()
