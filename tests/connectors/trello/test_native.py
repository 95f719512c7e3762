"""Native cards: every documented shape is read, any other ends in a sentence with its path."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.trello.actions import Happened, happened
from connectors.trello.board import read_board
from connectors.trello.native import FieldItem, Label, NativeCard, read_card
from connectors.trello.shapes import Malformed
from syncline.domain.errors import CannotRead

ID = "69a54c80aaaaaaaaaa000001"
CARD: dict[str, Any] = {
    "id": ID, "name": "Ship", "desc": "Soon", "idBoard": "b", "idList": "l", "closed": False,
    "cardRole": None, "isTemplate": False, "idMembers": ["m1", "m2"], "shortLink": "H0TZyzbK",
    "labels": [{"id": "g", "name": "web", "color": "green"}, {"id": "r", "name": ""}],
    "due": "2026-03-04T16:30:00.000Z", "dueComplete": True, "start": None,
    "shortUrl": "https://trello.com/c/H0TZyzbK", "dateLastActivity": "2026-03-02T10:00:00.000Z",
    "attachments": [{"id": "a", "url": "https://acme.example/"}, {"id": "b", "url": None}],
    "customFieldItems": [
        {"id": "1", "idCustomField": "c1", "value": {"text": "t"}},
        {"id": "2", "idCustomField": "c2", "value": {"number": "5"}},
        {"id": "3", "idCustomField": "c3", "value": {"checked": "true"}},
        {"id": "4", "idCustomField": "c4", "value": None, "idValue": "o1"},
        {"id": "5", "idCustomField": "c5", "value": None},
        {"id": "6", "idCustomField": "c6", "value": ""},
    ],
}  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def test_a_whole_card_is_read() -> None:
    """Every property in its own type; it was made when its id says."""
    card = read_card(CARD)
    assert (card.id, card.name, card.desc, card.board, card.list) == (ID, "Ship", "Soon", "b", "l")
    assert (card.role, card.closed, card.due_complete) == ("card", False, True)
    assert card.members == ("m1", "m2")
    assert card.labels == (Label("g", "web"), Label("r", ""))
    assert (card.due, card.start) == (datetime(2026, 3, 4, 16, 30, tzinfo=UTC), None)
    assert card.links == ("https://acme.example/", "")
    assert (card.key, card.url) == ("H0TZyzbK", "https://trello.com/c/H0TZyzbK")
    assert card.created == datetime.fromtimestamp(0x69A54C80, UTC)


def test_custom_fields_are_read_by_kind_and_cleared_ones_are_left_out() -> None:
    """Every value is a text, that of a list the id of its option."""
    assert read_card(CARD).items == (
        FieldItem("c1", "text", "t"),
        FieldItem("c2", "number", "5"),
        FieldItem("c3", "checked", "true"),
        FieldItem("c4", "option", "o1"),
    )


@pytest.mark.parametrize(
    ("given", "role"),
    [({"cardRole": "mirror"}, "mirror"), ({"isTemplate": True}, "template"), ({}, "card")],
)
def test_the_role_says_what_sort_of_card_it_is(given: dict[str, Any], role: str) -> None:
    """Most have none."""
    assert read_card({"id": ID, **given}).role == role


def test_a_bare_id_is_a_card_that_shows_nothing() -> None:
    """Labels by their ids alone are unsaid, too."""
    card = read_card({"id": ID})
    assert (card.shown, card.labels, card.members) == (frozenset({"id"}), None, ())
    assert (card.key, card.url) == (ID, f"https://trello.com/c/{ID}")
    assert read_card({"id": ID, "labels": ["5e94"]}).labels is None
    assert read_card({"id": "short"}).created is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"due": 12}, "due: expected a moment, got 12"),
        ({"id": None}, "id: expected an id, got None"),
        ({"idMembers": [1]}, "idMembers: expected a list of texts, got [1]"),
        ({"labels": {}}, "labels: expected a list, got {}"),
        ({"labels": [{"id": 1}]}, "labels[0].id: expected text, got 1"),
        ({"closed": "no"}, "closed: expected true or false, got 'no'"),
        (
            {"customFieldItems": [{"idCustomField": "c", "value": {"number": 5}}]},
            "customFieldItems[0].value.number: expected text, got 5",
        ),
        ({"dateLastActivity": "now"}, "dateLastActivity: expected a moment, got 'now'"),
    ],
)
def test_a_malformed_card_is_named_with_the_path(change: dict[str, Any], reason: str) -> None:
    """The sentence says where, what was expected and what was there."""
    with pytest.raises(CannotRead) as refused:
        read_card(CARD | change)
    assert refused.value.reason == reason


@given(st.dictionaries(st.sampled_from([*CARD]), JSON), JSON)
def test_any_json_is_a_card_or_cannot_be_read(broken: dict[str, Any], junk: Any) -> None:
    """Bad input never ends in another exception."""
    items = [{"idCustomField": "c", **broken}]
    for data in (CARD | broken, {"id": ID, "customFieldItems": items}, junk):
        assert isinstance(attempt(data), NativeCard | str)


def attempt(data: Any) -> NativeCard | str:
    """Read a card, or return the sentence of its refusal."""
    try:
        return read_card(data)
    except CannotRead as refused:
        return refused.reason.partition(": expected ")[1] or pytest.fail(refused.reason)


@given(st.lists(st.dictionaries(st.sampled_from(["id", "type", "data", "date"]), JSON) | JSON))
def test_any_json_is_an_action_of_the_board_at_least(actions: list[Any]) -> None:
    """What cannot be read may have changed everything."""
    seen = happened(actions)
    assert isinstance(seen, Happened)
    assert seen.count == len(actions)
    if not seen.cards and actions:
        assert seen.board or all(
            str(one.get("type")).startswith(("create", "add")) for one in actions
        )


@given(st.dictionaries(st.sampled_from(["id", "lists", "customFields", "members", "name"]), JSON))
def test_any_json_is_a_board_or_malformed(data: dict[str, Any]) -> None:
    """A row that is none ends in a sentence."""
    with suppress(Malformed):
        assert read_board(data).id
