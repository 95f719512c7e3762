"""Checklists over HTTP, by themselves and on their cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.http import Call, Endpoint, Reply
from sandbox.trello import checklists, views
from sandbox.trello.arguments import given
from sandbox.trello.errors import missing
from sandbox.trello.lookup import caller, card
from sandbox.trello.records import CheckItem, Checklist

if TYPE_CHECKING:
    from sandbox.world import World


def _checklist(world: World, call: Call, name: str = "id") -> Checklist:
    state = world.trello
    found = state.get(state.checklists, call.path_params[name])
    card(world, call, found.card.id)  # refuses what the token may not see
    return found


def _item(found: Checklist, call: Call) -> CheckItem:
    wanted = call.path_params["item"]
    held = next((one for one in found.items if one.id == wanted), None)
    if held is None:
        raise missing()
    return held


def of_card(world: World, call: Call) -> Reply:
    """List the checklists of a card."""
    return Reply(200, [views.checklist(one) for one in card(world, call).checklists])


def create(world: World, call: Call) -> Reply:
    """Add a checklist to a card."""
    asked = given(call)
    found = card(world, call, call.path_params.get("id") or str(asked.get("idCard") or "-"))
    made = checklists.add(world.trello, found, asked, caller(call))
    return Reply(200, views.checklist(made) | {"limits": {}})


def read(world: World, call: Call) -> Reply:
    """Return a checklist with its lines."""
    shown = views.checklist(_checklist(world, call))
    return Reply(200, views.picked(shown, given(call).get("fields")))


def update(world: World, call: Call) -> Reply:
    """Rename or place a checklist."""
    found, asked = _checklist(world, call), given(call)
    if field := call.path_params.get("field"):
        asked = {field: asked.get("value")}
    checklists.change(world.trello, found, asked, caller(call))
    return Reply(200, views.checklist(found))


def delete(world: World, call: Call) -> Reply:
    """Take a checklist off its card."""
    name = "checklist" if "checklist" in call.path_params else "id"
    checklists.remove(world.trello, _checklist(world, call, name), caller(call))
    return Reply(200, {"limits": {}})


def items(world: World, call: Call) -> Reply:
    """List the lines of a checklist."""
    return Reply(200, views.checklist(_checklist(world, call))["checkItems"])


def add_item(world: World, call: Call) -> Reply:
    """Add a line to a checklist."""
    found = _checklist(world, call)
    made = checklists.add_item(world.trello, found, given(call), caller(call))
    return Reply(200, views.check_item(found, made) | {"limits": {}})


def read_item(world: World, call: Call) -> Reply:
    """Return one line of a checklist."""
    found = _checklist(world, call)
    return Reply(200, views.check_item(found, _item(found, call)))


def delete_item(world: World, call: Call) -> Reply:
    """Delete one line of a checklist."""
    found = _checklist(world, call)
    checklists.remove_item(world.trello, found, _item(found, call), caller(call))
    return Reply(200, {"limits": {}})


def _on_card(world: World, call: Call) -> tuple[Checklist, CheckItem]:
    """Return the line that the path of a card names, and the checklist that it is in."""
    for found in card(world, call).checklists:
        for item in found.items:
            if item.id == call.path_params["item"]:
                return found, item
    raise missing()


def read_on_card(world: World, call: Call) -> Reply:
    """Return one line of a card's checklists."""
    return Reply(200, views.check_item(*_on_card(world, call)))


def update_on_card(world: World, call: Call) -> Reply:
    """Rename, tick or place one line of a card's checklists."""
    found, item = _on_card(world, call)
    checklists.change_item(world.trello, found, item, given(call), caller(call))
    return Reply(200, views.check_item(found, item))


def delete_on_card(world: World, call: Call) -> Reply:
    """Delete one line of a card's checklists."""
    found, item = _on_card(world, call)
    checklists.remove_item(world.trello, found, item, caller(call))
    return Reply(200, {"limits": {}})


ROUTES: list[Endpoint] = [
    Endpoint("GET", "/cards/{id}/checklists", of_card),
    Endpoint("POST", "/cards/{id}/checklists", create, write=True),
    Endpoint("DELETE", "/cards/{id}/checklists/{checklist}", delete, write=True),
    Endpoint("GET", "/cards/{id}/checkItem/{item}", read_on_card),
    Endpoint("PUT", "/cards/{id}/checkItem/{item}", update_on_card, write=True),
    Endpoint("DELETE", "/cards/{id}/checkItem/{item}", delete_on_card, write=True),
    Endpoint("POST", "/checklists", create, write=True),
    Endpoint("GET", "/checklists/{id}", read),
    Endpoint("PUT", "/checklists/{id}", update, write=True),
    Endpoint("DELETE", "/checklists/{id}", delete, write=True),
    Endpoint("GET", "/checklists/{id}/checkItems", items),
    Endpoint("POST", "/checklists/{id}/checkItems", add_item, write=True),
    Endpoint("GET", "/checklists/{id}/checkItems/{item}", read_item),
    Endpoint("DELETE", "/checklists/{id}/checkItems/{item}", delete_item, write=True),
    Endpoint("PUT", "/checklists/{id}/{field}", update, write=True),
]
