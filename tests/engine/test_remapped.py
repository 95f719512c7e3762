"""Another mapping or vocabulary is nobody's edit: what shows otherwise is a first sighting."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from syncline.domain.policy import FieldPolicy
from tests.engine.moves import seeded, shows, store, writes
from tests.engine.remapping import PLAIN, Mapped, mapped

Make = Callable[..., Mapped]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Make]:
    """Make a team, and close its store after the test."""
    teams: list[Mapped] = []

    def make(**policies: FieldPolicy) -> Mapped:
        teams.append(mapped(tmp_path, **policies))
        return teams[-1]

    yield make
    for team in teams:
        assert team.store
        team.store.close()


def valued(team: Mapped, **values: str) -> dict[str, list[str]]:
    """Return the ids of one epic that everybody shows with these values."""
    ids = seeded(team, 1)
    for name, value in values.items():
        team.tools["A"].edit(ids["A"][0], name, value)
    team.clock.pass_by(minutes=10)
    assert team.sync().summary.outcome == "OK"
    team.clock.pass_by(minutes=10)
    return ids


def test_a_field_that_is_mapped_to_an_empty_one_is_filled_and_empties_nobody(made: Make) -> None:
    """The plan waits, for it follows from the configuration; then edits there are edits again."""
    team = made()
    ids = valued(team, priority="high")
    team.native["priority"] = "Urgency"
    held = team.sync()
    assert held.summary.outcome == "HELD"
    (reason,) = held.waits
    assert reason.startswith("B is read in another way than before: 1 values of priority")
    assert team.sync(held.summary.digest).summary.applied == 1
    assert shows(team, "Epic 0", "priority") == dict.fromkeys("ABC", "high")
    assert team.tools["B"].record(ids["B"][0]).fields["Urgency"] == "high"
    team.clock.pass_by(minutes=10)
    team.tools["B"].edit(ids["B"][0], "Urgency", "low")
    team.clock.pass_by(minutes=10)
    assert team.sync().waits == ()
    assert shows(team, "Epic 0", "priority") == {"A": "low", "B": "high", "C": "low"}


def test_a_field_that_is_mapped_to_one_with_other_values_waits_for_a_person(made: Make) -> None:
    """Nobody typed it instead of what is agreed, so it is a side of a conflict."""
    team = made()
    ids = valued(team, priority="high")
    team.tools["B"].edit(ids["B"][0], "Urgency", "low")
    team.native["priority"] = "Urgency"
    assert team.sync().summary.operations == 0
    (conflict,) = store(team).conflicts()
    assert {c.value for c in conflict.candidates.values()} <= {"high", "low"}
    assert shows(team, "Epic 0", "priority") == {"A": "high", "B": "high", "C": "high"}


def test_what_a_deciding_replica_shows_as_it_is_mapped_now_is_seen_by_a_person_first(
    made: Make,
) -> None:
    """It decides as it would at a first sight."""
    team = made(priority=FieldPolicy(authority=("B",)))
    ids = seeded(team, 1)
    team.tools["B"].edit(ids["B"][0], "priority", "high")
    team.tools["B"].edit(ids["B"][0], "Urgency", "low")
    team.clock.pass_by(minutes=10)
    team.sync()
    team.native["priority"] = "Urgency"
    held = team.sync()
    assert held.summary.outcome == "HELD"
    assert shows(team, "Epic 0", "priority")["A"] == "high"
    team.sync(held.summary.digest)
    assert shows(team, "Epic 0", "priority")["A"] == "low"


def test_a_native_word_that_means_another_one_moves_nothing(made: Make) -> None:
    """In B Discovery counted as planned; the item stays planned elsewhere, and a person decides."""
    team = made()
    team.words["B"] = {**PLAIN, "planned": ("planned", "Discovery")}
    ids = seeded(team, 1)
    team.tools["B"].edit(ids["B"][0], "status", "Discovery")
    team.clock.pass_by(minutes=10)
    team.sync()
    before = [writes(team, name) for name in "ABC"]
    team.words["B"] = {**PLAIN, "in_progress": ("in_progress", "Discovery")}
    assert team.sync().summary.outcome == "OK"
    assert [writes(team, name) for name in "ABC"] == before
    assert [c.field for c in store(team).conflicts()] == ["status"]


def test_a_native_word_is_remembered_while_it_is_in_no_vocabulary(made: Make) -> None:
    """It was taken out one day and put elsewhere on another: still nobody has typed it."""
    team = made()
    team.words["B"] = {**PLAIN, "planned": ("planned", "Discovery")}
    ids = seeded(team, 1)
    team.tools["B"].edit(ids["B"][0], "status", "Discovery")
    for words in (team.words["B"], PLAIN, {**PLAIN, "done": ("done", "Discovery")}):
        team.words["B"] = words
        team.clock.pass_by(minutes=10)
        team.sync()
    assert shows(team, "Epic 0", "status") == {"A": "planned", "B": "Discovery", "C": "planned"}


def test_a_word_with_another_name_is_the_same_word(made: Make) -> None:
    """All tools show it at once: nothing is written, held or waited for."""
    team = made()
    valued(team, status="in_progress")
    before = [writes(team, name) for name in "ABC"]
    renamed = {"planned": ("planned",), "doing": ("in_progress",), "done": ("done",)}
    team.words = dict.fromkeys("ABC", renamed)
    for _ in range(2):
        result = team.sync()
        assert (result.summary.outcome, result.summary.operations, result.waits) == ("OK", 0, ())
    assert [writes(team, name) for name in "ABC"] == before
    assert store(team).conflicts() == ()
    (item,) = store(team).items()
    assert store(team).load([item.id])[item.id].value("status") == "doing"


def test_an_edit_in_the_run_that_reads_a_longer_vocabulary_is_an_edit(made: Make) -> None:
    """What was typed is carried, be it a word that was known before or the new one."""
    team = made()
    ids = seeded(team, 2)
    team.tools["B"].edit(ids["B"][0], "status", "in_progress")
    team.tools["B"].edit(ids["B"][1], "status", "Finished!")
    team.words["B"] = {**PLAIN, "done": ("done", "Finished!")}
    team.clock.pass_by(minutes=10)
    assert team.sync().waits == ()
    assert team.values("A", "status") == {"Epic 0": "in_progress", "Epic 1": "done"}


def test_a_record_that_was_away_when_the_mapping_changed_types_nothing_when_it_is_back(
    made: Make,
) -> None:
    """Its shadow went, for it tells of another field."""
    team = made()
    ids = valued(team, priority="high")
    team.tools["B"].move(ids["B"][0], "archived")
    team.clock.pass_by(hours=25)
    team.sync()
    team.native["priority"] = "Urgency"
    team.clock.pass_by(hours=25)
    team.sync()
    (item,) = store(team).items()
    assert ("B", "priority") not in store(team).load([item.id])[item.id].shadows
    team.tools["B"].move(ids["B"][0], "listed")
    team.clock.pass_by(hours=25)
    team.sync()
    assert shows(team, "Epic 0", "priority")["A"] == "high"
    assert team.tools["B"].record(ids["B"][0]).fields["Urgency"] == "high"
