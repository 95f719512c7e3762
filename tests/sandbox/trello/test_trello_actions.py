"""The Trello emulator: what is remembered of changes, and how it is listed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from sandbox import Sandbox
from sandbox.clock import iso
from sandbox.trello.records import Board, Card
from sandbox.trello.state import TrelloState

Ask = Callable[..., httpx.Response]
Told = Callable[..., list[Any]]


def kinds(actions: list[Any]) -> list[str]:
    """Return the types of actions."""
    return [one["type"] for one in actions]


@pytest.mark.parametrize(
    ("name", "value", "old"),
    [
        ("name", "Renamed", "Ship it"),
        ("desc", "Later", "Soon"),
        ("closed", True, False),
        ("due", "2026-04-01T12:00:00.000Z", None),
        ("start", "2026-03-20T00:00:00.000Z", None),
        ("dueComplete", True, False),
    ],
)
def test_an_action_has_the_old_and_the_new_value(
    card: Card, ask: Ask, told: Told, name: str, value: Any, old: Any
) -> None:
    """Quirk 36: updateCard, with `old` for the property that changed and no other."""
    ask("PUT", f"/cards/{card.id}", "paul", json={name: value})
    action = told()[0]
    assert action["type"] == "updateCard"
    assert action["data"]["old"] == {name: old}
    assert action["data"]["card"][name] == value
    assert action["data"]["card"]["id"] == card.id
    assert action["memberCreator"]["username"] == "paul_acme"


def test_each_property_of_one_request_has_an_action(card: Card, ask: Ask, told: Told) -> None:
    """Quirk 36: in the order of the changes, newest first."""
    ask("PUT", f"/cards/{card.id}", json={"name": "a", "desc": "b"})
    assert [list(one["data"]["old"]) for one in told()[:2]] == [["desc"], ["name"]]


def test_a_move_names_the_list_before_and_after(
    board: Board, card: Card, ask: Ask, told: Told
) -> None:
    """Quirk 36: and can be asked for by itself; the card's last activity moves too."""
    before = card.active_at
    ask("PUT", f"/cards/{card.id}", json={"idList": board.lists[1].id, "name": "x"})
    (moved,) = told(filter="updateCard:idList")
    assert moved["data"]["listBefore"]["name"] == "To do"
    assert moved["data"]["listAfter"] == {"id": board.lists[1].id, "name": "Doing"}
    assert card.active_at > before


def test_labels_members_and_custom_fields_have_types_of_their_own(
    sandbox: Sandbox, trello: TrelloState, board: Board, card: Card, ask: Ask, told: Told
) -> None:
    """Quirk 36: whoever asks for updateCard alone does not hear of them."""
    field, path = trello.add_field(board, "Points", "number"), f"/cards/{card.id}"
    paul, label = sandbox.world.people["paul"].trello_id, board.labels[0]
    ask("PUT", path, json={"idMembers": [paul], "idLabels": [label.id]})
    ask("PUT", path, json={"idLabels": []})
    ask("PUT", f"{path}/customField/{field.id}/item", json={"value": {"number": "5"}})
    assert kinds(told(limit=5)) == [
        "updateCustomFieldItem", "removeLabelFromCard", "addLabelToCard", "addMemberToCard",
        "removeMemberFromCard",
    ]  # fmt: skip
    assert told(filter="updateCard") == []
    given = told(filter="updateCustomFieldItem")[0]["data"]
    assert given["old"] == {"value": None}
    assert given["customFieldItem"]["value"] == {"number": "5"}
    assert given["customField"] == {"id": field.id, "name": "Points", "type": "number"}
    (added,) = told(filter="addMemberToCard")
    assert (added["data"]["idMember"], added["member"]["username"]) == (paul, "paul_acme")


def test_a_new_position_makes_no_action_unless_switched_on(
    sandbox: Sandbox, card: Card, ask: Ask, told: Told
) -> None:
    """Quirk 36: nor does it count as activity."""
    held, active = kinds(told()), card.active_at
    ask("PUT", f"/cards/{card.id}", json={"pos": "bottom"})
    ask("PUT", f"/cards/{card.id}", json={"pos": 7})
    assert (kinds(told()), card.active_at) == (held, active)
    httpx.put(f"{sandbox.url}/_sandbox/switches", json={"trello_pos_actions": 1})
    ask("PUT", f"/cards/{card.id}", json={"pos": 9})
    assert told()[0]["data"]["old"] == {"pos": 7}


def test_a_comment_counts_as_activity_and_can_be_changed(
    sandbox: Sandbox, card: Card, ask: Ask, told: Told
) -> None:
    """Quirk 36: dateLastActivity moves although no field did; an edit is an action too.

    Only its author edits a comment; an admin of the board may delete it as well.
    """
    path, before = f"/cards/{card.id}", card.active_at
    sandbox.world.clock.advance(60)
    said = ask("POST", f"{path}/actions/comments", "ines", json={"text": "Why?"}).json()
    assert said["data"]["text"] == "Why?"
    assert ask("GET", path).json()["dateLastActivity"] == iso(card.active_at)
    assert card.active_at - before >= timedelta(seconds=60)
    comment = f"{path}/actions/{said['id']}/comments"
    ask("PUT", comment, "ines", json={"text": "How?"})
    assert ask("GET", f"/actions/{said['id']}").json()["data"]["text"] == "How?"
    assert ask("GET", path).json()["badges"]["comments"] == 1
    for method, who in (("PUT", "paul"), ("PUT", "ops"), ("DELETE", "paul")):
        body = {"json": {"text": "No"}} if method == "PUT" else {}
        assert ask(method, comment, who, **body).status_code == 403
    ask("DELETE", comment, "ines")
    assert ask("GET", f"/actions/{said['id']}").status_code == 404
    assert kinds(told(limit=2)) == ["deleteComment", "updateComment"]
    again = ask("POST", f"{path}/actions/comments", "ines", json={"text": "Why?"}).json()
    assert ask("DELETE", f"{path}/actions/{again['id']}/comments", "ops").is_success


