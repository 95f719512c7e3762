"""Slack as the server sees it: methods, authentication, error shapes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sandbox.http import Call, Endpoint, Handler, Reply, Tool
from sandbox.slack import chat, errors, people, threads
from sandbox.slack.arguments import arguments, text

if TYPE_CHECKING:
    from sandbox.people import Person
    from sandbox.world import World

TOKEN = "xoxb-sandbox-token"

_READS: Mapping[str, Handler] = {
    "auth.test": people.auth_test,
    "users.lookupByEmail": people.lookup,
    "users.list": people.listing,
    "users.info": people.info,
    "conversations.list": people.channels,
    "conversations.info": people.channel_info,
    "conversations.open": people.open_direct,
    "conversations.history": chat.history,
    "conversations.replies": threads.replies,
    "chat.getPermalink": threads.permalink,
    "reactions.get": chat.reactions,
}
_WRITES: Mapping[str, Handler] = {
    "chat.postMessage": chat.post,
    "chat.update": chat.update,
    "chat.delete": threads.delete,
    "chat.scheduleMessage": threads.schedule,
    "conversations.join": threads.join,
    "files.getUploadURLExternal": threads.upload_url,
    "files.completeUploadExternal": threads.complete,
    "upload/{file}": threads.upload,
    "views.open": threads.open_view,
    "reactions.add": chat.react,
}
ROUTES = (
    *(
        Endpoint(method, f"/{name}", handler)
        for name, handler in _READS.items()
        for method in ("GET", "POST")
    ),
    *(Endpoint("POST", f"/{name}", handler, write=True) for name, handler in _WRITES.items()),
)


def authenticate(call: Call, world: World) -> Person | None:
    """Return who a Bearer token, or a `token` argument, stands for.

    A token `slack-<person>` is that person's own, for scripted reactions.
    """
    kind, _, token = call.headers.get("authorization", "").partition(" ")
    token = token if kind == "Bearer" else text(arguments(call), "token")
    if token == TOKEN:
        return world.people.sync
    person = world.people.get(token.removeprefix("slack-")) if token.startswith("slack-") else None
    return person if person and person.active else None


def empty_list(call: Call) -> Reply:
    """Return a listing without an element, in the shape of the method."""
    kinds = {"users.list": "members", "conversations.list": "channels"}
    name = kinds.get(call.path.strip("/"), "messages")
    return Reply(200, {"ok": True, name: [], "response_metadata": {"next_cursor": ""}})


TOOL = Tool(
    name="slack",
    mount="/slack/api",
    routes=ROUTES,
    authenticate=authenticate,
    unauthorized=errors.unauthorized,
    rate_limited=errors.rate_limited,
    failure=errors.failure,
    no_route=errors.no_route,
    bad_json=errors.bad_json,
    empty_list=empty_list,
)
