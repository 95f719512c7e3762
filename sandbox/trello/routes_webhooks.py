"""Webhooks and tokens over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.clock import START, iso
from sandbox.http import Call, Endpoint, Reply
from sandbox.trello import views, webhooks
from sandbox.trello.access import credentials, whose
from sandbox.trello.arguments import flag, given, text
from sandbox.trello.errors import invalid, missing, refuse
from sandbox.trello.lookup import board, card
from sandbox.trello.records import Webhook

if TYPE_CHECKING:
    from sandbox.world import World


def _token(call: Call) -> str:
    """Return the caller's own token; that of somebody else is refused."""
    own = credentials(call)[1]
    if call.path_params.get("token", own) != own:
        raise refuse(401, "unauthorized token")
    return own


def _webhook(world: World, call: Call) -> Webhook:
    """Return a webhook of the caller's token; those of other tokens are not there."""
    state = world.trello
    found = state.get(state.webhooks, call.path_params["id"])
    if found.token != _token(call):
        raise missing()
    return found


def _model(world: World, call: Call, wanted: Any) -> str:
    """Return the id of a board, a list, a card or a member that the caller may see."""
    state, model = world.trello, str(wanted or "")
    if model in state.boards:
        return board(world, call, model).id
    if model in state.cards:
        return card(world, call, model).id
    members = {person.trello_id for person in world.people}
    if model not in state.lists and model not in members:
        raise invalid("idModel")
    return model


def create(world: World, call: Call) -> Reply:
    """Create a webhook, once its address has answered."""
    asked, state, token = given(call), world.trello, _token(call)
    model = _model(world, call, asked.get("idModel"))
    callback = text(asked.get("callbackURL"), "callbackURL")
    description = text(asked.get("description") or "", "description")
    active = flag(asked.get("active", True), "active")
    same = (model, callback, token)
    if any((one.model, one.callback, one.token) == same for one in state.webhooks.values()):
        raise refuse(400, "A webhook with that callback, model, and token already exists")
    webhooks.check(callback)
    state.clock.tick()
    made = Webhook(state.new_id(), model, callback, token, description, active)
    state.webhooks[made.id] = made
    return Reply(200, views.webhook(made))


def read(world: World, call: Call) -> Reply:
    """Return a webhook."""
    return Reply(200, views.webhook(_webhook(world, call)))


def update(world: World, call: Call) -> Reply:
    """Change a webhook; a new address is asked first."""
    found, asked = _webhook(world, call), given(call)
    model = _model(world, call, asked.get("idModel", found.model))
    callback = text(asked.get("callbackURL", found.callback), "callbackURL")
    description = text(asked.get("description", found.description), "description")
    active = flag(asked.get("active", found.active), "active")
    if callback != found.callback:
        webhooks.check(callback)
    found.model, found.callback, found.description = model, callback, description
    found.active = active
    return Reply(200, views.webhook(found))


def delete(world: World, call: Call) -> Reply:
    """Delete a webhook."""
    del world.trello.webhooks[_webhook(world, call).id]
    return Reply(200, {})


def of_token(world: World, call: Call) -> Reply:
    """List the webhooks of the caller's token."""
    token = _token(call)
    held = (one for one in world.trello.webhooks.values() if one.token == token)
    return Reply(200, [views.webhook(one) for one in held])


def read_token(world: World, call: Call) -> Reply:
    """Return what the caller's token may do."""
    person = whose(world, _token(call))
    assert person is not None
    rights = {"idModel": "*", "read": True, "write": True}
    shown = {
        "id": "5da728c5" + person.trello_id[8:],
        "identifier": "Syncline sandbox",
        "idMember": person.trello_id,
        "dateCreated": iso(START),
        "dateExpires": None,
        "permissions": [rights | {"modelType": kind} for kind in ("Board", "Organization")],
    }
    return Reply(200, views.picked(shown, given(call).get("fields")))


def token_member(world: World, call: Call) -> Reply:
    """Return whose token this is."""
    person = whose(world, _token(call))
    assert person is not None
    return Reply(200, views.member(person, given(call).get("fields")))


ROUTES: list[Endpoint] = [
    Endpoint("POST", "/webhooks", create, write=True),
    Endpoint("POST", "/webhooks/", create, write=True),
    Endpoint("GET", "/webhooks/{id}", read),
    Endpoint("PUT", "/webhooks/{id}", update, write=True),
    Endpoint("DELETE", "/webhooks/{id}", delete, write=True),
    Endpoint("GET", "/tokens/{token}", read_token),
    Endpoint("GET", "/tokens/{token}/member", token_member),
    Endpoint("GET", "/tokens/{token}/webhooks", of_token),
    Endpoint("POST", "/tokens/{token}/webhooks", create, write=True),
    Endpoint("GET", "/tokens/{token}/webhooks/{id}", read),
    Endpoint("PUT", "/tokens/{token}/webhooks/{id}", update, write=True),
    Endpoint("DELETE", "/tokens/{token}/webhooks/{id}", delete, write=True),
]
