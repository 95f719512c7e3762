"""Writing over real HTTP: what reaches Trello, how often, and what its answers mean."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from connectors.trello import client, open_tracker
from connectors.trello.observation import Cursor
from sandbox.faults import Rule
from syncline.domain.errors import Outage, Rejected, SynclineError, UnknownOutcome, Unmapped
from syncline.domain.fields import Value
from syncline.domain.item import Absent
from syncline.domain.plan import Archive, Operation, Stamp, Update
from tests.connectors.trello.place import ITEM, Place

SET = "PUT /cards/{id}/customField/{field}/item"
MARKER = f"https://syncline.invalid/i/{ITEM}"


def test_a_write_that_is_never_answered_is_unknown(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time-out works."""
    monkeypatch.setattr(client, "TIMEOUT", 1)
    tracker = open_tracker(place.tracker.settings)
    update = place.update(place.add(), title="New")
    tracker.directory.remember(place.tracker.directory.board)
    place.fail("hang", "PUT", "/cards/{id}", seconds=3)
    with pytest.raises(UnknownOutcome):
        tracker.apply(update)
    assert place.calls() == ["GET /batch", "PUT /cards/{id}"]


def test_a_refused_connection_is_an_outage_for_a_write_too(place: Place) -> None:
    """Nothing was sent, so nothing can have been written."""
    nowhere = open_tracker(replace(place.tracker.settings, url="http://127.0.0.1:9"))
    nowhere.directory.remember(place.tracker.directory.board)
    with pytest.raises(Outage):
        nowhere.apply(place.create(title="Ship"))


def test_an_edit_of_many_fields_is_one_call(place: Place) -> None:
    """List, tick, dates, members, name and description travel together; then one look back."""
    card = place.add()
    asked: dict[str, Value] = {
        "title": "Ship it", "status": "done", "owner": "paul@acme.example",
        "target": date(2026, 4, 1), "start": date(2026, 3, 1),
    }  # fmt: skip
    receipt = place.tracker.apply(place.update(card, **asked))
    assert place.calls() == ["PUT /cards/{id}", "GET /cards/{id}/actions"]
    assert receipt.stored == asked
    assert not receipt.covered
    assert (card.column.name, card.due_complete) == ("Done", True)
    morning = datetime(2026, 4, 1, 10, tzinfo=UTC)
    assert (card.due, card.start) == (morning, datetime(2026, 3, 1, 10, tzinfo=UTC))


def test_a_look_back_that_fails_leaves_the_write_as_it_is(place: Place) -> None:
    """What it covered is not known then, and the receipt says so."""
    card = place.add()
    place.fail("status", "GET", "/cards/{id}/actions", status=503, count=0)
    receipt = place.tracker.apply(place.update(card, title="Ship it"))
    assert card.name == receipt.stored["title"] == "Ship it"
    assert "could not be read" in receipt.note


def test_a_card_on_any_list_of_the_word_is_not_moved(place: Place) -> None:
    """The first list of a word is written; the others are left in peace."""
    card = place.add(inside="Ideas")
    receipt = place.tracker.apply(place.update(card, status="planned"))
    assert place.calls() == []
    assert receipt.stored == {"status": "planned"}
    assert card.column.name == "Ideas"


def test_the_time_of_a_due_date_stays(place: Place) -> None:
    """Beside another field it is not written at all, and on another day it is the same time."""
    card = place.add(due="2026-04-01T16:30:00Z")
    place.tracker.apply(place.update(card, title="Other", target=date(2026, 4, 1)))
    assert card.due == datetime(2026, 4, 1, 16, 30, tzinfo=UTC)
    place.tracker.apply(place.update(card, target=date(2026, 4, 8)))
    assert card.due == datetime(2026, 4, 8, 16, 30, tzinfo=UTC)


def test_another_owner_takes_the_place_of_the_former_one_alone(place: Place) -> None:
    """Whoever else is on the card stays, also somebody whom nobody knows."""
    people = place.world.people
    tom, ines, paul, nina = (people[key].trello_id for key in ("tom", "ines", "paul", "nina"))
    card = place.add(idMembers=[tom, ines, paul])
    receipt = place.tracker.apply(place.update(card, owner="nina@acme.example"))
    assert receipt.stored == {"owner": "nina@acme.example"}
    assert {member.trello_id for member in card.members} == {nina, tom, paul}
    place.tracker.apply(place.update(card, owner=None))
    assert {member.trello_id for member in card.members} == {tom, paul}


