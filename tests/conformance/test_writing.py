"""What is asked is stored, once, in its own field alone, and a read agrees."""

from dataclasses import replace
from datetime import date

import pytest

from syncline.domain.fields import Cannot, Value, is_empty
from syncline.domain.item import MARKER_PREFIX, Snapshot
from syncline.domain.plan import Change, Stamp, Update
from syncline.ports import NativeWord
from tests.conformance.harness import (
    AFTER_A_CREATE,
    REPLICA,
    Harness,
    by_id,
    create,
    is_set,
    marker,
    read,
    samples,
    see,
    update,
    whole,
    without,
)

FIELDS = ["title", "description", "status", "owner", "priority", "start", "target", "labels",
          "parent"]  # fmt: skip


def _writable(tool: Harness, name: str) -> None:
    if name not in tool.tracker().traits.writable:
        pytest.skip(f"{name} cannot be written here")


def test_a_create_stores_what_was_asked_and_carries_its_marker(tool: Harness) -> None:
    """The receipt, a read and the projection say the same of every field."""
    asked = {name: pair[0] for name, pair in samples(tool).items() if name not in AFTER_A_CREATE}
    tracker = tool.tracker()
    receipt = tracker.apply(create(tool, asked))
    shown = read(tool, receipt.record)
    assert shown.marker == marker()
    for name, value in asked.items():
        assert receipt.stored[name] == tracker.project(name, value), name
        assert shown.fields[name] == tracker.project(name, value), name
    assert (receipt.key, receipt.url) == (shown.key, shown.url)


def test_a_create_tells_what_the_tool_filled_in_by_itself(tool: Harness) -> None:
    """Every field that a read shows is in the receipt, asked or not; none deferred or refused."""
    receipt = tool.tracker().apply(create(tool, {"title": "A title alone"}))
    shown = whole(tool, receipt.record)
    tool.advance(tool.visible_after)
    deferred = by_id(see(tool)[0])[receipt.record].deferred
    assert receipt.stored == without(shown, *deferred)


def test_a_create_with_a_status_shows_it_or_says_what_it_shows(tool: Harness) -> None:
    """The receipt never claims a status that the record does not have."""
    receipt = tool.tracker().apply(create(tool, {"title": "Started", "status": "in_progress"}))
    shown = read(tool, receipt.record).fields["status"]
    assert receipt.stored.get("status", shown) == shown


def test_a_marker_finds_its_record_after_the_declared_time(tool: Harness) -> None:
    """find() shows one record, the right one, and nothing for another marker."""
    receipt = tool.tracker().apply(create(tool, {"title": "Marked"}, number=1))
    tool.tracker().apply(create(tool, {"title": "Another"}, number=2))
    assert tool.visible_after <= tool.tracker().traits.visible_by
    tool.advance(tool.visible_after)
    (found,) = tool.tracker().find(marker(1))
    assert (found.id, found.marker) == (receipt.record, marker(1))
    assert tool.tracker().find(marker(3)) == ()


@pytest.mark.parametrize("name", FIELDS)
def test_an_update_stores_its_field_and_leaves_the_others(tool: Harness, name: str) -> None:
    """The receipt is the projection, a read agrees, and every other field is as before."""
    _writable(tool, name)
    values = samples(tool)
    tracker = tool.tracker()
    held: dict[str, Value] = {
        "title": "A record",
        "labels": frozenset({"old"}),
        "target": date(2026, 5, 29),
    }
    record = tracker.apply(create(tool, held)).record  # a target: Asana wants one beside a start
    for value in (*values[name], values[name][0]):
        before = whole(tool, record)
        (operation,) = update(tool, record, {name: value})
        receipt = tracker.apply(operation)
        assert receipt.stored[name] == tracker.project(name, value)
        after = whole(tool, record)
        assert after[name] == tracker.project(name, value)
        assert without(after, name) == without(before, name)
    assert read(tool, record).marker == marker()


def test_an_update_of_a_title_costs_one_write_and_at_most_one_read(tool: Harness) -> None:
    """A tool that answers with the record is asked again only for what the write covered."""
    (record,) = tool.fill(1)
    tracker = tool.tracker()
    for title in ("first, to learn what is learnt once", "second"):
        (operation,) = update(tool, record, {"title": title})
        before = tool.writes(), tool.requests()
        receipt = tracker.apply(operation)
    assert tool.writes() - before[0] == 1
    looks_back = not receipt.answered or tool.settings.tool == "trello"  # whose actions tell it
    assert tool.requests() - before[1] == 1 + looks_back


def test_an_update_of_several_fields_stores_them_all(tool: Harness) -> None:
    """Fields of one lane travel in one operation, the lanes in as many."""
    values = samples(tool)
    tracker = tool.tracker()
    (record,) = tool.fill(1)
    for operation in update(tool, record, {name: pair[0] for name, pair in values.items()}):
        tracker.apply(operation)
    shown = whole(tool, record)
    assert {name: shown[name] for name in values} == {
        name: tracker.project(name, pair[0]) for name, pair in values.items()
    }


@pytest.mark.parametrize("name", FIELDS)
def test_a_clearable_field_can_be_emptied(tool: Harness, name: str) -> None:
    """Empty is a value: it is stored, shown as empty, and not as absent."""
    _writable(tool, name)
    tracker = tool.tracker()
    empty: Value = frozenset() if is_set(name) else None
    if name not in tool.clearable:
        assert isinstance(tracker.project(name, None), Cannot)
        return
    (record,) = tool.fill(1)
    if name == "start":  # Asana wants a due date beside it
        tool.edit(record, "target", date(2026, 5, 29))
    for value in (samples(tool)[name][0], empty):
        for operation in update(tool, record, {name: value}):
            receipt = tracker.apply(operation)
    assert is_empty(receipt.stored[name])
    assert is_empty(read(tool, record).fields[name])


