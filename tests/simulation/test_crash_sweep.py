"""Every edge of a run is a place to die: named scenes, cut off at each one and healed.

An edge is before or after a call or a commit; the edges are enumerated from the run itself. Edges
between which nothing lasting happens are one point, unless SYNCLINE_SWEEP=every is set.
"""

import os
from collections.abc import Callable

import pytest

from tests.simulation.engines import Script
from tests.simulation.scenes import SCENES, Stage

EVERY = os.environ.get("SYNCLINE_SWEEP") == "every"


@pytest.mark.parametrize("name", list(SCENES))
def test_a_run_that_dies_anywhere_is_healed_by_the_next(
    name: str, figure: Callable[[str], None]
) -> None:
    """Before and after every call and commit, and with the answer of every write lost (I12)."""
    stage = Stage(SCENES[name])
    told = []
    edges = range(len(stage.edges)) if EVERY else stage.cuts()
    for number in edges:
        edge = stage.edges[number]
        if broken := stage.again(Script(crash=number)):
            told.append(f"dies {edge} ({number}): {broken[0]}\n" + "\n".join(stage.world.trace))
    for tool, number in (calls := list(stage.calls())):
        if broken := stage.again(Script(), lost=(tool, number)):
            told.append(
                f"{tool} loses answer {number}: {broken[0]}\n" + "\n".join(stage.world.trace)
            )
    stage.close()
    figure(
        f"crash sweep, {name}: {len(stage.edges)} edges, cut at {len(edges)}, {len(calls)} lost "
        f"answers, "
        f"{len(told)} violations"
    )
    assert not told, "\n\n".join(told[:3])
    assert len(edges) > 3  # acquire, account, cursors, release
