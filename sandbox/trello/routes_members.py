"""Members, single actions and search over HTTP."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sandbox.http import Call, Endpoint, Reply
from sandbox.people import Person
from sandbox.trello import cards, cardviews, listings, views
from sandbox.trello.arguments import Given, count, given, text, wants
from sandbox.trello.errors import invalid, missing
from sandbox.trello.lookup import board, caller, card, seen
from sandbox.trello.records import Action, Card

if TYPE_CHECKING:
    from sandbox.world import World


def _member(world: World, call: Call) -> Person:
    wanted = call.path_params["id"]
    if wanted == "me":
        return caller(call)
    people = world.people
    named = (one for one in people if wanted in (one.trello_id, one.trello_username))
    found = next(named, None)
    if found is None:
        raise missing()
    return found


def read(world: World, call: Call) -> Reply:
    """Return a member; the e-mail address is only told to its owner."""
    person, asked, state = _member(world, call), given(call), world.trello
    own: dict[str, Any] = {}
    if person == caller(call):
        boards = [one.id for one in seen(world, call, state.boards.values())]
        own = {"email": person.email, "idBoards": boards, "idOrganizations": [state.organization]}
    return Reply(200, views.picked(views.member(person) | own, asked.get("fields")))


def boards(world: World, call: Call) -> Reply:
    """List the boards that a member is on."""
    person, asked, state = _member(world, call), given(call), world.trello
    kind = str(asked.get("filter") or "all")
    kept = [
        one
        for one in seen(world, call, state.boards.values())
        if person in {each.person for each in one.memberships}
        and (kind not in ("open", "closed") or one.closed == (kind == "closed"))
    ]
    fields = asked.get("fields")
    return Reply(200, [views.picked(views.board(state, one), fields) for one in kept])


def member_cards(world: World, call: Call) -> Reply:
    """List the cards that a member is on."""
    person = _member(world, call)
    kept = [one for one in world.trello.cards.values() if person in one.members]
    return listings.cards(world, call, kept, "visible")


def _action(world: World, call: Call) -> Action:
    state = world.trello
    return state.get(state.actions, call.path_params["id"])


def read_action(world: World, call: Call) -> Reply:
    """Return one action."""
    return Reply(200, listings.show(_action(world, call), given(call)))


def _said(world: World, call: Call) -> tuple[Action, Card]:
    """Return a comment and its card; no other action can be changed."""
    action = _action(world, call)
    if action.type != "commentCard":
        raise invalid("id")
    return action, card(world, call, action.data["card"]["id"])


def reword(world: World, call: Call) -> Reply:
    """Change a comment."""
    action, found = _said(world, call)
    asked = given(call)
    cards.reword(world.trello, action, found, asked.get("text", asked.get("value")), caller(call))
    return Reply(200, views.action(action))


def unsay(world: World, call: Call) -> Reply:
    """Delete a comment."""
    action, found = _said(world, call)
    cards.unsay(world.trello, action, found, caller(call))
    return Reply(200, {"_value": None})


def search(world: World, call: Call) -> Reply:
    """Find cards and boards that have every word of the query, or begin with it if `partial`."""
    asked = given(call)
    query = text(asked.get("query"), "query")
    if not query.strip():
        raise invalid("query")
    kinds = str(asked.get("modelTypes") or "all").split(",")
    answer: dict[str, Any] = {"options": _options(query, kinds, asked)}
    if {"all", "cards"} & set(kinds):
        answer["cards"] = _cards(world, call, query, asked)
    if {"all", "boards"} & set(kinds):
        answer["boards"] = _boards(world, call, query, asked)
    return Reply(200, answer)


def _options(query: str, kinds: list[str], asked: Given) -> Mapping[str, Any]:
    terms = [{"text": term} for term in query.split()]
    partial = wants(asked, "partial")
    return {"terms": terms, "modifiers": [], "modelTypes": kinds, "partial": partial}


def _cards(world: World, call: Call, query: str, asked: Given) -> list[views.Shown]:
    limit, page = count(asked, "cards_limit", 10, 1000), count(asked, "cards_page", 0, 100)
    among = str(asked.get("idBoards") or "mine")
    inside = None if among == "mine" else {board(world, call, one).id for one in among.split(",")}
    partial, fields = wants(asked, "partial"), {"fields": asked.get("card_fields")}
    kept = [
        one
        for one in seen(world, call, world.trello.cards.values())
        if (inside is None or one.board.id in inside)
        and _has(f"{one.name} {one.desc}", query, partial=partial)
    ]
    kept.sort(key=lambda one: one.active_at, reverse=True)
    shown = kept[page * limit : (page + 1) * limit]
    return [cardviews.show(world.trello, one, fields) for one in shown]


def _boards(world: World, call: Call, query: str, asked: Given) -> list[views.Shown]:
    limit, fields = count(asked, "boards_limit", 10, 1000), asked.get("board_fields")
    state, partial = world.trello, wants(asked, "partial")
    kept = [
        one
        for one in seen(world, call, state.boards.values())
        if _has(one.name, query, partial=partial)
    ]
    names = fields or "name,idOrganization"
    return [views.picked(views.board(state, one), names) for one in kept[:limit]]


def _has(words: str, query: str, *, partial: bool) -> bool:
    held = set(re.findall(r"\w+", words.lower()))
    asked = re.findall(r"\w+", query.lower())
    if partial:
        return all(any(word.startswith(one) for word in held) for one in asked)
    return held.issuperset(asked)


ROUTES: list[Endpoint] = [
    Endpoint("GET", "/members/{id}", read),
    Endpoint("GET", "/members/{id}/boards", boards),
    Endpoint("GET", "/members/{id}/cards", member_cards),
    Endpoint("GET", "/actions/{id}", read_action),
    Endpoint("PUT", "/actions/{id}", reword, write=True),
    Endpoint("PUT", "/actions/{id}/text", reword, write=True),
    Endpoint("DELETE", "/actions/{id}", unsay, write=True),
    Endpoint("GET", "/search", search),
]
