"""Comments over real HTTP: those of people are read, those of other tools are written as copies."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from connectors.trello import observation, open_tracker
from connectors.trello.comments import UNTOLD, spelled
from sandbox.trello.records import Action, Card
from syncline.domain.comments import comment_of
from syncline.domain.errors import Rejected, UnknownOutcome
from syncline.domain.fields import FieldType
from syncline.domain.item import Absent, Snapshot
from syncline.domain.plan import Change, Receipt, Update
from syncline.ports import FieldMapping
from tests.connectors.trello.place import ITEM, Place, observe, other

SAY = "/cards/{id}/actions/comments"
EDIT = "/cards/{id}/actions/{action}/comments"


@pytest.fixture
def talk(place: Place) -> Place:
    """Give a board of which the comments are carried."""
    mapping = FieldMapping("comments", FieldType.THREAD)
    fields = {**place.tracker.settings.fields, "comments": mapping}
    place.tracker = open_tracker(replace(place.tracker.settings, fields=fields))
    return place


def say(place: Place, card: Card, text: str) -> str:
    """Let Inès say something; return the link to it."""
    made = place.ask("POST", f"/cards/{card.id}/actions/comments", text=text)
    return f"https://trello.com/c/{card.short_link}#comment-{made['id']}"


def read(place: Place, card: Card) -> Snapshot:
    """Read a card with its comments."""
    seen = place.tracker.read([card.id], {"comments"})[card.id]
    assert isinstance(seen, Snapshot), seen
    return seen


def thread(place: Place, card: Card) -> frozenset[str]:
    """Return the comments of a card."""
    shown = read(place, card).fields["comments"]
    assert isinstance(shown, frozenset)
    return shown


def write(place: Place, card: Card, ask: Iterable[str], expect: Iterable[str] = ()) -> Receipt:
    """Ask for these comments, where those were shown before."""
    place.world.log.clear()
    change = Change("comments", frozenset(ask), frozenset(expect), 1, "test")
    return place.tracker.apply(Update(ITEM, "freelancers", card.id, "comments", (change,)))


def native(place: Place, card: Card) -> list[Action]:
    """Return the comments that Trello holds, oldest first."""
    made = (one for one in place.board.actions if one.type == "commentCard")
    return [one for one in made if card.id in one.about]


def texts(place: Place, card: Card) -> list[str]:
    """Return the Markdown of the comments that Trello holds."""
    return [one.data["text"] for one in native(place, card)]


# -- reading ----------------------------------------------------------------------------------


def test_a_comment_is_read_with_its_author_and_a_link(talk: Place) -> None:
    """With a direct read, in one request; nothing else that happened to a card is a comment."""
    card = talk.add()
    talk.change(card, idList=talk.column("Doing"))
    url = say(talk, card, "Ship *it*, @paul_acme?\n\nOn Friday.")
    read(talk, card)
    talk.world.log.clear()
    (element,) = thread(talk, card)
    assert talk.calls() == ["GET /batch"]
    said = comment_of(element)
    assert (said.url, said.home, said.author) == (url, "freelancers", "Inès Moreau")
    assert said.text == "Ship it, @paul_acme?\n\nOn Friday."
    assert said.at == talk.world.clock.now.replace(second=0, microsecond=0)


def test_a_comment_without_text_says_so(talk: Place) -> None:
    """In brackets."""
    card = talk.add()
    say(talk, card, "&#8203;")
    assert [comment_of(one).text for one in thread(talk, card)] == [UNTOLD]


def test_a_copy_of_our_own_comment_is_what_somebody_wrote_here(talk: Place) -> None:
    """Only the original speaks for its author."""
    card = talk.add()
    url = say(talk, card, "Yes")
    (original,) = thread(talk, card)
    forged = say(talk, card, original.replace("Yes", "No"))
    assert {comment_of(one).url for one in thread(talk, card)} == {url, forged}
    assert original in thread(talk, card)


def test_all_comments_of_a_card_are_read(talk: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that did not come with the card follow, page by page; or none is shown."""
    monkeypatch.setattr("connectors.trello.client.PAGE", 20)
    monkeypatch.setattr(observation, "PAGE", 20)
    card = talk.add()
    said = {say(talk, card, f"word {number}") for number in range(95)}
    assert {comment_of(one).url for one in thread(talk, card)} == said
    assert talk.calls().count("GET /cards/{id}/actions") == 3
    talk.fail("status", "GET", "/cards/{id}/actions", status=404, count=0)
    assert isinstance(talk.tracker.read([card.id], {"comments"})[card.id], Absent)


