"""Asana's webhooks: a handshake inside the create call, ids alone, heartbeats, at most once."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.request import Request

from sandbox.asana import views
from sandbox.asana.answers import caller, data, needed
from sandbox.asana.errors import invalid, refuse, unknown
from sandbox.asana.events import Event
from sandbox.clock import iso
from sandbox.http import Call, Endpoint, Reply
from sandbox.webhooks.hooks import Hook, heard
from sandbox.webhooks.post import call as ring
from sandbox.webhooks.post import loopback

if TYPE_CHECKING:
    from sandbox.world import World

ATTEMPTS = 5
HEARTBEAT = timedelta(hours=8)
GIVEN_UP = timedelta(hours=24)  # of failures: then the webhook is deleted
RESOURCES = ("tasks", "projects")


# -- the routes ------------------------------------------------------------------------------


def create(world: World, call: Call) -> Reply:
    """Create a webhook, once its target has echoed the secret of the handshake."""
    body = data(call)
    resource, target = str(needed(body, "resource")), str(needed(body, "target"))
    if not any(resource in getattr(world.asana, kind) for kind in RESOURCES):
        raise unknown("resource", resource)
    if not loopback(target):
        raise invalid("target: The sandbox calls nothing but this machine")
    same = (resource, target)
    if any((one.rules["resource"], one.url) == same for one in world.hooks.of("asana")):
        raise refuse(409, "Duplicate webhook")
    secret = world.hooks.hex(64)
    status, headers = ring(Request(target, b"", {"X-Hook-Secret": secret}))  # noqa: S310  # loopback
    if status not in (200, 204) or headers.get("x-hook-secret") != secret:
        raise invalid(
            "The remote server did not respond with the handshake secret. "
            f"It answered {status or 'nothing'}."
        )
    return _kept(world, call, body, secret)


def _kept(world: World, call: Call, body: Mapping[str, Any], secret: str) -> Reply:
    remember(world)
    rules: dict[str, Any] = {
        "resource": str(body["resource"]),
        "filters": list(body.get("filters") or []),
    }
    rules["beat_at"] = world.clock.now
    gid = str(world.hooks.rng.randrange(10**15, 10**16))
    made = Hook(
        gid, "asana", str(body["target"]), call.base, caller(call).key, secret, world.clock.now,
        rules,
    )  # fmt: skip
    world.hooks.add(made)
    return Reply(201, {"data": _shown(world, made), "X-Hook-Secret": secret})


def _shown(world: World, hook: Hook) -> dict[str, Any]:
    gid = hook.rules["resource"]
    found: Any = world.asana.projects.get(gid) or world.asana.tasks.get(gid)
    kind = "project" if gid in world.asana.projects else "task"
    return {
        "gid": hook.id, "resource_type": "webhook", "active": hook.active, "target": hook.url,
        "resource": {"gid": gid, "resource_type": kind, "name": getattr(found, "name", "")},
        "created_at": iso(hook.made_at), "filters": hook.rules["filters"],
        "last_success_at": iso(hook.succeeded_at) if hook.succeeded_at else None,
        "last_failure_at": iso(hook.failed_at) if hook.failed_at else None,
        "last_failure_content": "",
    }  # fmt: skip


def listing(world: World, call: Call) -> Reply:
    """List the webhooks of the caller in a workspace, on one resource or on all."""
    if call.first("workspace") is None:
        raise invalid("workspace: Missing input")
    resource, who = call.first("resource"), caller(call).key
    own = [one for one in world.hooks.of("asana") if one.owner == who]
    shown = [one for one in own if resource in (None, one.rules["resource"])]
    return Reply(200, {"data": [_shown(world, one) for one in shown], "next_page": None})


def _hook(world: World, call: Call) -> Hook:
    found = world.hooks.every.get(call.path_params["webhook_gid"])
    if found is None or found.tool != "asana":
        raise unknown("webhook", call.path_params["webhook_gid"])
    return found


def read(world: World, call: Call) -> Reply:
    """Return one webhook."""
    return Reply(200, {"data": _shown(world, _hook(world, call))})


def delete(world: World, call: Call) -> Reply:
    """Delete a webhook."""
    world.hooks.drop(_hook(world, call))
    return Reply(200, {"data": {}})


ROUTES: tuple[Endpoint, ...] = (
    Endpoint("POST", "/webhooks", create, write=True),
    Endpoint("GET", "/webhooks", listing),
    Endpoint("GET", "/webhooks/{webhook_gid}", read),
    Endpoint("DELETE", "/webhooks/{webhook_gid}", delete, write=True),
)


# -- the deliveries --------------------------------------------------------------------------


def remember(world: World) -> None:
    """Begin to watch, from what there is now."""
    world.hooks.seen.setdefault("asana", len(world.asana.events.events))


def announce(world: World) -> None:
    """Tell every webhook of the events it wants, and that it lives where there was none."""
    events = world.asana.events.events[world.hooks.seen["asana"] :]
    world.hooks.seen["asana"] = len(world.asana.events.events)
    for hook in world.hooks.of("asana"):
        since = hook.failed_at and (hook.succeeded_at or hook.made_at)
        if since and world.clock.now - since > GIVEN_UP:
            world.hooks.drop(hook)
            continue
        wanted = [one for one in events if hook.rules["resource"] in one.scopes]
        wanted = [one for one in wanted if _passes(hook, world, one)]
        late = world.clock.now - hook.rules["beat_at"] >= HEARTBEAT
        if wanted or late:
            hook.rules["beat_at"] = world.clock.now
            _send(world, hook, wanted)


def _passes(hook: Hook, world: World, event: Event) -> bool:
    filters = hook.rules["filters"]
    shown = views.show(world.asana, event, None)
    return not filters or any(_matches(one, shown) for one in filters)


def _matches(rule: Mapping[str, Any], shown: Mapping[str, Any]) -> bool:
    kind, action = rule.get("resource_type"), rule.get("action")
    fields = rule.get("fields")
    changed = (shown.get("change") or {}).get("field")
    return (
        kind in (None, shown["resource"]["resource_type"])
        and action in (None, shown["action"])
        and (not fields or changed in fields)
    )


def _send(world: World, hook: Hook, events: Sequence[Event]) -> None:
    shown = [_compact(views.show(world.asana, event, None)) for event in events]
    body = json.dumps({"events": shown}, ensure_ascii=False).encode()
    assert hook.secret is not None
    secret = hook.secret.encode()

    def headers(raw: bytes, _: int) -> Mapping[str, str]:
        return {"X-Hook-Signature": hmac.new(secret, raw, "sha256").hexdigest()}

    world.hooks.send(
        hook, lambda _: body, headers, signature="X-Hook-Signature", attempts=ATTEMPTS,
        answered=lambda status, _: heard(world, hook, status),
    )  # fmt: skip


def _compact(shown: Mapping[str, Any]) -> dict[str, Any]:
    """Keep ids and kinds: a webhook tells no names and no texts."""
    kept = dict(shown)
    for name in ("user", "resource", "parent"):
        if isinstance(kept.get(name), Mapping):
            told = ("gid", "resource_type", "resource_subtype")
            kept[name] = {key: kept[name][key] for key in told if key in kept[name]}
    return kept
