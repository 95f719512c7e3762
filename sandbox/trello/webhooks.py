"""Telling others of actions: signed deliveries to the addresses that asked for them."""

from __future__ import annotations

import base64
import hmac
import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from sandbox.trello import views
from sandbox.trello.errors import invalid, refuse
from sandbox.trello.records import Action, Board, Webhook

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.trello.state import TrelloState

SECRET = "trello-sandbox-secret"
PATIENCE = 5.0  # seconds
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
DELIVERY = ThreadPoolExecutor(1, "trello-webhooks")  # in the order of the actions


def signature(body: bytes, callback: str) -> str:
    """Return what X-Trello-Webhook says: HMAC-SHA1 over the body and then the address."""
    digest = hmac.new(SECRET.encode(), body + callback.encode(), "sha1").digest()
    return base64.b64encode(digest).decode()


def check(callback: str) -> None:
    """Refuse an address that does not answer HEAD with 200; only loopback is ever called."""
    parts = urlsplit(callback)
    if parts.scheme not in ("http", "https") or parts.hostname not in LOOPBACK:
        raise invalid("callbackURL")
    status = _send(Request(callback, method="HEAD"))  # noqa: S310  # the scheme is checked
    if status != 200:
        raise refuse(400, f"URL ({callback}) did not return 200 status code, got {status}")


def announce(state: TrelloState, action: Action, board: Board) -> None:
    """Tell every webhook on the board, or on what the action is about; nobody waits for it."""
    for hook in list(state.webhooks.values()):
        if hook.active and hook.model in action.about:
            told = {"action": views.action(action), "model": views.board(state, board)}
            body = json.dumps(told | {"webhook": views.webhook(hook)}, ensure_ascii=False).encode()
            DELIVERY.submit(_deliver, hook, body, state.clock.now)


def _deliver(hook: Webhook, body: bytes, now: datetime) -> None:
    headers = {
        "Content-Type": "application/json",
        "X-Trello-Webhook": signature(body, hook.callback),
    }
    status = _send(Request(hook.callback, body, headers))  # noqa: S310  # checked when it was made
    if status == 200:
        hook.failures, hook.failing_since = 0, None
    else:
        hook.failures += 1
        hook.failing_since = hook.failing_since or now
    if status == 410:
        hook.active = False


def _send(request: Request) -> int:
    """Return the status of the answer, or 0 when there was none."""
    try:
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310  # checked when it was made
            return int(answer.status)
    except HTTPError as refused:
        return refused.code
    except OSError:
        return 0
