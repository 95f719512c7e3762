"""Notion's webhooks: made in its interface alone, a token first, aggregated, in no order."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sandbox.clock import iso
from sandbox.http import Call, Endpoint, Refusal, Reply
from sandbox.notion.records import Page
from sandbox.webhooks.hooks import Hook, heard
from sandbox.webhooks.post import loopback

if TYPE_CHECKING:
    from sandbox.world import World

ATTEMPTS = 8
VERSION = "2025-09-03"
UNNAMED = "00000000-0000-4000-8000-000000000001"  # the workspace and the integration
Told = tuple[str, Page, dict[str, Any]]  # the type, the page, and what is told beside its parent


def subscribe(world: World, call: Call) -> Reply:
    """Make a subscription, as a person does in Notion's interface: its first post is the token."""
    body = call.json if isinstance(call.json, dict) else {}
    url = str(body.get("url") or "")
    if not loopback(url):
        raise Refusal(Reply(400, {"error": "`url` must be on this machine."}))
    remember(world)
    token = f"secret_{world.hooks.hex(50)}"
    made = Hook(world.hooks.uuid(), "notion", url, "", "ops", token, world.clock.now)
    made.active = False  # until the token comes back
    world.hooks.add(made)
    first = json.dumps({"verification_token": token}).encode()
    world.hooks.send(made, lambda _: first, lambda _, __: {}, signature="", attempts=ATTEMPTS)
    return Reply(200, _shown(made))


def activate(world: World, call: Call) -> Reply:
    """Take the token back, as a person pastes it: from now on it delivers."""
    body = call.json if isinstance(call.json, dict) else {}
    for hook in world.hooks.of("notion"):
        if hook.secret == body.get("verification_token"):
            hook.active = True
            return Reply(200, _shown(hook))
    raise Refusal(Reply(400, {"error": "No subscription has this verification token."}))


def listing(world: World, call: Call) -> Reply:
    """List the subscriptions."""
    return Reply(200, {"subscriptions": [_shown(one) for one in world.hooks.of("notion")]})


def _shown(hook: Hook) -> dict[str, Any]:
    return {"id": hook.id, "url": hook.url, "active": hook.active}


CONTROLS: tuple[Endpoint, ...] = (
    Endpoint("POST", "/_sandbox/notion/subscriptions", subscribe),
    Endpoint("GET", "/_sandbox/notion/subscriptions", listing),
    Endpoint("POST", "/_sandbox/notion/subscriptions/activate", activate),
)


def remember(world: World) -> None:
    """Begin to watch, from what there is now."""
    world.hooks.seen.setdefault("notion", _looks(world))


def _looks(world: World) -> dict[str, tuple[Any, ...]]:
    pages = world.notion.pages
    return {id_: (page.stamp.edited_at, page.in_trash, _raw(page)) for id_, page in pages.items()}


def _raw(page: Page) -> dict[str, str]:
    return {name: repr(value) for name, value in page.values.items()}


def announce(world: World) -> None:
    """Tell what has changed since the last time; the changes of one page come as one."""
    before, now = world.hooks.seen["notion"], _looks(world)
    world.hooks.seen["notion"] = now
    hooks = [hook for hook in world.hooks.of("notion") if hook.active]
    for told in _told(world, before, now):
        for hook in hooks:
            _send(world, hook, told)


def _told(world: World, before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Told]:
    for id_, look in now.items():
        page, old = world.notion.pages[id_], before.get(id_)
        if old == look or not world.notion.shares(page):
            continue
        if old is None:
            yield "page.created", page, {}
        elif old[1] != look[1]:
            yield "page.deleted" if look[1] else "page.undeleted", page, {}
        elif old[2] != look[2]:
            changed = [n for n in look[2].keys() | old[2].keys() if look[2].get(n) != old[2].get(n)]
            yield "page.properties_updated", page, {"updated_properties": sorted(changed)}
        else:
            yield "page.content_updated", page, {"updated_blocks": []}


def _send(world: World, hook: Hook, told: Told) -> None:
    kind, page, more = told
    parent = {"id": page.source.database_id, "type": "database"} if page.source else {
        "id": UNNAMED, "type": "space"
    }  # fmt: skip
    if page.source:
        parent["data_source_id"] = page.source.id
    event = {
        "id": world.hooks.uuid(), "timestamp": iso(world.clock.now), "type": kind,
        "workspace_id": UNNAMED, "workspace_name": "Acme", "subscription_id": hook.id,
        "integration_id": UNNAMED, "api_version": VERSION,
        "authors": [{"id": page.stamp.edited_by.notion_id, "type": "person"}],
        "accessible_by": [], "entity": {"id": page.id, "type": "page"},
        "data": {"parent": parent, **more},
    }  # fmt: skip
    secret = (hook.secret or "").encode()

    def body(attempt: int) -> bytes:
        return json.dumps({**event, "attempt_number": attempt}, ensure_ascii=False).encode()

    def headers(raw: bytes, _: int) -> Mapping[str, str]:
        digest = hmac.new(secret, raw, "sha256").hexdigest()
        return {"X-Notion-Signature": f"sha256={digest}"}

    world.hooks.send(
        hook, body, headers, signature="X-Notion-Signature", attempts=ATTEMPTS,
        answered=lambda status, _: heard(world, hook, status),
    )  # fmt: skip
