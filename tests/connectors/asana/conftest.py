"""One sandbox for the folder, and a fresh project for every test."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from connectors.asana import open_tracker
from sandbox import Sandbox
from syncline.domain.fields import CORE_FIELDS, FieldType
from syncline.ports import FieldMapping, ReplicaSettings
from tests.connectors.asana.place import WORDS, Place


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Serve the emulated Asana for this file."""
    with Sandbox(scenario="empty") as serving:
        yield serving


@pytest.fixture
def place(sandbox: Sandbox) -> Place:
    """Give every test a project of its own."""
    world = sandbox.world
    world.reset()
    asana = world.asana
    project = asana.add_project("Launches", ("To do", "Ideas", "Doing", "Done"))
    asana.attach(project, asana.add_field("Syncline", "text"))
    asana.attach(project, asana.add_field("Priority", "enum", ("P0", "P1")))
    access = sandbox.access()["asana"]
    settings = ReplicaSettings(
        name="launches",
        tool="asana",
        url=access["url"],
        secrets={"token": access["token"]},
        container={"project": (project.gid,)},
        kinds={"task": "*"},
        fields={
            n: FieldMapping(n, spec.type) for n, spec in CORE_FIELDS.items() if n != "comments"
        },
        words={"status": WORDS},
    )
    return Place(world, project, open_tracker(settings))


@pytest.fixture
def talk(place: Place) -> Place:
    """Give a project of which the comments are carried."""
    mapping = FieldMapping("comments", FieldType.THREAD)
    fields = {**place.tracker.settings.fields, "comments": mapping}
    place.tracker = open_tracker(replace(place.tracker.settings, fields=fields))
    return place
