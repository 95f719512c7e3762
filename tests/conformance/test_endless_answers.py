"""An answer that never ends, or that unpacks without end, is left, and costs no more than one."""

import pytest

from connectors import gateway, limits
from syncline.domain.errors import Outage, UnknownOutcome
from tests.conformance.harness import Failure, Harness, create
from tests.conformance.tools.wire import WireHarness

ENDLESS: tuple[Failure, ...] = ("drip", "bomb")


@pytest.fixture
def tool(tool: Harness, monkeypatch: pytest.MonkeyPatch) -> WireHarness:
    """Give each tool that answers over HTTP, and a patience that tests can wait for."""
    if not isinstance(tool, WireHarness):
        pytest.skip("a tool in memory answers at once")
    monkeypatch.setattr(limits, "WHOLE", 0.1)
    monkeypatch.setattr(limits, "MOST", 1_000_000)
    monkeypatch.setattr(gateway, "FIRST_WAIT", 0.01)
    return tool


@pytest.mark.parametrize("how", ENDLESS)
def test_a_read_is_left_and_tried_again(tool: WireHarness, how: Failure) -> None:
    """The second answer is a good one."""
    (record,) = tool.fill(1)
    tracker = tool.tracker()
    tracker.read([record], {"title"})
    tool.fail(how, "read", times=1)
    assert tracker.read([record], {"title"})[record]


@pytest.mark.parametrize("how", ENDLESS)
def test_a_listing_that_never_ends_is_an_outage(tool: WireHarness, how: Failure) -> None:
    """Nothing is inferred from the part that came."""
    tool.fill(1)
    tracker = tool.tracker()
    list(tracker.observe(None, tool.now()))
    tool.fail(how, "read", times=0)
    with pytest.raises(Outage, match=r"longer than|more than 1 MB"):
        list(tracker.observe(None, tool.now()))


@pytest.mark.parametrize("how", ENDLESS)
def test_a_write_whose_answer_never_ends_is_unknown_and_sent_once(
    tool: WireHarness, how: Failure
) -> None:
    """It was applied: one record exists, and its marker finds it."""
    operation = create(tool, {"title": "Made and left"})
    tracker = tool.tracker()
    before = tool.writes()
    tool.fail(how, "write")
    with pytest.raises(UnknownOutcome):
        tracker.apply(operation)
    assert tool.writes() - before == 1
    tool.advance(tool.visible_after)
    assert [one.fields["title"] for one in tracker.find(operation.item)] == ["Made and left"]
