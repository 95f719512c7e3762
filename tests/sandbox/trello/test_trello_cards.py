"""The Trello emulator: cards are created, read, changed, moved, archived and deleted."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from sandbox import Sandbox
from sandbox.trello.ids import created
from sandbox.trello.positions import STEP
from sandbox.trello.records import Board, Card
from sandbox.trello.state import TrelloState

Ask = Callable[..., httpx.Response]
MARK = "https://syncline.invalid/i/syn-1"


def test_a_create_returns_the_whole_card(sandbox: Sandbox, board: Board, ask: Ask) -> None:
    """Its place, dates, people and labels, all from the one call."""
    ines, label = sandbox.world.people["ines"].trello_id, board.labels[0]
    body = {
        "idList": board.lists[1].id,
        "name": "New",
        "desc": "**bold**",
        "due": "2026-04-01T14:00:00+02:00",
        "start": "2026-03-20",
        "dueComplete": True,
        "idMembers": [ines],
        "idLabels": label.id,
    }
    made = ask("POST", "/cards", json=body).json()
    assert made["due"] == "2026-04-01T12:00:00.000Z"
    assert made["start"] == "2026-03-20T00:00:00.000Z"
    assert (made["idList"], made["idBoard"]) == (board.lists[1].id, board.id)
    assert (made["idMembers"], made["idLabels"]) == ([ines], [label.id])
    assert (made["name"], made["desc"], made["dueComplete"]) == ("New", "**bold**", True)
    assert (made["idShort"], made["attachments"]) == (1, [])
    assert ask("GET", f"/cards/{made['id']}").json().items() <= made.items()


def test_parameters_come_as_json_query_or_form(board: Board, ask: Ask) -> None:
    """Trello takes all three, alone or together."""
    place, path = {"idList": board.lists[0].id}, "/cards"
    answers = [
        ask("POST", path, json=place | {"name": "a"}),
        ask("POST", path, params=place | {"name": "b"}),
        ask("POST", path, data=place | {"name": "c"}),
        ask("POST", path, params=place, json={"name": "d"}),
    ]
    assert [one.json()["name"] for one in answers] == ["a", "b", "c", "d"]


def test_an_id_begins_with_the_time_of_creation(sandbox: Sandbox, board: Board, ask: Ask) -> None:
    """24 hex digits; the short link, the number and the addresses belong to it."""
    sandbox.world.clock.advance(90)
    made = ask("POST", "/cards", json={"idList": board.lists[0].id, "name": "Été à Paris!"}).json()
    assert created(made["id"]) == sandbox.world.clock.now.replace(microsecond=0)
    assert re.fullmatch(r"[0-9A-Za-z]{8}", made["shortLink"])
    assert made["shortUrl"] == f"https://trello.com/c/{made['shortLink']}"
    assert made["url"] == f"{made['shortUrl']}/1-ete-a-paris"
    for name in (made["id"], made["shortLink"]):
        assert ask("GET", f"/cards/{name}").json()["id"] == made["id"]


def test_url_source_makes_an_attachment_in_the_same_call(board: Board, ask: Ask) -> None:
    """Quirk 37: the only mark that a create can carry; it is in the board's listing."""
    body = {"idList": board.lists[0].id, "name": "New", "urlSource": MARK}
    made = ask("POST", "/cards", json=body).json()
    assert [one["url"] for one in made["attachments"]] == [MARK]
    listed = ask("GET", f"/boards/{board.id}/cards", params={"attachments": "true"}).json()
    assert [one["url"] for card in listed for one in card["attachments"]] == [MARK]
    unnamed = ask("POST", "/cards", json={"idList": board.lists[0].id, "urlSource": MARK}).json()
    assert unnamed["name"] == MARK


