"""The batch route: up to ten reads in one request, each answered on its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from sandbox.http import Call, Endpoint, Refusal, Reply
from sandbox.trello.arguments import given
from sandbox.trello.errors import invalid, no_route, refuse

if TYPE_CHECKING:
    from sandbox.world import World

MOST = 10
Refuse = Callable[["World", Call], Reply | None]


def batch(routes: Sequence[Endpoint], refusal: Refuse) -> Endpoint:
    """Return the endpoint that answers several reads over these routes."""
    reads = [endpoint for endpoint in routes if endpoint.method == "GET"]

    def handler(world: World, call: Call) -> Reply:
        urls = given(call).get("urls")
        if not isinstance(urls, str) or not urls:
            raise invalid("urls")
        parts = urls.split(",")  # a comma inside an address is written as %2C once more
        if len(parts) > MOST:
            raise refuse(400, "Too many routes, maximum of 10")
        return Reply(200, [_answer(world, reads, refusal, _call(call, part)) for part in parts])

    return Endpoint("GET", "/batch", handler)


def _call(outer: Call, url: str) -> Call:
    path, _, query = url.partition("?")
    if not path.startswith("/"):
        raise invalid("urls")
    return replace(outer, path=path, query=parse_qsl(query, keep_blank_values=True), raw=b"")


def _answer(
    world: World, routes: Sequence[Endpoint], refusal: Refuse, call: Call
) -> dict[str, Any]:
    reply = no_route(call)
    for endpoint in routes:
        params = _match(endpoint.template, call.path)
        if params is not None:
            reply = _served(world, endpoint, refusal, replace(call, path_params=params))
            break
    return {str(reply.status): reply.body}


def _served(world: World, endpoint: Endpoint, refusal: Refuse, call: Call) -> Reply:
    try:
        return refusal(world, call) or endpoint.handler(world, call)
    except Refusal as refused:
        return refused.reply


def _match(template: str, path: str) -> dict[str, str] | None:
    wanted, got = template.split("/"), path.split("/")
    if len(wanted) != len(got):
        return None
    pairs = list(zip(wanted, got, strict=True))
    if any(name != part for name, part in pairs if not name.startswith("{")):
        return None
    return {name[1:-1]: part for name, part in pairs if name.startswith("{")}
