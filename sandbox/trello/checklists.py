"""Changes of checklists and their lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.people import Person
from sandbox.trello import history, positions
from sandbox.trello.arguments import Given, flag, moment, title
from sandbox.trello.errors import invalid
from sandbox.trello.records import Card, CheckItem, Checklist

if TYPE_CHECKING:
    from sandbox.trello.state import TrelloState

STATES = {"complete": True, "incomplete": False, "true": True, "false": False}


def _named(thing: Checklist | CheckItem) -> dict[str, Any]:
    return {"id": thing.id, "name": thing.name}


def _line(item: CheckItem) -> dict[str, Any]:
    return _named(item) | {"state": "complete" if item.complete else "incomplete"}


def add(state: TrelloState, card: Card, given: Given, by: Person) -> Checklist:
    """Add a checklist to a card."""
    name = title(given.get("name") or "Checklist")
    pos = positions.wanted(given.get("pos"), card.checklists)
    state.clock.tick()
    made = Checklist(state.new_id(), name, pos, card)
    state.checklists[made.id] = made
    card.checklists.append(made)
    history.record(state, "addChecklistToCard", by, card, checklist=_named(made))
    history.touch(state, card)
    return made


def change(state: TrelloState, found: Checklist, given: Given, by: Person) -> None:
    """Rename or place a checklist."""
    name = title(given.get("name", found.name))
    others = [one for one in found.card.checklists if one is not found]
    pos = positions.wanted(given["pos"], others) if "pos" in given else found.pos
    state.clock.tick()
    old, found.name, found.pos = found.name, name, pos
    if name != old:
        told: dict[str, Any] = {"checklist": _named(found), "old": {"name": old}}
        history.record(state, "updateChecklist", by, found.card, **told)
        history.touch(state, found.card)


def remove(state: TrelloState, found: Checklist, by: Person) -> None:
    """Take a checklist off its card."""
    state.clock.tick()
    found.card.checklists.remove(found)
    del state.checklists[found.id]
    history.record(state, "removeChecklistFromCard", by, found.card, checklist=_named(found))
    history.touch(state, found.card)


def add_item(state: TrelloState, found: Checklist, given: Given, by: Person) -> CheckItem:
    """Add a line to a checklist."""
    name, done = title(given.get("name")), flag(given.get("checked", False), "checked")
    pos, due = positions.wanted(given.get("pos"), found.items), moment(given.get("due"), "due")
    member = _member(found, given.get("idMember"))
    state.clock.tick()
    made = CheckItem(state.new_id(), name, pos, done, due, member)
    found.items.append(made)
    told: dict[str, Any] = {"checklist": _named(found), "checkItem": _line(made)}
    history.record(state, "createCheckItem", by, found.card, **told)
    history.touch(state, found.card)
    return made


def _member(found: Checklist, wanted: Any) -> Person | None:
    if wanted in (None, ""):
        return None
    people = (one.person for one in found.card.board.memberships)
    person = next((one for one in people if one.trello_id == wanted), None)
    if person is None:
        raise invalid("idMember")
    return person


def change_item(
    state: TrelloState, found: Checklist, item: CheckItem, given: Given, by: Person
) -> None:
    """Rename, tick or place a line; ticking it is an action of its own type."""
    name = title(given.get("name", item.name))
    state_now = "complete" if item.complete else "incomplete"
    done = STATES.get(str(given.get("state", state_now)))
    if done is None:
        raise invalid("state")
    others = [one for one in found.items if one is not item]
    pos = positions.wanted(given["pos"], others) if "pos" in given else item.pos
    due = moment(given["due"], "due") if "due" in given else item.due
    member = _member(found, given["idMember"]) if "idMember" in given else item.member
    state.clock.tick()
    ticked, renamed, old = done != item.complete, name != item.name, item.name
    item.name, item.complete, item.pos = name, done, pos
    item.due, item.member = due, member
    told: dict[str, Any] = {"checklist": _named(found), "checkItem": _line(item)}
    if ticked:
        history.record(state, "updateCheckItemStateOnCard", by, found.card, **told)
    if renamed:
        history.record(state, "updateCheckItem", by, found.card, old={"name": old}, **told)
    history.touch(state, found.card)


def remove_item(state: TrelloState, found: Checklist, item: CheckItem, by: Person) -> None:
    """Delete a line."""
    state.clock.tick()
    found.items.remove(item)
    told: dict[str, Any] = {"checklist": _named(found), "checkItem": _line(item)}
    history.record(state, "deleteCheckItem", by, found.card, **told)
    history.touch(state, found.card)
