"""From a Call to its data, and from a resource to its Reply: what all routes share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sandbox.asana import views
from sandbox.asana.errors import invalid
from sandbox.asana.paging import page
from sandbox.http import Call, Reply
from sandbox.people import Person

if TYPE_CHECKING:
    from sandbox.world import World


def data(call: Call) -> dict[str, Any]:
    """Return the object under `data`, or refuse the body."""
    body = call.json
    inner = body.get("data") if isinstance(body, dict) else None
    if not isinstance(inner, dict):
        raise invalid("Request data should be an object, at the top-level key `data`")
    return inner


def needed(body: Mapping[str, Any], name: str) -> Any:
    """Return a field that the body must have."""
    if body.get(name) is None:
        raise invalid(f"{name}: Missing input")
    return body[name]


def caller(call: Call) -> Person:
    """Return who is asking; the server has refused everybody unknown before."""
    assert call.user is not None
    return call.user


def _wanted(call: Call) -> dict[str, Any]:
    body = call.json if isinstance(call.json, dict) else {}
    options = body.get("options") if isinstance(body.get("options"), dict) else {}
    return views.tree([*call.every("opt_fields"), *(options or {}).get("fields", [])])


def one(world: World, call: Call, thing: Any, status: int = 200) -> Reply:
    """Answer with one resource: in full, or what opt_fields wants of it."""
    shown = views.show(world.asana, thing, _wanted(call), full=True)
    return Reply(status, {"data": shown})


def many(world: World, call: Call, things: Sequence[Any]) -> Reply:
    """Answer with a page of compact resources, or what opt_fields wants of them.

    What the account may not see is left out.
    """
    wanted = _wanted(call)
    if unseen := world.sight.unseen("asana", call.user):
        things = [one for one in things if getattr(one, "gid", "") not in unseen]
    return page(call, things, lambda thing: views.show(world.asana, thing, wanted))


def nothing() -> Reply:
    """Answer a change that returns no resource."""
    return Reply(200, {"data": {}})
