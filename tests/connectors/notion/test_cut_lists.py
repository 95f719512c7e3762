"""A page shows 25 people or relations of one property; what is cut off is never written back."""

import pytest

from connectors.notion import NotionTracker
from sandbox.notion.records import Page
from sandbox.people import EVERYONE, People, Person
from syncline.domain.errors import ItemError
from syncline.domain.fields import FieldType
from syncline.domain.plan import Change, Update
from syncline.ports import FieldMapping
from tests.connectors.notion.place import ITEM, Place

SHOWN = 25


def related(place: Place, count: int) -> Page:
    """Make a page that relates so many others."""
    others = [place.page(f"Parent {n}") for n in range(count)]
    return place.page("Child", Parent=others)


@pytest.mark.parametrize("count", [24, 25, 26, 200])
def test_more_relations_than_one_are_no_parent_and_stay(place: Place, count: int) -> None:
    """Neither read as the first of them nor replaced by a write of something else."""
    page = related(place, count)
    shown = place.read(page)
    assert "parent" not in shown.fields
    assert "keep one" in shown.refused["parent"]
    place.update(page, {"title": "Renamed"})
    prop = place.source.find("Parent")
    assert prop
    assert len(page.values[prop.raw_id]) == count


@pytest.mark.parametrize("count", [24, 25, 26, 60])
def test_people_beside_the_owner_stay_or_the_write_is_refused(
    place: Place, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    """The first is the owner; of a list that is not shown whole nothing is written."""
    guests = tuple(Person(f"g{n}", f"Guest {n}", f"g{n}@acme.example") for n in range(count - 1))
    monkeypatch.setattr(place.world.notion, "people", People((*EVERYONE, *guests)))
    names = [guest.key for guest in guests]
    page = place.page("One", Owner=["paul", *names])

    def owners() -> list[str]:
        prop = place.source.find("Owner")
        assert prop
        return [person.key for person in page.values[prop.raw_id]]

    place.update(page, {"title": "Renamed"})
    assert owners() == ["paul", *names]
    if count < SHOWN:  # of 25 people nobody can tell whether they are all
        place.update(page, {"owner": "ines@acme.example"})
        assert owners() == ["ines", *names]
        return
    with pytest.raises(ItemError, match="shorten the list"):
        place.update(page, {"owner": "ines@acme.example"})
    assert owners() == ["paul", *names]


@pytest.mark.parametrize("count", [24, 25, 26, 60, 200])
def test_a_set_of_links_is_read_whole_page_by_page(place: Place, count: int) -> None:
    """A listing leaves a long one out rather than show a part; a direct read has all of it."""
    tracker = linking(place)
    page = related(place, count)
    whole = frozenset(held(place, page))
    assert place.read(page, tracker=tracker).fields["blocks"] == whole
    listed = place.seen(tracker)[0]["Child"]
    assert ("blocks" in listed.deferred) == (count > SHOWN)
    assert listed.fields.get("blocks", whole) == whole


def test_a_long_set_of_links_grows_and_shrinks_by_what_was_asked(place: Place) -> None:
    """Every other page stays; above the hundred that one write takes, it is refused whole."""
    tracker = linking(place)
    page = related(place, 60)
    before = frozenset(held(place, page))
    one, *_ = sorted(before)
    new = place.page("New").id
    change(place, tracker, page, before - {one} | {new})
    assert frozenset(held(place, page)) == before - {one} | {new}
    crowd = related(place, 100)
    kept = list(held(place, crowd))
    with pytest.raises(ItemError, match="Notion takes 100"):
        change(place, tracker, crowd, frozenset(kept) | {new})
    assert held(place, crowd) == kept


def linking(place: Place) -> NotionTracker:
    """Open a tracker that takes the relation for a set of links."""
    fields = {
        "title": place.settings.fields["title"],
        "blocks": FieldMapping("blocks", FieldType.LINKS, "Parent"),
    }
    return place.opened(fields=fields)


def held(place: Place, page: Page) -> list[str]:
    """Return the pages that a page relates, in the state of the sandbox."""
    prop = place.source.find("Parent")
    assert prop
    return page.values[prop.raw_id]  # type: ignore[no-any-return]  # a list of ids


def change(place: Place, tracker: NotionTracker, page: Page, asked: frozenset[str]) -> None:
    """Ask for links as the engine does, right after a read."""
    shown = place.read(page, tracker=tracker).fields["blocks"]
    asking = Change("blocks", asked, shown, 1, "test")
    tracker.apply(Update(ITEM, "roadmap", page.id, "edit", (asking,)))
