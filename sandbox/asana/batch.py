"""Up to ten requests in one: each has its own answer, and they are carried out in no set order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sandbox.asana.answers import data
from sandbox.asana.errors import invalid, no_route
from sandbox.http import Call, Endpoint, Refusal, Reply
from sandbox.traffic import note

if TYPE_CHECKING:
    from sandbox.world import World

LIMIT = 10
PAGING = frozenset({"limit", "offset", "opt_fields", "opt_expand"})
Refuse = Callable[["World", Call], Reply | None]
HEADERS: dict[str, Any] = {"headers": [], "keys": [], "as_tuples": [], "empty": True}


def batch(routes: Sequence[Endpoint], refusal: Refuse) -> Endpoint:
    """Return the batch endpoint over these routes; `refusal` answers what may not be seen.

    It is not marked as a write, because it is there for batched reads; a test that counts
    writes looks at the methods in its body.
    """

    def handler(world: World, call: Call) -> Reply:
        """Carry out every action and return their answers in the order of the actions."""
        actions = data(call).get("actions")
        if not isinstance(actions, list) or not actions:
            raise invalid("Batch requests must contain at least one action")
        if len(actions) > LIMIT:
            raise invalid(f"Batch requests must contain no more than {LIMIT} actions")
        calls = [_call(call, action) for action in actions]
        # Backwards, because Asana runs them in parallel: whoever relies on an order is wrong.
        answers = [_answer(world, routes, refusal, one) for one in reversed(calls)]
        return Reply(200, {"data": [_shown(answer) for answer in reversed(answers)]})

    return Endpoint("POST", "/batch", handler)


def _call(outer: Call, action: Any) -> Call:
    if not isinstance(action, dict) or not isinstance(action.get("relative_path"), str):
        raise invalid("actions: relative_path: Missing input")
    path, method = action["relative_path"], str(action.get("method", "get")).upper()
    if "?" in path:
        raise invalid("relative_path: Query strings are not allowed; put them into `data`")
    body, options = action.get("data") or {}, action.get("options") or {}
    if method == "GET" and (body.keys() & PAGING):
        raise invalid("data: Options and pagination are not accepted here; put them into `options`")
    query = [
        (f"opt_{name}" if name == "fields" else name, value) for name, value in options.items()
    ]
    query += list(body.items()) if method == "GET" else []
    flat = [(name, ",".join(v) if isinstance(v, list) else str(v)) for name, v in query]
    json = None if method == "GET" else {"data": body}
    return replace(outer, method=method, path=path, query=flat, json=json, raw=b"")


def _answer(world: World, routes: Sequence[Endpoint], refusal: Refuse, call: Call) -> Reply:
    for endpoint in routes:
        params = _match(endpoint.template, call.path)
        if params is not None and endpoint.method == call.method:
            one = replace(call, path_params=params)
            reply = _served(world, endpoint, refusal, one)
            note("asana", endpoint.template, one, reply, None)
            return reply
    return no_route(call)


def _served(world: World, endpoint: Endpoint, refusal: Refuse, call: Call) -> Reply:
    try:
        return refusal(world, call) or endpoint.handler(world, call)
    except Refusal as refused:
        return refused.reply


def _match(template: str, path: str) -> dict[str, str] | None:
    wanted, got = template.split("/"), path.split("/")
    if len(wanted) != len(got):
        return None
    params: dict[str, str] = {}
    for name, part in zip(wanted, got, strict=True):
        if name.startswith("{"):
            params[name[1:-1]] = part
        elif name != part:
            return None
    return params


def _shown(reply: Reply) -> dict[str, Any]:
    return {"body": reply.body, "status_code": reply.status, "headers": HEADERS}
