"""Reading over real HTTP: what is seen, what it costs, and what trouble means."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connectors.trello import observation, open_tracker
from connectors.trello.observation import Cursor, read_cursor
from syncline.domain.errors import ConfigurationError, EndpointGone
from syncline.domain.item import Edited
from tests.connectors.trello.place import ITEM, Place, observe

ACTIONS = "GET /boards/{id}/actions"
CARDS = "GET /boards/{id}/cards/{filter}"
DISCOVERY = ["GET /boards/{id}/lists/{filter}", "GET /boards/{id}/customFields",
             "GET /boards/{id}/members", "GET /boards/{id}"]  # fmt: skip


def test_a_first_reading_asks_for_the_board_once_and_lists_its_cards(place: Place) -> None:
    """The last listing shows that there are no more; a later process asks for neither again."""
    place.add()
    _, cursor = observe(place)
    assert place.calls() == [*DISCOVERY, CARDS, CARDS]
    another = open_tracker(place.tracker.settings)
    place.world.log.clear()
    list(another.observe(cursor, place.world.clock.now))
    assert another.traits.fields
    assert place.calls() == [ACTIONS]


def test_a_round_without_changes_costs_one_request_and_keeps_the_cursor(place: Place) -> None:
    """The actions of the board, and nothing else."""
    place.add()
    _, cursor = observe(place)
    for _ in range(3):
        assert observe(place, cursor) == ([], cursor)
        assert place.calls() == [ACTIONS]


def test_a_touched_card_is_read_directly_and_alone(place: Place) -> None:
    """Ten in a request, and never the board."""
    cards = [place.add(str(number)) for number in range(12)]
    place.add("Untouched")
    _, cursor = observe(place)
    for card in cards:
        place.change(card, idList=place.column("Doing"))
    seen, cursor = observe(place, cursor)
    assert set(seen) == {card.id for card in cards}
    assert place.calls() == [ACTIONS, "GET /batch", "GET /batch"]
    assert observe(place, cursor)[0] == []


def test_an_action_from_just_before_the_cursor_is_seen(place: Place) -> None:
    """Clocks differ by a minute, and actions may show late."""
    card = place.add()
    observe(place)
    place.change(card, name="Edited")
    late = Cursor(place.world.clock.now + timedelta(minutes=1), place.tracker.directory.board)
    pages = list(place.tracker.observe(str(late), place.world.clock.now))
    assert [s.id for page in pages for s in page.snapshots] == [card.id]


def test_many_touched_cards_cost_one_listing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch holds ten, a page a thousand."""
    monkeypatch.setattr(observation, "MANY", 2)
    cards = [place.add(str(number)) for number in range(3)]
    _, cursor = observe(place)
    for card in cards:
        place.change(card, name="Of one import")
    seen, _ = observe(place, cursor)
    assert set(seen) == {card.id for card in cards}
    assert place.calls() == [ACTIONS, CARDS, CARDS]


@pytest.mark.parametrize("what", ["list", "label"])
def test_what_changes_every_card_lists_them_all(place: Place, what: str) -> None:
    """Another name of a list or a label is told once, and of no card."""
    label = place.ask("POST", "/labels", idBoard=place.board.id, name="web", color="green")
    card = place.add(idLabels=[label["id"]])
    _, cursor = observe(place)
    if what == "list":
        place.ask("PUT", f"/lists/{place.column('To do')}", name="Ideas, too")
    else:
        place.ask("PUT", f"/labels/{label['id']}", name="Web site")
    seen, cursor = observe(place, cursor)
    assert seen == [card.id]
    shown = place.seen(card)
    if what == "list":
        assert '"Ideas, too" is in no vocabulary' in shown.refused["status"]
    else:
        assert shown.fields["labels"] == {"Web site"}
    assert observe(place, cursor)[0] == []


def test_a_new_list_or_label_changes_no_card(place: Place) -> None:
    """One request tells it, and the cards stay unread."""
    place.add()
    _, cursor = observe(place)
    place.ask("POST", "/labels", idBoard=place.board.id, name="new", color="green")
    place.ask("POST", "/lists", idBoard=place.board.id, name="New")
    seen, after = observe(place, cursor)
    assert (seen, after != cursor) == ([], True)
    assert place.calls() == [ACTIONS]


def test_a_card_on_a_list_that_nobody_knew_is_read(place: Place) -> None:
    """The board is asked for again, once."""
    card = place.add()
    _, cursor = observe(place)
    made = place.ask("POST", "/lists", idBoard=place.board.id, name="Ideas")
    place.change(card, idList=made["id"])
    assert observe(place, cursor)[0] == [card.id]
    assert place.calls() == [ACTIONS, "GET /batch", *DISCOVERY]
    assert place.seen(card).fields["status"] == "planned"


