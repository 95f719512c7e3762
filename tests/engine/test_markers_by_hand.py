"""What people do to markers: take them away, or write something else into their place."""

import pytest

from tests.engine.conftest import Team3
from tests.engine.moves import seeded, shows, store, titles


@pytest.mark.parametrize("instead", [None, "", "my own notes"])
def test_a_marker_that_somebody_changed_is_put_back_once(three: Team3, instead: str | None) -> None:
    """The record stays the item's, is stamped once, and nothing else of it is written."""
    ids = seeded(three)
    marker = three.trackers()["B"].codec.marker
    before = dict(three.tools["B"].record(ids["B"][0]).fields)
    three.tools["B"].edit(ids["B"][0], marker, instead, by="ann@acme.example")
    stamps = three.tools["B"].requests["stamp"]
    for _ in range(3):
        three.clock.pass_by(minutes=10)
        three.sync()
    assert three.tools["B"].record(ids["B"][0]).fields == before
    assert three.tools["B"].requests["stamp"] == stamps + 1
    assert [titles(three, name) for name in "ABC"] == [["Epic 0", "Epic 1", "Epic 2"]] * 3
    assert len(tuple(store(three).items())) == 3
    assert not three.plan().operations


def test_a_marker_is_no_text_of_the_record(three: Team3) -> None:
    """It is in its own place alone: in no title and no body, and in no label."""
    ids = seeded(three)
    three.tools["A"].edit(ids["A"][0], "labels", frozenset({"web"}))
    three.sync()
    for name in ("title", "description", "labels"):
        said = shows(three, "Epic 0", name).values()
        assert not any("syn-" in str(value) for value in said)


def test_the_marker_of_another_item_is_left_and_told(three: Team3) -> None:
    """Another portfolio may be at work there; the record stays linked, and edits go on."""
    ids = seeded(three)
    other = "syn-aaaaaaaaaaaaaaaaaaaaaa"
    three.tools["B"].edit(ids["B"][0], three.trackers()["B"].codec.marker, other)
    three.tools["A"].edit(ids["A"][0], "priority", "high")
    for _ in range(3):
        three.clock.pass_by(minutes=10)
        notes = three.sync().summary.notes
        assert any(f"already carries the marker {other}" in note for note in notes), notes
    assert shows(three, "Epic 0", "priority") == dict.fromkeys("ABC", "high")
    assert three.trackers()["B"].read([ids["B"][0]], {"title"})[ids["B"][0]].marker == other  # type: ignore[union-attr]
    assert [titles(three, name) for name in "ABC"] == [["Epic 0", "Epic 1", "Epic 2"]] * 3


def test_an_item_of_another_portfolio_is_not_made_a_second_time(three: Team3) -> None:
    """Who moves one of its records here is told what is missing; with all of them it joins."""
    seeded(three)
    other = "syn-bbbbbbbbbbbbbbbbbbbbbb"
    first = three.tools["A"]
    home = first.add({"title": "Moved here"}, kind="epic")
    first.edit(home, three.trackers()["A"].codec.marker, other)
    three.clock.pass_by(minutes=10)
    [reason] = [refusal.reason for refusal in three.plan().refusals]
    assert f"carries the marker {other}, which nobody gave here" in reason
    assert "Its record in B and C is not here" in reason
    assert not three.sync().summary.operations
    assert "Moved here" not in titles(three, "B") + titles(three, "C")
    for name in "BC":
        moved = three.tools[name].add({"title": "Moved here"}, kind="epic")
        three.tools[name].edit(moved, three.trackers()[name].codec.marker, other)
    for _ in range(2):
        three.clock.pass_by(minutes=10)
        assert three.sync().summary.outcome == "OK"
    assert [titles(three, name).count("Moved here") for name in "ABC"] == [1, 1, 1]
    assert store(three).load([other])[other].records.keys() == {"A", "B", "C"}
    first.edit(home, "title", "Renamed")
    three.clock.pass_by(minutes=10)
    three.sync()
    assert [titles(three, name).count("Renamed") for name in "ABC"] == [1, 1, 1]


def test_a_marker_that_is_taken_away_makes_it_a_new_item(three: Team3) -> None:
    """As the sentence says: a copy counts as new once its marker is cleared."""
    seeded(three)
    tool, marker = three.tools["A"], three.trackers()["A"].codec.marker
    home = tool.add({"title": "A copy"}, kind="epic")
    tool.edit(home, marker, "syn-cccccccccccccccccccccc")
    three.clock.pass_by(minutes=10)
    three.sync()
    tool.edit(home, marker, None)
    for _ in range(2):
        three.clock.pass_by(minutes=10)
        three.sync()
    assert [titles(three, name).count("A copy") for name in "ABC"] == [1, 1, 1]
