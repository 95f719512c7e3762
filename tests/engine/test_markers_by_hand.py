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
