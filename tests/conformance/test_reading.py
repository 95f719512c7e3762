"""What every tracker shows: all of it, once, the same twice, and no edit ever missed."""

from datetime import timedelta

import pytest

from syncline.domain.fields import same
from syncline.domain.item import Absent, Snapshot
from tests.conformance.harness import Harness, by_id, read, samples, see

SETTLED = timedelta(minutes=10)  # longer than any overlap or lag


def test_a_full_listing_shows_every_record_once(tool: Harness) -> None:
    """Over several pages nothing is left out and nothing is doubled."""
    made = tool.fill(103)
    assert set(made) == set(by_id(see(tool)[0]))


def test_ids_never_change(tool: Harness) -> None:
    """An edit, also of the title, leaves the id of a record alone."""
    (record,) = tool.fill(1)
    tool.edit(record, "title", "Renamed")
    assert by_id(see(tool)[0])[record].fields["title"] == "Renamed"


def test_a_second_listing_equals_the_first(tool: Harness) -> None:
    """Reading changes nothing and depends on nothing else."""
    tool.fill(5)
    tool.advance(SETTLED)
    assert by_id(see(tool)[0]) == by_id(see(tool)[0])


def test_a_direct_read_agrees_with_the_listing(tool: Harness) -> None:
    """What is shown in both is the same; only deferred fields are shown by the read alone."""
    (record,) = tool.fill(1)
    tool.edit(record, "owner", "ines@acme.example")
    tool.advance(SETTLED)
    listed, direct = by_id(see(tool)[0])[record], read(tool, record)
    assert {**direct.fields, **listed.fields} == direct.fields
    assert direct.fields.keys() - listed.fields.keys() == listed.deferred - direct.refused.keys()
    assert (listed.key, listed.url, listed.kind) == (direct.key, direct.url, direct.kind)


@pytest.mark.parametrize(
    "name", ["title", "description", "status", "owner", "priority", "start", "target", "labels",
             "parent"],
)  # fmt: skip
def test_an_incremental_listing_shows_an_edit_of_each_field(tool: Harness, name: str) -> None:
    """After an edit by a person the record is listed again, and a read shows the new value."""
    if name not in tool.tracker().traits.fields:
        pytest.skip(f"{name} is not a field here")
    wanted = samples(tool)[name][0]
    (record,) = tool.fill(1)
    tool.advance(SETTLED)
    cursor = see(tool)[1]
    tool.advance(SETTLED)
    tool.edit(record, name, wanted)
    shown = by_id(see(tool, cursor)[0])
    assert record in shown
    assert same(tool.settings.fields[name].type, read(tool, record).fields[name], wanted)
    if name not in shown[record].deferred:
        assert shown[record].fields[name] == read(tool, record).fields[name]


def test_an_edit_in_the_minute_of_the_last_listing_is_not_lost(tool: Harness) -> None:
    """The overlap covers clocks and stamps that are as coarse as a minute."""
    (record,) = tool.fill(1)
    tool.advance(SETTLED)
    tool.edit(record, "title", "Before")
    cursor = see(tool)[1]
    tool.edit(record, "title", "After, in the same minute")
    tool.advance(SETTLED)
    assert record in by_id(see(tool, cursor)[0])


@pytest.mark.parametrize("name", ["title", "status"])
def test_an_edit_that_no_listing_showed_yet_is_shown_by_the_next(tool: Harness, name: str) -> None:
    """A round that comes before the index has caught up moves the cursor past nothing."""
    record, other = tool.fill(2)
    tool.advance(SETTLED)
    cursor = see(tool)[1]
    tool.advance(SETTLED)
    tool.edit(other, "title", "What moves the cursor")
    tool.edit(record, name, {"title": "Late", "status": "in_progress"}[name], wait=False)
    tool.advance(timedelta(seconds=5))
    first, cursor = see(tool, cursor)
    assert other in by_id(first)
    tool.advance(tool.visible_after)
    shown = by_id(see(tool, cursor)[0])
    assert read(tool, record).fields[name] == shown[record].fields[name] != "planned"


def test_two_rounds_one_after_the_other_lose_no_edit(tool: Harness) -> None:
    """An edit just after one round and just before the next is in the next one."""
    records, cursor = tool.fill(3), see(tool)[1]
    for record in records:
        tool.advance(timedelta(seconds=20))
        tool.edit(record, "title", f"Edited {record}")
        shown, cursor = see(tool, cursor)
        assert by_id(shown)[record].fields["title"] == f"Edited {record}"


def test_a_new_record_of_a_person_is_shown(tool: Harness) -> None:
    """An incremental listing shows what was made since."""
    tool.fill(2)
    cursor = see(tool)[1]
    tool.advance(SETTLED)
    (record,) = tool.fill(1)
    assert record in by_id(see(tool, cursor)[0])


def test_a_round_in_which_nothing_changed_costs_its_listing_and_changes_no_cursor(
    tool: Harness,
) -> None:
    """Nothing is shown, the cursor stays, and the requests are those of the budget."""
    tool.fill(3)
    tool.advance(SETTLED)
    tracker = tool.tracker()
    *_, last = tracker.observe(None, tool.now())
    tool.advance(SETTLED)
    *_, settled = tracker.observe(last.cursor, tool.now())
    tool.advance(SETTLED)
    before = tool.requests()
    pages = list(tracker.observe(settled.cursor, tool.now()))
    assert [snapshot for page in pages for snapshot in page.snapshots] == []
    assert pages[-1].cursor == settled.cursor
    assert tool.requests() - before == tool.listing_cost


def test_a_deleted_record_and_an_unknown_id_are_absent(tool: Harness) -> None:
    """Neither raises; both say why, beside a record that is read."""
    kept, gone = tool.fill(2)
    unknown = kept[:-3] + ("000" if kept[-3:] != "000" else "999")
    tool.delete(gone)
    found = tool.tracker().read([gone, kept, unknown], {"title"})
    for missing in (found[gone], found[unknown]):
        assert isinstance(missing, Absent)
        assert missing.reason
    assert isinstance(found[kept], Snapshot)


def test_a_deleted_record_is_no_longer_listed(tool: Harness) -> None:
    """Neither in a full listing nor in an increment."""
    kept, gone = tool.fill(2)
    cursor = see(tool)[1]
    tool.delete(gone)
    tool.advance(SETTLED)
    assert set(by_id(see(tool)[0])) == {kept}
    assert gone not in by_id(see(tool, cursor)[0])


def test_many_records_are_read_in_batches(tool: Harness) -> None:
    """A read of more than one batch returns every record and costs no more than its batches."""
    records = tool.fill(12)
    tracker = tool.tracker()
    tracker.read(records[:1], {"title"})  # whatever the tool must learn once
    before = tool.requests()
    found = tracker.read(records, {"title"})
    assert found.keys() == set(records)
    assert tool.requests() - before == -(-len(records) // tracker.traits.batch)


def test_reading_never_writes(tool: Harness) -> None:
    """Listing, reading and searching change nothing."""
    records = tool.fill(2)
    before = tool.writes()
    see(tool)
    read(tool, records[0])
    tool.tracker().find("syn-aaaaaaaaaaaaaaaaaaaa")
    assert tool.writes() == before
