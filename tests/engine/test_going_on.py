"""An approved plan that was cut off: what is left of it needs no second approval, all else does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.memory import Fault, Quirks
from syncline.domain.errors import StalePlan
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import flying, shows, titles

FIRST_STATUS = "planned"


@pytest.fixture
def cut(tmp_path: Path) -> Iterator[tuple[Team3, str]]:
    """Give a first plan, approved and cut off while C made a record, before that had its status."""
    quirks = Quirks(lanes={"status": "move"}, later=frozenset({"status"}))
    team = Team3(tmp_path / "s.db", portfolio("A", "B", "C"), quirks={"C": quirks})
    team.tools["A"].add({"title": "New", "status": "done"}, kind="epic")
    digest = team.sync().summary.digest
    assert digest
    team.tools["C"].fail(Fault("lost", "create"))
    assert team.sync(digest).summary.outcome == "PARTIAL"
    (record,) = team.tools["C"].records()
    team.tools["C"].edit(record.id, "status", FIRST_STATUS, by="syncline")
    team.clock.pass_by(minutes=10)
    yield team, digest
    if team.store:
        team.store.close()


@pytest.mark.parametrize("again", [True, False])
def test_the_same_command_goes_on_where_it_was_cut_off(
    cut: tuple[Team3, str], *, again: bool
) -> None:
    """The record is given the status that its create asked; with or without the digest."""
    team, digest = cut
    done = team.sync(digest if again else None).summary
    assert (done.outcome, done.operations) == ("OK", 1), done
    assert set(shows(team, "New", "status").values()) == {"done"}
    assert titles(team, "C") == ["New"]
    assert not flying(team)


def test_an_edit_made_meanwhile_is_no_part_of_what_was_approved(cut: tuple[Team3, str]) -> None:
    """The digest then names another plan, and is refused."""
    team, digest = cut
    (record,) = team.tools["A"].records()
    team.tools["A"].edit(record.id, "priority", "high", by="ann")
    with pytest.raises(StalePlan, match=digest):
        team.sync(digest)


def test_another_value_than_the_create_asked_is_no_part_of_it_either(
    cut: tuple[Team3, str],
) -> None:
    """Somebody moved the item in A since."""
    team, digest = cut
    (record,) = team.tools["A"].records()
    team.tools["A"].edit(record.id, "status", "in_progress", by="ann")
    with pytest.raises(StalePlan, match=digest):
        team.sync(digest)


def test_the_same_command_after_all_is_done_has_nothing_to_do(cut: tuple[Team3, str]) -> None:
    """An empty plan writes nothing, so there is nothing to approve and nothing to refuse."""
    team, digest = cut
    assert team.sync(digest).summary.outcome == "OK"
    team.clock.pass_by(minutes=10)
    done = team.sync(digest).summary
    assert (done.outcome, done.operations) == ("OK", 0)
