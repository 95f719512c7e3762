"""Archive and Restore where the tool can, a sentence where it cannot; the epoch likewise."""

from dataclasses import replace
from datetime import timedelta

import pytest

from syncline.domain.errors import Gone, Rejected, ReplicaError, RetryLater, UnknownOutcome
from syncline.domain.item import Absent, RecordId
from syncline.domain.plan import Archive, Restore
from tests.conformance.harness import (
    INES,
    OTHER_BODY,
    REPLICA,
    STARTED,
    Harness,
    by_id,
    marker,
    read,
    see,
    whole,
)

SETTLED = timedelta(minutes=10)  # longer than any overlap or lag
AWAY = ("ARCHIVED", "TRASHED")


def _archives(tool: Harness) -> None:
    if not tool.tracker().traits.archives:
        pytest.skip("this tool puts nothing away")


def _archive(record: RecordId) -> Archive:
    return Archive(marker(), REPLICA, record, "PAY-1 was deleted")


def _restore(record: RecordId) -> Restore:
    return Restore(marker(), REPLICA, record, "undo")


def _filled(tool: Harness) -> RecordId:
    (record,) = tool.fill(1)
    tool.edit(record, "owner", INES)
    tool.edit(record, "status", STARTED)
    tool.edit(record, "description", OTHER_BODY)
    return record


def test_a_record_is_put_away_and_brought_back_whole(tool: Harness) -> None:
    """Away, it is neither listed nor shown, and says so; back, every field is what it was."""
    _archives(tool)
    record, (other,) = _filled(tool), tool.fill(1)
    shown, before = read(tool, record), whole(tool, record)
    receipt = tool.tracker().apply(_archive(record))
    assert (receipt.record, receipt.key, receipt.url) == (record, shown.key, shown.url)
    assert receipt.stored == {}
    tool.advance(tool.visible_after)
    absent = tool.tracker().read([record], {"title"})[record]
    assert isinstance(absent, Absent)
    assert absent.presence in AWAY
    assert set(by_id(see(tool)[0])) == {other}
    receipt = tool.tracker().apply(_restore(record))
    assert (receipt.record, receipt.key) == (record, shown.key)
    tool.advance(tool.visible_after)
    assert whole(tool, record) == before
    assert set(by_id(see(tool)[0])) == {record, other}


def test_a_tool_that_cannot_put_away_says_so_and_sends_nothing(tool: Harness) -> None:
    """The sentence says why, and what to do by hand."""
    if tool.tracker().traits.archives:
        pytest.skip("this tool puts records away")
    record = _filled(tool)
    before, requests = whole(tool, record), tool.requests()
    for operation in (_archive(record), _restore(record)):
        with pytest.raises(Rejected, match="by hand"):
            tool.tracker().apply(operation)
    assert tool.requests() == requests
    assert whole(tool, record) == before


@pytest.mark.parametrize("back", [False, True])
def test_a_lost_answer_is_unknown_and_one_write_was_sent(tool: Harness, *, back: bool) -> None:
    """Nothing is sent again; a read tells that it had been done."""
    _archives(tool)
    (record,) = tool.fill(1)
    if back:
        tool.tracker().apply(_archive(record))
    before = tool.writes()
    tool.fail("applied_then_lost", "write")
    with pytest.raises(UnknownOutcome):
        tool.tracker().apply(_restore(record) if back else _archive(record))
    assert tool.writes() - before == 1
    absent = isinstance(tool.tracker().read([record], {"title"})[record], Absent)
    assert absent is not back


def test_what_is_not_there_cannot_be_put_away(tool: Harness) -> None:
    """A 404 by id is Gone, as for every write."""
    _archives(tool)
    (record,) = tool.fill(1)
    tool.take_away(record, "hidden")
    with pytest.raises(Gone):
        tool.tracker().apply(_archive(record))


def test_a_refusal_to_put_away_is_rejected_and_changes_nothing(tool: Harness) -> None:
    """The record is shown as before."""
    _archives(tool)
    record = _filled(tool)
    before = whole(tool, record)
    tool.fail("rejected", "write")
    with pytest.raises(Rejected):
        tool.tracker().apply(_archive(record))
    assert whole(tool, record) == before


def test_a_read_only_replica_puts_nothing_away(tool: Harness) -> None:
    """`access: read` is for every operation."""
    (record,) = tool.fill(1)
    reader = tool.tracker(replace(tool.settings, access="read"))
    before = tool.writes()
    with pytest.raises(Rejected):
        reader.apply(_archive(record))
    assert tool.writes() == before


# -- the epoch ------------------------------------------------------------------------------------


def test_an_epoch_is_kept_for_its_portfolio_and_touches_no_record(tool: Harness) -> None:
    """Another tracker reads it back; another portfolio has its own; no record was changed."""
    tracker = tool.tracker()
    if not tracker.traits.mirrors:
        pytest.skip("this tool keeps no epoch")
    record = _filled(tool)
    tool.advance(SETTLED)
    cursor = see(tool)[1]
    tool.advance(SETTLED)
    before = read(tool, record)
    assert tracker.epoch() is None
    for epoch in (7, 8):
        tracker.keep_epoch(epoch)
        assert tracker.epoch() == epoch
    assert tool.tracker(replace(tool.settings)).epoch() == 8
    other = tool.tracker(replace(tool.settings, portfolio="Québec / Lévis"))
    assert other.epoch() is None
    other.keep_epoch(3)
    assert (other.epoch(), tracker.epoch()) == (3, 8)
    assert read(tool, record) == before
    assert see(tool, cursor)[0] == []


def test_a_tool_that_keeps_no_epoch_is_asked_for_nothing(tool: Harness) -> None:
    """It says so in its traits, and costs no request."""
    tracker = tool.tracker()
    if tracker.traits.mirrors:
        pytest.skip("this tool keeps the epoch")
    before = tool.requests()
    tracker.keep_epoch(7)
    assert tracker.epoch() is None
    assert tool.requests() == before


def test_a_tool_that_cannot_be_asked_for_the_epoch_says_nothing_of_it(tool: Harness) -> None:
    """A failure is raised as for every read and write: it never looks like an epoch."""
    tracker = tool.tracker()
    if not tracker.traits.mirrors:
        pytest.skip("this tool keeps no epoch")
    tracker.keep_epoch(7)
    tool.fail("outage", "read", times=0)
    with pytest.raises(RetryLater):
        tracker.epoch()
    tool.fail("refused", "read", times=0)
    with pytest.raises((ReplicaError, RetryLater)):
        tracker.epoch()
    tool.fail("applied_then_lost", "write")
    with pytest.raises(UnknownOutcome):
        tracker.keep_epoch(8)
