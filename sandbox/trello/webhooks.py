"""Telling others of actions: signed deliveries to the addresses that asked for them."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.request import Request

from sandbox.trello import views
from sandbox.trello.errors import invalid, refuse
from sandbox.trello.records import Action, Board, Webhook
from sandbox.webhooks.post import Letter, call, loopback

if TYPE_CHECKING:
    from sandbox.trello.state import TrelloState
    from sandbox.world import World

SECRET = "trello-sandbox-secret"
HEADER = "X-Trello-Webhook"


def signature(body: bytes, callback: str) -> str:
    """Return what X-Trello-Webhook says: HMAC-SHA1 over the body and then the address."""
    digest = hmac.new(SECRET.encode(), body + callback.encode(), "sha1").digest()
    return base64.b64encode(digest).decode()


def check(callback: str) -> None:
    """Refuse an address that does not answer HEAD with 200; only loopback is ever called."""
    if not loopback(callback):
        raise invalid("callbackURL")
    status, _ = call(Request(callback, method="HEAD"))  # noqa: S310  # the scheme is checked
    if status != 200:
        raise refuse(400, f"URL ({callback}) did not return 200 status code, got {status}")


def announce(state: TrelloState, action: Action, board: Board) -> None:
    """Tell every webhook on the board, or on what the action is about; nobody waits for it."""
    for hook in list(state.webhooks.values()):
        if hook.active and hook.model in action.about:
            told = {"action": views.action(action), "model": views.board(state, board)}
            body = json.dumps(told | {"webhook": views.webhook(hook)}, ensure_ascii=False).encode()
            state.outbox.append((hook, body))


def deliver(world: World) -> None:
    """Post what was announced."""
    waiting, world.trello.outbox[:] = list(world.trello.outbox), []
    for hook, body in waiting:
        world.post.send(_letter(world, hook, body))


def _letter(world: World, hook: Webhook, body: bytes) -> Letter:
    def headers(raw: bytes, _: int) -> Mapping[str, str]:
        return {HEADER: signature(raw, hook.callback)}

    def answered(status: int, _: int) -> None:
        if status == 200:
            hook.failures, hook.failing_since = 0, None
        else:
            hook.failures += 1
            hook.failing_since = hook.failing_since or world.clock.now
        if status == 410:
            hook.active = False

    return Letter("trello", hook.callback, lambda _: body, headers, HEADER, answered=answered)
