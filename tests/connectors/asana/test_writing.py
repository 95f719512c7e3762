"""Writing over real HTTP: what reaches Asana, how often, and what its answers mean."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from connectors.asana import answers, open_tracker
from syncline.domain.errors import (
    Outage,
    Rejected,
    UnknownOutcome,
    Unmapped,
)
from syncline.domain.fields import FieldType, Value
from syncline.domain.item import Snapshot
from syncline.domain.plan import Stamp
from syncline.domain.text import Block, Document, Native, Run, words
from syncline.ports import FieldMapping
from tests.connectors.asana.place import ITEM, Place


@pytest.mark.parametrize("kind", ["drop", "applied_then_drop", "half_json", "html"])
def test_a_create_whose_answer_is_lost_reaches_asana_once(place: Place, kind: str) -> None:
    """Its outcome is unknown, and the marker finds it when it was applied."""
    place.fail(kind, "POST", "/tasks", status=200)
    with pytest.raises(UnknownOutcome):
        place.tracker.apply(place.create(title="Ship"))
    assert place.calls().count("POST /tasks") == 1
    applied = kind in ("applied_then_drop", "half_json")
    assert len(place.tracker.find(ITEM)) == applied


def test_a_write_that_is_never_answered_is_unknown(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time-out works, although the client ignores those that are not int."""
    update = place.update(place.add(), title="New")
    monkeypatch.setattr(answers, "TIMEOUT", (1, 1))
    place.fail("hang", "PUT", "/tasks/{task_gid}", seconds=3)
    with pytest.raises(UnknownOutcome):
        place.tracker.apply(update)
    assert place.calls() == ["PUT /tasks/{task_gid}"]


def test_a_refused_connection_is_an_outage_for_a_write_too(place: Place) -> None:
    """Nothing was sent, so nothing can have been written."""
    nowhere = open_tracker(replace(place.tracker.settings, url="http://127.0.0.1:9"))
    nowhere.directory._board = place.tracker.directory.board
    with pytest.raises(Outage):
        nowhere.apply(place.create(title="Ship"))


def test_a_create_carries_everything_in_one_call(place: Place) -> None:
    """The marker, the section, the tags, the parent; the answer is the receipt."""
    parent = place.add("Parent")
    place.world.asana.add_tag("web")
    place.tracker.directory.tag("web")
    assert place.tracker.traits.markable
    place.world.log.clear()
    asked: dict[str, Value] = {
        "title": "Ship", "status": "done", "labels": frozenset({"web"}), "parent": parent.gid,
        "priority": "P1", "target": date(2026, 4, 1), "start": date(2026, 3, 1),
    }  # fmt: skip
    receipt = place.tracker.apply(place.create(**asked))
    assert place.calls() == ["GET /projects/{project_gid}/sections", "POST /tasks"]
    assert receipt.answered
    assert receipt.stored == {**asked, "description": None, "owner": None, "blocks": frozenset()}
    task = place.world.asana.task(receipt.record)
    assert task.completed
    assert [snapshot.id for snapshot in place.tracker.find(ITEM)] == [task.gid]


def test_a_create_without_a_due_date_leaves_the_start_out_and_says_so(place: Place) -> None:
    """Asana keeps no start of its own; the receipt shows it."""
    receipt = place.tracker.apply(place.create(title="Ship", start=date(2026, 3, 1)))
    assert (receipt.stored["title"], receipt.stored["start"]) == ("Ship", None)


def test_a_status_moves_the_card_and_ticks_it_only_where_that_differs(place: Place) -> None:
    """One call where the tick is right already, two where it is not."""
    task = place.add(section="To do")
    receipt = place.tracker.apply(place.update(task, status="in_progress"))
    assert [c for c in place.calls() if not c.startswith("GET")] == [
        "POST /sections/{section_gid}/addTask"
    ]
    assert receipt.stored == {"status": "in_progress"}
    receipt = place.tracker.apply(place.update(task, status="done"))
    assert place.calls() == ["POST /sections/{section_gid}/addTask", "PUT /tasks/{task_gid}"]
    assert receipt.stored == {"status": "done"}
    assert task.completed


def test_a_card_on_any_section_of_the_word_is_not_moved(place: Place) -> None:
    """The first section of a word is written; the others are left in peace."""
    task = place.add(section="Ideas")
    receipt = place.tracker.apply(place.update(task, status="planned"))
    assert place.calls() == []
    assert receipt.stored == {"status": "planned"}
    assert task.memberships[0].section.name == "Ideas"


def test_a_failure_after_the_first_call_is_an_unknown_outcome(place: Place) -> None:
    """The card has moved, the tick was refused: only a reading tells."""
    update = place.update(place.add(section="To do"), status="done")
    place.fail("status", "PUT", "/tasks/{task_gid}", status=400)
    with pytest.raises(UnknownOutcome, match="1 of 2 calls"):
        place.tracker.apply(update)


