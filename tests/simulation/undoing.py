"""A person takes a run back: what it wrote, unless somebody has changed that since."""

import random
from typing import TYPE_CHECKING

from tests.simulation.engines import QUIET
from tests.simulation.events import MANY, Cell, words

if TYPE_CHECKING:
    from tests.simulation.watched import Watched
    from tests.simulation.world import World

BACK = 3  # how many runs that wrote a person thinks of


def undo_one(world: "World", rng: random.Random) -> None:
    """Take one of the last runs that wrote back; a plan that waits is approved."""
    runs = world.books.runs_that_wrote()[-BACK:]
    if not runs:
        return
    run = rng.choice(runs)
    world.say(f"eva takes {run} back")
    world.counts["undone runs"] += 1
    done = world.undo(QUIET, run)
    if done is not None and done.waits and done.plan is not None:
        world.undo(QUIET, run, done.plan.digest)


def taken_back(world: "Watched", cell: Cell, old: object, new: object, run: str) -> None:
    """Let the ghost know that a person has chosen the former value over what a run carried.

    Not over what somebody has typed since: that is in no line of the run, and must stay.
    """
    told = world.books.told(run, str(world.books.item(*cell[:2])), cell[2])
    carried = told.intersection(words(old))
    world.ghost.echoed |= carried  # where it was typed it may stand, on hold
    if cell[2] in MANY or carried.issuperset(words(old)):
        world.ghost.decided(world.ghost.things[cell[:2]], cell[2], new, carried)
