"""What hangs on a card over HTTP: comments, attachments, labels, members, values, stickers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.files import Part, parts
from sandbox.http import Call, Endpoint, Reply
from sandbox.trello import cards, cardviews, views
from sandbox.trello.arguments import given, known, number, text
from sandbox.trello.changes import change
from sandbox.trello.errors import invalid, missing, refuse
from sandbox.trello.lookup import caller, card
from sandbox.trello.records import Action, Attachment, Card, Sticker

if TYPE_CHECKING:
    from sandbox.world import World


FILE_LIMIT = 10_000_000  # bytes, of a workspace without a plan


def comment(world: World, call: Call) -> Reply:
    """Say something on a card."""
    words = given(call).get("text")
    made = cards.comment(world.trello, card(world, call), words, caller(call))
    return Reply(200, views.action(made))


def _comment(world: World, call: Call, found: Card) -> Action:
    """Return the comment that the path names, if it is on this card."""
    held = world.trello.get(world.trello.actions, call.path_params["action"])
    if held.type != "commentCard" or found.id not in held.about:
        raise missing()
    return held


def reword(world: World, call: Call) -> Reply:
    """Change a comment."""
    found = card(world, call)
    held = _comment(world, call, found)
    cards.reword(world.trello, held, found, given(call).get("text"), caller(call))
    return Reply(200, views.action(held))


def unsay(world: World, call: Call) -> Reply:
    """Delete a comment."""
    found = card(world, call)
    cards.unsay(world.trello, _comment(world, call, found), found, caller(call))
    return Reply(200, {"_value": None})


def attachments(world: World, call: Call) -> Reply:
    """List the attachments of a card."""
    fields, found = given(call).get("fields"), card(world, call).attachments
    return Reply(200, [views.picked(views.attachment(one), fields) for one in found])


def attach(world: World, call: Call) -> Reply:
    """Attach a link or a file to a card."""
    asked, found = given(call), card(world, call)
    if sent := parts(call):
        return _attach_file(world, call, found, sent)
    made = cards.attach(world.trello, found, caller(call), asked.get("url"), asked.get("name"))
    return Reply(200, views.attachment(made) | {"limits": {}})


def _attach_file(world: World, call: Call, found: Card, sent: tuple[Part, ...]) -> Reply:
    """Take the part that is a file; what stands beside it are parameters."""
    file = next((one for one in sent if one.name == "file" and one.filename), None)
    beside = {one.name: one.body.decode() for one in sent if one.filename is None}
    if file is None:
        raise invalid("file")
    if len(file.body) > FILE_LIMIT:
        raise refuse(413, "file is too large")
    name = text(beside.get("name") or file.filename, "name", 256)
    made = cards.attach_file(world.trello, found, caller(call), name, (file.kind, file.body))
    return Reply(200, views.attachment(made) | {"limits": {}})


def download(world: World, call: Call) -> Reply:
    """Return the bytes of a file; only a header lets anybody in, never the address."""
    found = card(world, call)
    held = _attachment(call, found)
    if held.body is None or not call.headers.get("authorization", "").startswith("OAuth "):
        raise refuse(401, "unauthorized permission requested")
    return Reply(200, held.body, {"content-type": held.kind or "application/octet-stream"})


def _attachment(call: Call, found: Card) -> Attachment:
    wanted = call.path_params["attachment"]
    held = next((one for one in found.attachments if one.id == wanted), None)
    if held is None:
        raise missing()
    return held


def attachment(world: World, call: Call) -> Reply:
    """Return one attachment."""
    shown = views.attachment(_attachment(call, card(world, call)))
    return Reply(200, views.picked(shown, given(call).get("fields")))


def rename_attachment(world: World, call: Call) -> Reply:
    """Change what an attachment is called, or where it leads."""
    asked = given(call)
    held = _attachment(call, card(world, call))
    name, url = text(asked.get("name", held.name), "name"), text(asked.get("url", held.url), "url")
    world.clock.tick()
    held.name, held.url = name, url
    return Reply(200, views.attachment(held))


def detach(world: World, call: Call) -> Reply:
    """Take an attachment off a card."""
    found = card(world, call)
    cards.detach(world.trello, found, _attachment(call, found), caller(call))
    return Reply(200, {"limits": {}})


def add_label(world: World, call: Call) -> Reply:
    """Put a label on a card; one that is there already is refused."""
    found, wanted = card(world, call), given(call).get("value")
    held = [label.id for label in found.labels]
    if wanted in held:
        raise invalid("value")
    if wanted not in [label.id for label in found.board.labels]:
        raise invalid("value")
    change(world, found, {"idLabels": [*held, str(wanted)]}, caller(call))
    return Reply(200, [label.id for label in found.labels])


def remove_label(world: World, call: Call) -> Reply:
    """Take a label off a card."""
    found, wanted = card(world, call), call.path_params["label"]
    held = [label.id for label in found.labels]
    if wanted not in held:
        raise missing()
    left = [one for one in held if one != wanted]
    change(world, found, {"idLabels": left}, caller(call))
    return Reply(200, {"_value": None})


def add_member(world: World, call: Call) -> Reply:
    """Put somebody on a card."""
    found, wanted = card(world, call), given(call).get("value")
    held = [person.trello_id for person in found.members]
    if wanted in held:
        raise refuse(400, "member is already on the card")
    change(world, found, {"idMembers": [*held, str(wanted)]}, caller(call))
    return Reply(200, [views.member(one, views.MEMBER) for one in found.members])


def remove_member(world: World, call: Call) -> Reply:
    """Take somebody off a card."""
    found, wanted = card(world, call), call.path_params["member"]
    held = [person.trello_id for person in found.members]
    if wanted not in held:
        raise refuse(400, "member is not on the card")
    change(world, found, {"idMembers": [one for one in held if one != wanted]}, caller(call))
    return Reply(200, [views.member(one, views.MEMBER) for one in found.members])


def items(world: World, call: Call) -> Reply:
    """List the custom fields that have a value."""
    return Reply(200, cardviews.items(card(world, call)))


def give(world: World, call: Call) -> Reply:
    """Set or clear a custom field of a card."""
    found, state = card(world, call), world.trello
    field = state.get(state.fields, call.path_params["field"])
    if field.board is not found.board:
        raise missing()
    item = cards.give(state, found, field, given(call), caller(call))
    return Reply(200, views.field_item(found.id, item) if item else {})


def give_many(world: World, call: Call) -> Reply:
    """Set or clear several custom fields of a card, in order."""
    found, state, wanted = card(world, call), world.trello, given(call).get("customFieldItems")
    if not isinstance(wanted, list) or not all(isinstance(one, dict) for one in wanted):
        raise invalid("customFieldItems")
    for one in wanted:
        field = known(state.fields, one.get("idCustomField"), "idCustomField")
        cards.give(state, found, field, one, caller(call))
    return Reply(200, cardviews.items(found))


def stickers(world: World, call: Call) -> Reply:
    """List the stickers of a card."""
    return Reply(200, [views.sticker(one) for one in card(world, call).stickers])


def stick(world: World, call: Call) -> Reply:
    """Stick a picture to a card."""
    asked, found = given(call), card(world, call)
    image = text(asked.get("image"), "image")
    top, left = (number(asked.get(name), name, -60, 100) for name in ("top", "left"))
    z, rotate = (number(asked.get(name, 0), name, 0, 360) for name in ("zIndex", "rotate"))
    world.clock.tick()
    made = Sticker(world.trello.new_id(), image, top, left, z, rotate)
    found.stickers.append(made)
    return Reply(200, views.sticker(made))


def _write(method: str, template: str, handler: Any) -> Endpoint:
    return Endpoint(method, f"/cards/{{id}}/{template}", handler, write=True)


ROUTES: list[Endpoint] = [
    _write("POST", "actions/comments", comment),
    _write("PUT", "actions/{action}/comments", reword),
    _write("DELETE", "actions/{action}/comments", unsay),
    Endpoint("GET", "/cards/{id}/attachments", attachments),
    _write("POST", "attachments", attach),
    Endpoint("GET", "/cards/{id}/attachments/{attachment}", attachment),
    _write("PUT", "attachments/{attachment}", rename_attachment),
    _write("DELETE", "attachments/{attachment}", detach),
    Endpoint("GET", "/cards/{id}/attachments/{attachment}/download/{file}", download),
    _write("POST", "idLabels", add_label),
    _write("DELETE", "idLabels/{label}", remove_label),
    _write("POST", "idMembers", add_member),
    _write("DELETE", "idMembers/{member}", remove_member),
    Endpoint("GET", "/cards/{id}/customFieldItems", items),
    _write("PUT", "customField/{field}/item", give),
    _write("PUT", "customFields", give_many),
    Endpoint("GET", "/cards/{id}/stickers", stickers),
    _write("POST", "stickers", stick),
]
