"""The levers of the sandbox under /_sandbox: clock, faults, log, messages, pressure, snapshots."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sandbox import automations
from sandbox.app import TOOLS
from sandbox.clock import iso
from sandbox.control_bodies import names_in, number, tools_of, whole, wrong
from sandbox.faults import parse
from sandbox.http import Call, Endpoint, Handler, Reply
from sandbox.log import entry_json
from sandbox.pressure import Limit
from sandbox.sight import Blind
from sandbox.webhooks.notion import CONTROLS as SUBSCRIPTIONS

if TYPE_CHECKING:
    from sandbox.world import World


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
    body = whole(call)
    try:
        seed, scenario = body.get("seed", world.seed), body.get("scenario", world.scenario)
        world.build(int(seed), str(scenario), body.get("items", world.items))
    except (ValueError, TypeError) as error:
        raise wrong(str(error)) from None
    return health(world, call)


def snapshot(world: World, call: Call) -> Reply:
    """Keep the state of the tools under a name."""
    name = str(whole(call).get("name", "default"))
    world.snapshots[name] = world.snapshot()
    return Reply(200, {"name": name, "bytes": len(world.snapshots[name])})


def restore(world: World, call: Call) -> Reply:
    """Put back a state that was kept."""
    name = str(whole(call).get("name", "default"))
    if name not in world.snapshots:
        raise wrong(f"There is no snapshot {name!r}; there are {sorted(world.snapshots)}.")
    world.restore(world.snapshots[name])
    return health(world, call)


def read_clock(world: World, call: Call) -> Reply:
    """Tell the sandbox's time."""
    return Reply(200, {"now": iso(world.clock.now)})


def move_clock(world: World, call: Call) -> Reply:
    """Advance by seconds, or jump to a moment."""
    body = whole(call)
    if "to" in body:
        try:
            world.clock.set(datetime.fromisoformat(str(body["to"])))
        except ValueError as error:
            raise wrong(f"`to` must be an ISO 8601 moment with a zone: {error}") from None
    else:
        world.clock.advance(number(body, "advance"))
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
        raise wrong(str(error)) from None
    return read_faults(world, call)


def clear_faults(world: World, call: Call) -> Reply:
    """Remove every fault rule."""
    world.faults.clear()
    return read_faults(world, call)


def read_automations(world: World, call: Call) -> Reply:
    """List the automations and how often each has run."""
    return Reply(200, {"automations": world.automations.shown()})


def write_automations(world: World, call: Call) -> Reply:
    """Replace the automations."""
    try:
        world.automations.load(automations.parse(call.json, TOOLS, world.people))
    except (ValueError, TypeError) as error:
        raise wrong(str(error)) from None
    return read_automations(world, call)


def read_requests(world: World, call: Call) -> Reply:
    """List the requests after number `since`, of one `tool` or of all, and their counts."""
    since = call.first("since", "0") or "0"
    if not since.isdigit():
        raise wrong(f"`since` must be the number of a request, not {since!r}.")
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
    body = whole(call)
    refused = body.get("refuse", world.mail.refused)
    if not isinstance(refused, dict) or not all(isinstance(code, int) for code in refused.values()):
        raise wrong("`refuse` must be an object of addresses and SMTP codes.")
    world.mail.refused = refused
    world.mail.drops = int(number(body, "drop", world.mail.drops))
    return mail(world, call)


def pressure(world: World, call: Call) -> Reply:
    """Show latency, limits, lag and switches."""
    return Reply(200, world.pressure.shown())


def write_latency(world: World, call: Call) -> Reply:
    """Delay every answer of one tool, or of all, by `ms`."""
    body = whole(call)
    for tool in tools_of(body):
        world.pressure.latency[tool] = max(0.0, number(body, "ms"))
    return pressure(world, call)


def write_limits(world: World, call: Call) -> Reply:
    """Allow one tool, or all, `count` calls per `window` seconds; a null count lifts the limit.

    The seconds are the sandbox's own, which stand still; with `wall` they are this machine's.
    """
    body = whole(call)
    for tool in tools_of(body):
        world.pressure.windows.pop(tool, None)
        if body.get("count") is None:
            world.pressure.limits.pop(tool, None)
        else:
            window = number(body, "window", 60)
            limit = Limit(int(number(body, "count")), window, bool(body.get("wall")))
            world.pressure.limits[tool] = limit
    return pressure(world, call)


def _setter(pick: Callable[[World], dict[str, float]]) -> Handler:
    def write(world: World, call: Call) -> Reply:
        body = whole(call)
        pick(world).update({name: number(body, name) for name in body})
        return pressure(world, call)

    return write


write_lag = _setter(lambda world: world.pressure.lag)
write_switches = _setter(lambda world: world.pressure.switches)


def read_sight(world: World, call: Call) -> Reply:
    """Show what the tools keep from the synchroniser's token."""
    return Reply(200, world.sight.shown())


def write_sight(world: World, call: Call) -> Reply:
    """Let one tool, or all, keep some ids and keys, or everything, from the token."""
    body = whole(call)
    blind = Blind(
        names_in(body, "hidden"), names_in(body, "forbidden"), bool(body.get("everything"))
    )
    for tool in tools_of(body):
        world.sight.tools[tool] = blind
    return read_sight(world, call)


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
    "automations": write_automations,
    "sight": write_sight,
    "mail": write_mail,
}
_READERS: Mapping[str, Handler] = {
    "health": health,
    "clock": read_clock,
    "faults": read_faults,
    "automations": read_automations,
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
