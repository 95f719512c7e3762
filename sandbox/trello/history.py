"""What is remembered of a change: an action on the board, told to its webhooks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sandbox.people import Person
from sandbox.trello import webhooks
from sandbox.trello.records import Action, Board, BoardList, Card

if TYPE_CHECKING:
    from sandbox.trello.state import TrelloState


def of_board(board: Board) -> dict[str, Any]:
    """Return a board as actions name it."""
    return {"id": board.id, "name": board.name, "shortLink": board.short_link}


def of_list(inside: BoardList) -> dict[str, Any]:
    """Return a list as actions name it."""
    return {"id": inside.id, "name": inside.name}


def of_card(card: Card) -> dict[str, Any]:
    """Return a card as actions name it."""
    named = {"id": card.id, "name": card.name}
    return named | {"idShort": card.number, "shortLink": card.short_link}


def record(
    state: TrelloState,
    kind: str,
    by: Person,
    about: Card | BoardList | Board,
    *,
    member: Person | None = None,
    at: datetime | None = None,
    **data: Any,
) -> Action:
    """Remember what was done to a card, a list or a board; data goes in as Trello shows it."""
    board = about if isinstance(about, Board) else about.board
    date = at or state.clock.now
    if isinstance(about, Card):
        data.setdefault("card", of_card(about))
    elif isinstance(about, BoardList):
        data.setdefault("list", of_list(about))
    data.setdefault("board", of_board(board))
    named = {part["id"] for part in data.values() if isinstance(part, dict) and "id" in part}
    ids = named | ({member.trello_id} if member else set())
    action = Action(state.new_id(date), kind, date, by, data, frozenset(ids), member)
    state.actions[action.id] = action
    board.actions.append(action)
    webhooks.announce(state, action, board)
    return action


def touch(state: TrelloState, card: Card) -> None:
    """Move a card's and its board's last activity to now."""
    card.active_at = card.board.active_at = state.clock.now


def created(state: TrelloState, card: Card, by: Person, at: datetime) -> None:
    """Remember that a card was made."""
    record(state, "createCard", by, card, at=at, list=of_list(card.column))


def changed(
    state: TrelloState, card: Card, by: Person, new: Mapping[str, Any], old: Mapping[str, Any]
) -> None:
    """Remember that one property of a card has another value."""
    data: dict[str, Any] = {"card": {**new, **of_card(card)}, "list": of_list(card.column)}
    record(state, "updateCard", by, card, old=dict(old), **data)


def moved(state: TrelloState, card: Card, before: BoardList, by: Person) -> None:
    """Remember a move to another list of the same board."""
    record(
        *(state, "updateCard", by, card),
        card={"idList": card.column.id, **of_card(card)},
        old={"idList": before.id},
        listBefore=of_list(before),
        listAfter=of_list(card.column),
    )


def changed_boards(state: TrelloState, card: Card, before: BoardList, by: Person) -> None:
    """Remember a move to another board, on both of them."""
    left, now = of_board(before.board), of_board(card.board)
    data: dict[str, Any] = {"card": of_card(card), "list": of_list(before), "boardTarget": now}
    record(state, "moveCardFromBoard", by, before.board, **data)
    record(state, "moveCardToBoard", by, card, boardSource=left, list=of_list(card.column))


def deleted(state: TrelloState, card: Card, by: Person) -> None:
    """Remember that a card is gone for good; its name is not told."""
    gone = {name: value for name, value in of_card(card).items() if name != "name"}
    record(state, "deleteCard", by, card, card=gone, list=of_list(card.column))
