"""Creating cards over real HTTP: once, marked, and in one call but for custom fields."""

from dataclasses import replace
from datetime import date

import pytest

from connectors.trello import open_tracker
from syncline.domain.errors import Rejected, UnknownOutcome
from syncline.domain.fields import Value
from syncline.domain.plan import Stamp
from tests.connectors.trello.place import ITEM, Place

MARKER = f"https://syncline.invalid/i/{ITEM}"


@pytest.mark.parametrize("kind", ["drop", "applied_then_drop", "half_json", "html"])
def test_a_create_whose_answer_is_lost_reaches_trello_once(place: Place, kind: str) -> None:
    """Its outcome is unknown, and the marker finds it when it was applied."""
    place.fail(kind, "POST", "/cards", status=200)
    with pytest.raises(UnknownOutcome):
        place.tracker.apply(place.create(title="Ship"))
    assert place.calls().count("POST /cards") == 1
    applied = kind in ("applied_then_drop", "half_json")
    assert len(place.tracker.find(ITEM)) == applied


def test_a_create_that_is_cut_off_before_its_custom_fields_is_known_by_its_id(place: Place) -> None:
    """Marked and found; what was not reached is empty, so that the next round writes it."""
    operation = place.create(title="Ship", estimate=5.0, client="Acme")
    place.fail("status", "PUT", _route(place), status=500, after=1)
    with pytest.raises(UnknownOutcome) as raised:
        place.tracker.apply(operation)
    (found,) = place.tracker.find(ITEM)
    assert raised.value.record == found.id
    assert (found.fields["estimate"], found.fields["client"]) == (5.0, None)
    assert {"estimate", "client"} <= place.tracker.traits.later


def _route(place: Place) -> str:
    """Return the template of the route that sets a custom field."""
    from sandbox.trello.tool import TOOL  # noqa: PLC0415

    return next(
        r.template for r in TOOL.routes if r.method == "PUT" and "customField/" in r.template
    )


def test_a_refused_custom_field_after_a_create_is_unknown_too(place: Place) -> None:
    """The card is there."""
    place.fail("status", "PUT", _route(place), status=400)
    with pytest.raises(UnknownOutcome, match="was created, then"):
        place.tracker.apply(place.create(title="Ship", estimate=5.0))
    assert len(place.board.cards) == 1


def test_a_create_carries_all_but_custom_fields_in_one_call(place: Place) -> None:
    """The marker, the list, the tick, the members, the labels; the answers are the receipt."""
    label = place.world.trello.add_label(place.board, "web", "green")
    place.tracker.directory.label("web")
    assert place.tracker.traits.markable
    place.world.log.clear()
    asked: dict[str, Value] = {
        "title": "Ship", "status": "done", "labels": frozenset({"web"}),
        "owner": "ines@acme.example",
        "priority": "P1", "target": date(2026, 4, 1), "start": date(2026, 3, 1), "estimate": 2.5,
        "launch": date(2026, 5, 1), "client": "Acme", "brief": "https://x", "paid": "true",
    }  # fmt: skip
    receipt = place.tracker.apply(place.create(**asked))
    assert [c for c in place.calls() if c.startswith("GET")] == []
    assert place.calls()[0] == "POST /cards"
    assert len(place.calls()) == 7
    assert receipt.answered
    assert receipt.stored == {**asked, "description": None}
    card = place.card(receipt.record)
    assert (card.column.name, card.due_complete, card.labels) == ("Done", True, [label])
    assert [attachment.url for attachment in card.attachments] == [MARKER]
    assert place.seen(card).fields == receipt.stored
    assert [snapshot.id for snapshot in place.tracker.find(ITEM)] == [card.id]


def test_a_create_without_a_status_goes_to_the_list_of_the_first_word(place: Place) -> None:
    """Whatever list stands first on the board."""
    place.ask("POST", "/lists", idBoard=place.board.id, name="Read me first", pos="top")
    receipt = place.tracker.apply(place.create(title="Ship"))
    assert receipt.stored["status"] == "planned"
    assert place.card(receipt.record).column.name == "To do"


def test_a_kind_that_no_card_is_cannot_be_created(place: Place) -> None:
    """A card is a card."""
    tracker = open_tracker(replace(place.tracker.settings, kinds={"task": "Task"}))
    with pytest.raises(Rejected, match="kinds"):
        tracker.apply(place.create(title="Ship"))
    assert place.board.cards == []


def test_a_replica_without_a_marker_creates_and_stamps_nothing(place: Place) -> None:
    """As `marker: none` says."""
    tracker = open_tracker(replace(place.tracker.settings, marker="none"))
    assert not tracker.traits.markable
    card = place.card(tracker.apply(place.create(title="Ship")).record)
    assert card.attachments == []
    with pytest.raises(Rejected, match="unmarked"):
        tracker.apply(Stamp(ITEM, "freelancers", card.id, "matched"))
