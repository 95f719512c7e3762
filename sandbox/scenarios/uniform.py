"""N epics with equal fields in the three tools, and no stories: for exact counts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sandbox.scenarios.bodies import Body
from sandbox.scenarios.containers import PRIORITIES, SQUADS, build
from sandbox.scenarios.marking import marker
from sandbox.scenarios.planting import Epic, Planter

if TYPE_CHECKING:
    from sandbox.world import World

SIZE = 100
OWNERS = ("karim", "aya", "luc", "sofia", "tom", "maya")
STATUSES = ("planned", "in_progress", "done")
LABELS = ("mobile", "compliance", "growth", "tech-debt")


def uniform(world: World, *, stamped: bool = True) -> None:
    """Build `items` epics (100 unless told), with their markers already in place if stamped."""
    containers = build(world)
    planter = Planter(world, containers)
    for number in range(1, (SIZE if world.items is None else world.items) + 1):
        _plant(planter, number, stamped=stamped)
    planter.finish()


def unstamped(world: World) -> None:
    """Build the uniform scenario without markers, as before a first run."""
    uniform(world, stamped=False)


def _plant(planter: Planter, number: int, *, stamped: bool) -> None:
    epic = equal_epic(planter, number)
    mark = marker(epic.title) if stamped else None
    planter.jira(epic, marker=mark)
    planter.notion(epic, marker=mark)
    planter.asana(epic, marker=mark)


def equal_epic(planter: Planter, number: int) -> Epic:
    """Say what the epic of this number is, wherever it is planted."""
    start = planter.today + timedelta(days=number % 20 - 10)
    created = planter.now - timedelta(days=60, minutes=-number)
    body: Body = (f"Epic number **{number}** of the uniform set.",)
    return Epic(
        title=f"Epic {number:04d}",
        squad=SQUADS[number % 3],
        status=STATUSES[number % 3],
        priority=PRIORITIES[number % 5],
        owner=OWNERS[number % len(OWNERS)],
        start=start,
        target=start + timedelta(days=30),
        labels=(LABELS[number % len(LABELS)],),
        body=body,
        created=created,
        updated=created + timedelta(days=50),
    )
