"""What happens to a card as a whole: created, copied, commented, given a value, deleted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sandbox.http import Refusal
from sandbox.people import Person
from sandbox.trello import fieldvalues, history, positions
from sandbox.trello.arguments import Given, text, title
from sandbox.trello.changes import Editor
from sandbox.trello.errors import failure, invalid
from sandbox.trello.records import Action, Attachment, BoardList, Card, CustomField, FieldItem

if TYPE_CHECKING:
    from sandbox.trello.state import TrelloState
    from sandbox.world import World

ROLES = ("separator", "board", "mirror", "link")
NAMED_LINK = re.compile(r"https://trello\.com/c/([0-9A-Za-z]{8})(/\S*)?")
LATER = frozenset({"idList", "idBoard", "closed"})  # what only an existing card can be given


def create(world: World, inside: BoardList, given: Given, by: Person) -> Card:
    """Create a card in a list from parameters; a refused one leaves nothing behind.

    Custom fields cannot be set here: Trello ignores them.
    """
    state = world.trello
    url = _link(given["urlSource"], "urlSource") if given.get("urlSource") else None
    card = Card("", "", inside, world.clock.now)
    card.role, card.mirrors = _role(state, given)
    begins = {name: value for name, value in given.items() if value not in (None, "")}
    begins = {name: value for name, value in begins.items() if name not in LATER}
    begins["name"] = given.get("name") or url
    pos = begins.pop("pos", "bottom")
    positions.wanted(pos, ())
    steps = Editor(world, card, by, new=True).steps(begins)
    state.register(card, state.clock.tick(), pos)
    for step in steps:
        step()
    history.created(state, card, by, state.clock.now)
    if url is not None:
        attach(state, card, by, url)
    history.touch(state, card)
    return card


def _role(state: TrelloState, given: Given) -> tuple[str | None, str | None]:
    """Return a card's role and, for a mirror, the card that its name is a link to."""
    role = given.get("cardRole") or None
    if role is None:
        return None, None
    if role not in ROLES:
        raise invalid("cardRole")
    if role != "mirror":
        return role, None
    link = NAMED_LINK.fullmatch(str(given.get("name")))
    if link is None:
        raise invalid("name")
    return role, state.get(state.cards, link[1]).id


def _link(value: Any, name: str) -> str:
    url = text(value, name)
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
        raise invalid(name)
    return url


def attach(state: TrelloState, card: Card, by: Person, url: Any, name: Any = None) -> Attachment:
    """Attach a link to a card; the same one twice makes two attachments."""
    checked = _link(url, "url")
    called = text(name, "name") if name else checked
    pos = positions.wanted("bottom", card.attachments)
    now = state.clock.tick()
    return _attached(state, card, Attachment(state.new_id(), called, checked, now, by, pos))


def attach_file(
    state: TrelloState, card: Card, by: Person, name: str, file: tuple[str, bytes]
) -> Attachment:
    """Attach a file, of some MIME type, to a card."""
    kind, body = file
    pos = positions.wanted("bottom", card.attachments)
    now, made = state.clock.tick(), state.new_id()
    place = re.sub(r"[^\w.-]+", "_", name)
    url = f"https://trello.com/1/cards/{card.id}/attachments/{made}/download/{place}"
    return _attached(state, card, Attachment(made, name, url, now, by, pos, body, kind))


def _attached(state: TrelloState, card: Card, made: Attachment) -> Attachment:
    card.attachments.append(made)
    by = made.by
    told = {"id": made.id, "name": made.name, "url": made.url}
    history.record(state, "addAttachmentToCard", by, card, attachment=told)
    history.touch(state, card)
    return made


def detach(state: TrelloState, card: Card, attachment: Attachment, by: Person) -> None:
    """Take an attachment off a card."""
    state.clock.tick()
    card.attachments.remove(attachment)
    told = {"id": attachment.id, "name": attachment.name}
    history.record(state, "deleteAttachmentFromCard", by, card, attachment=told)
    history.touch(state, card)


def comment(state: TrelloState, card: Card, words: Any, by: Person) -> Action:
    """Say something on a card; it counts as activity of the card."""
    said = title(words, "text")
    state.clock.tick()
    card.comments += 1
    history.touch(state, card)
    more: dict[str, Any] = {
        "idCard": card.id,
        "idAuthor": by.trello_id,
        "text": said,
        "textData": {"emoji": {}},
        "list": history.of_list(card.column),
    }
    return history.record(state, "commentCard", by, card, **more)


def reword(state: TrelloState, action: Action, card: Card, words: Any, by: Person) -> None:
    """Change a comment of one's own; the action itself has the new text."""
    if action.by is not by:
        raise Refusal(failure(403))
    said = title(words, "text")
    state.clock.tick()
    old = action.data["text"]
    action.data["text"] = said
    told = {"id": action.id, "text": said}
    history.record(state, "updateComment", by, card, action=told, old={"text": old})
    history.touch(state, card)


def unsay(state: TrelloState, action: Action, card: Card, by: Person) -> None:
    """Delete a comment, as its author or an admin of the board: its action is gone."""
    admins = [one.person for one in card.board.memberships if one.type == "admin"]
    if action.by is not by and by not in admins:
        raise Refusal(failure(403))
    state.clock.tick()
    card.comments -= 1
    del state.actions[action.id]
    for board in state.boards.values():  # the card may have been on another one
        board.actions = [one for one in board.actions if one is not action]
    history.record(state, "deleteComment", by, card, action={"id": action.id})
    history.touch(state, card)


def give(
    state: TrelloState, card: Card, field: CustomField, body: Given, by: Person
) -> FieldItem | None:
    """Set or clear a custom field of a card; nothing is told about what stays the same."""
    held = card.items.get(field.id)
    identifier = held.id if held else state.new_id()
    item = fieldvalues.read(identifier, field, body)
    before, after = _seen(held), _seen(item)
    if before == after:
        return item
    state.clock.tick()
    card.items.pop(field.id, None)
    if item is not None:
        card.items[field.id] = item
    told = {"id": identifier, **after, "idCustomField": field.id, "idModel": card.id}
    history.record(
        *(state, "updateCustomFieldItem", by, card),
        old=before,
        customField={"id": field.id, "name": field.name, "type": field.type},
        customFieldItem=told | {"modelType": "card"},
    )
    history.touch(state, card)
    return item


def _seen(item: FieldItem | None) -> dict[str, Any]:
    if item is None:
        return {"value": None}
    return {"value": item.value} | ({"idValue": item.option} if item.option else {})


def delete(state: TrelloState, card: Card, by: Person) -> None:
    """Delete a card for good; only its board's actions remember it."""
    state.clock.tick()
    del state.cards[card.id]
    card.board.cards.remove(card)
    for checklist in card.checklists:
        del state.checklists[checklist.id]
    history.deleted(state, card, by)
    card.board.active_at = state.clock.now
