"""The receiver as a running server, in a thread of its own."""

import socket
import threading
import time
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette

from syncline.domain.errors import ConfigurationError

START_LIMIT = 10.0  # seconds
AT_ONCE = 64  # requests; further ones are answered 503


class Server:
    """Serve an application while the `with` block lasts. Raises ConfigurationError for a port."""

    def __init__(self, app: Starlette, host: str, port: int) -> None:
        self._host = host
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind((host, port))
        except OSError as error:
            self._socket.close()
            raise ConfigurationError(
                f"Webhooks cannot be received at {host}:{port} ({error.strerror}). "
                "Choose another --port, or 0 for a free one."
            ) from error
        self.port: int = self._socket.getsockname()[1]
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                http="h11",
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                limit_concurrency=AT_ONCE,
                timeout_keep_alive=5,
                timeout_graceful_shutdown=3,
                h11_max_incomplete_event_size=16 * 1024,
                server_header=False,
            )  # fmt: skip
        )
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, name="receiver"
        )

    def __enter__(self) -> Self:
        """Start serving."""
        self._thread.start()
        deadline = time.monotonic() + START_LIMIT
        while not self._server.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                raise ConfigurationError(f"The receiver did not start within {START_LIMIT:g} s.")
            time.sleep(0.005)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Answer what is being read, and stop."""
        self._server.should_exit = True
        self._thread.join(timeout=START_LIMIT)
        self._socket.close()

    @property
    def url(self) -> str:
        """Return the address on this machine."""
        return f"http://{self._host}:{self.port}"