def test_a_create_whose_answer_is_lost_is_found_by_its_attachment(
    sandbox: Sandbox, board: Board, ask: Ask
) -> None:
    """Quirk 39: the listing of a board knows it at once."""
    rule = {"kind": "applied_then_drop", "tool": "trello", "method": "POST", "route": "/cards"}
    httpx.put(f"{sandbox.url}/_sandbox/faults", json=[rule])
    body = {"idList": board.lists[0].id, "name": "New", "urlSource": MARK}
    with pytest.raises(httpx.RemoteProtocolError):
        ask("POST", "/cards", json=body)
    query = {"fields": "name", "attachments": "true", "attachment_fields": "url"}
    (found,) = ask("GET", f"/boards/{board.id}/cards", params=query).json()
    assert found.keys() == {"id", "name", "attachments"}
    assert found["attachments"][0]["url"] == MARK


def test_custom_fields_cannot_be_set_at_creation(
    trello: TrelloState, board: Board, ask: Ask
) -> None:
    """Quirk 37: what is sent is ignored."""
    field = trello.add_field(board, "Points", "number")
    item = {"idCustomField": field.id, "value": {"number": "5"}}
    body = {"idList": board.lists[0].id, "name": "x", "customFieldItems": [item]}
    made = ask("POST", "/cards", json=body).json()
    assert ask("GET", f"/cards/{made['id']}/customFieldItems").json() == []


def test_only_what_is_asked_for_is_shown(trello: TrelloState, card: Card, ask: Ask) -> None:
    """The id always; nested records by their own parameters."""
    query = {"fields": "name,idList", "members": "true", "member_fields": "username"}
    query |= {"checklists": "all", "stickers": "true", "customFieldItems": "true", "list": "true"}
    shown = ask("GET", f"/cards/{card.id}", params=query).json()
    assert shown.keys() == {
        "id", "name", "idList", "members", "checklists", "stickers", "customFieldItems", "list",
    }  # fmt: skip
    assert shown["members"] == [{"id": card.members[0].trello_id, "username": "ines_acme"}]
    assert ask("GET", f"/cards/{card.id}/name").json() == {"_value": "Ship it"}
    assert ask("GET", f"/cards/{card.id}/idMembers").json() == [card.members[0].trello_id]
    assert ask("GET", f"/cards/{card.id}/nonsense").status_code == 404


@pytest.mark.parametrize("empty", [None, "", "null"])
def test_a_date_is_cleared_by_null_or_an_empty_text(card: Card, ask: Ask, empty: Any) -> None:
    """In a query there is no null."""
    due = "2026-04-01T12:00:00.000Z"
    assert ask("PUT", f"/cards/{card.id}", json={"due": due}).json()["due"] == due
    assert ask("PUT", f"/cards/{card.id}", json={"due": empty}).json()["due"] is None


def test_an_edit_that_changes_nothing_leaves_no_trace(
    sandbox: Sandbox, card: Card, ask: Ask
) -> None:
    """No action, no later activity."""
    before = sandbox.world.snapshot()
    body = {"name": card.name, "desc": card.desc, "idList": card.column.id, "closed": False}
    assert ask("PUT", f"/cards/{card.id}", json=body).status_code == 200
    assert sandbox.world.snapshot() == before


def test_a_list_of_another_board_is_refused(trello: TrelloState, card: Card, ask: Ask) -> None:
    """Unless the board is named too."""
    other = trello.add_board("Other", ("Inbox",))
    answer = ask("PUT", f"/cards/{card.id}", json={"idList": other.lists[0].id})
    assert (answer.status_code, answer.text) == (400, "invalid value for idList")


def test_another_board_keeps_what_fits_there(
    trello: TrelloState, board: Board, card: Card, ask: Ask
) -> None:
    """Labels by name and colour; custom fields and other labels are dropped."""
    other = trello.add_board("Other", ("Inbox",))
    same, lost = trello.add_label(board, "growth", "red"), trello.add_label(board, "lost")
    there = trello.add_label(other, "growth", "red")
    points = trello.add_field(board, "Points", "number")
    ask("PUT", f"/cards/{card.id}/customField/{points.id}/item", json={"value": {"number": "1"}})
    ask("PUT", f"/cards/{card.id}", json={"idLabels": [same.id, lost.id]})
    moved = ask("PUT", f"/cards/{card.id}", json={"idBoard": other.id}).json()
    assert (moved["idBoard"], moved["idList"]) == (other.id, other.lists[0].id)
    assert moved["idLabels"] == [there.id]
    assert ask("GET", f"/cards/{card.id}/customFieldItems").json() == []
    assert ask("GET", f"/boards/{board.id}/cards").json() == []
    kinds = [board.actions[-1].type, other.actions[-1].type]
    assert kinds == ["moveCardFromBoard", "moveCardToBoard"]