def test_a_start_is_sent_with_the_due_date_that_stands_there(place: Place) -> None:
    """Asana wants both in one request."""
    task = place.add(due=date(2026, 4, 1))
    receipt = place.tracker.apply(place.update(task, start=date(2026, 3, 1)))
    assert place.calls() == ["PUT /tasks/{task_gid}"]
    assert receipt.stored == {"start": date(2026, 3, 1)}
    assert (task.start_on, task.due_on) == (date(2026, 3, 1), date(2026, 4, 1))


def test_a_start_without_a_due_date_is_refused_in_asanas_words(place: Place) -> None:
    """The person reads why."""
    update = place.update(place.add(), start=date(2026, 3, 1))
    with pytest.raises(Rejected, match="due"):
        place.tracker.apply(update)


def test_a_due_date_is_not_cleared_where_that_would_lose_the_start(place: Place) -> None:
    """Nothing anyone typed is lost; nothing is sent."""
    task = place.add(due=date(2026, 4, 1), start=date(2026, 3, 1))
    with pytest.raises(Rejected, match="clear the start first"):
        place.tracker.apply(place.update(task, target=None))
    assert place.calls() == []
    place.tracker.apply(place.update(task, target=None, start=None))
    assert (task.start_on, task.due_on) == (None, None)


def test_a_new_tag_is_created_once_and_others_stay(place: Place) -> None:
    """Only the difference between what was expected and what is asked is written."""
    one, two = place.add("One", tags=["kept", "old"]), place.add("Two")
    update = place.update(one, labels=frozenset({"kept", "new"}))
    one.tags.append(place.world.asana.add_tag("meanwhile"))
    place.tracker.apply(update)
    place.tracker.apply(place.update(two, labels=frozenset({"new"})))
    assert {tag.name for tag in one.tags} == {"kept", "new", "meanwhile"}
    assert [tag.name for tag in two.tags] == ["new"]
    assert [t.name for t in place.world.asana.tags.values()].count("new") == 1


def test_an_owner_without_an_account_is_unmapped_and_looked_up_once(place: Place) -> None:
    """Nothing is written, and the address is not asked for again."""
    update = place.update(place.add(), owner="nobody@elsewhere.example")
    for _ in range(2):
        with pytest.raises(Unmapped, match=r"people\.yaml"):
            place.tracker.apply(update)
    assert place.calls() == ["GET /users/{user_gid}"]


def test_a_stamp_writes_the_marker_and_nothing_else(place: Place) -> None:
    """The marker's field is found by its name, written by its gid."""
    task = place.add()
    place.tracker.apply(Stamp(ITEM, "launches", task.gid, "matched"))
    assert list(task.custom.values()) == [ITEM]


def test_a_missing_marker_field_is_reported_mended_and_then_used(place: Place) -> None:
    """Until then nothing is created that could not be found again."""
    place.project.settings.clear()
    with pytest.raises(Rejected, match="doctor --fix"):
        place.tracker.apply(place.create(title="Ship"))
    assert "POST /tasks" not in place.calls()
    (finding,) = [f for f in place.tracker.inspect() if f.fix]
    assert "Syncline" in place.tracker.mend(finding)
    assert not [f for f in place.tracker.inspect() if f.fix]
    assert len(place.project.settings) == 1
    assert place.tracker.traits.markable


def test_an_unbreakable_space_reads_as_a_space_and_is_no_edit(place: Place) -> None:
    """The client replaces it while reading; the projection does so too."""
    receipt = place.tracker.apply(place.create(title="10\u00a0% plus"))
    assert (
        receipt.stored["title"] == place.tracker.project("title", "10\u00a0% plus") == "10 % plus"
    )


def test_a_moment_is_shown_as_its_day(place: Place) -> None:
    """And a start beside it leaves the moment as it is."""
    task = place.add()
    task.due_at = place.world.clock.now + timedelta(days=20)
    task.due_on = task.due_at.date()
    place.tracker.apply(place.update(task, start=date(2026, 3, 1)))
    assert task.start_on == date(2026, 3, 1)
    assert task.due_at is not None


def test_another_day_keeps_the_time_that_somebody_typed(place: Place) -> None:
    """Asana would clear the time with a plain day; the answer shows the day that was asked."""
    task = place.add()
    task.due_at = place.world.clock.now.replace(hour=16, minute=30) + timedelta(days=20)
    task.due_on = task.due_at.date()
    asked = task.due_on + timedelta(days=30)
    receipt = place.tracker.apply(place.update(task, target=asked))
    assert receipt.stored["target"] == asked == task.due_on
    assert task.due_at is not None
    assert (task.due_at.date(), task.due_at.hour, task.due_at.minute) == (asked, 16, 30)


