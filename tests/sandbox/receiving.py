"""A server on loopback that takes the webhooks of the emulators."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Receiver(ThreadingHTTPServer):
    """Keep what is delivered; answer with `status`, and echo a handshake unless told not to."""

    def __init__(self, path: str = "/hook") -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.echoes, self.path = 200, True, path
        self.got: list[tuple[dict[str, str], bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{self.path}"


class Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_HEAD(self) -> None:  # as the base class wants
        self._answer()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"] or 0))
        self.server.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
        self._answer()

    def _answer(self) -> None:
        self.send_response(self.server.status)
        if self.server.echoes and "x-hook-secret" in self.headers:
            self.send_header("X-Hook-Secret", self.headers["x-hook-secret"])
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


@contextmanager
def receiving(path: str = "/hook") -> Iterator[Receiver]:
    """Take deliveries while the block lasts."""
    with Receiver(path) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def until(done: Callable[[], bool]) -> None:
    """Wait for a delivery, five seconds at most."""
    deadline = time.monotonic() + 5
    while not done():
        assert time.monotonic() < deadline, "nothing was delivered"
        time.sleep(0.01)
