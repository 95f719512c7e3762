"""What people decide, and what the sync after it writes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from syncline.domain.errors import ConfigurationError
from syncline.domain.policy import FieldPolicy
from syncline.domain.state import Lease
from syncline.engine import verdicts
from syncline.engine.session import Session, holding
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import seeded, shows, store

T = TypeVar("T")


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team3]:
    """Give three tools of which A decides priorities, and anybody a status."""
    rule = FieldPolicy(authority=("A",), elsewhere="propose")
    made = Team3(tmp_path / "s.db", portfolio("A", "B", "C", priority=rule))
    yield made
    if made.store:
        made.store.close()


def decided(team: Team3, decide: Callable[[Session], T]) -> T:
    """Decide something under the lease, as the command line does."""
    with holding(store(team), team.clock, "ann", lambda _: True) as lease:
        assert isinstance(lease, Lease)
        return decide(team.session(lease))


def disputed(team: Team3) -> str:
    """Let two people move one epic; return the conflict's id."""
    ids = seeded(team)
    team.tools["A"].edit(ids["A"][0], "status", "done", by="ann")
    team.tools["B"].edit(ids["B"][0], "status", "in_progress", by="bob")
    assert team.sync().summary.conflicts == 1
    team.clock.pass_by(minutes=10)
    return store(team).conflicts()[0].id


@pytest.mark.parametrize("value", ["done", "in_progress", "dropped"])
def test_a_resolved_conflict_is_written_wherever_it_differs(team: Team3, value: str) -> None:
    """One side's value, or a third one; the conflict is closed and stays in history."""
    disputed(team)
    conflict = store(team).conflicts()[0]
    said = decided(
        team, lambda s: verdicts.resolve(s, conflict, value, conflict.revision, how="A", by="ann")
    )
    assert value in said
    assert team.sync().summary.outcome == "OK"
    assert set(shows(team, "Epic 0", "status").values()) == {value}
    assert not store(team).conflicts()
    (closed,) = store(team).conflicts(closed=True)
    assert {"done", "in_progress"} <= set(closed.seen)
    team.clock.pass_by(minutes=10)
    assert team.sync().summary.operations == 0


def test_a_conflict_that_has_moved_on_is_not_settled_unseen(team: Team3) -> None:
    """Somebody typed a third value after it was shown: decide again."""
    disputed(team)
    shown = store(team).conflicts()[0]
    record = next(r for r in team.tools["B"].records() if r.fields["title"] == "Epic 0")
    team.tools["B"].edit(record.id, "status", "dropped", by="bob")
    team.sync()
    with pytest.raises(ConfigurationError, match=r"has changed since you saw it.*dropped"):
        decided(
            team, lambda s: verdicts.resolve(s, shown, "done", shown.revision, how="A", by="ann")
        )
    assert store(team).conflicts()[0].closed_at is None


def test_a_conflict_closes_by_itself_when_people_agree(team: Team3) -> None:
    """No decision is needed for what the tools agree on."""
    disputed(team)
    for name in "BC":
        record = next(r for r in team.tools[name].records() if r.fields["title"] == "Epic 0")
        team.tools[name].edit(record.id, "status", "done", by="bob")
    assert team.sync().summary.conflicts == 0
    assert set(shows(team, "Epic 0", "status").values()) == {"done"}


def proposed(team: Team3) -> str:
    """Let somebody change a priority where it is not decided; return the proposal's id."""
    ids = seeded(team)
    team.tools["A"].edit(ids["A"][0], "priority", "low", by="ann")
    team.sync()
    team.clock.pass_by(minutes=10)
    team.tools["B"].edit(ids["B"][0], "priority", "high", by="bob")
    result = team.sync().summary
    assert (result.operations, result.proposals) == (0, 1)
    assert shows(team, "Epic 0", "priority") == {"A": "low", "B": "high", "C": "low"}
    team.clock.pass_by(minutes=10)
    assert team.sync().summary.operations == 0, "while it is open it stays where it was made"
    return store(team).proposals()[0].id


def test_an_accepted_proposal_is_carried_everywhere(team: Team3) -> None:
    """It becomes the agreed value, in the deciding tool too."""
    name = proposed(team)
    decided(team, lambda s: verdicts.accept(s, name, by="ann"))
    assert team.sync().summary.operations == 2
    assert set(shows(team, "Epic 0", "priority").values()) == {"high"}
    assert not store(team).proposals()
    assert store(team).proposals(closed=True)[0].how == "accepted"


def test_a_declined_proposal_is_written_back_once(team: Team3) -> None:
    """The agreed value returns to where the proposal was made, and the overruled one never does."""
    name = proposed(team)
    decided(team, lambda s: verdicts.decline(s, name, by="ann"))
    assert team.sync().summary.operations == 1
    assert set(shows(team, "Epic 0", "priority").values()) == {"low"}
    for _ in range(3):
        team.clock.pass_by(minutes=10)
        assert team.sync().summary.operations == 0


@pytest.mark.parametrize("decide", [verdicts.accept, verdicts.decline])
def test_a_decision_about_nothing_says_what_to_do(team: Team3, decide: Callable[..., str]) -> None:
    """An unknown or settled proposal is named, with the command that lists the open ones."""
    seeded(team)
    with pytest.raises(ConfigurationError, match=r"p-none.*syncline proposals"):
        decided(team, lambda s: decide(s, "p-none", by="ann"))


def test_a_proposal_is_not_accepted_over_an_open_conflict(team: Team3) -> None:
    """The author of neither side has seen it, nor has whoever settles the conflict."""
    name = proposed(team)
    decided(team, lambda s: verdicts.accept(s, name, by="ann"))
    records = {r: team.tools[r].records() for r in "AC"}
    mine = {r: next(e.id for e in found if e.fields["title"] == "Epic 0")
            for r, found in records.items()}  # fmt: skip
    team.tools["A"].edit(mine["A"], "priority", "urgent", by="ann")  # she never saw "high"
    team.tools["C"].edit(mine["C"], "priority", "lowest", by="cy")
    team.sync()
    (conflict,), (waiting,) = store(team).conflicts(), store(team).proposals()
    with pytest.raises(ConfigurationError, match=rf"{conflict.id}.*--value lowest"):
        decided(team, lambda s: verdicts.accept(s, waiting.id, by="paul"))
    assert (store(team).conflicts(), store(team).proposals()) == ((conflict,), (waiting,))