def test_the_newest_of_at_most_1000_actions_come_first(
    card: Card, ask: Ask, told: Told, board: Board
) -> None:
    """Quirk 36: 50 unless told otherwise; `before` the last one goes on, without repeating it."""
    for number in range(120):
        ask("PUT", f"/cards/{card.id}", json={"name": str(number)})
    first = told()
    assert [one["data"]["card"]["name"] for one in first] == [str(n) for n in range(119, 69, -1)]
    dates = [one["date"] for one in first]
    assert dates == sorted(dates, reverse=True)
    rest = told(before=first[-1]["id"], limit=1000)
    assert len(rest) == 71  # with the creation
    assert not {one["id"] for one in first} & {one["id"] for one in rest}
    assert told(page=1)[0]["id"] == rest[0]["id"]
    refused = ask("GET", f"/boards/{board.id}/actions", params={"limit": 1001})
    assert (refused.status_code, refused.text) == (400, "invalid value for limit")


def test_since_lets_its_own_moment_in_and_before_does_not(card: Card, ask: Ask, told: Told) -> None:
    """Quirk 36: by an action's id or by a moment."""
    for name in "abc":
        ask("PUT", f"/cards/{card.id}", json={"name": name})
    _, middle, oldest, _ = told()
    names = {
        mark: [one["data"]["card"]["name"] for one in told(**{mark[0]: middle[mark[1]]})]
        for mark in (("since", "id"), ("since", "date"), ("before", "id"), ("before", "date"))
    }
    assert names["since", "id"] == names["since", "date"] == ["c", "b"]
    assert names["before", "id"] == names["before", "date"] == ["a", "Ship it"]
    assert [one["id"] for one in told(since=oldest["date"], before=middle["date"])] == [
        oldest["id"]
    ]


def test_since_takes_the_id_of_any_thing_as_its_second(
    sandbox: Sandbox, trello: TrelloState, board: Board, card: Card, ask: Ask, told: Told
) -> None:
    """An id that no action has stands for the time in its first eight digits."""
    sandbox.world.clock.advance(10)
    mark = trello.new_id()
    sandbox.world.clock.advance(10)
    ask("PUT", f"/cards/{card.id}", json={"name": "later"})
    assert kinds(told(since=mark)) == ["updateCard"]
    refused = ask("GET", f"/boards/{board.id}/actions", params={"since": "yesterday"})
    assert (refused.status_code, refused.text) == (400, "invalid value for since")


def test_a_card_tells_of_comments_and_moves_unless_asked_for_all(
    board: Board, card: Card, ask: Ask
) -> None:
    """The default filter of a card's actions; a list tells of its own cards."""
    path = f"/cards/{card.id}"
    ask("PUT", path, json={"name": "x", "idList": board.lists[1].id})
    ask("POST", f"{path}/actions/comments", json={"text": "Hello"})
    assert kinds(ask("GET", f"{path}/actions").json()) == ["commentCard", "updateCard"]
    assert len(ask("GET", f"{path}/actions", params={"filter": "all"}).json()) == 4
    nested = ask("GET", path, params={"actions": "commentCard"}).json()["actions"]
    assert kinds(nested) == ["commentCard"]
    of_list = ask("GET", f"/lists/{board.lists[1].id}/actions").json()
    assert kinds(of_list) == ["commentCard", "updateCard"]


def test_an_action_is_shown_in_part_when_asked(card: Card, told: Told) -> None:
    """Fields, and members of the answer."""
    (shown,) = told(fields="type,date", memberCreator="false", idModels=card.id)
    assert shown.keys() == {"id", "type", "date"}
    assert told(idModels="0" * 24) == []


def test_lists_are_made_renamed_and_archived(board: Board, ask: Ask, told: Told) -> None:
    """To the left unless told otherwise; each change with its old value."""
    made = ask("POST", "/lists", json={"name": "New", "idBoard": board.id}).json()
    assert ask("GET", f"/boards/{board.id}/lists").json()[0]["id"] == made["id"]
    ask("PUT", f"/lists/{made['id']}", json={"name": "Newer"})
    ask("PUT", f"/lists/{made['id']}", json={"closed": True})
    shown = told(limit=3)
    assert kinds(shown) == ["updateList", "updateList", "createList"]
    assert [one["data"].get("old") for one in shown] == [{"closed": False}, {"name": "New"}, None]
    last = {"name": "Last", "idBoard": board.id, "pos": "bottom"}
    ask("POST", "/lists", json=last)
    assert ask("GET", f"/boards/{board.id}/lists").json()[-1]["name"] == "Last"


def test_all_cards_of_a_list_can_be_moved_and_archived(
    trello: TrelloState, board: Board, ask: Ask
) -> None:
    """Each card with an action of its own."""
    cards = [trello.add_card(board.lists[0], name) for name in "ab"]
    here, there = board.lists[0].id, board.lists[1].id
    ask("POST", f"/lists/{here}/moveAllCards", json={"idBoard": board.id, "idList": there})
    assert {card.column.id for card in cards} == {there}
    ask("POST", f"/lists/{there}/archiveAllCards")
    assert all(card.closed for card in cards)
    assert [one.type for one in board.actions].count("updateCard") == 4
