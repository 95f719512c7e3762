"""A record that is not shown says what proves it, is frozen meanwhile, and loses nothing."""

from datetime import timedelta

import pytest

from syncline.domain.errors import ItemError
from syncline.domain.item import Absent, RecordId, Snapshot
from syncline.domain.plan import Stamp
from tests.conformance.harness import (
    FINAL,
    INES,
    OTHER_BODY,
    REPLICA,
    STARTED,
    Harness,
    Way,
    by_id,
    marker,
    read,
    see,
    update,
    whole,
)

WAYS: tuple[Way, ...] = ("trashed", "archived", "deleted", "hidden", "forbidden", "moved")
FROZEN: tuple[Way, ...] = ("trashed", "archived")
SETTLED = timedelta(minutes=10)  # longer than any overlap or lag


def _goes(tool: Harness, way: Way) -> None:
    if way not in tool.presences:
        pytest.skip(f"no record is {way} here")


def _filled(tool: Harness) -> RecordId:
    """Return a record of which several fields say something."""
    (record,) = tool.fill(1)
    tool.edit(record, "owner", INES)
    tool.edit(record, "labels", frozenset({"web"}))
    tool.edit(record, "description", OTHER_BODY)
    return record


def _absent(tool: Harness, record: RecordId) -> Absent:
    found = tool.tracker().read([record], {"title"})[record]
    assert isinstance(found, Absent)
    return found


@pytest.mark.parametrize("way", WAYS)
def test_a_record_out_of_sight_says_what_proves_it(tool: Harness, way: Way) -> None:
    """Each presence has its evidence; the record beside it is read as ever, and listed alone."""
    _goes(tool, way)
    record, other = tool.fill(2)
    cursor = see(tool)[1]
    tool.advance(SETTLED)
    tool.take_away(record, way)
    found = tool.tracker().read([record, other], {"title"})
    absent = found[record]
    assert isinstance(absent, Absent)
    assert (absent.id, absent.presence) == (record, tool.presences[way])
    assert len(absent.reason) > 7
    assert isinstance(found[other], Snapshot)
    assert set(by_id(see(tool)[0])) == {other}
    assert record not in by_id(see(tool, cursor)[0])


@pytest.mark.parametrize("way", WAYS)
def test_a_record_that_comes_back_is_what_it_was(tool: Harness, way: Way) -> None:
    """It is listed again, and shows every field as before."""
    _goes(tool, way)
    if way in FINAL:
        pytest.skip(f"what is {way} stays away")
    record = _filled(tool)
    before = whole(tool, record)
    tool.take_away(record, way)
    tool.give_back(record, way)
    assert whole(tool, record) == before
    assert record in by_id(see(tool)[0])


@pytest.mark.parametrize("name", ["title", "status", "description"])
@pytest.mark.parametrize("way", FROZEN)
def test_what_is_put_away_is_frozen_and_no_write_brings_it_back(
    tool: Harness, way: Way, name: str
) -> None:
    """An update and a stamp are refused; afterwards it is away as before, and unchanged."""
    _goes(tool, way)
    record = _filled(tool)
    before = whole(tool, record)
    asked = {"title": "Too late", "status": STARTED, "description": None}[name]
    (operation,) = update(tool, record, {name: asked})
    tool.take_away(record, way)
    for late in (operation, Stamp(marker(), REPLICA, record, "test")):
        with pytest.raises(ItemError):
            tool.tracker().apply(late)
    assert _absent(tool, record).presence == tool.presences[way]
    tool.give_back(record, way)
    assert whole(tool, record) == before
    assert read(tool, record).marker is None


def test_records_that_are_missing_for_several_reasons_are_told_apart(tool: Harness) -> None:
    """One read, one verdict each."""
    ways = [way for way in WAYS if way in tool.presences and way not in ("hidden", "forbidden")]
    records = dict(zip(ways, tool.fill(len(ways)), strict=True))
    for way, record in records.items():
        tool.take_away(record, way)
    found = tool.tracker().read(list(records.values()), {"title"})
    verdicts = {way: getattr(found[record], "presence", None) for way, record in records.items()}
    assert verdicts == {way: tool.presences[way] for way in ways}
