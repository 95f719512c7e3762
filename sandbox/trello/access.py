"""Who may come in: key and token, in the header or in the query, and how often."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sandbox.http import Call, Reply
from sandbox.people import Person
from sandbox.pressure import Limit, Window
from sandbox.trello import errors

if TYPE_CHECKING:
    from sandbox.world import World

KEY = "trello-sandbox-key"
TOKEN = "trello-sandbox-token"
PAIR = re.compile(r'(\w+)="([^"]*)"')
LIMITED = "trello_limits"  # a switch: count calls as Trello does
PER_KEY, PER_TOKEN = Limit(300, 10), Limit(100, 10)
MEMBERS = Limit(100, 900)  # of the routes under /members
STRIKES = 200  # refusals in one window, after which the whole key is shut out


def credentials(call: Call) -> tuple[str, str]:
    """Return key and token: from the OAuth header, or else from the query."""
    scheme, _, rest = call.headers.get("authorization", "").partition(" ")
    if scheme == "OAuth":
        given = dict(PAIR.findall(rest))
        return given.get("oauth_consumer_key", ""), given.get("oauth_token", "")
    return call.first("key", "") or "", call.first("token", "") or ""


def authenticate(call: Call, world: World) -> Person | None:
    """Return whose token this is: the sync account's, or a person's `trello-<key>`."""
    key, token = credentials(call)
    return whose(world, token) if key == KEY else None


def whose(world: World, token: str) -> Person | None:
    """Return the active person of a token."""
    if token == TOKEN:
        return world.people.sync
    name = token.removeprefix("trello-") if token.startswith("trello-") else ""
    person = world.people.get(name)
    return person if person and person.active else None


def refusal(world: World, call: Call) -> Reply | None:
    """Refuse a wrong key in Trello's words, and what is over its own limits."""
    key, token = credentials(call)
    if key != KEY:
        return errors.bad_key()
    if call.user is None or not world.pressure.switches.get(LIMITED):
        return None
    refused = _over(world, key, token, call)
    if refused is None:
        return None
    _spend(world, f"trello strikes {key}", Limit(STRIKES, PER_KEY.window))
    return errors.coded(429, refused, "Rate limit exceeded")


def _over(world: World, key: str, token: str, call: Call) -> str | None:
    """Count a call; return the name of the limit that it breaks, if any."""
    strikes = _window(world, f"trello strikes {key}", PER_KEY)
    if strikes.used > STRIKES:
        return "API_KEY_LIMIT_EXCEEDED"
    if _spend(world, f"trello key {key}", PER_KEY):
        return "API_KEY_LIMIT_EXCEEDED"
    if _spend(world, f"trello token {token}", PER_TOKEN):
        return "API_TOKEN_LIMIT_EXCEEDED"
    if call.path.startswith("/members/") and _spend(world, f"trello members {token}", MEMBERS):
        return "RATE_LIMIT_EXCEEDED"
    return None


def _window(world: World, name: str, limit: Limit) -> Window:
    """Return a window of a limit, begun again when it is over."""
    now = world.clock.now
    window = world.pressure.windows.setdefault(name, Window(now))
    if not 0 <= (now - window.start).total_seconds() < limit.window:
        window.start, window.used = now, 0
    return window


def _spend(world: World, name: str, limit: Limit) -> bool:
    window = _window(world, name, limit)
    window.used += 1
    return window.used > limit.count