def test_a_listing_tells_only_that_there_are_none(talk: Place) -> None:
    """All others are deferred; and so are those of a read that does not ask for them."""
    silent, card = talk.add("Silent"), talk.add("Ship")
    say(talk, card, "Yes")
    talk.world.clock.advance(600)
    pages = list(talk.tracker.observe(None, talk.world.clock.now))
    shown = {s.id: s for page in pages for s in page.snapshots}
    assert shown[silent.id].fields["comments"] == frozenset()
    assert not shown[silent.id].deferred
    assert shown[card.id].deferred == {"comments"}
    assert "comments" not in shown[card.id].fields
    assert talk.seen(card).deferred == {"comments"}
    assert shown[card.id].revision == read(talk, card).revision


def test_what_was_said_is_seen_in_the_next_round(talk: Place) -> None:
    """Also what was edited, and what was deleted; its author is told."""
    card = talk.add()
    _, cursor = observe(talk)
    url = say(talk, card, "Frday")
    path = f"/cards/{card.id}/actions/{url.rpartition('-')[2]}/comments"
    steps: list[tuple[str, dict[str, str], list[str]]]
    steps = [("", {}, ["Frday"]), ("PUT", {"text": "Friday"}, ["Friday"]), ("DELETE", {}, [])]
    for method, body, left in steps:
        if method:
            talk.ask(method, path, **body)
        talk.world.clock.advance(600)
        pages = list(talk.tracker.observe(cursor, talk.world.clock.now))
        (seen,) = (s for page in pages for s in page.snapshots)
        elements: Any = seen.fields["comments"]
        assert [comment_of(one).text for one in elements] == left
        assert read(talk, card).edits["comments"].by == talk.world.people["ines"].email
        cursor = pages[-1].cursor or ""


def test_comments_that_are_not_mapped_cost_nothing(place: Place) -> None:
    """No field, no lane, no other request."""
    card = place.add()
    say(place, card, "Yes")
    traits = place.tracker.traits
    assert "comments" not in traits.fields | set(traits.lanes)
    place.world.log.clear()
    seen = place.seen(card)
    assert "comments" not in seen.fields
    assert not seen.deferred
    list(place.tracker.observe(None, place.world.clock.now))
    asked = [str(entry.query) for entry in place.world.log.since(0, "trello")]
    assert sum("attachments" in query for query in asked) == 3
    assert not any("badges" in query or "comment" in query for query in asked)


# -- writing ----------------------------------------------------------------------------------


def test_copies_are_written_oldest_first_and_read_back(talk: Place) -> None:
    """In a lane of their own: one read, and one call each."""
    card = talk.add()
    assert talk.tracker.traits.lanes["comments"] == "comments"
    say(talk, card, "Mine")
    before = thread(talk, card)
    ask = {*before, *(other(f"{n}: @ines *x*", n).element for n in (3, 1, 2))}
    receipt = write(talk, card, ask, before)
    assert talk.calls() == ["GET /batch", *[f"POST {SAY}"] * 3]
    assert thread(talk, card) == ask
    assert receipt.stored == {"comments": ask}
    assert receipt.answered
    assert [text[0] for text in texts(talk, card)] == ["M", "1", "2", "3"]


def test_an_edit_and_a_deletion_are_followed(talk: Place) -> None:
    """In the copy that there is; what is new comes first."""
    card = talk.add()
    one, two, three, changed = other("1"), other("2", 2), other("3", 3), other("1, edited")
    write(talk, card, [one.element, two.element])
    write(talk, card, [changed.element, three.element], [one.element, two.element])
    assert thread(talk, card) == {changed.element, three.element}
    writes = [f"{e.method} {e.route}" for e in talk.world.log.writes(0, "trello")]
    assert writes == [f"POST {SAY}", f"PUT {EDIT}", f"DELETE {EDIT}"]


