"""What a later version of Notion's API renames: everything is read and written in either."""

import pytest

from connectors.notion import client
from sandbox.notion.versions import NEWER, OLDER
from syncline.domain.item import Absent
from syncline.domain.plan import Archive, Restore
from tests.connectors.notion.place import ITEM, Place, lines


@pytest.fixture(params=[OLDER, NEWER])
def place(place: Place, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Give a replica whose client asks for one version."""
    monkeypatch.setattr(client, "VERSION", request.param)
    place.tracker = place.opened()
    return place


def test_a_body_is_edited_in_its_middle(place: Place) -> None:
    """Older versions call the place `after`, newer ones `position`; ours goes through both."""
    page = place.page("One", "first", "last")
    seen = place.read(page).fields["description"]
    asked = {"description": lines("first", "between", "last")}
    place.update(page, asked, expect=seen)
    assert place.body(page) == ["first", "between", "last"]


def test_a_page_is_trashed_and_restored(place: Place) -> None:
    """Older versions call it `archived` as well."""
    page = place.page()
    place.tracker.apply(Archive(ITEM, "roadmap", page.id, "test"))
    gone = place.tracker.read([page.id], {"title"})[page.id]
    assert isinstance(gone, Absent)
    assert (gone.presence, page.in_trash) == ("TRASHED", True)
    place.tracker.apply(Restore(ITEM, "roadmap", page.id, "test"))
    assert not page.in_trash


def test_the_version_that_is_asked_for_is_ours(place: Place) -> None:
    """Not the one that is usual in their client today."""
    made = client.NotionClient(place.settings.url, place.settings.secrets["token"])
    shown = made.page(place.page().id)
    assert ("archived" in shown) is (client.VERSION == OLDER)
    assert shown["in_trash"] is False
