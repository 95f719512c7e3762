"""A board in the Trello emulator with one of everything."""

from sandbox.trello import cards, checklists
from sandbox.trello.records import Board, Card
from sandbox.trello.state import TrelloState


def filled(trello: TrelloState, board: Board) -> Card:
    """Return a card that has one of everything."""
    state, by = trello, trello.people["ines"]
    for kind in ("number", "list"):
        state.add_field(board, kind, kind, ("High",))  # type: ignore[arg-type]  # one of the types
    card = state.add_card(board.lists[0], "Full", labels=("growth",), members=("paul",))
    cards.comment(state, card, "Hello", by)
    cards.attach(state, card, by, "https://trello.com/c/abcdefgh")
    steps = checklists.add(state, card, {"name": "Steps"}, by)
    checklists.add_item(state, steps, {"name": "one", "idMember": by.trello_id}, by)
    number, choice = board.fields
    cards.give(state, card, number, {"value": {"number": "5"}}, by)
    cards.give(state, card, choice, {"idValue": choice.options[0].id}, by)
    return card


def ids(card: Card) -> dict[str, str]:
    """Return the ids that the paths name."""
    board = card.board
    return {
        "card": card.id,
        "board": board.id,
        "list": card.column.id,
        "label": card.labels[0].id,
        "checklist": card.checklists[0].id,
        "field": board.fields[1].id,
        "member": card.members[0].trello_id,
    }
