"""The receiver over real HTTP: what is cut, slow or too large is refused before it is read."""

import http.client
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

import httpx
import pytest

from connectors.registry import INBOUND
from flows.receiver import app
from flows.receiver.gate import LARGEST, Gate
from flows.receiver.server import Server
from syncline.domain.errors import ConfigurationError
from syncline.ports.inbound import NotAWebhook
from syncline.store import open_store
from tests.receiver.genuine import doors, genuine


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    """Return a gate over a store of its own."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('inbox') / 'inbox.db'}")
    yield Gate(doors(), store.inbox("proof"), lambda: datetime.now(UTC))
    store.close()


@pytest.fixture(scope="module")
def server(gate: Gate) -> Iterator[Server]:
    """Serve the receiver."""
    with Server(app.build("proof", gate), "127.0.0.1", 0) as served:
        yield served


def test_a_webhook_is_answered_within_a_tenth_of_a_second(
    server: Server, figure: Callable[[str], None]
) -> None:
    """With its record in the store; the answer has no words."""
    took = []
    with httpx.Client() as client:
        for number in range(100):
            sent = genuine("jira", number)
            began = time.monotonic()
            url = f"{server.url}/hooks/proof/jira"
            answer = client.post(url, content=sent.body, headers=dict(sent.headers))
            took.append(time.monotonic() - began)
            assert (answer.status_code, answer.content) == (200, b"")
    median, p95 = quantiles(took, n=20)[9], quantiles(took, n=20)[18]
    assert median < 0.1
    figure(f"webhooks: answered in {median * 1000:.0f} ms (p95 {p95 * 1000:.0f} ms), stored")


@pytest.mark.parametrize("path", ["/", "/hooks", "/hooks/other/jira", "/hooks/proof/jira/more"])
def test_nothing_else_is_served(server: Server, path: str) -> None:
    """No page, no documentation, no health that tells a stranger what runs here."""
    assert httpx.post(server.url + path).status_code == 404
    answer = httpx.get(f"{server.url}/hooks/proof/jira")
    assert answer.status_code == 405
    assert "server" not in answer.headers


def test_only_trello_may_ask_with_head(server: Server) -> None:
    """200 for the tool that does so before it makes a webhook."""
    answers = {tool: httpx.head(f"{server.url}/hooks/proof/{tool}").status_code for tool in INBOUND}
    assert answers == {"jira": 405, "asana": 405, "notion": 405, "trello": 200}


def test_a_body_that_claims_too_much_is_not_read(server: Server) -> None:
    """413 before the first byte of it; also for a length that is no number."""
    for claim in (str(LARGEST + 1), "99999999999999999999"):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
        connection.putrequest("POST", "/hooks/proof/jira")
        connection.putheader("Content-Length", claim)
        connection.endheaders()
        assert connection.getresponse().status == 413
        connection.close()


def test_a_body_without_a_length_is_read_up_to_the_limit(server: Server, gate: Gate) -> None:
    """Chunk by chunk; what comes after the limit is left unread."""
    before = gate.counts["oversized"]

    def chunks() -> Iterator[bytes]:
        for _ in range(LARGEST // 65_536 + 8):
            yield b" " * 65_536

    try:
        status = httpx.post(f"{server.url}/hooks/proof/jira", content=chunks()).status_code
    except httpx.HTTPError:  # the server has hung up while we still sent
        status = 413
    assert status == 413
    assert gate.counts["oversized"] == before + 1


def test_a_body_that_ends_early_or_never_comes_is_refused(
    server: Server, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hung up in the middle, or silent: neither blocks the others, neither is believed."""
    monkeypatch.setattr(app, "PATIENCE", 0.3)
    sent = genuine("jira", 5_000)
    head = f"POST /hooks/proof/jira HTTP/1.1\r\nHost: x\r\nContent-Length: {len(sent.body)}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in sent.headers.items()) + "\r\n"
    before = gate.counts["truncated"], gate.counts["kept"]
    with socket.create_connection(("127.0.0.1", server.port)) as cut:
        cut.sendall(head.encode() + sent.body[:20])
    with socket.create_connection(("127.0.0.1", server.port)) as silent:
        silent.sendall(head.encode() + sent.body[:20])
        assert b" 408 " in silent.recv(100)
    deadline = time.monotonic() + 5
    while gate.counts["truncated"] < before[0] + 2:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert gate.counts["kept"] == before[1]


def test_one_delivery_from_twenty_senders_at_once_is_kept_once(server: Server, gate: Gate) -> None:
    """The memory of replays is asked and told under one lock."""
    sent, before = genuine("trello", 7_000), gate.counts["kept"]

    def post() -> None:
        url = f"{server.url}/hooks/proof/trello"
        httpx.post(url, content=sent.body, headers=dict(sent.headers), timeout=20)

    threads = [threading.Thread(target=post) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert gate.counts["kept"] == before + 1


def test_a_taken_port_is_told(server: Server, gate: Gate) -> None:
    """With the remedy."""
    with pytest.raises(ConfigurationError, match="another --port"):
        Server(app.build("proof", gate), "127.0.0.1", server.port)


@pytest.mark.parametrize("tool", sorted(INBOUND))
def test_recorded_webhooks_are_read_without_a_traceback(
    shared: Callable[[str], Path], tool: str
) -> None:
    """Every recorded body ends in a signal or in a sentence."""
    files = [p for p in shared(f"payloads/{tool}").rglob("*.json") if "webhook" in str(p)]
    inbound = INBOUND[tool]()
    named = 0
    for path in files:
        with suppress(NotAWebhook):
            named += bool(inbound.signal(path.read_bytes()).records)
    assert named >= (5 if tool in {"jira", "trello"} else 0)