def test_cards_are_listed_over_pages_of_any_size(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each once; the end is a page without a new one."""
    monkeypatch.setattr("connectors.trello.client.PAGE", 7)
    made = {place.add(str(number)).id for number in range(20)}
    seen, _ = observe(place)
    assert (len(seen), set(seen)) == (20, made)
    assert place.calls().count(CARDS) == 4


def test_actions_are_listed_over_pages(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Newest first, so that the oldest of a page leads to the next one."""
    cards = [place.add(str(number)) for number in range(5)]
    _, cursor = observe(place)
    for card in cards:
        place.change(card, name="Edited")
    for module in ("client", "observation"):
        monkeypatch.setattr(f"connectors.trello.{module}.PAGE", 2)
    seen, _ = observe(place, cursor)
    assert set(seen) == {card.id for card in cards}
    assert place.calls().count(ACTIONS) == 3


def test_an_archived_list_keeps_its_cards(place: Place) -> None:
    """They are open, on that list, and can be told apart from archived cards."""
    card = place.add(inside="Ideas")
    _, cursor = observe(place)
    place.ask("PUT", f"/lists/{place.column('Ideas')}", closed=True)
    assert observe(place, cursor)[0] == [card.id]
    assert observe(place)[0] == [card.id]
    assert place.seen(card).fields["status"] == "planned"


def test_mirror_cards_are_skipped(place: Place) -> None:
    """The card that they show again is enough."""
    card = place.add()
    link = f"https://trello.com/c/{card.short_link}"
    mirror = place.add(link, cardRole="mirror")
    assert observe(place)[0] == [card.id]
    absent = place.tracker.read([mirror.id], set())[mirror.id]
    assert getattr(absent, "reason", None) == "freelancers takes no mirror"


def test_an_edit_is_told_with_its_author_and_its_time(place: Place) -> None:
    """From the actions, also by the direct read that confirms it, and at no cost."""
    card = place.add()
    _, cursor = observe(place)
    place.change(card, name="Ship it", due="2026-04-01T16:00:00Z", idList=place.column("Doing"))
    place.change(card, idMembers=place.world.people["paul"].trello_id)
    place.give(card, "Estimate", value={"number": "5"})
    observe(place, cursor)
    edits = place.seen(card).edits
    told = {"title", "target", "status", "owner", "estimate"}
    assert edits.keys() == told
    assert {edits[name].by for name in told} == {"ines@acme.example"}
    assert all(edits[name].at for name in told)
    assert place.calls() == [ACTIONS, "GET /batch", "GET /batch"]


def test_the_newest_of_several_edits_is_told(place: Place) -> None:
    """An unknown author is nobody."""
    card = place.add()
    _, cursor = observe(place)
    place.change(card, name="By Inès")
    at = place.world.clock.tick()
    stranger = place.world.people["tom"]
    credentials = place.ines.headers["Authorization"].replace("trello-ines", "trello-tom")
    answer = place.ines.put(
        f"/1/cards/{card.id}", json={"name": "By Tom"}, headers={"Authorization": credentials}
    )
    assert answer.is_success
    observe(place, cursor)
    edit = place.seen(card).edits["title"]
    assert (edit.by, edit.at is not None and edit.at >= at) == (None, True)
    assert stranger.email not in str(edit)
    assert isinstance(edit, Edited)


def test_a_board_may_be_named_by_its_short_link(place: Place) -> None:
    """As it stands in the address of the board."""
    card = place.add()
    settings = replace(place.tracker.settings, container={"board": (place.board.short_link,)})
    pages = list(open_tracker(settings).observe(None, place.world.clock.now))
    assert [s.id for page in pages for s in page.snapshots] == [card.id]


def test_a_board_that_is_gone_says_so(place: Place) -> None:
    """Nothing is inferred from it."""
    settings = replace(place.tracker.settings, container={"board": ("0" * 24,)})
    with pytest.raises(EndpointGone, match="0000"):
        list(open_tracker(settings).observe(None, place.world.clock.now))


@pytest.mark.parametrize("text", [None, "", "{}", "[]", '{"since": "now"}', '{"since": 1}'])
def test_a_cursor_of_another_version_starts_from_the_beginning(
    place: Place, text: str | None
) -> None:
    """And never ends in another exception."""
    place.add()
    assert read_cursor(text) is None
    assert len(observe(place, text)[0]) == 1


def test_a_replica_without_a_board_a_key_or_a_token_is_a_configuration_error(place: Place) -> None:
    """Before anything is asked of Trello; what stands there is never shown."""
    settings = place.tracker.settings
    secrets = settings.secrets
    for wrong in (
        replace(settings, container={}),
        replace(settings, secrets={"token": secrets["token"]}),
        replace(settings, secrets={**secrets, "token": 'a"b\nc'}),
    ):
        with pytest.raises(ConfigurationError) as raised:
            open_tracker(wrong)
        assert 'a"b' not in str(raised.value)


def test_a_missing_custom_field_is_not_among_the_traits(place: Place) -> None:
    """And the inspection says what to do."""
    del place.board.fields[0]
    assert "priority" not in place.tracker.traits.fields
    (finding,) = [f for f in place.tracker.inspect() if "Priority" in f.what]
    assert not finding.fine
    assert "add it to the board" in finding.remedy


def test_a_missing_list_is_reported_mended_and_then_used(place: Place) -> None:
    """At the end of the board."""
    place.ask("PUT", f"/lists/{place.column('Doing')}", name="Now")
    (finding,) = [f for f in place.tracker.inspect() if f.fix]
    assert '"Doing"' in finding.what
    assert "Doing" in place.tracker.mend(finding)
    assert place.board.lists[-1].name == "Doing"
    assert not [f for f in place.tracker.inspect() if f.fix]
    with pytest.raises(ConfigurationError):
        place.tracker.mend(replace(finding, fix=None))


def test_a_closed_board_is_a_finding(place: Place) -> None:
    """With its remedy."""
    place.ask("PUT", f"/boards/{place.board.id}", closed=True)
    wrong = [f for f in place.tracker.inspect() if not f.fine]
    assert [f.remedy for f in wrong] == ["reopen it in Trello"]


def test_credentials_stand_in_no_address(place: Place) -> None:
    """Addresses end up in logs."""
    card = place.add()
    observe(place)
    place.tracker.find(ITEM)
    place.tracker.read([card.id], set())
    secrets = place.tracker.settings.secrets
    for entry in place.world.log.since(0, "trello"):
        asked = f"{entry.path}?{entry.query}"
        assert not any(secret in asked for secret in secrets.values())
