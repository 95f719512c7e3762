"""No address of a configuration leads a tool's credentials, or a call, into somebody's network."""

import ipaddress
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from connectors.addresses import ALLOW_VARIABLE, HOSTS, checked
from connectors.registry import TRACKERS
from syncline.domain.errors import ConfigurationError, SynclineError
from syncline.ports import ReplicaSettings

PRIVATE = (
    "10.0.0.1", "10.255.255.254", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.1.254",
    "169.254.169.254", "169.254.170.2", "100.64.0.1", "0.0.0.0", "127.0.0.2", "127.255.255.254",
    "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1",
    "100.100.100.200", "1.1.1.1",
)  # fmt: skip
SIXES = (
    "::", "fe80::1", "fc00::1", "fd00:ec2::254", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "::ffff:a9fe:a9fe", "64:ff9b::a00:1", "2002:a00:1::", "ff02::1", "2001:db8::1",
    "::127.0.0.1", "0:0:0:0:0:0:0:1",
)  # fmt: skip
NAMES = (
    "metadata.google.internal", "metadata", "localhost.", "localhost.localdomain", "localtest.me",
    "127.0.0.1.nip.io", "10.0.0.1.sslip.io", "intranet", "router.lan", "jira.acme.local",
    "kubernetes.default.svc", "host.docker.internal", "evil.example.com", "xn--80ak6aa92e.com",
    "atlassian.net", "atlassian.net.evil.example", "evilatlassian.net", "acme-atlassian.net",
    "app.asana.com.evil.example", "api.notion.com.", "api.notion.com..", ".atlassian.net",
    "acme..atlassian.net", "-acme.atlassian.net", "acme.atlassian.net.", "ⓐcme.atlassian.net",
    "acme.atlassian。net", "acme.atlassian.net\u200b",
)  # fmt: skip
SPELLED = (
    "https://user@{host}/", "https://user:pass@{host}", "https://acme.atlassian.net@{host}/",
    "https://{host}#@acme.atlassian.net", "https://{host}\\@acme.atlassian.net", "https:\\\\{host}",
    "https://{host}%2eatlassian.net", "https://{host}%00.atlassian.net", "https:/{host}",
    "https:///{host}", "https://{host}:0", "https://{host}:99999", "https://{host} .atlassian.net",
    "https://acme.atlassian.net\\.{host}", "https://acme.atlassian.net\t@{host}", "//{host}",
    "https://{host}?x=.atlassian.net", "{host}",
)  # fmt: skip
SCHEMES = ("http", "ftp", "file", "gopher", "data", "javascript", "ws", "HTTPS+http", "")


def numbers(address: str) -> Iterator[str]:
    """Yield the other ways to write an IPv4 address."""
    whole = int(ipaddress.IPv4Address(address))
    parts = address.split(".")
    yield from (str(whole), hex(whole), f"0{whole:o}", f"0x{whole:08X}")
    yield ".".join(f"0{int(part):o}" for part in parts)
    yield ".".join(hex(int(part)) for part in parts)
    yield f"{parts[0]}.{int(parts[1]) * 65_536 + int(parts[2]) * 256 + int(parts[3])}"
    yield f"{address}."


def corpus() -> list[str]:
    """Return every address that must not be called."""
    found = [f"https://{form}" for address in PRIVATE for form in (address, *numbers(address))]
    found += [f"https://[{six}]/" for six in SIXES] + [f"http://[{six}]" for six in SIXES[:3]]
    found += [f"https://{name}/" for name in NAMES]
    hosts = ("10.0.0.1", "127.0.0.1", "evil.example.com", "169.254.169.254")
    found += [spelled.format(host=host) for spelled, host in product(SPELLED, hosts)]
    found += [f"{scheme}://acme.atlassian.net" for scheme in SCHEMES]
    found += [f"https://{form}" for form in numbers("127.0.0.1")]
    found += [url + path for url in found[:150] for path in (":8080", ":443/latest/meta-data/")]
    return list(dict.fromkeys(found))