def test_a_deleted_card_is_gone_for_good(card: Card, ask: Ask, told: Any) -> None:
    """Quirk 36: later reads answer 404; only a deleteCard action tells, and without its name."""
    assert ask("DELETE", f"/cards/{card.id}").json() == {"limits": {}}
    assert ask("GET", f"/cards/{card.id}").status_code == 404
    assert ask("GET", f"/cards/{card.short_link}").status_code == 404
    assert ask("PUT", f"/cards/{card.id}", json={"closed": False}).status_code == 404
    (gone,) = told(filter="deleteCard")
    assert gone["data"]["card"] == {"id": card.id, "idShort": 1, "shortLink": card.short_link}


def test_an_archived_card_can_be_read_and_restored(board: Board, card: Card, ask: Ask) -> None:
    """It is closed, and in the listing of closed cards alone."""
    path = f"/boards/{board.id}/cards"
    assert ask("PUT", f"/cards/{card.id}/closed", json={"value": True}).json()["closed"] is True
    assert ask("GET", path).json() == []
    assert [one["id"] for one in ask("GET", path + "/closed").json()] == [card.id]
    assert ask("PUT", f"/cards/{card.id}", params={"closed": "false"}).json()["closed"] is False


def test_an_archived_list_keeps_its_cards_open(board: Board, card: Card, ask: Ask) -> None:
    """Quirk 37: they say that they are open, and are not visible."""
    ask("PUT", f"/lists/{card.column.id}/closed", json={"value": "true"})
    assert ask("GET", f"/cards/{card.id}").json()["closed"] is False
    kinds = {
        kind: len(ask("GET", f"/boards/{board.id}/cards/{kind}").json())
        for kind in ("open", "visible", "closed", "all", "none")
    }
    assert kinds == {"open": 1, "visible": 0, "closed": 0, "all": 1, "none": 0}
    assert ask("GET", f"/boards/{board.id}/cards").json() == []
    names = [one["name"] for one in ask("GET", f"/boards/{board.id}/lists").json()]
    assert names == ["Doing", "Done"]
    assert len(ask("GET", f"/boards/{board.id}/lists/all").json()) == 3


def test_a_mirror_card_shows_another_card(board: Board, card: Card, ask: Ask) -> None:
    """Quirk 37: its name is a link to that card, and it says so."""
    body = {"idList": board.lists[2].id, "cardRole": "mirror"}
    link = f"https://trello.com/c/{card.short_link}"
    made = ask("POST", "/cards", json=body | {"name": link}).json()
    assert (made["cardRole"], made["mirrorSourceId"]) == ("mirror", card.id)
    assert ask("GET", f"/cards/{card.id}").json()["cardRole"] is None
    refused = ask("POST", "/cards", json=body | {"name": "no link"})
    assert (refused.status_code, refused.text) == (400, "invalid value for name")


def test_positions_are_floats_that_the_server_spaces_anew(
    trello: TrelloState, board: Board, ask: Ask
) -> None:
    """Quirk 37: top, bottom, a number; what is read may not be what was written."""
    first, second, third = (trello.add_card(board.lists[0], name) for name in "abc")
    assert [card.pos for card in (first, second, third)] == [STEP, 2 * STEP, 3 * STEP]
    assert ask("PUT", f"/cards/{third.id}", json={"pos": "top"}).json()["pos"] == STEP / 2
    between = ask("PUT", f"/cards/{third.id}", json={"pos": 98304.5}).json()
    assert between["pos"] == 98304.5
    taken = ask("PUT", f"/cards/{third.id}", json={"pos": first.pos}).json()
    assert taken["pos"] == 2 * STEP
    names = [one["name"] for one in ask("GET", f"/lists/{board.lists[0].id}/cards").json()]
    assert names == ["a", "c", "b"]
    assert ask("PUT", f"/cards/{first.id}", json={"pos": "bottom"}).json()["pos"] == 4 * STEP


