"""The post office of all tools: one thread that delivers, repeats, delays, doubles and loses."""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from random import Random
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

PATIENCE = 5.0  # seconds
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
BEHIND = 0.3  # seconds that a reordered letter waits for those behind it
FIRST_RETRY = 0.2  # seconds, doubled for each further attempt; the vendors' own are minutes
LIES = ("drop", "dup", "reorder", "delay", "bad_signature")


class _Unmoved(HTTPRedirectHandler):
    """Follow nobody to another address: only loopback is ever called."""

    def redirect_request(self, *_: object) -> None:
        """Refuse every redirect."""


_OPENER = build_opener(ProxyHandler({}), _Unmoved)  # loopback needs no proxy either


@dataclass(frozen=True)
class Letter:
    """Hold one delivery; the body and the headers may tell the number of the attempt.

    `signature`: the header that a bad signature spoils. `attempts`: how often it is tried.
    `answered` is told the status of each attempt, 0 when there was none.
    """

    tool: str
    url: str
    body: Callable[[int], bytes]
    headers: Callable[[bytes, int], Mapping[str, str]]
    signature: str
    attempts: int = 1
    answered: Callable[[int, int], None] = field(default=lambda _status, _attempt: None)
    attempt: int = 1


def loopback(url: str) -> bool:
    """Tell whether an address is on this machine; nothing else is ever called."""
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and parts.hostname in LOOPBACK


def call(request: Request) -> tuple[int, Mapping[str, str]]:
    """Return the status and the headers of an answer, 0 when there was none."""
    if not loopback(request.full_url):
        return 0, {}
    try:
        with _OPENER.open(request, timeout=PATIENCE) as answer:
            return int(answer.status), {k.lower(): v for k, v in answer.headers.items()}
    except HTTPError as refused:
        refused.close()
        return refused.code, {}
    except (OSError, ValueError):
        return 0, {}


class Post:
    """Deliver in the order of dispatch, except where a switch says to lie.

    The switches `webhook_drop`, `webhook_dup`, `webhook_reorder` and `webhook_bad_signature` are
    shares from 0 to 1, `webhook_delay` is in seconds; with the name of a tool before them, as in
    `jira_webhook_drop`, they are for that tool alone.
    """

    def __init__(self, switches: Mapping[str, float], seed: int) -> None:
        self._switches, self._rng = switches, Random(f"webhooks {seed}")
        self._due: list[tuple[float, int, Letter]] = []
        self._changed = threading.Condition()
        self._number, self._busy, self._open = 0, False, True
        self._thread: threading.Thread | None = None
        self.delivered = 0  # attempts that were answered, whatever was said

    def send(self, letter: Letter) -> None:
        """Take a letter; what becomes of it is up to the switches."""
        if self._lies(letter, "drop"):
            return
        wait = self._switch(letter.tool, "delay")
        if self._lies(letter, "reorder"):
            wait += BEHIND
        for _ in range(2 if self._lies(letter, "dup") else 1):
            self._put(letter, wait)

    def clear(self) -> None:
        """Throw away what is not delivered yet."""
        with self._changed:
            self._due.clear()

    def quiet(self, seconds: float = 10.0) -> bool:
        """Wait until nothing is on its way; tell whether that came about."""
        end = time.monotonic() + seconds
        with self._changed:
            while self._due or self._busy:
                if not self._changed.wait(end - time.monotonic()):
                    return False
        return True

    def close(self) -> None:
        """Stop the thread; what is not delivered is lost."""
        with self._changed:
            self._open = False
            self._due.clear()
            self._changed.notify_all()
        if self._thread:
            self._thread.join(timeout=PATIENCE + 1)

    def _switch(self, tool: str, lie: str) -> float:
        common = self._switches.get(f"webhook_{lie}", 0.0)
        return self._switches.get(f"{tool}_webhook_{lie}", common)

    def _lies(self, letter: Letter, lie: str) -> bool:
        share = self._switch(letter.tool, lie)
        return share > 0 and self._rng.random() < share

    def _put(self, letter: Letter, wait: float) -> None:
        with self._changed:
            self._number += 1
            heapq.heappush(self._due, (time.monotonic() + wait, self._number, letter))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="webhooks", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def _work(self) -> None:
        while letter := self._next():
            self._deliver(letter)
            with self._changed:
                self._busy = False
                self._changed.notify_all()

    def _next(self) -> Letter | None:
        with self._changed:
            while self._open:
                wait = self._due[0][0] - time.monotonic() if self._due else None
                if wait is not None and wait <= 0:
                    self._busy = True
                    return heapq.heappop(self._due)[2]
                self._changed.wait(wait)
        return None

    def _deliver(self, letter: Letter) -> None:
        body = letter.body(letter.attempt)
        headers = dict(letter.headers(body, letter.attempt))
        if letter.signature in headers and self._lies(letter, "bad_signature"):
            headers[letter.signature] = _spoilt(headers[letter.signature])
        whole = {"Content-Type": "application/json", **headers}
        status, _ = call(Request(letter.url, body, whole))  # noqa: S310  # loopback alone is called
        self.delivered += status > 0
        letter.answered(status, letter.attempt)
        refused = not 200 <= status < 300 and status != 410
        if refused and letter.attempt < letter.attempts:
            wait = FIRST_RETRY * 2 ** (letter.attempt - 1)
            self._put(replace(letter, attempt=letter.attempt + 1), wait)


def _spoilt(signature: str) -> str:
    """Return a signature that differs in one character, and is as long."""
    middle = len(signature) // 2
    other = "a" if signature[middle] != "a" else "b"
    return signature[:middle] + other + signature[middle + 1 :]