def test_an_owner_who_is_not_on_the_board_is_unmapped(place: Place) -> None:
    """Nothing is written, and the sentence says what to do."""
    place.board.memberships[:] = [
        one for one in place.board.memberships if one.person.key != "nina"
    ]
    update = place.update(place.add(), owner="nina@acme.example")
    with pytest.raises(Unmapped, match=r"add the person to the board"):
        place.tracker.apply(update)
    assert not [call for call in place.calls() if not call.startswith("GET")]


def test_a_member_who_joined_since_the_cursor_is_found(place: Place) -> None:
    """The board is asked for again before anybody is unmapped."""
    card = place.add()
    settings = place.tracker.settings
    board = place.tracker.directory.board
    late = open_tracker(settings)
    late.directory.remember(replace(board, members=()))
    assert str(Cursor(place.world.clock.now, replace(board, members=())))
    receipt = late.apply(place.update(card, owner="paul@acme.example"))
    assert receipt.stored == {"owner": "paul@acme.example"}


def test_a_new_label_is_created_once_and_others_stay(place: Place) -> None:
    """Only the difference between what was expected and what is asked is written."""
    trello = place.world.trello
    kept, old, meanwhile = (
        trello.add_label(place.board, name, "blue") for name in ("kept", "old", "meanwhile")
    )
    bare = trello.add_label(place.board, "", "red")
    one = place.add("One", idLabels=[kept.id, old.id, bare.id])
    two = place.add("Two")
    update = place.update(one, labels=frozenset({"kept", "new"}))
    place.ask("POST", f"/cards/{one.id}/idLabels", value=meanwhile.id)
    place.tracker.apply(update)
    place.tracker.apply(place.update(two, labels=frozenset({"new"})))
    assert [label.name for label in one.labels] == ["kept", "", "meanwhile", "new"]
    assert [label.name for label in two.labels] == ["new"]
    made = [label for label in place.board.labels if label.name == "new"]
    assert [label.color for label in made] == [None]


ODD: tuple[Any, ...] = (
    [],
    {},
    {"id": 7},
    {"id": "5f1e2d3c4b5a697887766599", "due": 3},
    {"idCustomField": 3},
    "text",
    None,
)


@pytest.mark.parametrize("answer", ODD)
@pytest.mark.parametrize("name", ["title", "labels", "estimate", "create", "stamp", "archive"])
def test_an_odd_answer_to_a_write_ends_in_an_error_of_the_domain(
    place: Place, name: str, answer: Any
) -> None:
    """Or in a receipt, where nothing of the answer is needed; never in another exception."""
    card = place.add()
    asked: dict[str, Value] = {"title": "New", "labels": frozenset({"web"}), "estimate": 5.0}
    operations: dict[str, Operation] = {
        "create": place.create(title="Ship", estimate=5.0, labels=frozenset({"web"})),
        "stamp": Stamp(ITEM, "freelancers", card.id, "matched"),
        "archive": Archive(ITEM, "freelancers", card.id, "test"),
    }
    operation = operations.get(name) or place.update(card, **{name: asked[name]})
    odd = [Rule("status", "trello", method, status=200, body=answer, count=0)
           for method in ("POST", "PUT")]  # fmt: skip
    place.world.faults.load(odd)
    with suppress(SynclineError):
        assert place.tracker.apply(operation).record == card.id


def test_of_two_labels_of_one_name_the_first_is_used_and_both_come_off(place: Place) -> None:
    """Colours are the business of people."""
    first, second = (place.world.trello.add_label(place.board, "web", c) for c in ("red", "blue"))
    card = place.add()
    place.tracker.apply(place.update(card, labels=frozenset({"web"})))
    assert card.labels == [first]
    place.ask("POST", f"/cards/{card.id}/idLabels", value=second.id)
    place.tracker.apply(place.update(card, labels=frozenset()))
    assert card.labels == []


def test_a_custom_field_is_set_and_cleared_by_a_call_of_its_own(place: Place) -> None:
    """Numbers and ticks travel as texts."""
    card = place.add()
    values: dict[str, Value] = {
        "priority": "P1", "estimate": 8.0, "launch": date(2026, 5, 1), "client": "Acme",
        "brief": "https://x", "paid": "true",
    }  # fmt: skip
    for name, value in values.items():
        for asked in (value, None, value):
            receipt = place.tracker.apply(place.update(card, **{name: asked}))
            assert receipt.stored == {name: asked}
            assert place.seen(card).fields[name] == asked
    assert {"number": "8"} in [item.value for item in card.items.values()]


