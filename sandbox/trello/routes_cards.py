"""Cards over HTTP: creating, reading, changing and deleting them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.http import Call, Endpoint, Reply
from sandbox.trello import cards, cardviews, listings, views
from sandbox.trello.arguments import given, known
from sandbox.trello.changes import change
from sandbox.trello.errors import missing
from sandbox.trello.lookup import a_list, board, caller, card

if TYPE_CHECKING:
    from sandbox.world import World


def create(world: World, call: Call) -> Reply:
    """Create a card; the answer has its attachments."""
    asked = given(call)
    inside = known(world.trello.lists, asked.get("idList"), "idList")
    made = cards.create(world, a_list(world, call, inside.id), asked, caller(call))
    return Reply(200, cardviews.show(world.trello, made, cardviews.MADE) | {"limits": {}})


def read(world: World, call: Call) -> Reply:
    """Return a card, with what the call wants nested in it."""
    found, asked = card(world, call), given(call)
    shown = cardviews.show(world.trello, found, asked)
    if kinds := asked.get("actions"):
        about = (one for one in world.trello.actions.values() if found.id in one.about)
        shown["actions"] = listings.chosen(about, str(kinds))
    return Reply(200, shown)


def update(world: World, call: Call) -> Reply:
    """Change the given parameters of a card and leave the others."""
    found, asked = card(world, call), given(call)
    if field := call.path_params.get("field"):
        asked = {**asked, field: asked.get("value")}
    change(world, found, asked, caller(call))
    return Reply(200, cardviews.show(world.trello, found, {}))


def delete(world: World, call: Call) -> Reply:
    """Delete a card for good."""
    cards.delete(world.trello, card(world, call), caller(call))
    return Reply(200, {"limits": {}})


def field(world: World, call: Call) -> Reply:
    """Return one field of a card, under `_value` unless it is a list or an object."""
    whole = cardviews.whole(card(world, call))
    name = call.path_params["field"]
    if name not in whole:
        raise missing()
    value = whole[name]
    return Reply(200, value if isinstance(value, dict | list) else {"_value": value})


def actions(world: World, call: Call) -> Reply:
    """List what happened to a card: comments and moves, unless told otherwise."""
    found = card(world, call)
    about = [one for one in world.trello.actions.values() if found.id in one.about]
    return listings.actions(world, call, about, listings.COMMENTS_AND_MOVES)


def members(world: World, call: Call) -> Reply:
    """List the members of a card."""
    fields = given(call).get("fields", views.MEMBER)
    return Reply(200, [views.member(one, fields) for one in card(world, call).members])


def the_board(world: World, call: Call) -> Reply:
    """Return the board of a card."""
    shown = views.board(world.trello, board(world, call, card(world, call).board.id))
    return Reply(200, views.picked(shown, given(call).get("fields")))


def the_list(world: World, call: Call) -> Reply:
    """Return the list of a card."""
    shown = views.a_list(card(world, call).column)
    return Reply(200, views.picked(shown, given(call).get("fields")))


ROUTES: list[Endpoint] = [
    Endpoint("POST", "/cards", create, write=True),
    Endpoint("GET", "/cards/{id}", read),
    Endpoint("PUT", "/cards/{id}", update, write=True),
    Endpoint("DELETE", "/cards/{id}", delete, write=True),
    Endpoint("GET", "/cards/{id}/actions", actions),
    Endpoint("GET", "/cards/{id}/members", members),
    Endpoint("GET", "/cards/{id}/board", the_board),
    Endpoint("GET", "/cards/{id}/list", the_list),
]
FIELDS: list[Endpoint] = [  # after every other route below /cards/{id}
    Endpoint("GET", "/cards/{id}/{field}", field),
    Endpoint("PUT", "/cards/{id}/{field}", update, write=True),
]
