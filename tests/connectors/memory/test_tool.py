"""The tool in memory: versions, lag, faults, and people who edit between any two calls."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from time import process_time

import pytest

from connectors.memory import Fault, MemoryTool, MemoryTracker, Quirks, open_tracker, tool_at
from connectors.memory.faults import Call
from syncline.domain.errors import CannotRead, Gone, Outage, Rejected, UnknownOutcome
from syncline.domain.fields import CORE_FIELDS, Value
from syncline.domain.item import Absent, Edited, RecordId, Snapshot
from syncline.domain.plan import Change, Create, Stamp, Update
from syncline.ports import FieldMapping, Page, ReplicaSettings

ITEM = "syn-aaaaaaaaaaaaaaaaaaaa"


class Time:
    """A clock that stands still until it is told to move."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 8, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


@pytest.fixture
def time() -> Time:
    """Give the time of the tool."""
    return Time()


SETTINGS = ReplicaSettings(
    name="here",
    tool="memory",
    url="memory://test",
    secrets={},
    container={},
    kinds={"task": "*"},
    fields={name: FieldMapping(name, spec.type) for name, spec in CORE_FIELDS.items()},
)


def tracked(time: Time, quirks: Quirks | None = None) -> tuple[MemoryTool, MemoryTracker]:
    """Make a tool and a tracker on it."""
    tool = MemoryTool(time, quirks=quirks)
    return tool, MemoryTracker(SETTINGS, tool)


def change(name: str, ask: Value, expect: Value = None) -> Change:
    """Ask for one field."""
    return Change(name, ask, expect, 1, "test")


def titled(record: RecordId, title: str) -> Update:
    """Ask for a title."""
    return Update(ITEM, "here", record, "edit", (change("title", title),))


def title(tracker: MemoryTracker, record: RecordId) -> Value:
    """Read a title directly."""
    shown = tracker.read([record], {"title"})[record]
    assert isinstance(shown, Snapshot)
    return shown.fields["title"]


def titles(pages: list[Page]) -> list[Value]:
    """Return the titles of an observation."""
    return [snapshot.fields["title"] for page in pages for snapshot in page.snapshots]


def test_every_change_makes_a_new_version_with_the_next_revision(time: Time) -> None:
    """The former versions stay as they were, with their times."""
    tool, tracker = tracked(time)
    record = tool.add({"title": "One"})
    time.pass_(minutes=1)
    tool.edit(record, "title", "Two", by="ines@acme.example")
    history = tool.history(record)
    assert [(v.revision, v.fields["title"]) for v in history] == [(1, "One"), (2, "Two")]
    shown = tracker.read([record], {"title"})[record]
    assert isinstance(shown, Snapshot)
    assert shown.edits["title"] == Edited("ines@acme.example", time.now)
    assert (shown.created, shown.updated) == (history[0].updated, time.now)


def test_a_lagging_listing_shows_the_former_version_and_no_new_record(time: Time) -> None:
    """A direct read is never behind."""
    tool, tracker = tracked(time, Quirks(lag=timedelta(minutes=2)))
    old = tool.add({"title": "Before"})
    time.pass_(minutes=5)
    tool.edit(old, "title", "After")
    new = tool.add({"title": "New"})
    assert titles(list(tracker.observe(None, time.now))) == ["Before"]
    assert (title(tracker, old), title(tracker, new)) == ("After", "New")
    time.pass_(minutes=2)
    assert titles(list(tracker.observe(None, time.now))) == ["After", "New"]


def test_an_edit_that_the_listing_lagged_behind_is_in_a_later_increment(time: Time) -> None:
    """The overlap covers the lag of the index."""
    tool, tracker = tracked(time, Quirks(lag=timedelta(minutes=2)))
    record = tool.add({"title": "Before"})
    time.pass_(minutes=5)
    tool.edit(record, "title", "After")
    *_, page = tracker.observe(None, time.now)
    time.pass_(minutes=3)
    assert titles(list(tracker.observe(page.cursor, time.now))) == ["After"]


@pytest.mark.parametrize(
    ("place", "listed", "readable"),
    [("listed", True, True), ("unlisted", False, True), ("trashed", False, False),
     ("hidden", False, False)],
)  # fmt: skip
def test_a_record_is_listed_and_read_according_to_its_place(
    time: Time, place: str, *, listed: bool, readable: bool
) -> None:
    """What left the container is still read by id; trashed and hidden records are absent."""
    tool, tracker = tracked(time)
    record = tool.add({"title": "x"})
    tool.move(record, place)  # type: ignore[arg-type]  # the table names places as text
    assert bool(titles(list(tracker.observe(None, time.now)))) == listed
    assert isinstance(tracker.read([record], ())[record], Absent) != readable
    if not readable:
        with pytest.raises(Gone):
            tracker.apply(titled(record, "y"))


def test_a_fault_meets_the_calls_it_is_scripted_for(time: Time) -> None:
    """It skips `after` calls, meets `count`, and leaves other records alone."""
    tool, tracker = tracked(time)
    poisoned, sound = tool.add({"title": "a"}), tool.add({"title": "b"})
    tool.fail(Fault("rejected", "update", record=poisoned, after=1, count=1))
    tracker.apply(titled(poisoned, "first"))
    tracker.apply(titled(sound, "first"))
    with pytest.raises(Rejected, match=poisoned):
        tracker.apply(titled(poisoned, "second"))
    tracker.apply(titled(poisoned, "third"))
    assert (title(tracker, poisoned), title(tracker, sound)) == ("third", "first")


