"""A page shows 25 people or relations of one property; what is cut off is never written back."""

import pytest

from sandbox.notion.records import Page
from sandbox.people import EVERYONE, People, Person
from syncline.domain.errors import ItemError
from tests.connectors.notion.place import Place

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
