"""The levers of the sandbox under /_sandbox: clock, faults, log, messages, pressure, snapshots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sandbox.app import TOOLS
from sandbox.clock import iso
from sandbox.faults import parse
from sandbox.http import Call, Endpoint, Handler, Refusal, Reply
from sandbox.log import entry_json
from sandbox.pressure import Limit
from sandbox.sight import Blind
from sandbox.webhooks.notion import CONTROLS as SUBSCRIPTIONS

if TYPE_CHECKING:
    from sandbox.world import World

NAMES = tuple(tool.name for tool in TOOLS)


def _wrong(sentence: str) -> Refusal:
    return Refusal(Reply(400, {"error": sentence}))


def _object(call: Call) -> Mapping[str, Any]:
    """Return the body, an object; no body counts as an empty one."""
    if call.json is None and not call.raw:
        return {}
    if not isinstance(call.json, dict):
        raise _wrong("Send a JSON object, with Content-Type: application/json.")
    return call.json


def _number(body: Mapping[str, Any], name: str, default: float | None = None) -> float:
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _wrong(f"`{name}` must be a number, not {value!r}.")
    return float(value)


def _tools(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the tool that the body names, or all of them."""
    tool = body.get("tool")
    if tool is None:
        return NAMES
    if tool not in NAMES:
        raise _wrong(f"`tool` must be one of {', '.join(NAMES)}, not {tool!r}.")
    return (tool,)


def health(world: World, call: Call) -> Reply:
    """Say that the sandbox is up, and as what."""
    return Reply(
        200,
        {
            "ok": True,
            "seed": world.seed,
            "scenario": world.scenario,
            "items": world.items,
            "now": iso(world.clock.now),
        },
    )


def reset(world: World, call: Call) -> Reply:
    """Begin again, with the seed, scenario and items given or those of before."""
    body = _object(call)
    try:
        seed, scenario = body.get("seed", world.seed), body.get("scenario", world.scenario)
        world.build(int(seed), str(scenario), body.get("items", world.items))
    except (ValueError, TypeError) as error:
        raise _wrong(str(error)) from None
    return health(world, call)


def snapshot(world: World, call: Call) -> Reply:
    """Keep the state of the tools under a name."""
    name = str(_object(call).get("name", "default"))
    world.snapshots[name] = world.snapshot()
    return Reply(200, {"name": name, "bytes": len(world.snapshots[name])})


def restore(world: World, call: Call) -> Reply:
    """Put back a state that was kept."""
    name = str(_object(call).get("name", "default"))
    if name not in world.snapshots:
        raise _wrong(f"There is no snapshot {name!r}; there are {sorted(world.snapshots)}.")
    world.restore(world.snapshots[name])
    return health(world, call)


def read_clock(world: World, call: Call) -> Reply:
    """Tell the sandbox's time."""
    return Reply(200, {"now": iso(world.clock.now)})


def move_clock(world: World, call: Call) -> Reply:
    """Advance by seconds, or jump to a moment."""
    body = _object(call)
    if "to" in body:
        try:
            world.clock.set(datetime.fromisoformat(str(body["to"])))
        except ValueError as error:
            raise _wrong(f"`to` must be an ISO 8601 moment with a zone: {error}") from None
    else:
        world.clock.advance(_number(body, "advance"))
    return read_clock(world, call)


def read_faults(world: World, call: Call) -> Reply:
    """List the fault rules and how many calls each has seen."""
    return Reply(200, {"faults": world.faults.shown()})


def write_faults(world: World, call: Call) -> Reply:
    """Replace the fault rules."""
    raw = (
        call.json["faults"] if isinstance(call.json, dict) and "faults" in call.json else call.json
    )
    try:
        world.faults.load(parse(raw, TOOLS))
    except (ValueError, TypeError) as error:
        raise _wrong(str(error)) from None
    return read_faults(world, call)


def clear_faults(world: World, call: Call) -> Reply:
    """Remove every fault rule."""
    world.faults.clear()
    return read_faults(world, call)


def read_requests(world: World, call: Call) -> Reply:
    """List the requests after number `since`, of one `tool` or of all, and their counts."""
    since = call.first("since", "0") or "0"
    if not since.isdigit():
        raise _wrong(f"`since` must be the number of a request, not {since!r}.")
    tool = call.first("tool")
    return Reply(
        200,
        {
            "entries": [entry_json(entry) for entry in world.log.since(int(since), tool)],
            "counts": dict(world.log.counts(int(since), tool)),
            "writes": len(world.log.writes(int(since), tool)),
        },
    )


