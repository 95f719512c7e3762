"""Answers without an end, as a plain client sees them: byte by byte, and packed beyond measure."""

import gzip
import time

import httpx
import pytest

from sandbox import Sandbox
from sandbox.faults import Rule

AUTH = ("sync@acme.example", "jira-sandbox-token")


@pytest.fixture
def address(sandbox: Sandbox) -> str:
    """Return where Jira tells who asks."""
    return f"{sandbox.url}/jira/rest/api/3/myself"


def test_a_drip_sends_every_byte_in_time_and_the_whole_too_late(
    sandbox: Sandbox, address: str
) -> None:
    """A client that waits 0.2 s for a byte waits for ever longer; the body is the tool's own."""
    sandbox.world.faults.load([Rule("drip", "jira", seconds=0.5)])
    began = time.monotonic()
    dripped = httpx.get(address, auth=AUTH, timeout=0.2)
    assert time.monotonic() - began >= 0.5
    assert dripped.json() == httpx.get(address, auth=AUTH).json()


def test_a_drip_ends_when_its_client_goes(sandbox: Sandbox, address: str) -> None:
    """The sandbox goes on serving others."""
    sandbox.world.faults.load([Rule("drip", "jira", seconds=3600)])
    with httpx.stream("GET", address, auth=AUTH) as answer:
        assert answer.status_code == 200
    assert httpx.get(address, auth=AUTH).status_code == 200


def test_a_bomb_is_a_good_answer_that_unpacks_to_a_gigantic_one(
    sandbox: Sandbox, address: str
) -> None:
    """A thousand times what was sent."""
    sandbox.world.faults.load([Rule("bomb", "jira", size=3_000_000)])
    with httpx.stream("GET", address, auth=AUTH) as answer:
        sent = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert len(sent) < 10_000
    body = gzip.decompress(sent)
    assert len(body) == 3_000_000
    assert httpx.Response(200, content=body).json() == httpx.get(address, auth=AUTH).json()