def test_set_elements_are_added_and_removed_one_by_one(tool: Harness) -> None:
    """A label that somebody adds between our read and our write stays."""
    tracker = tool.tracker()
    (record,) = tool.fill(1)
    tool.edit(record, "labels", frozenset({"ours", "old"}))
    (operation,) = update(tool, record, {"labels": frozenset({"ours", "new"})})
    if tool.settings.tool != "notion":  # its multi-select is only written whole
        tool.edit(record, "labels", frozenset({"ours", "old", "theirs"}))
        tracker.apply(operation)
        assert read(tool, record).fields["labels"] == frozenset({"ours", "new", "theirs"})
    else:
        tracker.apply(operation)
        assert read(tool, record).fields["labels"] == frozenset({"ours", "new"})


def test_a_stamp_changes_nothing_but_the_marker(tool: Harness) -> None:
    """A record that a person made gets its marker, and keeps all that it holds."""
    (record,) = tool.fill(1)
    tool.edit(record, "labels", frozenset({"web"}))
    before = whole(tool, record)
    receipt = tool.tracker().apply(Stamp(marker(7), REPLICA, record, "test"))
    assert receipt.record == record
    assert read(tool, record).marker == marker(7)
    assert whole(tool, record) == before


def test_labels_never_show_a_marker(tool: Harness) -> None:
    """Nor does a write of labels remove it."""
    tracker = tool.tracker()
    record = tracker.apply(create(tool, {"title": "x", "labels": frozenset({"web"})})).record
    for labels in (frozenset({"mobile"}), frozenset[str]()):
        (operation,) = update(tool, record, {"labels": labels})
        stored = tracker.apply(operation).stored["labels"]
        shown = read(tool, record)
        assert stored == labels == shown.fields["labels"]
        assert shown.marker == marker()
        assert not any(label.startswith(MARKER_PREFIX) for label in labels)


def test_a_projection_is_idempotent(tool: Harness) -> None:
    """What a tool would show, it would show of itself; no request is made to know it."""
    tracker, values = tool.tracker(), samples(tool)
    before = tool.requests()
    for name, pair in values.items():
        for value in (*pair, None):
            once = tracker.project(name, value)
            if not isinstance(once, Cannot):
                assert tracker.project(name, once) == once, name
    assert tool.requests() == before


def test_a_long_title_is_shown_as_its_projection(tool: Harness) -> None:
    """A title over the tool's limit ends in …, is stored so, and is then clean."""
    tracker = tool.tracker()
    title = "word " * 60 + "end"
    (record,) = tool.fill(1)
    (operation,) = update(tool, record, {"title": title})
    receipt = tracker.apply(operation)
    shown = read(tool, record).fields["title"]
    assert shown == receipt.stored["title"] == tracker.project("title", title)
    assert shown == title or str(shown).endswith("…")


def test_writing_what_was_read_changes_nothing(tool: Harness) -> None:
    """Put after get: every value that was read can be written, and is read again."""
    values = samples(tool)
    tracker = tool.tracker()
    (record,) = tool.fill(1)
    for name, pair in values.items():
        tool.edit(record, name, pair[0])
    before = whole(tool, record)
    wanted = {name: before[name] for name in values if name in before}
    assert wanted.keys() == values.keys()
    for operation in update(tool, record, wanted):
        tracker.apply(operation)
    assert whole(tool, record) == before


def test_a_record_that_shows_the_word_is_not_moved(tool: Harness) -> None:
    """Writing the status that is shown leaves the record where it is."""
    (record,) = tool.fill(1)
    tool.edit(record, "status", "in_progress")
    (operation,) = update(tool, record, {"status": "in_progress"})
    receipt = tool.tracker().apply(operation)
    assert receipt.stored["status"] == "in_progress"
    assert read(tool, record).fields["status"] == "in_progress"


def test_several_native_words_mean_one_and_only_the_first_is_written(tool: Harness) -> None:
    """A record on the second native word shows the word, and is not moved to the first."""
    planned, *others = tool.settings.words["status"]
    wider = replace(planned, natives=(*planned.natives, NativeWord(tool.odd_status)))
    words = {**tool.settings.words, "status": (wider, *others)}
    tracker = tool.tracker(replace(tool.settings, words=words))
    (record,) = tool.fill(1)
    tool.spoil(record, "status")

    def write(word: str) -> None:
        shown = tracker.read([record], {"status"})[record]
        assert isinstance(shown, Snapshot)
        change = Change("status", word, shown.fields["status"], 1, "test")
        lane = tracker.traits.lanes.get("status", "edit")
        receipt = tracker.apply(Update(marker(), REPLICA, record, lane, (change,)))
        assert receipt.stored["status"] == word

    write("planned")
    assert tool.odd_status in read(tool, record).refused["status"], "it stays where it was"
    write("in_progress")
    write("planned")
    assert read(tool, record).fields["status"] == "planned"


def test_own_writes_are_no_edits(tool: Harness) -> None:
    """A later listing shows our write as it was confirmed, value by value."""
    tracker = tool.tracker()
    asked = {name: pair[0] for name, pair in samples(tool).items() if name not in AFTER_A_CREATE}
    receipt = tracker.apply(create(tool, asked))
    tool.advance(tool.visible_after)
    shown = by_id(see(tool)[0])[receipt.record].fields
    assert {name: shown[name] for name in receipt.stored if name in shown} == {
        name: value for name, value in receipt.stored.items() if name in shown
    }
