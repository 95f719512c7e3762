"""Labels and custom fields over HTTP: the words of a board."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.http import Call, Endpoint, Reply
from sandbox.trello import history, positions, views
from sandbox.trello.arguments import flag, given, text, title
from sandbox.trello.errors import invalid, missing
from sandbox.trello.lookup import board, caller
from sandbox.trello.records import CustomField, Label

if TYPE_CHECKING:
    from sandbox.world import World

SHADES = ("green", "yellow", "orange", "red", "purple", "blue", "sky", "lime", "pink", "black")
LABEL_COLORS = frozenset(shade + tone for shade in SHADES for tone in ("", "_dark", "_light"))
TYPES = ("checkbox", "list", "number", "text", "date")


def _label(world: World, call: Call) -> Label:
    state = world.trello
    return state.get(state.labels, call.path_params["id"])


def _color(value: Any) -> str | None:
    if value in (None, "", "null"):
        return None
    if str(value) not in LABEL_COLORS:
        raise invalid("color")
    return str(value)


def create_label(world: World, call: Call) -> Reply:
    """Create a label, also a second one of the same name."""
    asked, state = given(call), world.trello
    identifier = call.path_params.get("id") or str(asked.get("idBoard") or "-")
    inside, color = board(world, call, identifier), _color(asked.get("color"))
    name = text(asked.get("name"), "name")
    state.clock.tick()
    made = state.add_label(inside, name, color)
    told = {"id": made.id, "name": made.name, "color": made.color}
    history.record(state, "createLabel", caller(call), inside, label=told)
    return Reply(200, views.label(made) | {"limits": {}})


def read_label(world: World, call: Call) -> Reply:
    """Return a label."""
    shown = views.used_label(_label(world, call))
    return Reply(200, views.picked(shown, given(call).get("fields")))


def update_label(world: World, call: Call) -> Reply:
    """Rename or recolour a label, on every card that has it."""
    label, asked, state = _label(world, call), given(call), world.trello
    if field := call.path_params.get("field"):
        asked = {field: asked.get("value")}
    name = text(asked.get("name", label.name), "name")
    color = _color(asked.get("color", label.color))
    old = {"name": label.name, "color": label.color}
    new = {"name": name, "color": color}
    changed = {key: value for key, value in old.items() if new[key] != value}
    if changed:
        state.clock.tick()
        label.name, label.color = name, color
        told = {"id": label.id, **new}
        history.record(state, "updateLabel", caller(call), label.board, label=told, old=changed)
    return Reply(200, views.used_label(label))


def delete_label(world: World, call: Call) -> Reply:
    """Delete a label; it disappears from its cards without an action on them."""
    label, state = _label(world, call), world.trello
    state.clock.tick()
    del state.labels[label.id]
    label.board.labels.remove(label)
    for card in label.board.cards:
        card.labels = [one for one in card.labels if one is not label]
    told = {"id": label.id, "name": label.name}
    history.record(state, "deleteLabel", caller(call), label.board, label=told)
    return Reply(200, {"limits": {}})


def _field(world: World, call: Call) -> CustomField:
    state = world.trello
    return state.get(state.fields, call.path_params["id"])


def _option_text(value: Any) -> str:
    return title(value.get("text") if isinstance(value, dict) else value, "value")


def create_field(world: World, call: Call) -> Reply:
    """Create a custom field, of type list with its choices."""
    asked, state = given(call), world.trello
    inside = board(world, call, str(asked.get("idModel") or "-"))
    name, kind = title(asked.get("name")), asked.get("type")
    if kind not in TYPES:
        raise invalid("type")
    if asked.get("modelType") != "board":
        raise invalid("modelType")
    options = asked.get("options") or []
    if not isinstance(options, list) or not all(isinstance(one, dict) for one in options):
        raise invalid("options")
    texts = [_option_text(one.get("value")) for one in options]
    state.clock.tick()
    made = state.add_field(inside, name, kind, texts if kind == "list" else ())
    made.card_front = flag(asked.get("display_cardFront", True), "display_cardFront")
    told = {"id": made.id, "name": made.name, "type": made.type}
    history.record(state, "createCustomField", caller(call), inside, customField=told)
    return Reply(200, views.custom_field(made) | {"limits": {}})


def read_field(world: World, call: Call) -> Reply:
    """Return a custom field."""
    shown = views.custom_field(_field(world, call))
    return Reply(200, views.picked(shown, given(call).get("fields")))


def update_field(world: World, call: Call) -> Reply:
    """Rename or place a custom field; its type stays."""
    field, asked, state = _field(world, call), given(call), world.trello
    name = title(asked.get("name", field.name))
    others = [one for one in field.board.fields if one is not field]
    pos = positions.wanted(asked["pos"], others) if "pos" in asked else field.pos
    front = asked.get("display/cardFront", field.card_front)
    field.card_front = flag(front, "display/cardFront")
    state.clock.tick()
    old = {"name": field.name}
    field.name, field.pos = name, pos
    told = {"id": field.id, "name": name, "type": field.type}
    history.record(state, "updateCustomField", caller(call), field.board, customField=told, old=old)
    return Reply(200, views.custom_field(field))


def delete_field(world: World, call: Call) -> Reply:
    """Delete a custom field and its values; no card's action tells of it."""
    field, state = _field(world, call), world.trello
    state.clock.tick()
    del state.fields[field.id]
    field.board.fields.remove(field)
    for card in field.board.cards:
        card.items.pop(field.id, None)
    told = {"id": field.id, "name": field.name, "type": field.type}
    history.record(state, "deleteCustomField", caller(call), field.board, customField=told)
    return Reply(200, {"limits": {}})


def options(world: World, call: Call) -> Reply:
    """List the choices of a custom field."""
    field = _field(world, call)
    return Reply(200, [views.option(field, one) for one in field.options])


def add_option(world: World, call: Call) -> Reply:
    """Add a choice to a custom field of type list."""
    field, asked, state = _field(world, call), given(call), world.trello
    if field.type != "list":
        raise invalid("type")
    words, color = _option_text(asked.get("value")), text(asked.get("color", "none"), "color")
    state.clock.tick()
    return Reply(200, views.option(field, state.add_option(field, words, color)))


def delete_option(world: World, call: Call) -> Reply:
    """Delete a choice; the cards that had it have no value any more."""
    field = _field(world, call)
    wanted = call.path_params["option"]
    held = next((one for one in field.options if one.id == wanted), None)
    if held is None:
        raise missing()
    world.clock.tick()
    field.options.remove(held)
    for card in field.board.cards:
        item = card.items.get(field.id)
        if item and item.option == wanted:
            del card.items[field.id]
    return Reply(200, {})


ROUTES: list[Endpoint] = [
    Endpoint("POST", "/labels", create_label, write=True),
    Endpoint("POST", "/boards/{id}/labels", create_label, write=True),
    Endpoint("GET", "/labels/{id}", read_label),
    Endpoint("PUT", "/labels/{id}", update_label, write=True),
    Endpoint("PUT", "/labels/{id}/{field}", update_label, write=True),
    Endpoint("DELETE", "/labels/{id}", delete_label, write=True),
    Endpoint("POST", "/customFields", create_field, write=True),
    Endpoint("GET", "/customFields/{id}", read_field),
    Endpoint("PUT", "/customFields/{id}", update_field, write=True),
    Endpoint("DELETE", "/customFields/{id}", delete_field, write=True),
    Endpoint("GET", "/customFields/{id}/options", options),
    Endpoint("POST", "/customFields/{id}/options", add_option, write=True),
    Endpoint("DELETE", "/customFields/{id}/options/{option}", delete_option, write=True),
]
