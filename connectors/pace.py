"""The pace of every tool, and turns for all threads of one process, or of many over Redis."""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Protocol

from syncline.domain.errors import ConfigurationError
from syncline.ports.pace import Limit, Pace

LIMITS: Mapping[str, Limit] = {
    "jira": Limit(50, 1),  # burst of writes, per site and route; of reads it is 100
    "asana": Limit(1_500, 60),  # of a paid plan; 150 for a free one: `budget: 10%`
    "notion": Limit(180, 60),  # three a second on average
    "trello": Limit(100, 10),  # per token; 300 per key
}
"""What the vendors document (November 2026); `budget:` takes a share of it."""

HOLD = """
local t = redis.call('TIME')
local now = t[1] + t[2] / 1000000
local turn = tonumber(redis.call('GET', KEYS[1]) or '0')
turn = math.max(turn, now + tonumber(ARGV[2])) + tonumber(ARGV[1])
redis.call('SET', KEYS[1], string.format('%.6f', turn), 'EX', 3600)
return {string.format('%.6f', turn), string.format('%.6f', now)}
"""  # one turn, atomically, on the server's clock


class LocalPace:
    """Turns for the threads of this process."""

    def __init__(self, limit: Limit, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._clock = limit, clock
        self._lock, self._turn = threading.Lock(), 0.0

    def take(self) -> float:
        """Take the next turn."""
        with self._lock:
            now = self._clock()
            turn = max(self._turn, now)
            self._turn = turn + self._limit.apart
            return self._limit.wait(turn, now)

    def hold(self, seconds: float) -> None:
        """Let nobody's turn come for so long."""
        with self._lock:
            held = self._clock() + seconds + self._limit.slack
            self._turn = max(self._turn, held)


class Scripted(Protocol):
    """What a client of Redis is asked here."""

    def eval(self, script: str, keys: int, *parts: str) -> tuple[bytes, bytes]:
        """Run a script on the server."""


class RedisPace:
    """Turns for every process that uses one Redis server, on that server's clock."""

    def __init__(self, server: Scripted, name: str, limit: Limit) -> None:
        self._server, self._name, self._limit = server, f"syncline:pace:{name}", limit

    def take(self) -> float:
        """Take the next turn."""
        turn, now = self._moved(self._limit.apart, 0.0)
        return self._limit.wait(turn - self._limit.apart, now)

    def hold(self, seconds: float) -> None:
        """Let nobody's turn come for so long."""
        self._moved(0.0, seconds + self._limit.slack)

    def _moved(self, by: float, from_now: float) -> tuple[float, float]:
        turn, now = self._server.eval(HOLD, 1, self._name, repr(by), repr(from_now))
        return float(turn), float(now)


_local: dict[tuple[str, Limit], LocalPace] = {}
_lock = threading.Lock()


def local_pace(name: str, limit: Limit) -> Pace:
    """Return the turns of a credential in this process, the same ones for everybody."""
    with _lock:
        return _local.setdefault((name, limit), LocalPace(limit))


def redis_pace(url: str, name: str, limit: Limit) -> Pace:
    """Return the turns of a credential on a Redis server. Raises ConfigurationError."""
    try:
        from redis import Redis  # noqa: PLC0415  # only where it is asked for
        from redis.exceptions import RedisError  # noqa: PLC0415
    except ImportError as missing:
        raise ConfigurationError(
            "SYNCLINE_PACE_URL names a Redis server, and the client is not installed. "
            "Run `pip install redis`, or unset the variable."
        ) from missing
    try:
        server = Redis.from_url(url, socket_timeout=5, socket_connect_timeout=5)
        server.ping()
    except (RedisError, ValueError) as error:
        raise ConfigurationError(
            f"SYNCLINE_PACE_URL: the Redis server there cannot be used ({type(error).__name__}). "
            "Start it, correct the address, or unset the variable."
        ) from error
    return RedisPace(server, name, limit)
