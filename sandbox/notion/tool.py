"""The Notion emulator as the server mounts it, and who may come in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.http import Call, Tool
from sandbox.notion import errors
from sandbox.notion.answers import versioned
from sandbox.notion.attached import ROUTES as ATTACHED
from sandbox.notion.routes_comments import ROUTES as COMMENTS
from sandbox.notion.routes_pages import ROUTES as PAGES
from sandbox.notion.routes_tables import ROUTES as TABLES
from sandbox.people import Person

if TYPE_CHECKING:
    from sandbox.world import World

TOKEN = "notion-sandbox-token"


def authenticate(call: Call, world: World) -> Person | None:
    """Return whose token this is: the integration's, or a person's `notion-<key>`."""
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    if token == TOKEN:
        return world.people.sync
    known = token.startswith("notion-")
    person = world.people.get(token.removeprefix("notion-")) if known else None
    return person if person and person.active else None


TOOL = Tool(
    name="notion",
    mount="/notion",
    routes=tuple(
        replace(endpoint, handler=versioned(endpoint.handler))
        for endpoint in (*TABLES, *PAGES, *COMMENTS, *ATTACHED)
    ),
    authenticate=authenticate,
    unauthorized=errors.unauthorized,
    rate_limited=errors.rate_limited,
    failure=errors.failure,
    no_route=errors.no_route,
    bad_json=errors.bad_json,
    empty_list=errors.empty_list,
)
