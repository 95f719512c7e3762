"""One sandbox for the folder, and a fresh data source for every test."""

from collections.abc import Iterator

import pytest

from connectors.notion import open_tracker
from sandbox import Sandbox
from syncline.domain.fields import FieldType
from syncline.ports import FieldMapping
from tests.connectors.notion.place import SCHEMA, Place, settings
from tests.connectors.notion.talk import Talk


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Serve the emulated Notion for this file."""
    with Sandbox(scenario="empty") as serving:
        yield serving


@pytest.fixture
def place(sandbox: Sandbox) -> Place:
    """Give every test a data source of its own."""
    world = sandbox.world
    world.reset()
    source = world.notion.add_data_source("Roadmap", SCHEMA)
    access = sandbox.access()["notion"]
    mine = settings(access["url"], access["token"], source.id)
    return Place(world, source, mine, open_tracker(mine))


@pytest.fixture
def talk(place: Place) -> Iterator[Talk]:
    """Give a page whose comments are carried."""
    fields = {**place.settings.fields, "comments": FieldMapping("comments", FieldType.THREAD)}
    made = Talk(place, place.opened(fields=fields), place.page("One", "A paragraph"))
    yield made
    made.close()
