"""Asana's own limits; they are kept when the switch `asana_limits` is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.asana.errors import rate_limited
from sandbox.http import Call, Reply
from sandbox.pressure import Limit

if TYPE_CHECKING:
    from sandbox.world import World

SWITCH = "asana_limits"
PER_TOKEN = Limit(1_500, 60)  # calls, those that are refused too
SEARCHES = Limit(60, 60)
OPEN = {"asana_open_reads": 50, "asana_open_writes": 15}  # at one time; switches of these names


def refusal(world: World, call: Call) -> Reply | None:
    """Refuse too many calls or searches of a token in a minute, and too many at one time."""
    if not world.pressure.switches.get(SWITCH) or call.user is None:
        return None
    who, now = call.user.key, world.clock.now
    limits = [(f"asana {who}", PER_TOKEN)]
    if call.path.endswith("/tasks/search"):
        limits.append((f"asana searches of {who}", SEARCHES))
    waits = [world.pressure.over(name, limit, now) for name, limit in limits]
    reads = call.method == "GET"
    name = f"asana_open_{'reads' if reads else 'writes'}"
    if world.pressure.open["asana", reads] > world.pressure.switches.get(name, OPEN[name]):
        waits.append(1)
    wait = max((one for one in waits if one), default=None)
    return rate_limited(wait) if wait else None
