"""The web application: every tool under its mount, the controls, and the boards at /."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from sandbox.asana import limits as asana_limits
from sandbox.asana.tool import TOOL as ASANA
from sandbox.boards.routes import ROUTES as BOARDS
from sandbox.faults import BEFORE, GARBLED, Rule, garble, packed, partial, refusal
from sandbox.files import ROUTES as FILES
from sandbox.http import Call, Endpoint, Refusal, Reply, Tool
from sandbox.jira import limits as jira_limits
from sandbox.jira.tool import TOOL as JIRA
from sandbox.notion.tool import TOOL as NOTION
from sandbox.slack.tool import TOOL as SLACK
from sandbox.traffic import note
from sandbox.trello import access
from sandbox.trello.tool import TOOL as TRELLO
from sandbox.webhooks.announcing import announce
from sandbox.wire import NOT_JSON, Dripping, Dropped, encode, read, respond

if TYPE_CHECKING:
    from sandbox.world import World

TOOLS: tuple[Tool, ...] = (JIRA, ASANA, NOTION, SLACK, TRELLO)
# What a tool says before anything else, where that depends on the call.
REFUSALS: Mapping[str, Callable[[World, Call], Reply | None]] = {
    JIRA.name: jira_limits.refusal,
    ASANA.name: asana_limits.refusal,
    TRELLO.name: access.refusal,
}
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
LOGGER = logging.getLogger("sandbox")

Serve = Callable[[Request], Awaitable[Response]]


def build(world: World, controls: Sequence[Endpoint]) -> Starlette:
    """Compose the application over one world."""
    routes: list[BaseRoute] = [_mount(world, tool) for tool in TOOLS]
    plain = (*controls, *BOARDS, *FILES)
    routes += [_route(endpoint, _plain(world, endpoint)) for endpoint in plain]
    return Starlette(routes=routes)


def _mount(world: World, tool: Tool) -> Mount:
    unknown = Endpoint("*", "(unknown)", lambda _, call: tool.no_route(call))
    routes = [_route(endpoint, serve(world, tool, endpoint)) for endpoint in tool.routes]
    routes.append(Route("/{rest:path}", serve(world, tool, unknown), methods=METHODS))
    return Mount(tool.mount, routes=routes)


def _route(endpoint: Endpoint, serving: Serve) -> Route:
    return Route(endpoint.template, serving, methods=[endpoint.method])


def _plain(world: World, endpoint: Endpoint) -> Serve:
    """Serve a control or a board: nothing is logged, asked for or broken."""

    async def serving(request: Request) -> Response:
        reply = _handled(world, endpoint, await read(request, ""))
        announce(world, endpoint)
        return respond(reply, encode(reply))

    return serving


def serve(world: World, tool: Tool, endpoint: Endpoint) -> Serve:
    """Serve one route of a tool: log, latency, faults before, the tool itself, faults after."""

    async def serving(request: Request) -> Response:
        call = await read(request, tool.mount)
        user = tool.authenticate(call, world)
        call = replace(call, user=user)
        entry = world.log.open(
            tool.name, endpoint.template, call, write=endpoint.write, now=world.clock.now
        )
        entry.user = user.key if user else None
        with world.pressure.opened(tool.name, call):
            if delay := world.pressure.latency.get(tool.name):
                await asyncio.sleep(delay / 1000)
            rule = world.faults.due(tool.name, call.method, endpoint.template, call.path)
            heavy = world.pressure.too_heavy(tool.name, call)
            entry.fault = "heavy_page" if heavy else rule.kind if rule else None
            reply = tool.failure(504) if heavy else _answer(world, tool, endpoint, call, rule)
        announce(world, endpoint)
        note(tool.name, endpoint.template, call, reply, entry.fault)
        if reply is None:
            assert rule is not None
            return Dropped(rule.seconds if rule.kind.endswith("hang") else 0.0)
        entry.status = reply.status
        return _sent(reply, encode(reply), rule)

    return serving


def _sent(reply: Reply, body: bytes, rule: Rule | None) -> Response:
    """Put an answer on the wire, as badly as a fault says."""
    kind = rule.kind if rule else ""
    if rule and kind == "bomb" and body:
        head = {**reply.headers, "content-encoding": "gzip"}
        return respond(replace(reply, headers=head), packed(body, rule.size))
    answer = respond(reply, garble(kind, body) if kind in GARBLED else body)
    return Dripping(answer, rule.seconds) if rule and kind == "drip" else answer


def _answer(
    world: World, tool: Tool, endpoint: Endpoint, call: Call, rule: Rule | None
) -> Reply | None:
    """Return what is sent, or None when the answer gets lost on the wire."""
    kind = rule.kind if rule else ""
    reply = None if kind in BEFORE else _served(world, tool, endpoint, call)
    if kind.endswith(("drop", "hang")):
        return None
    if rule and kind in ("status", "html", "empty_list", "applied_then_status"):
        return refusal(rule, tool, lambda: tool.empty_list(call))
    if rule and reply and kind == "partial_list":
        return partial(rule, reply)
    return reply


def _served(world: World, tool: Tool, endpoint: Endpoint, call: Call) -> Reply:
    refusal = REFUSALS.get(tool.name)
    if refusal and (refused := refusal(world, call)):
        return refused
    if call.user is None:
        return tool.unauthorized()
    wait = world.pressure.spend(tool.name, world.clock.now)
    if wait is not None:
        return tool.rate_limited(wait)
    if call.json is NOT_JSON:
        return tool.bad_json()
    refused = world.sight.refusal(world, tool, call)
    if refused:
        return refused
    reply = _handled(world, endpoint, call, tool)
    world.automations.after(world, tool, endpoint, call, reply)
    return reply


def _handled(world: World, endpoint: Endpoint, call: Call, tool: Tool | None = None) -> Reply:
    try:
        return endpoint.handler(world, call)
    except Refusal as refused:
        return refused.reply
    except Exception:
        LOGGER.exception("The sandbox itself failed at %s %s", call.method, call.path)
        return tool.failure(500) if tool else Reply(500, {"error": "the sandbox itself failed"})
