"""The checklist of what is below a card, over real HTTP: ours alone, once, and kept right."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.trello import open_tracker
from connectors.trello.checklist import NAMED, read_line, spelled
from connectors.trello.markdown.escaping import sendable
from connectors.trello.tracker import TrelloTracker
from sandbox.trello.records import Card
from syncline.domain.errors import UnknownOutcome
from syncline.domain.fields import FieldType, Value
from syncline.domain.item import Snapshot
from syncline.domain.parts import Part, part_of
from syncline.domain.plain import one_line
from syncline.domain.plan import Change, Update
from syncline.ports import FieldMapping
from tests.connectors.trello.place import FIELDS, ITEM, Place, observe

SITE = "https://acme.example/browse"
REFUND, RETRY = (
    Part("Refund", f"{SITE}/PAY-2", done=False),
    Part("Retry", f"{SITE}/PAY-3", done=True),
)


@pytest.fixture
def place(place: Place) -> Place:
    """Give the board's tracker a checklist to keep."""
    mapped = {**FIELDS, "subtasks": FieldMapping("subtasks", FieldType.SET)}
    place.tracker = open_tracker(replace(place.tracker.settings, fields=mapped))
    return place


def lines(card: Card, name: str = NAMED) -> list[tuple[str, bool]]:
    """Return the lines of the checklists of a name."""
    found = (one for one in card.checklists if one.name == name)
    return [(item.name, item.complete) for one in found for item in one.items]


def ask(place: Place, card: Card, *parts: Part) -> None:
    """Let the tracker show these parts, as the engine does: after a direct read."""
    place.tracker.apply(_update(place.tracker, card, frozenset(one.element for one in parts)))


def _update(tracker: TrelloTracker, card: Card, value: Value) -> Update:
    seen = tracker.read([card.id], {"subtasks"})[card.id]
    assert isinstance(seen, Snapshot)
    change = Change("subtasks", value, seen.fields["subtasks"], 1, "test")
    return Update(ITEM, "freelancers", card.id, "checklist", (change,))


def of(place: Place, card: Card) -> Any:
    return place.seen(card).fields["subtasks"]


def test_parts_are_listed_ticked_and_read_back(place: Place) -> None:
    """One checklist, a line a part; a second write of the same makes no call."""
    card = place.add()
    ask(place, card, REFUND, RETRY)
    assert lines(card) == [(f"Refund ↗ {REFUND.url}", False), (f"Retry ↗ {RETRY.url}", True)]
    assert of(place, card) == {REFUND.element, RETRY.element}
    place.world.log.clear()
    ask(place, card, REFUND, RETRY)
    assert not [call for call in place.calls() if not call.startswith("GET")]


def test_a_change_below_is_one_call_and_never_a_second_line(place: Place) -> None:
    """Ticked, renamed, gone: each is known by its address."""
    card = place.add()
    ask(place, card, REFUND, RETRY)
    ask(place, card, replace(REFUND, done=True), replace(RETRY, title="Retry twice"))
    assert lines(card) == [(f"Refund ↗ {REFUND.url}", True), (f"Retry twice ↗ {RETRY.url}", True)]
    ask(place, card, replace(RETRY, title="Retry twice"))
    assert lines(card) == [(f"Retry twice ↗ {RETRY.url}", True)]


def test_what_people_list_is_never_read_changed_or_removed(place: Place) -> None:
    """Neither in a checklist of theirs, of whatever name, nor between our lines."""
    card = place.add()
    ask(place, card, REFUND)
    (ours,) = card.checklists
    own = place.ask("POST", f"/cards/{card.id}/checklists", name="Before the launch")
    place.ask("POST", f"/checklists/{own['id']}/checkItems", name=f"Refund ↗ {REFUND.url}")
    place.ask("POST", f"/checklists/{ours.id}/checkItems", name="Ask Paul", checked=True)
    assert of(place, card) == {REFUND.element}
    ask(place, card)
    assert lines(card) == [("Ask Paul", True)]
    assert lines(card, "Before the launch") == [(f"Refund ↗ {REFUND.url}", False)]
    ask(place, card, RETRY)
    assert lines(card) == [("Ask Paul", True), (f"Retry ↗ {RETRY.url}", True)]


