"""Records that change while they are listed, all at once, again and again, or beside a write."""

from datetime import timedelta

import pytest

from tests.conformance.harness import Harness, by_id, read, samples, see, update

MANY = 103  # more than a page of any of these tools
SETTLED = timedelta(minutes=10)  # longer than any overlap or lag


def test_more_edits_of_one_instant_than_fit_a_page_are_all_shown(tool: Harness) -> None:
    """A bulk edit gives them all one time; none is left behind it, and none is shown twice."""
    records = tool.fill(MANY)
    tool.advance(SETTLED)
    cursor = see(tool)[1]
    tool.advance(SETTLED)
    for record in records:
        tool.edit(record, "title", "Of one instant", wait=False)
    tool.advance(tool.visible_after)
    shown, cursor = see(tool, cursor)
    assert set(by_id(shown)) == set(records)
    tool.edit(records[-1], "title", "In the same instant, after the listing", wait=False)
    tool.advance(max(tool.visible_after, timedelta(seconds=1)))
    again = by_id(see(tool, cursor)[0])
    assert again[records[-1]].fields["title"] == "In the same instant, after the listing"


def test_a_record_that_is_edited_all_the_time_is_shown_all_the_time(tool: Harness) -> None:
    """More often than any window closes: there is no upper end from which it could escape."""
    hot, *_ = tool.fill(3)
    cursor = see(tool)[1]
    for number in range(12):
        tool.advance(timedelta(seconds=20))
        tool.edit(hot, "title", f"Edit {number}")
        shown, cursor = see(tool, cursor)
        assert by_id(shown)[hot].fields["title"] == f"Edit {number}"


def test_what_stays_is_listed_once_while_others_come_and_go(tool: Harness) -> None:
    """Between two pages one record is deleted and one is made; no other is hit or doubled."""
    records = tool.fill(MANY)
    tool.advance(SETTLED)
    pages = tool.tracker().observe(None, tool.now())
    first = next(pages)
    gone = first.snapshots[0].id
    tool.delete(gone)
    tool.fill(1)
    shown = [snapshot.id for page in (first, *pages) for snapshot in page.snapshots]
    assert set(records) - {gone} <= set(shown)
    assert len(shown) == len(set(shown))


@pytest.mark.parametrize("ours", ["title", "status", "target", "labels"])
def test_a_write_leaves_alone_what_a_person_types_beside_it(tool: Harness, ours: str) -> None:
    """Only the asked field travels: what was read before is never sent back as a whole."""
    values = samples(tool)
    (record,) = tool.fill(1)
    (operation,) = update(tool, record, {ours: values[ours][0]})
    others = [n for n in ("title", "owner", "priority", "target", "labels") if n in values]
    typed = {name: values[name][0] for name in others if name != ours}
    for name, value in typed.items():
        tool.edit(record, name, value)
    tool.tracker().apply(operation)
    shown = read(tool, record).fields
    assert {name: shown[name] for name in typed} == typed
    assert shown[ours] == tool.tracker().project(ours, values[ours][0])
