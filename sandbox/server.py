"""The sandbox as a running server: in this process for tests, or in the foreground."""

import json
import signal
import socket
import sys
import threading
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, Self

import uvicorn

from sandbox.app import TOOLS, build
from sandbox.controls import CONTROLS
from sandbox.faults import Rule, parse
from sandbox.scenarios import SCENARIOS
from sandbox.scenarios.config import people_yaml, portfolio_yaml
from sandbox.trello.access import KEY, TOKEN
from sandbox.trello.webhooks import SECRET
from sandbox.wire import Connection
from sandbox.world import World

HOST = "127.0.0.1"
SYNC_EMAIL = "sync@acme.example"
TOKENS = {
    "jira": "jira-sandbox-token",
    "asana": "asana-sandbox-token",
    "notion": "notion-sandbox-token",
    "slack": "xoxb-sandbox-token",
    "trello": TOKEN,
}
START_LIMIT = 10.0  # seconds


class Sandbox:
    """Serve one world over HTTP on loopback while the `with` block lasts."""

    def __init__(
        self,
        seed: int = 7,
        scenario: str = "demo",
        items: int | None = None,
        *,
        port: int = 0,
        latency_ms: float = 0,
        mail: bool = False,
    ) -> None:
        self.world = World(seed, scenario, items)
        if latency_ms:
            self.world.pressure.latency.update({tool.name: latency_ms for tool in TOOLS})
        self._wanted = port
        self._mail = mail
        self.mail_port: int | None = None

    def __enter__(self) -> Self:
        """Bind the port and start serving; OSError when the port is taken."""
        # asyncio sets TCP_NODELAY only where the protocol is named; without it a page costs 40 ms.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind((HOST, self._wanted))
        except OSError:
            self._socket.close()
            raise
        self.port: int = self._socket.getsockname()[1]
        self._server = uvicorn.Server(
            uvicorn.Config(
                build(self.world, CONTROLS),
                http=Connection,
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=1,
            )
        )
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True
        )
        self._thread.start()
        self._wait()
        if self._mail:
            self._take_mail()
        return self

    def _take_mail(self) -> None:
        """Open the mailbox on the next port, or on any where the port was any."""
        from sandbox.mail.server import MailServer  # noqa: PLC0415  # seldom needed, slow to load

        try:
            self._mailbox = MailServer(self.world, HOST, self.port + 1 if self._wanted else 0)
        except OSError:
            self.__exit__(None, None, None)
            raise
        self._mailbox.start()
        self.mail_port = self._mailbox.port

    def _wait(self) -> None:
        deadline = time.monotonic() + START_LIMIT
        while not self._server.started:
            if time.monotonic() > deadline or not self._thread.is_alive():
                raise RuntimeError(f"The sandbox did not start within {START_LIMIT:g} s.")
            time.sleep(0.005)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop serving and free the ports."""
        if self.mail_port:
            self._mailbox.stop()
        self._server.should_exit = True
        self._thread.join(timeout=START_LIMIT)
        self._socket.close()
        self.world.post.close()

    @property
    def url(self) -> str:
        """Return the base address, e.g. http://127.0.0.1:8700."""
        return f"http://{HOST}:{self.port}"

    def access(self) -> dict[str, Any]:
        """Return every base URL and token, as the ready line shows them."""
        shown: dict[str, Any] = {"url": self.url}
        for name, token in TOKENS.items():
            shown[name] = {"url": self.url + _BASES[name], "token": token}
        shown["jira"]["email"] = SYNC_EMAIL
        shown["trello"] |= {"key": KEY, "secret": SECRET}
        if self.mail_port:
            shown["mail"] = {"url": f"smtp://{HOST}:{self.mail_port}"}
        shown["clock"] = f"{self.url}/_sandbox/clock"
        return shown


# What each official client wants as its base: notion-client adds /v1 itself, Slack's ends in /.
_BASES = {
    "jira": "/jira",
    "asana": "/asana/api/1.0",
    "notion": "/notion",
    "slack": "/slack/api/",
    "trello": "/trello",  # as in https://api.trello.com, to which a client adds /1
}


def main(argv: Sequence[str] | None = None) -> int:
    """Serve in the foreground until SIGINT or SIGTERM; print one JSON line when ready."""
    options = _options(argv)
    try:
        sandbox = Sandbox(
            options.seed,
            options.scenario,
            options.items,
            port=options.port,
            latency_ms=options.latency_ms,
            mail=True,
        )
        if options.faults:
            sandbox.world.faults.load(_script(options.faults))
        with sandbox:
            _serve(sandbox, options.config_out)
    except OSError as error:
        return _refuse(_os_sentence(error, options.port))
    except (ValueError, TypeError) as error:
        return _refuse(str(error))
    return 0


def _options(argv: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser(
        prog="sandbox", description="Serve emulators of Jira, Asana, Notion, Trello and Slack."
    )
    parser.add_argument("--port", type=int, default=8700, help="0 chooses a free one")
    parser.add_argument("--seed", type=int, default=7, help="same seed, same ids and times")
    parser.add_argument("--scenario", default="demo", help=f"one of: {', '.join(SCENARIOS)}")
    parser.add_argument("--items", type=int, help="the size of the scenario")
    parser.add_argument("--faults", type=Path, help="a JSON list of fault rules")
    parser.add_argument("--latency-ms", type=float, default=0, help="delay of every answer")
    parser.add_argument("--config-out", type=Path, help="write a matching portfolio to this file")
    return parser.parse_args(argv)


def _script(path: Path) -> list[Rule]:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"The faults file {path} cannot be read: {error}.") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"The faults file {path} is not JSON: {error}.") from None
    return parse(raw, TOOLS)


def _os_sentence(error: OSError, port: int) -> str:
    if error.filename:
        return f"{error.filename} cannot be written: {error.strerror}."
    return f"Port {port} cannot be used ({error.strerror}); choose another with --port, or 0."


def _refuse(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return 2


def _serve(sandbox: Sandbox, config: Path | None) -> None:
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    if config:
        config.write_text(portfolio_yaml(sandbox.world, sandbox.url), encoding="utf-8")
        people = config.with_name("people.yaml")
        people.write_text(people_yaml(sandbox.world), encoding="utf-8")
    ready = sandbox.access() | {"config": str(config) if config else None}
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()
    stop.wait()
