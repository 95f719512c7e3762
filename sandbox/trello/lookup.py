"""From a Call to what it is about: who asks, for which thing, and whether the token may see it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

from sandbox.http import Call, Refusal
from sandbox.people import Person
from sandbox.trello import errors
from sandbox.trello.records import Board, BoardList, Card

if TYPE_CHECKING:
    from sandbox.world import World

Found = TypeVar("Found", Board, BoardList, Card)


def caller(call: Call) -> Person:
    """Return who is asking; the server has refused everybody unknown before."""
    assert call.user is not None
    return call.user


def board(world: World, call: Call, identifier: str | None = None) -> Board:
    """Return a board by id or short link, the one that the path names unless told otherwise."""
    state = world.trello
    return _visible(world, call, state.get(state.boards, identifier or call.path_params["id"]))


def a_list(world: World, call: Call, identifier: str | None = None) -> BoardList:
    """Return a list by its id, the one that the path names unless told otherwise."""
    state = world.trello
    return _visible(world, call, state.get(state.lists, identifier or call.path_params["id"]))


def card(world: World, call: Call, identifier: str | None = None) -> Card:
    """Return a card by id or short link, the one that the path names unless told otherwise."""
    state = world.trello
    return _visible(world, call, state.get(state.cards, identifier or call.path_params["id"]))


def around(thing: Board | BoardList | Card) -> frozenset[str]:
    """Return the ids of a thing and of what it is in."""
    if isinstance(thing, Card):
        return frozenset({thing.id, thing.short_link}) | around(thing.column)
    if isinstance(thing, BoardList):
        return frozenset({thing.id}) | around(thing.board)
    return frozenset({thing.id, thing.short_link})


def _visible(world: World, call: Call, thing: Found) -> Found:
    """Refuse what the token may not see, also because of what it is in."""
    blind, user = world.sight.tools.get("trello"), caller(call)
    if blind is None or not user.bot:
        return thing
    names = around(thing)
    if names & blind.forbidden:
        raise Refusal(errors.failure(403))
    if names & blind.hidden:
        raise errors.missing()
    return thing


def seen(world: World, call: Call, things: Iterable[Found]) -> list[Found]:
    """Keep what the token may see; nothing tells that something was left out."""
    unseen = world.sight.unseen("trello", call.user)
    return [thing for thing in things if not (unseen and around(thing) & unseen)]