def test_more_than_1000_cards_are_refused_without_a_page(
    sandbox: Sandbox, trello: TrelloState, board: Board, ask: Ask
) -> None:
    """403 in JSON; `limit` and `before` go through them, newest first, each once."""
    path = f"/boards/{board.id}/cards"
    for number in range(1000):
        trello.add_card(board.lists[0], str(number))
    assert len(ask("GET", path, params={"fields": "name"}).json()) == 1000
    sandbox.world.clock.advance(1)
    trello.add_card(board.lists[1], "1000")
    refused = ask("GET", path, params={"fields": "name"})
    assert refused.status_code == 403
    assert refused.json()["error"] == "API_TOO_MANY_CARDS_REQUESTED"
    page = ask("GET", path, params={"fields": "name", "limit": 700}).json()
    rest = ask(
        "GET", path, params={"fields": "name", "limit": 700, "before": page[-1]["id"]}
    ).json()
    names = [int(one["name"]) for one in page + rest]
    assert names == list(range(1000, -1, -1))
    over = ask("GET", path, params={"limit": 1001})
    assert (over.status_code, over.text) == (400, "invalid value for limit")


def test_cards_can_be_listed_since_a_moment(
    sandbox: Sandbox, trello: TrelloState, board: Board, ask: Ask
) -> None:
    """By the seconds in their ids."""
    then = sandbox.world.clock.now
    trello.add_card(board.lists[0], "old", created=then - timedelta(days=2))
    trello.add_card(board.lists[0], "new", created=then)
    query = {"since": (then - timedelta(days=1)).isoformat()}
    shown = ask("GET", f"/boards/{board.id}/cards", params=query).json()
    assert [one["name"] for one in shown] == ["new"]


def test_labels_and_members_are_put_on_and_taken_off(
    sandbox: Sandbox, board: Board, card: Card, ask: Ask
) -> None:
    """One at a time, or all at once; only those of the board."""
    label, paul = board.labels[0].id, sandbox.world.people["paul"].trello_id
    ines = card.members[0].trello_id
    assert ask("POST", f"/cards/{card.id}/idLabels", json={"value": label}).json() == [label]
    shown = ask("POST", f"/cards/{card.id}/idMembers", json={"value": paul}).json()
    assert [one["id"] for one in shown] == [ines, paul]
    again = ask("POST", f"/cards/{card.id}/idMembers", json={"value": paul})
    assert (again.status_code, again.text) == (400, "member is already on the card")
    ask("DELETE", f"/cards/{card.id}/idLabels/{label}")
    ask("DELETE", f"/cards/{card.id}/idMembers/{ines}")
    now = ask("GET", f"/cards/{card.id}").json()
    assert (now["idLabels"], now["idMembers"]) == ([], [paul])
    left = sandbox.world.people["leo"].trello_id
    refused = ask("PUT", f"/cards/{card.id}", json={"idMembers": left})
    assert (refused.status_code, refused.text) == (400, "invalid value for idMembers")


def test_attachments_are_added_named_and_removed(card: Card, ask: Ask) -> None:
    """The same address twice makes two of them."""
    path = f"/cards/{card.id}/attachments"
    first = ask("POST", path, json={"url": MARK, "name": "Syncline"}).json()
    second = ask("POST", path, json={"url": MARK}).json()
    assert (first["name"], second["name"], first["url"]) == ("Syncline", MARK, second["url"])
    assert ask("GET", f"{path}/{first['id']}").json()["isUpload"] is False
    assert ask("DELETE", f"{path}/{first['id']}").status_code == 200
    assert [one["id"] for one in ask("GET", path).json()] == [second["id"]]
    refused = ask("POST", path, json={"url": "syncline"})
    assert (refused.status_code, refused.text) == (400, "invalid value for url")
    assert ask("GET", f"/cards/{card.id}").json()["badges"]["attachments"] == 1
