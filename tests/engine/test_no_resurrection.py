"""What was deleted in one tool is not made in another, and nothing is put away in a hurry."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from syncline.domain.plan import Archive
from syncline.domain.policy import CreateRule, Safety
from syncline.domain.state import Lease
from syncline.engine.session import Session
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import seeded, shows, titles


@dataclass
class Marked(Team3):
    """A team that reads under a configuration of which `mark` is the fingerprint."""

    mark: str = "old:"

    def session(self, lease: Lease) -> Session:
        """Return a session that knows under which configuration it reads."""
        marks = dict.fromkeys(self.portfolio.replicas, self.mark)
        return replace(super().session(lease), fingerprints=marks)


@pytest.fixture
def teams() -> Iterator[list[Team3]]:
    """Collect the teams that a test makes; their stores are closed after it."""
    made: list[Team3] = []
    yield made
    for team in made:
        assert team.store
        team.store.close()


def a_day_later(team: Team3) -> None:
    """Let everything be listed again, and sync."""
    team.clock.pass_by(hours=25)
    team.sync()


def test_an_item_that_was_deleted_is_not_made_where_it_never_was(
    tmp_path: Path, teams: list[Team3]
) -> None:
    """C gets what is in progress; this one gets there after its record in A was deleted."""
    rules = portfolio("A", "B", "C")
    begun = CreateRule({"status": frozenset({"in_progress"})})
    rules = replace(rules, same_as=(replace(rules.same_as[0], create={"C": begun}),))
    teams.append(team := Team3(tmp_path / "s.db", rules))
    ids = {
        name: team.tools[name].add({"title": "Epic", "status": "planned"}, kind="epic")
        for name in "AB"
    }
    team.settle()
    team.tools["A"].move(ids["A"], "trashed")
    a_day_later(team)
    team.tools["B"].edit(ids["B"], "status", "in_progress")
    for _ in range(2):
        a_day_later(team)
    assert shows(team, "Epic", "status") == {"A": "planned", "B": "in_progress", "C": None}
    assert titles(team, "C") == []


def test_nothing_is_put_away_in_the_run_that_reads_another_scope(
    tmp_path: Path, teams: list[Team3]
) -> None:
    """A deletion may be one of the scope; the next run, under the same one, carries it on."""
    rules = replace(portfolio("A", "B", "C"), safety=Safety(on_missing="archive"))
    teams.append(team := Marked(tmp_path / "s.db", rules))
    ids = seeded(team)
    team.tools["A"].move(ids["A"][0], "trashed")
    a_day_later(team)
    team.clock.pass_by(minutes=16)
    team.mark = "new:"
    plan = team.sync().plan
    assert plan is not None
    assert plan.operations == ()
    done = team.sync().plan
    assert done is not None
    assert [type(op) for op in done.operations] == [Archive, Archive]
