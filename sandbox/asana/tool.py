"""The Asana emulator as the server mounts it, and who may come in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.asana import errors
from sandbox.asana.attached import ROUTES as ATTACHED
from sandbox.asana.batch import batch
from sandbox.asana.dependencies import ROUTES as DEPENDENCIES
from sandbox.asana.routes_history import ROUTES as HISTORY
from sandbox.asana.routes_projects import ROUTES as PROJECTS
from sandbox.asana.routes_tasks import ROUTES as TASKS
from sandbox.asana.routes_workspace import ROUTES as WORKSPACE
from sandbox.http import Call, Endpoint, Reply, Tool
from sandbox.people import Person
from sandbox.webhooks.asana import ROUTES as WEBHOOKS

if TYPE_CHECKING:
    from sandbox.world import World

TOKEN = "asana-sandbox-token"

_ROUTES: tuple[Endpoint, ...] = (
    *WORKSPACE, *PROJECTS, *TASKS, *DEPENDENCIES, *HISTORY, *WEBHOOKS, *ATTACHED,
)  # fmt: skip


def authenticate(call: Call, world: World) -> Person | None:
    """Return whose token this is: the sync account's, or a person's `asana-<key>`."""
    scheme, _, token = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    if token == TOKEN:
        return world.people.sync
    person = world.people.get(token.removeprefix("asana-")) if token.startswith("asana-") else None
    return person if person and person.active else None


def _unseen(world: World, call: Call) -> Reply | None:
    """Refuse a part of a batch that is about something its token may not see."""
    return world.sight.refusal(world, TOOL, call)


TOOL = Tool(
    name="asana",
    mount="/asana/api/1.0",
    routes=(*_ROUTES, batch(_ROUTES, _unseen)),
    authenticate=authenticate,
    unauthorized=errors.unauthorized,
    rate_limited=errors.rate_limited,
    failure=errors.failure,
    no_route=errors.no_route,
    bad_json=errors.bad_json,
    empty_list=errors.empty_list,
)
