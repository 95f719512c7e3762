"""Lists over HTTP: the columns of a board."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.http import Call, Endpoint, Reply
from sandbox.people import Person
from sandbox.trello import changes, history, listings, positions, views
from sandbox.trello.arguments import Given, flag, given, known, title
from sandbox.trello.lookup import a_list, board, caller
from sandbox.trello.records import BoardList
from sandbox.trello.state import cards_in

if TYPE_CHECKING:
    from sandbox.world import World


def create(world: World, call: Call) -> Reply:
    """Create a list: to the left of the others unless told otherwise."""
    asked, state = given(call), world.trello
    identifier = call.path_params.get("id") or str(asked.get("idBoard") or "-")
    name, inside = title(asked.get("name")), board(world, call, identifier)
    pos = positions.wanted(asked.get("pos", "top"), inside.lists)
    state.clock.tick()
    made = state.add_list(inside, name, pos)
    history.record(state, "createList", caller(call), made)
    return Reply(200, views.a_list(made))


def read(world: World, call: Call) -> Reply:
    """Return a list."""
    return Reply(200, views.picked(views.a_list(a_list(world, call)), given(call).get("fields")))


def update(world: World, call: Call) -> Reply:
    """Rename, archive, restore or place a list; its cards stay as they are."""
    found, asked = a_list(world, call), given(call)
    if field := call.path_params.get("field"):
        asked = {field: asked.get("value")}
    change(world, found, asked, caller(call))
    return Reply(200, views.a_list(found))


def change(world: World, found: BoardList, asked: Given, by: Person) -> None:
    """Apply parameters to a list, all or none."""
    state = world.trello
    others = [one for one in found.board.lists if one is not found]
    new: dict[str, Any] = {
        "name": title(asked.get("name", found.name)),
        "closed": flag(asked.get("closed", found.closed), "closed"),
        "pos": positions.wanted(asked["pos"], others) if "pos" in asked else found.pos,
    }
    old = {name: getattr(found, name) for name in new}
    if new != old:
        state.clock.tick()
    for name, value in new.items():
        if value != old[name]:
            setattr(found, name, value)
            told = {name: value, **history.of_list(found)}
            history.record(state, "updateList", by, found, list=told, old={name: old[name]})
    positions.settle(found.board.lists)


def cards(world: World, call: Call) -> Reply:
    """List the open cards of a list."""
    return listings.cards(world, call, cards_in(a_list(world, call)), "open")


def actions(world: World, call: Call) -> Reply:
    """List what happened to a list and its cards."""
    found = a_list(world, call)
    about = [one for one in found.board.actions if found.id in one.about]
    return listings.actions(world, call, about)


def the_board(world: World, call: Call) -> Reply:
    """Return the board of a list."""
    shown = views.board(world.trello, a_list(world, call).board)
    return Reply(200, views.picked(shown, given(call).get("fields")))


def archive_all(world: World, call: Call) -> Reply:
    """Archive every card of a list."""
    for card in cards_in(a_list(world, call)):
        changes.change(world, card, {"closed": True}, caller(call))
    return Reply(200, {})


def move_all(world: World, call: Call) -> Reply:
    """Move every open card of a list to another list."""
    found, asked = a_list(world, call), given(call)
    target = known(world.trello.lists, asked.get("idList"), "idList")
    for card in [one for one in cards_in(found) if not one.closed]:
        where = {"idBoard": target.board.id, "idList": target.id}
        changes.change(world, card, where, caller(call))
    return Reply(200, [])


ROUTES: list[Endpoint] = [
    Endpoint("POST", "/lists", create, write=True),
    Endpoint("POST", "/boards/{id}/lists", create, write=True),
    Endpoint("GET", "/lists/{id}", read),
    Endpoint("PUT", "/lists/{id}", update, write=True),
    Endpoint("GET", "/lists/{id}/cards", cards),
    Endpoint("GET", "/lists/{id}/actions", actions),
    Endpoint("GET", "/lists/{id}/board", the_board),
    Endpoint("POST", "/lists/{id}/archiveAllCards", archive_all, write=True),
    Endpoint("POST", "/lists/{id}/moveAllCards", move_all, write=True),
    Endpoint("PUT", "/lists/{id}/{field}", update, write=True),
]