def test_what_a_person_ticks_or_deletes_between_our_lines_shows_as_such(place: Place) -> None:
    """So that the engine sees it and puts it back."""
    card = place.add()
    ask(place, card, REFUND, RETRY)
    first, second = card.checklists[0].items
    place.ask("PUT", f"/cards/{card.id}/checkItem/{first.id}", state="complete")
    place.ask("DELETE", f"/cards/{card.id}/checkItem/{second.id}")
    assert of(place, card) == {replace(REFUND, done=True).element}


def test_a_checklist_with_another_word_before_ours_is_still_ours(place: Place) -> None:
    """People may call it in their language; without the last word it is theirs."""
    card = place.add()
    ask(place, card, REFUND)
    place.ask("PUT", f"/checklists/{card.checklists[0].id}", name="Sous-tâches · Syncline")
    ask(place, card, REFUND, RETRY)
    assert len(card.checklists) == 1
    assert len(lines(card, "Sous-tâches · Syncline")) == 2


@pytest.mark.parametrize("kind", ["drop", "applied_then_drop", "half_json"])
@pytest.mark.parametrize("route", ["/cards/{id}/checklists", "/checklists/{id}/checkItems"])
def test_a_lost_answer_doubles_neither_the_checklist_nor_a_line(
    place: Place, kind: str, route: str
) -> None:
    """The next try reads what is there."""
    card = place.add()
    place.fail(kind, "POST", route, status=200, count=1)
    with pytest.raises(UnknownOutcome):
        ask(place, card, REFUND, RETRY)
    ask(place, card, REFUND, RETRY)
    assert len(card.checklists) == 1
    assert sorted(lines(card)) == [
        (f"Refund ↗ {REFUND.url}", False),
        (f"Retry ↗ {RETRY.url}", True),
    ]


def test_a_new_card_gets_its_checklist_and_a_listing_shows_it(place: Place) -> None:
    """After the call that makes it; both reads of a card tell the same."""
    operation = place.create(title="Ship", subtasks=frozenset({REFUND.element}))
    made = place.tracker.apply(operation)
    assert lines(place.card(made.record)) == [(f"Refund ↗ {REFUND.url}", False)]
    (page,) = [p for p in place.tracker.observe(None, place.world.clock.now) if p.snapshots]
    assert page.snapshots[0].fields["subtasks"] == {REFUND.element}
    assert "subtasks" in place.tracker.traits.later


def test_a_tick_is_seen_in_the_next_observation(place: Place) -> None:
    """Its action names the card."""
    card = place.add()
    ask(place, card, REFUND)
    _, cursor = observe(place)
    place.ask(
        "PUT", f"/cards/{card.id}/checkItem/{card.checklists[0].items[0].id}", state="complete"
    )
    seen, _ = observe(place, cursor)
    assert seen == [card.id]


def test_without_the_field_no_checklist_is_asked_for(place: Place) -> None:
    """A board that lists nothing costs what it did."""
    place.add()
    fields = {n: m for n, m in place.tracker.settings.fields.items() if n != "subtasks"}
    tracker = open_tracker(replace(place.tracker.settings, fields=fields))
    place.world.log.clear()
    (page,) = [p for p in tracker.observe(None, place.world.clock.now) if p.snapshots]
    assert "subtasks" not in page.snapshots[0].fields
    asked = [e for e in place.world.log.since(0, "trello") if "cards" in e.route]
    assert asked
    assert all("checklists" not in dict(e.query) for e in asked)


@given(st.text(min_size=1, max_size=40).map(one_line).filter(bool), st.booleans())
def test_a_line_reads_back_as_its_part(title: str, done: bool) -> None:  # noqa: FBT001  # drawn
    """Whatever the title holds; and its element does, too."""
    part = Part(title, REFUND.url, done)
    assert part_of(part.element) == part
    shown = spelled(part)
    read = read_line(shown, done=done)
    assert read is not None
    assert spelled(read) == shown
    assert read.title == one_line(sendable(title))