def test_an_edit_of_a_description_leaves_what_nobody_edited(place: Place) -> None:
    """The body read just before is its source: one write, no other request."""
    tim = place.world.people["tom"]
    table = '<table><tr><td width="120">Week</td><td>What</td></tr></table>'
    task = place.add(
        html_notes=f'<body>For <a data-asana-gid="{tim.asana_gid}"/>&#33;\n\nold{table}'
        '<img data-asana-gid="5"/><ul><li>a</li><li>b  </li></ul></body>'
    )
    before = task.html_notes
    seen = place.tracker.read([task.gid], {"description"})[task.gid]
    assert isinstance(seen, Snapshot)
    document = seen.fields["description"]
    assert isinstance(document, Document)
    first, second, *rest = document.blocks
    assert words(first.runs) == "For @Tom Becker!"
    edited = Document((first, replace(second, runs=(Run("new"),)), *rest))
    receipt = place.tracker.apply(place.update(task, description=edited))
    assert place.calls() == ["PUT /tasks/{task_gid}"]
    assert task.html_notes == before.replace("old", "new")
    assert receipt.stored == {"description": edited}


def test_every_kind_of_block_is_created_and_read_back(place: Place) -> None:
    """Over HTTP, as its projection."""
    asked = Document((
        Block("heading", (Run("Goal"),), detail="3"),
        Block("task", (Run("Ask"),), detail="done"),
        Block("callout", (Run("Mind the gap"),), detail="warning"),
        Block("bullet", (Run("one"),), 1),
        Block("code", (Run("a < b\n  c"),), detail="sql"),
        Block("row", detail="start header", cells=((Run("Week"),), (Run("What"),))),
        Block("row", cells=((Run("1"),), ())),
        Block("divider"),
        Block("image", (Run("plan"),), detail="https://example.org/plan.png"),
        Block("opaque", (Run("a synced block"),), native=Native("roadmap", "{}")),
        Block("number", (Run("first", frozenset({"strong"})),)),
    ))  # fmt: skip
    receipt = place.tracker.apply(place.create(title="Ship", description=asked))
    shown = place.tracker.project("description", asked)
    assert receipt.stored["description"] == shown
    assert isinstance(shown, Document)
    assert [block.kind for block in shown.blocks] == [
        "heading", "bullet", "quote", "bullet", "code", "row", "row", "divider", "paragraph",
        "more", "number",
    ]  # fmt: skip
    assert words(shown.blocks[9].runs) == "⟦a synced block, in roadmap⟧"


def test_a_replica_without_a_marker_creates_and_stamps_nothing(place: Place) -> None:
    """As `marker: none` says."""
    tracker = open_tracker(replace(place.tracker.settings, marker="none"))
    assert not tracker.traits.markable
    task = place.world.asana.task(tracker.apply(place.create(title="Ship")).record)
    assert not any(task.custom.values())
    with pytest.raises(Rejected, match="unmarked"):
        tracker.apply(Stamp(ITEM, "launches", task.gid, "matched"))


def test_a_moment_and_a_day_are_two_ways_of_being_due(place: Place) -> None:
    """`due_at` of type datetime: the moment is written whole, a day takes its time away."""
    deadline = FieldMapping("deadline", FieldType.MOMENT, "due_at")
    title = place.tracker.settings.fields["title"]
    fields = {"title": title, "deadline": deadline}
    place.tracker = open_tracker(replace(place.tracker.settings, fields=fields))
    task = place.add()
    noon = datetime(2026, 3, 2, 12, 30, tzinfo=UTC)
    for value in (noon, date(2026, 3, 4), noon + timedelta(days=1), None):
        stored = place.tracker.apply(place.update(task, deadline=value)).stored["deadline"]
        assert stored == value
        assert (task.due_at or task.due_on) == value
    made = place.tracker.apply(place.create(title="Ship", deadline=noon))
    assert made.stored["deadline"] == noon


def test_a_draft_is_tied_in_the_call_that_makes_it(place: Place) -> None:
    """In a text field, also when the answer is lost; without one, nothing is made."""
    address = "https://www.notion.so/Checkout-1f0c7a3e8b2d4c119a570d4f6be0c2aa"
    tied = replace(place.create(title="Launch"), ties={"Roadmap item": address})
    place.tracker = open_tracker(replace(place.tracker.settings, ties=("Roadmap item",)))
    with pytest.raises(Rejected, match="no text field Roadmap item"):
        place.tracker.apply(tied)
    assert any("Roadmap item is missing" in one.what for one in place.tracker.inspect())
    assert not place.project.tasks
    asana = place.world.asana
    asana.attach(place.project, asana.add_field("Roadmap item", "text"))
    place.tracker.directory.forget()
    place.fail("applied_then_drop", "POST", "/tasks", status=200)
    with pytest.raises(UnknownOutcome):
        place.tracker.apply(tied)
    (found,) = place.tracker.find(ITEM)
    assert found.ties == {"Roadmap item": address}
