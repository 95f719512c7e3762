"""The containers that every scenario has: three Jira projects, two data sources, one project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.asana.records import Project
from sandbox.notion.records import DataSource

if TYPE_CHECKING:
    from sandbox.world import World

ROADMAP, EPICS, LAUNCHES = "Roadmap", "Epics", "Launches"
PRIORITIES = ("P0", "P1", "P2", "P3", "P4")
SQUADS = ("Payments", "Onboarding", "Data")
SECTIONS = ("À faire", "En cours", "En revue", "Fait", "Abandonné")
DELIVERY = ("Planned", "In progress", "Done", "Dropped")
MARKER = "Syncline"


@dataclass(frozen=True)
class Containers:
    """Hold what the scenarios fill."""

    roadmap: DataSource
    epics: DataSource
    launches: Project


def build(world: World) -> Containers:
    """Create the containers in an empty world."""
    world.jira.add_project("PAY", "Payments", "classic", lead="ines")
    world.jira.add_project("ONB", "Onboarding", "open", lead="paul")
    world.jira.add_project("DAT", "Data", "french", lead="nina")
    return Containers(_roadmap(world), _epics(world), _launches(world))


def _roadmap(world: World) -> DataSource:
    status = {
        "To-do": ["Idea", "Planned", "Discovery"],
        "In progress": ["In progress"],
        "Complete": ["Shipped", "Dropped"],
    }
    return world.notion.add_data_source(
        ROADMAP,
        {
            "Name": "title",
            "Status": {"status": status},
            "Priority": {"select": PRIORITIES},
            "Target date": "date",
            "PM": "people",
            "Squad": {"select": SQUADS},
            "Delivery status": {"select": DELIVERY},
            MARKER: "rich_text",
        },
    )


def _epics(world: World) -> DataSource:
    status = {
        "To-do": ["Backlog", "Planned"],
        "In progress": ["In progress", "Review"],
        "Complete": ["Done", "Dropped"],
    }
    return world.notion.add_data_source(
        EPICS,
        {
            "Name": "title",
            "Status": {"status": status},
            "Priority": {"select": PRIORITIES},
            "Owner": "people",
            "Start date": "date",
            "Target date": "date",
            "Labels": {"multi_select": ()},
            "Squad": {"select": SQUADS},
            MARKER: "rich_text",
        },
    )


def _launches(world: World) -> Project:
    project = world.asana.add_project(LAUNCHES, SECTIONS)
    world.asana.attach(project, world.asana.add_field("Priority", "enum", PRIORITIES))
    world.asana.attach(project, world.asana.add_field(MARKER, "text"))
    return project


def found(world: World) -> Containers:
    """Find the containers again by their names, as `doctor` would."""
    sources = {source.name: source for source in world.notion.data_sources.values()}
    project = next(p for p in world.asana.projects.values() if p.name == LAUNCHES)
    return Containers(sources[ROADMAP], sources[EPICS], project)


def empty(world: World) -> None:
    """Build the containers and leave them empty."""
    build(world)
