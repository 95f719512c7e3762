"""Turns: in any window no more calls than the limit, whoever asks, in however many processes."""

import multiprocessing
import os
import threading
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from redis import Redis

from connectors.gateway import Failure, Gateway
from connectors.pace import LIMITS, LocalPace, RedisPace, local_pace, redis_pace
from syncline.domain.errors import ConfigurationError, RateLimited
from syncline.ports.pace import Limit, Pace
from syncline.store import open_store
from tests.postgres import Server

REDIS = "SYNCLINE_TEST_REDIS"
QUICK = Limit(40, 1)
gaps = st.lists(st.floats(0, 3), min_size=1, max_size=80)
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def fullest(starts: list[float], window: float) -> int:
    """Return the most calls that begin in any window."""
    ordered = sorted(starts)
    return max(i - bisect_left(ordered, at - window + 1e-9) + 1 for i, at in enumerate(ordered))


@unhurried
@given(calls=st.integers(1, 60), window=st.floats(0.5, 60), arrivals=gaps)
def test_no_window_holds_more_calls_than_the_limit(
    calls: int, window: float, arrivals: list[float]
) -> None:
    """Whenever they arrive: each waits for its turn, and none is refused."""
    now = 0.0
    pace = LocalPace(Limit(calls, window), clock=lambda: now)
    starts = []
    for gap in arrivals:
        now += gap * window / calls
        starts.append(now + pace.take())
    assert fullest(starts, window) <= calls
    assert starts == sorted(starts)


@unhurried
@given(calls=st.integers(2, 60), part=st.floats(0.05, 1))
def test_a_budget_is_a_share_of_the_limit(calls: int, part: float) -> None:
    """60 % of the calls in the same window, and one at the least."""
    pace = LocalPace(Limit(calls, 1).share(part), clock=lambda: 0.0)
    starts = [pace.take() for _ in range(3 * calls)]
    assert fullest(starts, 1) <= max(1, calls * part)


def test_the_whole_limit_is_used_when_all_want_to_call() -> None:
    """90 % of the limit over a long time: what is kept back is headroom, not waste."""
    pace = LocalPace(Limit(180, 60), clock=lambda: 0.0)
    assert [pace.take() for _ in range(1_800)][-1] == pytest.approx(600 / 0.9, rel=0.02)


def test_one_refusal_holds_everybody() -> None:
    """A call that was refused for ten seconds lets nobody's turn come before."""
    pace = LocalPace(QUICK, clock=lambda: 0.0)
    pace.hold(10)
    assert pace.take() >= 10


def test_the_gateway_waits_for_its_turn_and_tells_of_a_refusal() -> None:
    """Before each try, also of a repetition; the tool's own seconds hold all the others."""
    waits: list[float] = []
    pace = LocalPace(Limit(1, 10), clock=lambda: 0.0)
    gateway = Gateway("tool", pace, sleep=waits.append)

    def refused() -> None:
        raise ConnectionError

    limited = Failure(429, {"Retry-After": "3"})
    gateway.call(lambda: None, what="x", write=False, classify=lambda _: limited)
    with pytest.raises(RateLimited):
        gateway.call(refused, what="x", write=True, classify=lambda _: limited)
    assert waits == [pytest.approx(10 / 0.9)]
    assert pace.take() >= 3


def test_one_credential_has_one_pace_in_a_process() -> None:
    """Two portfolios with one token wait for each other; another token does not."""
    mine = local_pace("jira:one", QUICK)
    assert local_pace("jira:one", QUICK) is mine
    assert local_pace("jira:two", QUICK) is not mine


def test_every_tool_of_this_version_has_a_limit() -> None:
    """As its vendor documents it."""
    assert set(LIMITS) == {"jira", "asana", "notion", "trello"}


def _calls(pace: Pace, count: int, starts: list[float]) -> None:
    for _ in range(count):
        time.sleep(pace.take())
        starts.append(time.time())


def kept(make: Callable[[], Pace]) -> None:
    """Let four threads, each with a pace of its own, call for some two seconds."""
    starts: list[float] = []
    began = time.time()
    threads = [threading.Thread(target=_calls, args=(make(), 20, starts)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # A thread may begin late on a busy machine: two calls of one window then lie in the next.
    assert fullest(starts, QUICK.window) <= QUICK.calls * 1.1
    assert time.time() - began >= 80 / QUICK.calls - 1


@pytest.fixture
def redis() -> Iterator[str]:
    """Return the address of a Redis server, and forget what was put there."""
    url = os.environ.get(REDIS)
    if not url:
        pytest.skip(f"{REDIS} is not set: give it a server, such as redis://127.0.0.1:6379/15")
    yield url
    with Redis.from_url(url) as server:
        for key in server.scan_iter("syncline:pace:test-*"):
            server.delete(key)


def test_workers_share_a_pace_over_redis(redis: str) -> None:
    """On that server's clock; the next one waits for the turn of the one before."""
    kept(lambda: redis_pace(redis, "test-shared", QUICK))
    with Redis.from_url(redis) as server:
        pace = RedisPace(server, "test-held", QUICK)  # type: ignore[arg-type]
        pace.hold(5)
        assert pace.take() == pytest.approx(5, abs=0.5)


def test_a_redis_server_that_is_not_there_is_told() -> None:
    """With the remedy, and without what else the address holds."""
    with pytest.raises(ConfigurationError, match="Start it") as told:
        redis_pace("redis://user:canary@127.0.0.1:1/0", "x", QUICK)
    assert "canary" not in str(told.value)


def test_workers_share_a_pace_over_the_store(server: Server) -> None:
    """In processes of their own, each with connections of its own."""
    url = server.migrated()
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        found = pool.starmap(_in_a_process, [(url, 25)] * 3)
    assert fullest([at for starts in found for at in starts], QUICK.window) <= 44
    store = open_store(url)
    pace = store.pace("test-held", QUICK)
    pace.hold(5)
    assert pace.take() == pytest.approx(5, abs=0.5)
    store.close()
    server.drop(url)


def _in_a_process(url: str, count: int) -> list[float]:
    store = open_store(url)
    starts: list[float] = []
    _calls(store.pace("test-shared", QUICK), count, starts)
    store.close()
    return starts
