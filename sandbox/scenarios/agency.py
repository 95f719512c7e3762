"""An agency and its freelancers: N epics, equal in Jira, Notion, Asana and on a Trello board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.scenarios.containers import PRIORITIES, build
from sandbox.scenarios.planting import Planter
from sandbox.scenarios.uniform import equal_epic
from sandbox.trello.records import Board

if TYPE_CHECKING:
    from sandbox.world import World

SIZE = 20
FREELANCERS = "Freelancers"
LISTS = ("To do", "Doing", "Review", "Done", "Dropped")


def agency(world: World) -> None:
    """Build `items` epics (20 unless told), nowhere with a marker, as before a first run."""
    containers = build(world)
    board = freelancers(world)
    planter = Planter(world, containers)
    for number in range(1, (SIZE if world.items is None else world.items) + 1):
        epic = equal_epic(planter, number)
        planter.jira(epic)
        planter.notion(epic)
        planter.asana(epic)
        planter.trello(board, epic)
    planter.finish()


def freelancers(world: World) -> Board:
    """Create the board, with a list for every status and the priority as a custom field."""
    board = world.trello.add_board(FREELANCERS, LISTS)
    world.trello.add_field(board, "Priority", "list", PRIORITIES)
    return board
