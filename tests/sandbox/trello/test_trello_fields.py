"""The Trello emulator: custom fields, labels, checklists, members, search and batch."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from sandbox import Sandbox
from sandbox.trello.records import Board, Card
from sandbox.trello.state import TrelloState

Ask = Callable[..., httpx.Response]
Put = Callable[[str, Any], httpx.Response]


@pytest.fixture
def put(trello: TrelloState, board: Board, card: Card, ask: Ask) -> Put:
    """Return a writer of a custom field by its name."""
    for kind in ("text", "number", "date", "checkbox"):
        trello.add_field(board, kind, kind)  # type: ignore[arg-type]  # one of the types
    trello.add_field(board, "list", "list", ("High", "Low"))

    def write(name: str, body: Any) -> httpx.Response:
        field = next(one for one in board.fields if one.name == name)
        return ask("PUT", f"/cards/{card.id}/customField/{field.id}/item", json=body)

    return write


@pytest.mark.parametrize(
    ("name", "value", "held"),
    [
        ("text", {"text": "Été"}, {"text": "Été"}),
        ("number", {"number": "5.50"}, {"number": "5.50"}),
        ("date", {"date": "2026-04-01T12:00:00Z"}, {"date": "2026-04-01T12:00:00.000Z"}),
        ("checkbox", {"checked": "true"}, {"checked": "true"}),
    ],
)
def test_custom_field_values_are_texts(
    card: Card, ask: Ask, put: Put, name: str, value: Any, held: Any
) -> None:
    """Quirk 37: numbers and truth values too; nested in the card on demand."""
    made = put(name, {"value": value}).json()
    assert (made["value"], made["idModel"], made["modelType"]) == (held, card.id, "card")
    shown = ask("GET", f"/cards/{card.id}", params={"customFieldItems": "true"}).json()
    assert shown["customFieldItems"] == [made]


@pytest.mark.parametrize("empty", ["", {}, {"text": ""}])
def test_a_custom_field_is_cleared_by_an_empty_value(
    card: Card, ask: Ask, put: Put, empty: Any
) -> None:
    """The item is gone, and an action says what it was."""
    put("text", {"value": {"text": "x"}})
    assert put("text", {"value": empty}).json() == {}
    assert ask("GET", f"/cards/{card.id}/customFieldItems").json() == []
    action = card.board.actions[-1]
    assert action.data["old"] == {"value": {"text": "x"}}
    assert put("text", {"value": empty}).status_code == 200
    assert card.board.actions[-1] is action


def test_a_choice_is_given_and_cleared_by_its_id(
    card: Card, board: Board, ask: Ask, put: Put
) -> None:
    """Its value is null, its option an id; an empty id or text clears it, an object does not."""
    high = board.fields[-1].options[0].id
    made = put("list", {"idValue": high}).json()
    assert (made["value"], made["idValue"]) == (None, high)
    assert put("list", {"value": {}}).status_code == 400
    for empty in ({"idValue": ""}, {"value": ""}, {"idValue": "", "value": ""}):
        put("list", {"idValue": high})
        assert put("list", empty).json() == {}
        assert card.items == {}


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("number", {"value": {"number": 5}}),
        ("number", {"value": {"number": "five"}}),
        ("number", {"value": {"text": "5"}}),
        ("checkbox", {"value": {"checked": True}}),
        ("date", {"value": {"date": "soon"}}),
        ("text", {"value": "x"}),
        ("list", {"idValue": "0" * 24}),
        ("list", {"value": {"text": "High"}}),
        ("text", {}),
    ],
)
def test_a_value_that_does_not_fit_is_refused(card: Card, put: Put, name: str, body: Any) -> None:
    """Quirk 37: a number that is no text, too; this refusal is JSON."""
    refused = put(name, body)
    assert refused.status_code == 400
    assert refused.json()["message"] == "Invalid custom field item value."
    assert card.items == {}


def test_several_custom_fields_are_set_at_once(
    board: Board, card: Card, ask: Ask, put: Put
) -> None:
    """In one request."""
    text, number = board.fields[0].id, board.fields[1].id
    items = [
        {"idCustomField": text, "value": {"text": "a"}},
        {"idCustomField": number, "value": {"number": "1"}},
    ]
    ask("PUT", f"/cards/{card.id}/customFields", json={"customFieldItems": items})
    assert card.items.keys() == {text, number}


def test_a_field_has_choices_that_can_be_added_and_deleted(
    board: Board, card: Card, ask: Ask
) -> None:
    """A card whose choice is deleted has no value, and no action tells."""
    body = {"idModel": board.id, "modelType": "board", "name": "Priority", "type": "list"}
    options = [{"value": {"text": "P0"}}]
    made = ask("POST", "/customFields", json=body | {"options": options, "pos": "bottom"}).json()
    assert [one["value"]["text"] for one in made["options"]] == ["P0"]
    path = f"/customFields/{made['id']}"
    added = ask("POST", f"{path}/options", json={"value": {"text": "P1"}}).json()
    ask("PUT", f"/cards/{card.id}/customField/{made['id']}/item", json={"idValue": added["id"]})
    before = len(board.actions)
    ask("DELETE", f"{path}/options/{added['id']}")
    assert ask("GET", f"/cards/{card.id}/customFieldItems").json() == []
    assert len(board.actions) == before
    assert ask("PUT", path, json={"name": "Urgency"}).json()["name"] == "Urgency"
    assert [one["name"] for one in ask("GET", f"/boards/{board.id}/customFields").json()] == [
        "Urgency"
    ]
    ask("DELETE", path)
    assert ask("GET", path).status_code == 404


def test_labels_have_a_name_a_colour_or_both(board: Board, card: Card, ask: Ask) -> None:
    """A new board has six without a name; a deleted one disappears from its cards."""
    path = f"/boards/{board.id}/labels"
    assert {one["name"] for one in ask("GET", path).json()} == {""}
    body = {"name": "growth", "color": "lime_dark", "idBoard": board.id}
    made = ask("POST", "/labels", json=body).json()
    ask("POST", f"/cards/{card.id}/idLabels", json={"value": made["id"]})
    assert ask("GET", f"/labels/{made['id']}").json()["uses"] == 1
    renamed = ask("PUT", f"/labels/{made['id']}", json={"name": "grown"}).json()
    assert (renamed["name"], renamed["color"]) == ("grown", "lime_dark")
    assert ask("GET", f"/cards/{card.id}").json()["labels"][0]["name"] == "grown"
    ask("DELETE", f"/labels/{made['id']}")
    assert ask("GET", f"/cards/{card.id}").json()["labels"] == []
    refused = ask("POST", "/labels", json=body | {"color": "mauve"})
    assert (refused.status_code, refused.text) == (400, "invalid value for color")


def test_fifty_labels_are_listed_unless_told_otherwise(
    trello: TrelloState, board: Board, ask: Ask
) -> None:
    """At most 1000; nothing tells that there are more."""
    for number in range(60):
        trello.add_label(board, str(number))
    path = f"/boards/{board.id}/labels"
    assert len(ask("GET", path).json()) == 50
    assert len(ask("GET", path, params={"limit": 1000}).json()) == 66
    assert ask("GET", path, params={"limit": 1001}).text == "invalid value for limit"


def test_checklists_have_lines_that_are_ticked(card: Card, board: Board, ask: Ask) -> None:
    """Ticking has an action type of its own; the card counts the lines."""
    made = ask("POST", f"/cards/{card.id}/checklists", json={"name": "Steps"}).json()
    path = f"/checklists/{made['id']}/checkItems"
    lines = [ask("POST", path, json={"name": name}).json() for name in ("one", "two")]
    ask("PUT", f"/cards/{card.id}/checkItem/{lines[0]['id']}", json={"state": "complete"})
    assert board.actions[-1].type == "updateCheckItemStateOnCard"
    ask("PUT", f"/cards/{card.id}/checkItem/{lines[1]['id']}", json={"pos": "top"})
    (shown,) = ask("GET", f"/cards/{card.id}/checklists").json()
    assert [one["name"] for one in shown["checkItems"]] == ["two", "one"]
    badges = ask("GET", f"/cards/{card.id}").json()["badges"]
    assert (badges["checkItems"], badges["checkItemsChecked"]) == (2, 1)
    ask("DELETE", f"{path}/{lines[0]['id']}")
    ask("PUT", f"/checklists/{made['id']}", json={"name": "Things"})
    assert ask("GET", f"/boards/{board.id}/checklists").json()[0]["name"] == "Things"
    ask("DELETE", f"/checklists/{made['id']}")
    assert ask("GET", f"/cards/{card.id}").json()["idChecklists"] == []


def test_only_the_own_email_is_told(sandbox: Sandbox, board: Board, ask: Ask) -> None:
    """Members are named by id or username, and their addresses stay their own."""
    ines = sandbox.world.people["ines"]
    assert ask("GET", "/members/me", "ines").json()["email"] == ines.email
    for name in (ines.trello_id, ines.trello_username):
        shown = ask("GET", f"/members/{name}").json()
        assert shown["fullName"] == "Inès Moreau"
        assert "email" not in shown
    listed = ask("GET", f"/boards/{board.id}/members", params={"fields": "all"}).json()
    assert len(listed) == 11
    assert not any("email" in one for one in listed)
    assert ask("GET", "/members/nobody").status_code == 404


def test_the_own_boards_are_listed(board: Board, ask: Ask) -> None:
    """With the fields that are asked for; closed ones by their filter."""
    path = "/members/me/boards"
    assert ask("GET", path, params={"fields": "name"}).json() == [
        {"id": board.id, "name": "Freelancers"}
    ]
    ask("PUT", f"/boards/{board.id}", json={"closed": True})
    assert ask("GET", path, params={"filter": "open"}).json() == []
    kinds = {one["memberType"] for one in ask("GET", f"/boards/{board.id}/memberships").json()}
    assert kinds == {"admin", "normal"}


def test_a_batch_answers_each_read_by_its_own_status(card: Card, ask: Ask) -> None:
    """Quirk 35: ten at most; a refusal inside is a text too; commas inside are encoded twice."""
    urls = f"/cards/{card.id}?fields=name%2Cdesc,/cards/{'0' * 24},/cards/?,/nothing/at/all"
    answers = ask("GET", "/batch", params={"urls": urls}).json()
    assert answers[0] == {"200": {"id": card.id, "name": "Ship it", "desc": "Soon"}}
    assert answers[1] == {"404": "The requested resource was not found."}
    assert [list(one) for one in answers] == [["200"], ["404"], ["400"], ["404"]]
    too_many = ",".join([f"/cards/{card.id}"] * 11)
    assert ask("GET", "/batch", params={"urls": too_many}).status_code == 400
    ten = too_many.rpartition(",")[0]
    assert ask("GET", "/batch", params={"urls": ten}).status_code == 200
    assert ask("GET", "/batch").text == "invalid value for urls"


def test_search_finds_whole_words_or_beginnings(
    trello: TrelloState, board: Board, card: Card, ask: Ask
) -> None:
    """Every word of the query, in the name or the description."""
    trello.add_card(board.lists[0], "Shipping costs")

    def found(query: str, **more: str) -> list[str]:
        parameters = {"query": query, "modelTypes": "cards", "card_fields": "name"} | more
        answer = ask("GET", "/search", params=parameters).json()
        return sorted(one["name"] for one in answer["cards"])

    assert found("ship soon") == ["Ship it"]
    assert found("ship", partial="true") == ["Ship it", "Shipping costs"]
    assert found("ship", partial="true", cards_limit="1") == ["Shipping costs"]
    assert found("ship", idBoards=board.id) == ["Ship it"]
    boards = ask("GET", "/search", params={"query": "freelancers"}).json()["boards"]
    assert [one["id"] for one in boards] == [board.id]
