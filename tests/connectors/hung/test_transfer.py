"""Bytes are fetched from where the tool keeps them, and from nowhere else."""

import gzip
import threading
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from connectors.gateway import Gateway
from connectors.hung.shelf import Refused
from connectors.hung.transfer import Transfer
from syncline.domain.errors import Gone, Outage

BIG = 12_000_000
STORES = (r"api\.media\.atlassian\.com", r"prod-files-secure\.s3\.[a-z0-9-]+\.amazonaws\.com")
STRANGERS = [
    "http://acme.atlassian.net/rest/api/3/attachment/content/1",
    "https://evil.example/file",
    "https://acme.atlassian.net.evil.example/file",
    "https://evil.example/acme.atlassian.net",
    "https://user:word@acme.atlassian.net/file",
    "https://acme.atlassian.net:8443/file",
    "https://api.media.atlassian.com:22/file",
    "https://xapi.media.atlassian.com/file",
    "https://prod-files-secure.s3.us-west-2.amazonaws.com.evil.example/file",
    "https://evil.example#@acme.atlassian.net/",
    "https://acme.atlassian.net\\@evil.example/",
    "http://127.0.0.1/file",
    "https://127.0.0.1/file",
    "https://2130706433/file",
    "https://[::ffff:127.0.0.1]/file",
    "https://169.254.169.254/latest/meta-data",
    "https://10.0.0.1/file",
    "https://localhost/file",
    "file:///etc/passwd",
    "ftp://acme.atlassian.net/file",
    "//acme.atlassian.net/file",
    "https://acme.atlassian.net:no/file",
    "https://[broken/file",
    "gopher://acme.atlassian.net",
    "",
]


@dataclass
class Host:
    """One web server on this machine, which remembers who knocked with what."""

    port: int = 0
    seen: list[tuple[str, str | None]] = field(default_factory=list)
    leads_to: str = ""

    @property
    def url(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.port}"


@pytest.fixture
def hosts() -> Iterator[tuple[Host, Host]]:
    """Serve two hosts."""
    served = [_serve(Host()) for _ in range(2)]
    yield served[0][0], served[1][0]
    for _, server in served:
        server.shutdown()
        server.server_close()


class Serving(BaseHTTPRequestHandler):
    """Answer as the path says."""

    protocol_version = "HTTP/1.1"
    host: Host

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.host.seen.append((self.path, self.headers.get("Authorization")))
        match self.path:
            case "/lead":
                self._answer(303, b"", location=self.host.leads_to)
            case "/round":
                self._answer(302, b"", location="/round")
            case "/gzip":
                self._answer(200, gzip.compress(b"x" * 999), content_encoding="gzip")
            case "/endless":
                self._chunks()
            case "/none":
                self._answer(404, b"no")
            case _:
                self._answer(200, b"the file")

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {**headers, "content_length": str(len(body))}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _chunks(self) -> None:
        """Send a file of which nobody says how long it is."""
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        piece = b"x" * 50_000
        try:
            for _ in range(BIG // len(piece)):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            self.close_connection = True


def _serve(host: Host) -> tuple[Host, ThreadingHTTPServer]:
    handler = type("Handler", (Serving,), {"host": host})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    host.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return host, server


def transfer(api: str) -> Transfer:
    """Return what fetches for a tool of this address."""
    gateway = Gateway("tool", sleep=lambda _: None)
    return Transfer(api, STORES, {"Authorization": "Bearer secret"}, gateway)


def test_a_file_arrives_with_its_size_and_digest(hosts: tuple[Host, Host]) -> None:
    """From the tool itself, with the token."""
    with transfer(hosts[0].url).fetched(f"{hosts[0].url}/file", 99, record="r") as file:
        assert (file.body.read(), file.size) == (b"the file", 8)
        assert len(file.digest) == 64
    assert hosts[0].seen == [("/file", "Bearer secret")]


def test_no_other_host_is_shown_the_token(hosts: tuple[Host, Host]) -> None:
    """Also when the tool leads there."""
    first, second = hosts
    first.leads_to = f"{second.url}/file"
    with transfer(first.url).fetched(f"{first.url}/lead", 99, record="r") as file:
        assert file.body.read() == b"the file"
    assert second.seen == [("/file", None)]
    with transfer(first.url).fetched(f"{second.url}/file", 99, record="r") as file:
        assert second.seen[-1] == ("/file", None)


def test_a_signed_address_is_not_shown_the_token(hosts: tuple[Host, Host]) -> None:
    """Not even at the tool's own host."""
    with transfer(hosts[0].url).fetched(f"{hosts[0].url}/file", 99, record="r", known=False):
        assert hosts[0].seen == [("/file", None)]


@pytest.mark.parametrize("url", STRANGERS)
def test_a_stranger_is_never_asked(url: str) -> None:
    """Whatever the answer of the tool says."""
    with (
        pytest.raises(Refused),
        transfer("https://acme.atlassian.net").fetched(url, 99, record="r"),
    ):
        pass


def test_a_redirect_to_a_stranger_is_not_followed(hosts: tuple[Host, Host]) -> None:
    """Nor one that never ends."""
    hosts[0].leads_to = "https://evil.example/file"
    for path in ("lead", "round"):
        with (
            pytest.raises(Refused),
            transfer(hosts[0].url).fetched(f"{hosts[0].url}/{path}", 99, record="r"),
        ):
            pass
    assert len(hosts[0].seen) <= 5


@pytest.mark.parametrize(("path", "limit"), [("file", 7), ("endless", 1_000_000), ("gzip", 9_999)])
def test_what_is_too_large_or_packed_is_left_while_it_arrives(
    hosts: tuple[Host, Host], path: str, limit: int
) -> None:
    """Whether or not its size is said."""
    with (
        pytest.raises(Refused),
        transfer(hosts[0].url).fetched(f"{hosts[0].url}/{path}", limit, record="r"),
    ):
        pass


def test_a_large_file_takes_no_memory(hosts: tuple[Host, Host]) -> None:
    """Twelve megabytes through less than one."""
    fetching = transfer(hosts[0].url)
    tracemalloc.start()
    with fetching.fetched(f"{hosts[0].url}/endless", BIG, record="r") as file:
        _, peak = tracemalloc.get_traced_memory()
        assert file.size == BIG
    tracemalloc.stop()
    assert peak < 1_500_000


def test_what_is_not_there_is_gone_and_who_is_not_there_is_out(hosts: tuple[Host, Host]) -> None:
    """In the words of the domain."""
    with (
        pytest.raises(Gone),
        transfer(hosts[0].url).fetched(f"{hosts[0].url}/none", 99, record="r"),
    ):
        pass
    with (
        pytest.raises(Outage),
        transfer("http://127.0.0.1:9").fetched("http://127.0.0.1:9/x", 99, record="r"),
    ):
        pass