def test_a_removed_copy_is_not_made_again(talk: Place) -> None:
    """Nor written when its comment is edited."""
    card = talk.add()
    one, two = other("One"), other("Two", 2)
    write(talk, card, [one.element])
    talk.world.trello.actions.clear()
    talk.board.actions.clear()
    write(talk, card, [replace(one, text="Edited").element, two.element], [one.element])
    assert thread(talk, card) == {two.element}


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_copy_that_is_removed_meanwhile_stays_away(talk: Place, method: str) -> None:
    """The call that comes too late has nothing more to do."""
    card = talk.add()
    one = other("One")
    write(talk, card, [one.element])
    talk.fail("status", method, EDIT, status=404)
    ask = [replace(one, text="Edited").element] if method == "PUT" else []
    assert write(talk, card, ask, [one.element]).answered


def test_no_copy_is_written_twice_nor_one_of_an_own_comment(talk: Place) -> None:
    """What is there is there, and what was said here needs no copy."""
    card = talk.add()
    here, there = replace(other("Mine"), home="freelancers"), other("Theirs")
    write(talk, card, [there.element])
    write(talk, card, [there.element, here.element])
    assert talk.calls() == ["GET /batch"]


@pytest.mark.parametrize("edited", [True, False])
def test_a_copy_that_somebody_else_wrote_is_left(talk: Place, edited: bool) -> None:  # noqa: FBT001 (a parameter)
    """After all that can be done: Trello lets nobody else change it."""
    card = talk.add()
    pasted, new = other("Pasted"), other("New", 2)
    say(talk, card, spelled(pasted))
    former = frozenset({pasted.element})
    ask = {replace(pasted, text="Edited").element} if edited else set()
    with pytest.raises(UnknownOutcome, match="1 of 2 calls"):
        write(talk, card, {*ask, new.element}, former)
    assert thread(talk, card) == {pasted.element, new.element}
    with pytest.raises(Rejected, match="written by Inès Moreau") as raised:
        write(talk, card, {*ask, new.element}, former)
    assert raised.value.record == card.id
    assert thread(talk, card) == {pasted.element, new.element}


def test_two_copies_of_one_comment_count_as_one_and_go_together(talk: Place) -> None:
    """Such as after a lost answer; the older one is the copy."""
    card = talk.add()
    one, edited = other("One"), other("One, edited")
    write(talk, card, [one.element])
    state, bot = talk.world.trello, talk.world.people.sync
    from sandbox.trello import cards  # noqa: PLC0415

    cards.comment(state, card, spelled(edited), bot)
    assert thread(talk, card) == {one.element}
    write(talk, card, [], [one.element])
    assert texts(talk, card) == []


def test_a_lost_answer_to_the_second_of_three_is_found_by_the_next_read(talk: Place) -> None:
    """Its outcome is unknown; what is read shows which landed, and the rest follows."""
    card = talk.add()
    ask = {other(f"word {n}", n).element for n in (1, 2, 3)}
    talk.fail("applied_then_drop", "POST", SAY, after=1)
    with pytest.raises(UnknownOutcome):
        write(talk, card, ask)
    assert {comment_of(one).text for one in thread(talk, card)} == {"word 1", "word 2"}
    write(talk, card, ask)
    assert thread(talk, card) == ask
    assert len(native(talk, card)) == 3


def test_a_refused_comment_is_refused_with_trellos_words(talk: Place) -> None:
    """Such as where the board lets nobody comment."""
    card = talk.add()
    talk.fail("status", "POST", SAY, status=403)
    with pytest.raises(Rejected, match="unauthorized"):
        write(talk, card, [other("One").element])
    assert texts(talk, card) == []


def test_no_copy_is_written_to_an_archived_card(talk: Place) -> None:
    """It is read before, and refused."""
    card = talk.add()
    talk.change(card, closed=True)
    with pytest.raises(Rejected, match="archived"):
        write(talk, card, [other("One").element])
    assert texts(talk, card) == []


def test_a_comment_in_another_shape_is_no_comment_less(talk: Place) -> None:
    """The card says where, and shows none of them: one left out would count as deleted."""
    card = talk.add()
    say(talk, card, "Yes")
    native(talk, card)[0].data["text"] = 5
    seen = talk.tracker.read([card.id], {"comments"})[card.id]
    assert "actions[0].data.text" in str(seen)
