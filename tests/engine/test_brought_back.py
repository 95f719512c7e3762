"""What wins over putting a record away: a person who brings it back, and whatever is typed."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.memory import Quirks
from syncline.domain.plan import Archive
from syncline.domain.policy import FieldPolicy, OnMissing, Safety
from syncline.domain.text import plain
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import copied, laid_back, seeded, shows, store
from tests.engine.test_missing import census, places, settle

Make = Callable[..., Team3]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Make]:
    """Make a team with a way to deal with deletions; its store is closed after the test."""
    teams: list[Team3] = []

    def make(
        on_missing: OnMissing = "archive",
        quirks: dict[str, Quirks] | None = None,
        **policies: FieldPolicy,
    ) -> Team3:
        rules = replace(portfolio("A", "B", "C", **policies), safety=Safety(on_missing=on_missing))
        teams.append(Team3(tmp_path / "s.db", rules, quirks=quirks or {}))
        return teams[-1]

    yield make
    for team in teams:
        assert team.store
        team.store.close()


def asked(team: Team3) -> list[str]:
    """Return the fields about which a person is asked."""
    return sorted(p.field for p in store(team).proposals())


@pytest.mark.parametrize("on_missing", ["archive", "ask"])
def test_what_a_person_brings_back_stays(made: Make, on_missing: OnMissing) -> None:
    """It is told once, and however often it is looked at, it is not put away again."""
    team = made(on_missing)
    ids = seeded(team)
    team.tools["A"].move(ids["A"][0], "trashed")
    census(team)
    census(team, 16)
    if on_missing == "ask":
        settle(team, "accept")
        team.sync()
    assert places(team, "Epic 0") == {"A": "trashed", "B": "archived", "C": "archived"}
    team.clock.pass_by(minutes=60)
    team.tools["B"].move(ids["B"][0], "listed")
    result = team.sync()
    assert result.plan
    (told,) = (r.reason for r in result.plan.refusals)
    assert told.startswith("somebody brought it back here")
    for _ in range(3):
        census(team)
    assert places(team, "Epic 0") == {"A": "trashed", "B": "listed", "C": "archived"}
    item = store(team).links("B", ids["B"])[ids["B"][0]]
    told_of = [(c.replica, c.what) for c in store(team).history(item) if c.field == "record"]
    assert told_of.count(("B", "returned")) == 1
    assert told_of.count(("B", "archived")) == 1


def test_a_held_edit_wins_over_a_deletion(made: Make) -> None:
    """A conflict changes no version, and two people work on the item all the same."""
    team = made()
    ids = seeded(team)
    team.tools["A"].move(ids["A"][0], "trashed")
    census(team)
    team.tools["B"].edit(ids["B"][0], "priority", "high")
    team.tools["C"].edit(ids["C"][0], "priority", "low")
    census(team, 16)
    assert places(team, "Epic 0") == {"A": "trashed", "B": "listed", "C": "listed"}
    assert asked(team) == ["record"]
    assert len(store(team).conflicts()) == 1


def test_a_proposed_edit_wins_over_a_deletion(made: Make) -> None:
    """Be it made in the very round that sees the deletion."""
    team = made(priority=FieldPolicy(authority=("A",)))
    ids = seeded(team)
    team.tools["A"].move(ids["A"][0], "trashed")
    team.tools["B"].edit(ids["B"][0], "priority", "high")
    census(team)
    census(team, 16)
    assert places(team, "Epic 0") == {"A": "trashed", "B": "listed", "C": "listed"}
    assert asked(team) == ["priority", "record"]


@pytest.mark.parametrize("other", [None, "low"])
def test_an_edit_after_the_answer_asks_again(made: Make, other: str | None) -> None:
    """Adopted or held: whoever accepted had not seen it. Accepted once more, it is put away."""
    team = made("ask")
    ids = seeded(team)
    team.tools["A"].move(ids["A"][0], "trashed")
    census(team)
    census(team, 16)
    settle(team, "accept")
    team.tools["B"].edit(ids["B"][0], "priority", "urgent")
    if other:
        team.tools["C"].edit(ids["C"][0], "priority", other)
    team.clock.pass_by(minutes=10)
    team.sync()
    assert places(team, "Epic 0") == {"A": "trashed", "B": "listed", "C": "listed"}
    assert asked(team) == ["record"]
    assert len(store(team).proposals(closed=True)) == 1
    settle(team, "accept")
    team.clock.pass_by(minutes=10)
    team.sync()
    assert places(team, "Epic 0") == {"A": "trashed", "B": "archived", "C": "archived"}


def test_a_body_typed_just_before_the_archive_stops_it(made: Make) -> None:
    """All fields are read again, also those that a listing leaves out."""
    team = made(quirks=dict.fromkeys("ABC", Quirks(deferred_body=True)))
    ids = seeded(team)
    team.tools["A"].move(ids["A"][0], "trashed")
    census(team)
    team.clock.pass_by(minutes=16)
    armed = [True]

    def types(call: str, _record: str | None) -> None:
        decided = [a for a in store(team).absences() if a.how == "archive"]
        if call == "read" and decided and armed:
            armed.clear()
            team.tools["C"].edit(ids["C"][0], "description", plain("typed just now"))

    team.tools["C"].before = types
    team.sync()
    assert not armed
    assert places(team, "Epic 0")["C"] == "listed"


def test_a_label_goes_when_the_record_is_back(made: Make) -> None:
    """It told of a deletion that is none any more, and is written into nothing new."""
    team = made("label")
    ids = seeded(team)
    team.tools["A"].move(ids["A"][0], "trashed")
    census(team)
    census(team, 16)
    census(team)
    assert shows(team, "Epic 0", "labels")["B"] == {"missing-in-A"}
    team.tools["A"].move(ids["A"][0], "listed")
    census(team)
    census(team)
    labels = shows(team, "Epic 0", "labels")
    assert {name: value or frozenset() for name, value in labels.items()} == dict.fromkeys(
        "ABC", frozenset()
    )


def test_a_restored_store_puts_nothing_away(made: Make) -> None:
    """What heals it waits for a person, and holds no deletion that the old copy remembers."""
    team = made()
    ids = seeded(team, 4)
    team.tools["A"].move(ids["A"][0], "trashed")
    census(team)
    copy = copied(team)
    team.tools["B"].edit(ids["B"][1], "priority", "high")
    team.clock.pass_by(minutes=10)
    team.sync()
    team.tools["B"].edit(ids["B"][2], "priority", "high")
    laid_back(team, copy)
    team.clock.pass_by(minutes=16)
    held = team.sync()
    assert held.summary.outcome == "HELD"
    assert held.plan
    assert not [op for op in held.plan.operations if isinstance(op, Archive)]
    assert held.summary.operations
