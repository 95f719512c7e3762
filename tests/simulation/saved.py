"""A world as it is between two runs, to go back to."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.simulation.books import Books
from tests.simulation.ghost import Ghost
from tests.simulation.tools import State
from tests.simulation.world import World


@dataclass(frozen=True)
class Saved:
    """A world at one time."""

    file: bytes
    tools: Mapping[str, State]
    ghost: Ghost
    at: datetime
    words: int
    agreed: dict[tuple[str, str], int]
    brought: frozenset[tuple[str, str]]


def save(world: World) -> Saved:
    """Return the world as it is between two runs."""
    tools = {name: tool.stated() for name, tool in world.tools.items()}
    ghost = _ghostly(world, world.ghost)
    return Saved(
        world.books.connection.serialize(),
        tools,
        ghost,
        world.clock.at,
        world.words,
        dict(world.agreed),
        frozenset(world.brought),
    )


def load(world: World, saved: Saved) -> None:
    """Go back to a saved world."""
    world.books.close()
    world.disk.lay(saved.file)
    world.books = Books(world.disk.path)
    world.ghost = _ghostly(world, saved.ghost)
    for name, state in saved.tools.items():
        world.tools[name].restate(state)
    world.clock.at, world.clock.skew = saved.at, timedelta(0)
    world.words, world.agreed = saved.words, dict(saved.agreed)
    world.brought = set(saved.brought)
    world.stack, world.trace, world.fence = [], [], 0


def _ghostly(world: World, ghost: Ghost) -> Ghost:
    held, ghost.kept = ghost.kept, _nobody
    copied = deepcopy(ghost)
    ghost.kept, copied.kept = held, world.books.kept
    return copied


def _nobody(_ghost: Ghost, _event: object) -> bool:
    raise AssertionError("a saved ghost is not asked")
