"""What is made in a replica that is narrowed down lies within it, or no listing would show it."""

from collections.abc import Mapping

import pytest

from tests.connectors.notion.place import Place


@pytest.mark.parametrize(
    "where",
    [
        {"Delivery": "Mobile"},
        {"Delivery": {"in": ["Mobile"]}},
        {"Labels": ["q3"], "Status": {"not": ["Idea"]}},
    ],
)
def test_a_new_page_is_listed(place: Place, where: Mapping[str, object]) -> None:
    """The one word that a condition asks for is filled in, in the same request."""
    tracker = place.opened(where=where)
    place.create({"title": "Ship", "status": "planned"}, tracker)
    writes = [r for r in place.requests() if r.startswith(("PATCH", "POST /v1/pages"))]
    place.later(minutes=10)
    assert place.seen(tracker)[0].keys() == {"Ship"}
    assert writes == ["POST /v1/pages"]


def test_what_is_synced_decides_and_not_the_scope(place: Place) -> None:
    """A status that an item has is written, even where it leads out of the scope."""
    tracker = place.opened(where={"Status": ["Planned"]})
    place.create({"title": "Ship", "status": "in_progress"}, tracker)
    place.later(minutes=10)
    assert place.seen(tracker)[0] == {}


def test_nobody_knows_which_of_several_words(place: Place) -> None:
    """Nothing is filled in: the check of the file says so before."""
    tracker = place.opened(where={"Delivery": ["Mobile", "Web"]})
    place.create({"title": "Ship"}, tracker)
    place.later(minutes=10)
    assert place.seen(tracker)[0] == {}