def test_no_address_of_the_corpus_is_called(figure: Callable[[str], None]) -> None:
    """Some six hundred, for each tool, in a sentence that does not repeat what they hold."""
    urls = corpus()
    assert len(urls) >= 500
    for tool, url in product(HOSTS, urls):
        with pytest.raises(ConfigurationError):
            checked(tool, url, {})
    figure(f"addresses: {len(urls)} that lead astray, none called by any of {len(HOSTS)} tools")


@pytest.mark.parametrize(
    ("tool", "url"),
    [("jira", "https://acme.atlassian.net"), ("asana", "https://app.asana.com/api/1.0"),
     ("notion", "https://api.notion.com"), ("trello", "https://api.trello.com"),
     ("slack", "https://slack.com/api/"), ("jira", "http://127.0.0.1:8700/jira"),
     ("notion", "http://localhost:8700/notion"), ("trello", "http://[::1]:8700/trello")],
)  # fmt: skip
def test_a_vendor_and_this_machine_are_called(tool: str, url: str) -> None:
    """The sandbox is on loopback."""
    assert checked(tool, url, {}) == url


def test_one_vendor_is_not_another() -> None:
    """A Notion token is not sent to Asana's host."""
    for tool, host in (("notion", "app.asana.com"), ("asana", "acme.atlassian.net")):
        with pytest.raises(ConfigurationError, match=ALLOW_VARIABLE):
            checked(tool, f"https://{host}", {})


def test_another_host_is_named_on_purpose() -> None:
    """By who runs it, in the environment, never in the configuration; a number is never taken."""
    environ = {ALLOW_VARIABLE: "jira.acme.com, *.proxy.acme.com 10.0.0.1"}
    for host in ("jira.acme.com", "eu.proxy.acme.com"):
        assert checked("jira", f"https://{host}", environ)
    for host in ("proxy.acme.com", "evil.jira.acme.com", "10.0.0.1"):
        with pytest.raises(ConfigurationError):
            checked("jira", f"https://{host}", environ)


class Elsewhere(ThreadingHTTPServer):
    """Send everybody to another server, or count who came."""

    def __init__(self, goal: str = "") -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.goal, self.came = goal, 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Elsewhere

    def _answer(self) -> None:
        self.server.came += 1
        self.rfile.read(int(self.headers["content-length"] or 0))
        self.send_response(302 if self.server.goal else 200)
        if self.server.goal:
            self.send_header("Location", self.server.goal + self.path)
        self.send_header("content-length", "0")
        self.end_headers()

    do_GET = do_POST = do_PUT = do_PATCH = _answer  # noqa: N815  # as the base class wants

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture
def servers() -> Iterator[tuple[Elsewhere, Elsewhere]]:
    """Return a server that sends everybody to a second one."""
    with Elsewhere() as second, Elsewhere(second.url) as first:
        threads = [threading.Thread(target=s.serve_forever, args=(0.01,)) for s in (first, second)]
        for thread in threads:
            thread.start()
        yield first, second
        for server, thread in zip((first, second), threads, strict=True):
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("tool", ["jira", "asana", "notion", "trello"])
def test_no_redirect_is_followed(
    servers: tuple[Elsewhere, Elsewhere], tool: str, tmp_path: Path
) -> None:
    """Whoever answers there cannot send the credentials on; it ends in a sentence."""
    first, second = servers
    containers = {
        "jira": {"projects": ("PAY",)}, "asana": {"project": ("1",)},
        "notion": {"data_source": ("00000000-0000-4000-8000-000000000000",)},
        "trello": {"board": ("0" * 24,)},
    }  # fmt: skip
    secrets = {"email": "a@example.com", "token": "t" * 32, "key": "k" * 32}
    settings = ReplicaSettings(
        "there", tool, first.url, secrets, containers[tool], {"epic": "Epic"}, {}
    )
    with suppress(SynclineError):
        assert not all(finding.fine for finding in TRACKERS[tool](settings).inspect())
    assert first.came > 0
    assert second.came == 0
