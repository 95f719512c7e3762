"""What cannot be said is left out with a reason; nothing is guessed, nothing is destroyed."""

from dataclasses import replace

import pytest

from syncline.domain.errors import ItemError, Rejected, Unmapped
from syncline.domain.fields import Cannot
from syncline.domain.item import RecordId
from syncline.domain.plan import Change, Update
from syncline.domain.text import Block, Document, Run
from tests.conformance.harness import (
    OTHER_BODY,
    REPLICA,
    STRANGER,
    Harness,
    Spoiler,
    by_id,
    create,
    marker,
    read,
    see,
    update,
    whole,
)


@pytest.mark.parametrize("name", ["status", "owner", "description"])
def test_a_value_without_a_canonical_reading_is_absent_and_says_why(
    tool: Harness, name: Spoiler
) -> None:
    """The field cannot say, instead of saying that it is empty; the others are there."""
    if name not in tool.spoilers:
        pytest.skip(f"{name} cannot be spoilt here")
    (record,) = tool.fill(1)
    tool.spoil(record, name)
    shown = read(tool, record)
    if name == "description" and name in shown.fields:
        pytest.skip("every body can be read here")
    assert name not in shown.fields
    assert len(shown.refused[name]) > 15
    assert shown.fields["title"]
    listed = by_id(see(tool)[0])[record]
    assert name not in listed.fields


def test_what_a_body_holds_is_not_touched_by_other_updates(tool: Harness) -> None:
    """An update of the title leaves what only this tool can show as it was."""
    (record,) = tool.fill(1)
    foreign(tool, record)
    before = read(tool, record)
    for operation in update(tool, record, {"title": "Retitled", "labels": frozenset({"web"})}):
        tool.tracker().apply(operation)
    after = read(tool, record)
    assert after.fields["title"] == "Retitled"
    assert after.refused == before.refused
    assert after.fields.get("description") == before.fields.get("description")


def test_what_only_this_tool_can_show_is_never_overwritten(tool: Harness) -> None:
    """A longer body keeps it; where a body cannot be read at all, the tracker refuses."""
    (record,) = tool.fill(1)
    foreign(tool, record)
    seen, tracker = read(tool, record), tool.tracker()
    lane = tracker.traits.lanes.get("description", "edit")
    body = seen.fields.get("description")
    if not isinstance(body, Document):
        change = Change("description", OTHER_BODY, None, 1, "test")
        with pytest.raises(ItemError):
            tracker.apply(Update(marker(), REPLICA, record, lane, (change,)))
        assert "description" in read(tool, record).refused
        return
    longer = Document((*body.blocks, Block("paragraph", (Run("And more."),))))
    change = Change("description", longer, body, 1, "test")
    tracker.read([record], {"description"})
    tracker.apply(Update(marker(), REPLICA, record, lane, (change,)))
    assert read(tool, record).fields["description"] == longer


def foreign(tool: Harness, record: RecordId) -> None:
    """Put something into a body that only this tool can show."""
    if "description" not in tool.spoilers:
        pytest.skip("every tool can show what this one can")
    tool.spoil(record, "description")


def test_a_person_without_an_account_is_unmapped_and_nothing_is_written(tool: Harness) -> None:
    """Unmapped is not empty: the owner stays."""
    (record,) = tool.fill(1)
    tool.edit(record, "owner", "ines@acme.example")
    (operation,) = update(tool, record, {"owner": STRANGER})
    before = tool.writes()
    with pytest.raises(Unmapped, match=STRANGER):
        tool.tracker().apply(operation)
    assert tool.writes() == before
    assert read(tool, record).fields["owner"] == "ines@acme.example"


def test_a_new_record_for_a_person_without_an_account_is_not_made(tool: Harness) -> None:
    """The look-up comes before the create."""
    before = tool.writes()
    with pytest.raises(Unmapped):
        tool.tracker().apply(create(tool, {"title": "For nobody", "owner": STRANGER}))
    assert tool.writes() == before


def test_a_word_that_the_tool_lacks_cannot_be_projected(tool: Harness) -> None:
    """A status outside the vocabulary is refused before any request."""
    before = tool.requests()
    verdict = tool.tracker().project("status", "on_hold")
    assert isinstance(verdict, Cannot)
    assert "on_hold" in verdict.reason
    assert tool.requests() == before


def test_a_write_that_the_tool_rejects_changes_nothing(tool: Harness) -> None:
    """Rejected carries the record, and the record is as it was."""
    (record,) = tool.fill(1)
    before = whole(tool, record)
    (operation,) = update(tool, record, dict([tool.broken_write()]))
    with pytest.raises(Rejected):
        tool.tracker().apply(operation)
    assert whole(tool, record) == before


def test_a_read_only_replica_can_write_nothing(tool: Harness) -> None:
    """`access: read` leaves no writable field, and all readable ones."""
    reader = tool.tracker(replace(tool.settings, access="read"))
    assert reader.traits.writable == frozenset()
    assert reader.traits.fields == tool.tracker().traits.fields
