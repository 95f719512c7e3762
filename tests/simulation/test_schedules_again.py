"""The other half of the seeded schedules, for another process."""

from collections.abc import Callable

import pytest

from tests.simulation.crowd import Crowd
from tests.simulation.test_schedules import half, holds


@pytest.mark.parametrize("seeds", half(1), ids=str)
def test_whatever_fails_nothing_is_lost_doubled_or_invented(
    seeds: range, figure: Callable[[str], None]
) -> None:
    """As in the first half."""
    crowd = Crowd().play(seeds)
    figure(crowd.line())
    holds(crowd)
