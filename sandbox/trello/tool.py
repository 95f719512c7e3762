"""The Trello emulator as the server mounts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.http import Call, Endpoint, Reply, Tool
from sandbox.trello import errors
from sandbox.trello.access import authenticate
from sandbox.trello.batch import batch
from sandbox.trello.routes_boards import ROUTES as BOARDS
from sandbox.trello.routes_cards import FIELDS
from sandbox.trello.routes_cards import ROUTES as CARDS
from sandbox.trello.routes_checklists import ROUTES as CHECKLISTS
from sandbox.trello.routes_fields import ROUTES as WORDS
from sandbox.trello.routes_lists import ROUTES as LISTS
from sandbox.trello.routes_members import ROUTES as MEMBERS
from sandbox.trello.routes_parts import ROUTES as PARTS
from sandbox.trello.routes_webhooks import ROUTES as WEBHOOKS

if TYPE_CHECKING:
    from sandbox.world import World

_ROUTES: tuple[Endpoint, ...] = (
    *(*MEMBERS, *BOARDS, *LISTS, *WORDS),
    *(*CARDS, *PARTS, *CHECKLISTS, *FIELDS),
    *WEBHOOKS,
)


def _unseen(world: World, call: Call) -> Reply | None:
    """Refuse a part of a batch that is about something its token may not see."""
    return world.sight.refusal(world, TOOL, call)


TOOL = Tool(
    name="trello",
    mount="/trello/1",
    routes=(*_ROUTES, batch(_ROUTES, _unseen)),
    authenticate=authenticate,
    unauthorized=errors.unauthorized,
    rate_limited=errors.rate_limited,
    failure=errors.failure,
    no_route=errors.no_route,
    bad_json=errors.bad_json,
    empty_list=errors.empty_list,
)
