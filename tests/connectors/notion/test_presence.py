"""What Notion says of a page that is no row any more, and its one flag of life."""

import json

import pytest

from syncline.domain.errors import CannotRead, Rejected
from syncline.domain.item import Absent
from syncline.domain.plan import Archive, Operation, Restore, Stamp
from tests.connectors.notion.place import ITEM, Place

PAGE = "/v1/pages/{page_id}"


def absent(place: Place, record: str) -> Absent:
    """Read a page that is not shown."""
    found = place.tracker.read([record], {"title"})[record]
    assert isinstance(found, Absent)
    return found


def test_a_page_that_was_moved_under_another_page_is_no_row(place: Place) -> None:
    """Such a page names no data source at all."""
    page = place.page("Kept", "With a body")
    page.source = None
    found = absent(place, page.id)
    assert (found.presence, found.reason) == ("UNSEEN", "moved out of the data source")


def test_a_page_that_people_archived_is_not_in_the_trash(place: Place) -> None:
    """Both are told by the page itself; neither is listed or found by its marker."""
    page = place.page("Kept", Syncline=ITEM)
    assert len(place.tracker.find(ITEM)) == 1
    page.is_archived = True
    assert absent(place, page.id).presence == "ARCHIVED"
    assert place.seen(place.tracker)[0] == {}
    assert place.tracker.find(ITEM) == ()


def test_a_body_that_is_refused_is_no_absent_page(place: Place) -> None:
    """The page was shown a moment before: that it cannot be read whole proves nothing."""
    page = place.page("Kept", "With a body")
    place.fail("status", "GET", "/v1/blocks/{block_id}/children", status=404, count=0)
    found = place.tracker.read([page.id], {"title", "description"})[page.id]
    assert isinstance(found, CannotRead)


def test_the_flag_of_life_travels_alone_and_no_other_write_carries_it(place: Place) -> None:
    """A stray flag would take a page out of the trash."""
    page = place.page("Kept")
    mark = place.mark
    writes: tuple[Operation, ...] = (
        Stamp(ITEM, "roadmap", page.id, "test"),
        Archive(ITEM, "roadmap", page.id, "test"),
        Restore(ITEM, "roadmap", page.id, "test"),
    )
    for operation in writes:
        place.tracker.apply(operation)
    place.update(page, {"title": "Renamed"})
    bodies = [json.loads(e.body) for e in place.world.log.since(mark, "notion") if e.write]
    flags = {"in_trash", "archived", "is_archived"}
    assert [set(body) & flags for body in bodies] == [set(), {"in_trash"}, {"in_trash"}, set()]
    assert [len(body) for body in bodies] == [1, 1, 1, 1]


def test_a_page_that_notion_leaves_as_it_was_is_rejected(place: Place) -> None:
    """A restore whose answer shows the page in the trash was none."""
    page = place.page("Kept")
    answer = place.tracker._client.page(page.id)
    body = {**answer, "in_trash": True}
    place.fail("status", "PATCH", PAGE, status=200, body=body)
    with pytest.raises(Rejected, match="left the page in the trash"):
        place.tracker.apply(Restore(ITEM, "roadmap", page.id, "test"))


def test_putting_a_page_away_is_one_request(place: Place) -> None:
    """Neither the schema nor the page is asked for."""
    page = place.page("Kept")
    place.seen(place.tracker)
    mark = place.mark
    place.tracker.apply(Archive(ITEM, "roadmap", page.id, "test"))
    assert place.requests(mark) == [f"PATCH {PAGE}"]
