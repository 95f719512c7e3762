"""The Trello emulator: webhooks are checked, told of actions, and signed."""

import base64
import hmac
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from sandbox import Sandbox
from sandbox.trello.records import Board, Card
from tests.sandbox.receiving import Receiver, receiving, until

Ask = Callable[..., httpx.Response]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Return a server on loopback that takes deliveries."""
    with receiving("/hook?type=board") as server:
        yield server


def test_a_delivery_is_signed_over_body_and_address(
    sandbox: Sandbox, board: Board, card: Card, ask: Ask, receiver: Receiver
) -> None:
    """HMAC-SHA1 with the secret of the application, in base64; the action and the board."""
    body = {"idModel": board.id, "callbackURL": receiver.url, "description": "All"}
    made = ask("POST", "/webhooks/", json=body).json()
    assert (made["active"], made["consecutiveFailures"]) == (True, 0)
    ask("PUT", f"/cards/{card.id}", "ines", json={"name": "Été"})
    until(lambda: len(receiver.got) == 1)
    headers, raw = receiver.got[0]
    secret = sandbox.access()["trello"]["secret"].encode()
    digest = hmac.new(secret, raw + receiver.url.encode(), "sha1").digest()
    assert headers["x-trello-webhook"] == base64.b64encode(digest).decode()
    told = json.loads(raw)
    assert told["model"]["id"] == board.id
    assert told["action"]["data"]["old"] == {"name": "Ship it"}
    assert told["action"]["memberCreator"]["username"] == "ines_acme"


def test_a_webhook_hears_of_its_model_alone(
    board: Board, card: Card, ask: Ask, receiver: Receiver
) -> None:
    """Of one card; not of the others on its board, and of nothing after its end."""
    body = {"idModel": card.id, "callbackURL": receiver.url}
    made = ask("POST", "/webhooks", json=body).json()
    ask("POST", "/cards", json={"idList": board.lists[0].id, "name": "Other"})
    ask("DELETE", f"/cards/{card.id}")
    until(lambda: bool(receiver.got))
    ask("DELETE", f"/webhooks/{made['id']}")
    assert [json.loads(raw)["action"]["type"] for _, raw in receiver.got] == ["deleteCard"]
    assert ask("GET", f"/webhooks/{made['id']}").status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"callbackURL": "http://127.0.0.1:1/"}, "did not return 200 status code, got 0"),
        ({"callbackURL": "https://example.com/"}, "invalid value for callbackURL"),
        ({"callbackURL": "file:///etc"}, "invalid value for callbackURL"),
        ({"idModel": "0" * 24}, "invalid value for idModel"),
    ],
)
def test_an_address_must_answer_before_the_webhook_is_made(
    board: Board, ask: Ask, receiver: Receiver, changes: Any, words: str
) -> None:
    """HEAD with 200; the sandbox itself calls nothing beyond loopback."""
    body = {"idModel": board.id, "callbackURL": receiver.url} | changes
    refused = ask("POST", "/webhooks", json=body)
    assert refused.status_code == 400
    assert words in refused.text


def test_a_refusing_address_is_told_by_its_status(
    board: Board, ask: Ask, receiver: Receiver
) -> None:
    """And a second webhook of the same kind is refused as well."""
    body = {"idModel": board.id, "callbackURL": receiver.url}
    receiver.status = 405
    assert ask("POST", "/webhooks", json=body).text.endswith("200 status code, got 405")
    receiver.status = 200
    assert ask("POST", "/webhooks", json=body).status_code == 200
    assert "already exists" in ask("POST", "/webhooks", json=body).text


def test_failures_are_counted_and_gone_ends_a_webhook(
    sandbox: Sandbox, board: Board, card: Card, ask: Ask, receiver: Receiver
) -> None:
    """In a row, with the time of the first; 410 switches it off."""
    body = {"idModel": board.id, "callbackURL": receiver.url}
    made = ask("POST", "/webhooks", json=body).json()
    hook = sandbox.world.trello.webhooks[made["id"]]
    for status, failures in ((500, 1), (500, 2), (200, 0), (410, 1)):
        receiver.status, heard = status, len(receiver.got)
        ask("PUT", f"/cards/{card.id}", json={"name": f"{status} {failures}"})
        until(lambda heard=heard: len(receiver.got) > heard)
        until(lambda failures=failures: hook.failures == failures)
    until(lambda: not hook.active)
    shown = ask("GET", f"/webhooks/{made['id']}").json()
    assert (shown["active"], shown["consecutiveFailures"]) == (False, 1)
    assert shown["firstConsecutiveFailDate"]


def test_a_token_has_its_own_webhooks(board: Board, ask: Ask, receiver: Receiver) -> None:
    """Those of another token cannot be listed, read or deleted."""
    token, body = "trello-sandbox-token", {"idModel": board.id, "callbackURL": receiver.url}
    made = ask("POST", f"/tokens/{token}/webhooks", json=body).json()
    assert [one["id"] for one in ask("GET", f"/tokens/{token}/webhooks").json()] == [made["id"]]
    assert ask("GET", "/tokens/trello-ines/webhooks", "ines").json() == []
    assert ask("DELETE", f"/webhooks/{made['id']}", "ines").status_code == 404
    refused = ask("GET", f"/tokens/{token}/webhooks", "ines")
    assert (refused.status_code, refused.text) == (401, "unauthorized token")
    renamed = ask("PUT", f"/webhooks/{made['id']}", json={"description": "Mine"}).json()
    assert renamed["description"] == "Mine"
    assert ask("GET", f"/tokens/{token}").json()["dateExpires"] is None
    assert ask("GET", f"/tokens/{token}/member").json()["username"] == "sync_acme"