@pytest.mark.parametrize(("kind", "applied"), [("lost", True), ("unsent", False)])
def test_a_lost_write_is_unknown_whether_or_not_it_was_applied(
    time: Time, kind: str, *, applied: bool
) -> None:
    """Both look the same to the caller."""
    tool, tracker = tracked(time)
    record = tool.add({"title": "before"})
    tool.fail(Fault(kind, "write"))  # type: ignore[arg-type]  # the table names kinds as text
    with pytest.raises(UnknownOutcome):
        tracker.apply(titled(record, "after"))
    assert (title(tracker, record) == "after") == applied


def test_an_outage_while_reading_back_is_an_unknown_outcome(time: Time) -> None:
    """The write had been applied: it is no plain failure."""
    tool, tracker = tracked(time, Quirks(answers=False))
    record = tool.add({"title": "before"})
    tool.fail(Fault("outage", "read"))
    with pytest.raises(UnknownOutcome):
        tracker.apply(titled(record, "after"))
    tool.fail(Fault("outage", "list"))
    with pytest.raises(Outage):
        list(tracker.observe(None, time.now))


def test_people_can_edit_between_any_two_calls(time: Time) -> None:
    """A separate read after a write shows what a person typed in between."""
    tool, tracker = tracked(time, Quirks(answers=False))
    record = tool.add({"title": "before"})

    def person(call: Call, _record: str | None) -> None:
        if call == "read":
            tool.edit(record, "title", "typed")

    tool.before = person
    receipt = tracker.apply(titled(record, "ours"))
    assert (receipt.stored, receipt.answered) == ({"title": "typed"}, False)


def test_a_tool_that_rewrites_says_what_it_stored(time: Time) -> None:
    """The receipt shows the rewriting, not the wish."""
    tool, tracker = tracked(time, Quirks(rewrite=lambda _name, value: f"{value}!"))
    receipt = tracker.apply(titled(tool.add({"title": "a"}), "b"))
    assert (receipt.stored, receipt.answered) == ({"title": "b!"}, True)


def test_a_stored_value_that_cannot_be_read_is_left_out_of_the_receipt(time: Time) -> None:
    """The write has happened: it is no error of the record."""
    tool, tracker = tracked(time, Quirks(rewrite=lambda _name, _value: date(2026, 3, 4)))
    assert tracker.apply(titled(tool.add({"title": "a"}), "b")).stored == {}


def test_a_value_of_the_wrong_shape_is_unreadable_with_its_path(time: Time) -> None:
    """One such record is reported; the others are shown."""
    tool, tracker = tracked(time)
    tool.add({"title": "sound", "target": date(2026, 3, 4)})
    broken = tool.add({"title": "broken", "target": "soon"})
    (page,) = tracker.observe(None, time.now)
    assert titles([page]) == ["sound"]
    assert [str(u) for u in page.unreadable] == [
        f"memory {broken}: fields.target: expected a date, got 'soon'"
    ]
    assert isinstance(tracker.read([broken], ())[broken], CannotRead)


def test_records_of_other_kinds_are_not_of_the_replica(time: Time) -> None:
    """Only mapped native types are shown."""
    tool = MemoryTool(time)
    tool.add({"title": "a bug"}, kind="Bug")
    tool.add({"title": "an idea"}, kind="Idea")
    tracker = MemoryTracker(replace(SETTINGS, kinds={"bug": "Bug"}), tool)
    (page,) = tracker.observe(None, time.now)
    assert [(s.kind, s.fields["title"]) for s in page.snapshots] == [("bug", "a bug")]


def test_ties_and_hints_are_shown_as_text(time: Time) -> None:
    """What points to another record and what tells the team come with the snapshot."""
    tool = MemoryTool(time)
    tool.add({"title": "x", "Roadmap item": "https://acme.example/1", "Squad": "Payments"})
    settings = replace(SETTINGS, ties=("Roadmap item",), hints=("Squad", "Team"))
    (page,) = MemoryTracker(settings, tool).observe(None, time.now)
    assert page.snapshots[0].ties == {"Roadmap item": "https://acme.example/1"}
    assert page.snapshots[0].hints == {"Squad": "Payments"}


def test_a_missing_marker_field_is_found_and_mended(time: Time) -> None:
    """`inspect` names it with its fix; `mend` adds it; then all is fine."""
    tool = MemoryTool(time, fields=list(CORE_FIELDS))
    tracker = MemoryTracker(SETTINGS, tool)
    assert not tracker.traits.markable
    (missing,) = [finding for finding in tracker.inspect() if finding.fix]
    assert "Syncline" in tracker.mend(missing)
    assert tracker.traits.markable
    assert all(finding.fine for finding in tracker.inspect())


def test_one_url_is_one_tool() -> None:
    """Two replicas opened on one URL see each other's writes."""
    settings = replace(SETTINGS, url="memory://shared by two")
    one, two = open_tracker(settings), open_tracker(replace(settings, name="there"))
    made = one.apply(Create(ITEM, "here", "task", (change("title", "Shared"),), "test"))
    one.apply(Stamp(ITEM, "here", made.record, "test"))
    assert [snapshot.marker for snapshot in two.find(ITEM)] == [ITEM]
    assert tool_at(settings.url) is one.tool


def test_two_thousand_records_are_listed_in_seconds_at_most(time: Time) -> None:
    """Simulations and large tests stand on this tool."""
    tool, tracker = tracked(time)
    for number in range(2_000):
        tool.add({"title": f"Task {number}", "labels": frozenset({"a", "b"})})
    begun = process_time()
    pages = list(tracker.observe(None, time.now))
    assert process_time() - begun < 5  # 0.3 is usual: what is wanted is no quadratic path
    assert (len(pages), len(titles(pages))) == (20, 2_000)