@pytest.mark.parametrize(("name", "value"), [("priority", "P9"), ("paid", "maybe")])
def test_an_option_that_is_not_there_is_unmapped(place: Place, name: str, value: str) -> None:
    """Before anything is sent."""
    update = place.update(place.add(), **{name: value})
    with pytest.raises(Unmapped, match=value):
        place.tracker.apply(update)
    assert not [call for call in place.calls() if not call.startswith("GET")]


def test_a_failure_after_the_first_call_is_an_unknown_outcome(place: Place) -> None:
    """One label is on, the other was refused: only a reading tells."""
    card = place.add()
    for name in ("one", "two"):
        place.world.trello.add_label(place.board, name, "blue")
    update = place.update(card, labels=frozenset({"one", "two"}))
    place.fail("status", "POST", "/cards/{id}/idLabels", status=400, after=1)
    with pytest.raises(UnknownOutcome, match="1 of 2 calls"):
        place.tracker.apply(update)


def test_a_list_that_is_archived_takes_no_card(place: Place) -> None:
    """It would be out of everybody's sight."""
    place.ask("PUT", f"/lists/{place.column('Doing')}", closed=True)
    card = place.add()
    with pytest.raises(Unmapped, match='no open list "Doing"'):
        place.tracker.apply(place.update(card, status="in_progress"))
    assert card.column.name == "To do"


def test_an_edit_of_what_was_archived_meanwhile_is_taken_back(place: Place) -> None:
    """Trello lets it be edited; the answer tells, and everything is as it was."""
    people = place.world.people
    card = place.add(
        "As it was", desc="Kept\r\n as **it** is", due="2026-04-01T16:30:00Z",
        start="2026-03-01T23:00:00Z", idMembers=[people["ines"].trello_id],
    )  # fmt: skip
    before = (card.name, card.desc, card.due, card.start, card.members[:], card.column)
    update = place.update(
        card, title="New", description=None, target=date(2026, 5, 1), start=None,
        owner="paul@acme.example", status="done",
    )  # fmt: skip
    place.change(card, closed=True)
    with pytest.raises(Rejected, match="just archived"):
        place.tracker.apply(update)
    assert (card.name, card.desc, card.due, card.start, card.members, card.column) == before
    assert (card.closed, card.due_complete) == (True, False)
    assert place.calls() == ["PUT /cards/{id}", "PUT /cards/{id}"]


def test_an_edit_that_cannot_be_taken_back_is_unknown(place: Place) -> None:
    """A person may have to look."""
    card = place.add()
    update = place.update(card, title="New")
    place.change(card, closed=True)
    place.fail("status", "PUT", "/cards/{id}", status=500, after=1)
    with pytest.raises(UnknownOutcome, match="keeps our edit"):
        place.tracker.apply(update)


@pytest.mark.parametrize("name", ["labels", "estimate", "stamp"])
def test_what_no_answer_would_tell_is_looked_at_before(place: Place, name: str) -> None:
    """An archived card gets no label, no value and no marker."""
    card = place.add()
    operations: dict[str, Update | Stamp] = {
        "labels": place.update(card, labels=frozenset({"web"})),
        "estimate": place.update(card, estimate=5.0),
        "stamp": Stamp(ITEM, "freelancers", card.id, "matched"),
    }
    place.change(card, closed=True)
    place.world.log.clear()
    with pytest.raises(Rejected, match="archived in Trello"):
        place.tracker.apply(operations[name])
    assert place.calls() == ["GET /batch"]


def test_a_stamp_attaches_the_marker_and_nothing_else(place: Place) -> None:
    """Under the name of Syncline."""
    card = place.add()
    before = place.seen(card).fields
    place.tracker.apply(Stamp(ITEM, "freelancers", card.id, "matched"))
    assert [(one.name, one.url) for one in card.attachments] == [("Syncline", MARKER)]
    shown = place.seen(card)
    assert (shown.marker, shown.fields) == (ITEM, before)


def test_archiving_closes_a_card_and_deletes_nothing(place: Place) -> None:
    """One call; the card says so itself."""
    card = place.add()
    place.tracker.apply(Archive(ITEM, "freelancers", card.id, "test"))
    assert card.closed
    absent = place.tracker.read([card.id], set())[card.id]
    assert absent == Absent(card.id, "archived in Trello", "ARCHIVED")
