"""Two engines at once: a second one takes the lease at every edge of the first, and runs whole."""

import os
from collections.abc import Callable

import pytest

from tests.simulation.engines import Script
from tests.simulation.scenes import SCENES, Stage

SWITCHED = ("create everywhere", "update", "lost create recovered")
if os.environ.get("SYNCLINE_SWEEP") == "every":
    SWITCHED += ("set merge", "conflict resolved")


@pytest.mark.parametrize("name", SWITCHED)
def test_a_second_engine_at_any_edge_of_the_first_does_no_harm(
    name: str, figure: Callable[[str], None]
) -> None:
    """The first one goes on, finds its lease gone, and stops without another write (I14)."""
    stage = Stage(SCENES[name])
    told, robbed = [], 0
    switches = stage.switches()
    for number in switches:
        edge = stage.edges[number]
        broken = stage.again(Script(thief=number))
        robbed += any(": robbed" in line for line in stage.world.trace)
        if broken:
            told.append(f"switch {edge} ({number}): {broken[0]}\n" + "\n".join(stage.world.trace))
    stage.close()
    figure(
        f"two engines, {name}: {len(switches)} switch points, {robbed} stopped for their lease, "
        f"{len(told)} violations"
    )
    assert not told, "\n\n".join(told[:3])
    assert robbed > len(switches) // 2
