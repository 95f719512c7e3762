"""People rename, retype and remove properties at any time; one field is hit, and never emptied."""

from datetime import date

from tests.connectors.notion.place import Place

TARGET = date(2026, 4, 1)


def test_a_property_of_another_type_suspends_its_field_alone(place: Place) -> None:
    """It is not shown as empty, cannot be written, and the other fields go on."""
    page = place.page("One", Target=TARGET, Owner=["ines"])
    cursor = place.seen(place.tracker)[1]
    prop = place.source.find("Target")
    assert prop
    prop.type = "checkbox"
    page.values[prop.raw_id] = False
    place.later(minutes=10)
    for tracker in (place.tracker, place.opened()):
        place.seen(tracker, cursor)
        shown = place.read(page, tracker=tracker)
        assert "target" not in shown.fields
        assert (shown.fields["title"], shown.fields["owner"]) == ("One", "ines@acme.example")
        assert place.update(page, {"title": "One"}, tracker=tracker).stored == {"title": "One"}


def test_a_property_that_is_removed_while_the_tracker_is_open_is_no_empty_value(
    place: Place,
) -> None:
    """Absent says nothing, and a run that is under way goes on with the rest."""
    page = place.page("One", Target=TARGET)
    assert place.read(page).fields["target"] == TARGET
    prop = place.source.find("Target")
    assert prop
    del place.source.properties[prop.raw_id]
    for tracker in (place.tracker, place.opened()):
        shown = place.read(page, tracker=tracker)
        assert "target" not in shown.fields
        assert shown.fields["title"] == "One"
        assert place.update(page, {"title": "One"}, tracker=tracker).stored == {"title": "One"}