def clear_requests(world: World, call: Call) -> Reply:
    """Forget the requests so far."""
    world.log.clear()
    return read_requests(world, call)


def messages(world: World, call: Call) -> Reply:
    """List the Slack messages that were sent, oldest first."""
    return Reply(200, {"messages": world.slack.sent()})


def mail(world: World, call: Call) -> Reply:
    """List the e-mails that came in, oldest first."""
    return Reply(200, world.mail.shown())


def write_mail(world: World, call: Call) -> Reply:
    """Refuse addresses with SMTP codes (`refuse`), lose the next `drop` answers."""
    body = _object(call)
    refused = body.get("refuse", world.mail.refused)
    if not isinstance(refused, dict) or not all(isinstance(code, int) for code in refused.values()):
        raise _wrong("`refuse` must be an object of addresses and SMTP codes.")
    world.mail.refused = refused
    world.mail.drops = int(_number(body, "drop", world.mail.drops))
    return mail(world, call)


def pressure(world: World, call: Call) -> Reply:
    """Show latency, limits, lag and switches."""
    return Reply(200, world.pressure.shown())


def write_latency(world: World, call: Call) -> Reply:
    """Delay every answer of one tool, or of all, by `ms`."""
    body = _object(call)
    for tool in _tools(body):
        world.pressure.latency[tool] = max(0.0, _number(body, "ms"))
    return pressure(world, call)


def write_limits(world: World, call: Call) -> Reply:
    """Allow one tool, or all, `count` calls per `window` seconds; a null count lifts the limit.

    The seconds are the sandbox's own, which stand still; with `wall` they are this machine's.
    """
    body = _object(call)
    for tool in _tools(body):
        world.pressure.windows.pop(tool, None)
        if body.get("count") is None:
            world.pressure.limits.pop(tool, None)
        else:
            window = _number(body, "window", 60)
            limit = Limit(int(_number(body, "count")), window, bool(body.get("wall")))
            world.pressure.limits[tool] = limit
    return pressure(world, call)


def _setter(pick: Callable[[World], dict[str, float]]) -> Handler:
    def write(world: World, call: Call) -> Reply:
        body = _object(call)
        pick(world).update({name: _number(body, name) for name in body})
        return pressure(world, call)

    return write


write_lag = _setter(lambda world: world.pressure.lag)
write_switches = _setter(lambda world: world.pressure.switches)


def read_sight(world: World, call: Call) -> Reply:
    """Show what the tools keep from the synchroniser's token."""
    return Reply(200, world.sight.shown())


def write_sight(world: World, call: Call) -> Reply:
    """Let one tool, or all, keep some ids and keys, or everything, from the token."""
    body = _object(call)
    blind = Blind(_names(body, "hidden"), _names(body, "forbidden"), bool(body.get("everything")))
    for tool in _tools(body):
        world.sight.tools[tool] = blind
    return read_sight(world, call)


def _names(body: Mapping[str, Any], name: str) -> frozenset[str]:
    given = body.get(name, [])
    if not isinstance(given, list):
        raise _wrong(f"`{name}` must be a list of ids or keys, not {given!r}.")
    return frozenset(map(str, given))


def clear_sight(world: World, call: Call) -> Reply:
    """Show everything to the token again."""
    world.sight.clear()
    return read_sight(world, call)


_SETTERS: Mapping[str, Handler] = {
    "latency": write_latency,
    "limits": write_limits,
    "lag": write_lag,
    "switches": write_switches,
    "clock": move_clock,
    "faults": write_faults,
    "sight": write_sight,
    "mail": write_mail,
}
_READERS: Mapping[str, Handler] = {
    "health": health,
    "clock": read_clock,
    "faults": read_faults,
    "requests": read_requests,
    "messages": messages,
    "mail": mail,
    "latency": pressure,
    "limits": pressure,
    "lag": pressure,
    "switches": pressure,
    "sight": read_sight,
}
_ACTIONS: Mapping[str, Handler] = {"reset": reset, "snapshot": snapshot, "restore": restore}
_CLEARERS: Mapping[str, Handler] = {
    "faults": clear_faults,
    "requests": clear_requests,
    "sight": clear_sight,
}

CONTROLS: tuple[Endpoint, ...] = SUBSCRIPTIONS + tuple(
    Endpoint(method, f"/_sandbox/{name}", handler)
    for methods, table in (
        (("GET",), _READERS),
        (("POST", "PUT"), _SETTERS),
        (("POST",), _ACTIONS),
        (("DELETE",), _CLEARERS),
    )
    for name, handler in table.items()
    for method in methods
)
