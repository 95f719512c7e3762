"""What is made in a project that is narrowed down lies within it, or it would be left alone."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from connectors.asana import open_tracker
from tests.connectors.asana.place import Place, observe


@pytest.mark.parametrize(
    "where",
    [
        {"section": "Doing"},
        {"section": {"in": ["doing"]}, "tags": {"not": ["old"]}},
        {"tags": ["Mobile team"]},
        {"Squad": ["mobile"]},
        {"Area": "Checkout"},
    ],
)
def test_a_new_task_is_listed(place: Place, where: Mapping[str, object]) -> None:
    """Section, tag or custom field: the one word that a condition asks for is filled in."""
    asana = place.world.asana
    asana.attach(place.project, asana.add_field("Squad", "enum", ("Mobile", "Web")))
    asana.attach(place.project, asana.add_field("Area", "text"))
    narrowed = replace(place, tracker=open_tracker(replace(place.tracker.settings, where=where)))
    made = narrowed.tracker.apply(narrowed.create(title="Ship"))
    assert observe(narrowed)[0] == [made.record]
    assert place.calls().count("POST /tasks") == 1
    assert not [call for call in place.calls() if call.startswith("PUT")]


def test_what_is_synced_decides_and_not_the_scope(place: Place) -> None:
    """The section of a status is where the task goes, even out of the scope."""
    settings = replace(place.tracker.settings, where={"section": ["Doing"]})
    narrowed = replace(place, tracker=open_tracker(settings))
    narrowed.tracker.apply(narrowed.create(title="Ship", status="planned"))
    assert observe(narrowed)[0] == []
