"""A tool that gives up on a long listing is asked for fewer records at a time."""

import pytest

from syncline.domain.errors import Outage
from tests.conformance.harness import Harness
from tests.conformance.tools.wire import WireHarness


def wire(tool: Harness) -> WireHarness:
    """Return the harness of a tool that answers over HTTP; the others have no time-outs."""
    if not isinstance(tool, WireHarness):
        pytest.skip("a tool in memory answers at once")
    return tool


def test_a_listing_that_is_too_heavy_is_asked_for_in_smaller_pages(tool: Harness) -> None:
    """Every record is shown once, and the size that worked is kept for the next pages."""
    over = wire(tool)
    made = set(tool.fill(45))
    tracker = tool.tracker()
    over.world.pressure.switches["heavy_page"] = 20
    pages = list(tracker.observe(None, tool.now()))
    shown = [snapshot.id for page in pages for snapshot in page.snapshots]
    assert sorted(shown) == sorted(made)
    refused = [e for e in over.world.log.since(0, over.tool) if e.status == 504]
    assert len(refused) <= 3 + 5


def test_a_tool_that_is_down_is_not_asked_for_ever_smaller_pages(tool: Harness) -> None:
    """At ten records a page it is given up, and the replica is incomplete."""
    over = wire(tool)
    tool.fill(2)
    tracker = tool.tracker()
    list(tracker.observe(None, tool.now()))
    over.world.pressure.switches["heavy_page"] = 1
    before = tool.requests()
    with pytest.raises(Outage):
        list(tracker.observe(None, tool.now()))
    assert tool.requests() - before <= 3 + 7 + 4  # Trello begins with a thousand
