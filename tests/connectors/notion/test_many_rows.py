"""A data source with more rows than one query returns."""

import pytest

from sandbox.notion import routes_tables
from syncline.domain.errors import Unreadable
from tests.connectors.notion.place import Place


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a query end after 150 rows; tests/scale has the ten thousand of Notion."""
    monkeypatch.setattr(routes_tables, "ROWS", 150)


def test_more_rows_than_a_query_returns_are_all_listed(place: Place) -> None:
    """Each once: the next query goes on in the minute of the last row."""
    for number in range(400):
        place.page(f"Page {number}")
        place.later(seconds=7)
    pages = list(place.tracker.observe(None, place.world.clock.now))
    shown = [str(s.fields["title"]) for page in pages for s in page.snapshots]
    assert sorted(shown) == sorted(f"Page {number}" for number in range(400))


def test_so_are_more_changed_rows_than_a_query_returns(place: Place) -> None:
    """The second query keeps the condition of the first."""
    for number in range(200):
        place.page(f"Page {number}")
        place.later(seconds=20)
    place.later(days=1)
    _, cursor = place.seen(place.tracker)
    place.later(minutes=30)
    for page in place.source.pages:
        page.stamp.edited_at = place.world.clock.now
    place.page("New")
    shown, _ = place.seen(place.tracker, cursor)
    assert len(shown) == 201


def test_more_rows_of_one_minute_than_a_query_returns_are_no_listing(place: Place) -> None:
    """Nothing tells them apart for a second query; the rest would look deleted."""
    for number in range(151):
        place.page(f"Page {number}")
    with pytest.raises(Unreadable, match=r"stopped at 10,000 rows .*all of them made at 20"):
        place.seen(place.tracker)
