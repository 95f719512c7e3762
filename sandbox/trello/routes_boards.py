"""Boards over HTTP: what is on them, and what happened there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.http import Call, Endpoint, Handler, Reply
from sandbox.trello import cardviews, history, listings, views
from sandbox.trello.arguments import count, flag, given, text, title
from sandbox.trello.errors import invalid, missing
from sandbox.trello.lookup import board, caller, card, seen
from sandbox.trello.records import Board, BoardList

if TYPE_CHECKING:
    from sandbox.world import World


def read(world: World, call: Call) -> Reply:
    """Return a board."""
    found, asked = board(world, call), given(call)
    shown = views.picked(views.board(world.trello, found), asked.get("fields"))
    if str(asked.get("lists", "none")) != "none":
        shown["lists"] = [views.a_list(one) for one in _kept(found, str(asked["lists"]))]
    return Reply(200, shown)


def update(world: World, call: Call) -> Reply:
    """Change a board's name, description or whether it is closed."""
    found, asked, state = board(world, call), given(call), world.trello
    new = {
        "name": title(asked.get("name", found.name)),
        "desc": text(asked.get("desc", found.desc), "desc"),
        "closed": flag(asked.get("closed", found.closed), "closed"),
    }
    old = {name: getattr(found, name) for name in new}
    if new != old:
        state.clock.tick()
    for name, value in new.items():
        if value != old[name]:
            setattr(found, name, value)
            told = {name: value, **history.of_board(found)}
            before = {name: old[name]}
            history.record(state, "updateBoard", caller(call), found, board=told, old=before)
            found.active_at = state.clock.now
    return Reply(200, views.board(state, found))


def _kept(found: Board, kind: str) -> list[BoardList]:
    """Return the lists of a kind from left to right."""
    kinds = {"all": (True, False), "closed": (True,), "open": (False,), "none": ()}
    if kind not in kinds:
        raise invalid("filter")
    kept = (one for one in found.lists if one.closed in kinds[kind])
    return sorted(kept, key=lambda one: one.pos)


def lists(world: World, call: Call) -> Reply:
    """List the lists; archived ones only when they are asked for."""
    found, asked = board(world, call), given(call)
    kind = call.path_params.get("filter") or str(asked.get("filter") or "open")
    kept = seen(world, call, _kept(found, kind))
    return Reply(200, [views.picked(views.a_list(one), asked.get("fields")) for one in kept])


def cards(world: World, call: Call) -> Reply:
    """List the cards; those in archived lists are open, and not visible."""
    return listings.cards(world, call, board(world, call).cards, "visible")


def filtered(world: World, call: Call) -> Reply:
    """List the cards of a kind, or return one card of the board by its number or id."""
    wanted = call.path_params["filter"]
    if wanted in listings.FILTERS:
        return cards(world, call)
    found = board(world, call)
    named = (one for one in found.cards if wanted in (str(one.number), one.id, one.short_link))
    one = next(named, None)
    if one is None:
        raise missing()
    shown = cardviews.show(world.trello, card(world, call, one.id), given(call))
    return Reply(200, shown)


def actions(world: World, call: Call) -> Reply:
    """List what happened on the board."""
    return listings.actions(world, call, board(world, call).actions)


def members(world: World, call: Call) -> Reply:
    """List who is on the board."""
    fields = given(call).get("fields", "fullName,username")
    found = board(world, call).memberships
    return Reply(200, [views.member(one.person, fields) for one in found])


def memberships(world: World, call: Call) -> Reply:
    """List who is on the board, and as what."""
    return Reply(200, [views.membership(one) for one in board(world, call).memberships])


def labels(world: World, call: Call) -> Reply:
    """List the labels, 50 of them unless told otherwise."""
    asked = given(call)
    found = board(world, call).labels[: count(asked, "limit", 50, listings.PAGE)]
    return Reply(200, [views.picked(views.used_label(one), asked.get("fields")) for one in found])


def custom_fields(world: World, call: Call) -> Reply:
    """List the custom fields."""
    return Reply(200, [views.custom_field(one) for one in board(world, call).fields])


def checklists(world: World, call: Call) -> Reply:
    """List the checklists of all open cards."""
    open_ones = [one for one in seen(world, call, board(world, call).cards) if not one.closed]
    return Reply(200, [views.checklist(each) for one in open_ones for each in one.checklists])


def _parts() -> dict[str, Handler]:
    return {
        "lists": lists,
        "lists/{filter}": lists,
        "cards": cards,
        "cards/{filter}": filtered,
        "actions": actions,
        "members": members,
        "memberships": memberships,
        "labels": labels,
        "customFields": custom_fields,
        "checklists": checklists,
    }


ROUTES: list[Endpoint] = [
    Endpoint("GET", "/boards/{id}", read),
    Endpoint("PUT", "/boards/{id}", update, write=True),
    *(Endpoint("GET", f"/boards/{{id}}/{name}", handler) for name, handler in _parts().items()),
]
