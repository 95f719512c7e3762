"""Jira's webhooks: those of apps, which die after 30 days, and those of administrators."""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sandbox.http import Call, Endpoint, Reply
from sandbox.jira import clauses, issue_views, jql, views
from sandbox.jira.errors import missing, wrong
from sandbox.jira.issue_views import Wanted
from sandbox.jira.operands import Asker
from sandbox.jira.records import Issue
from sandbox.jira.requests import user
from sandbox.jira.views import Site
from sandbox.webhooks.hooks import Hook, heard
from sandbox.webhooks.post import loopback

if TYPE_CHECKING:
    from sandbox.world import World

LIFE = timedelta(days=30)
ATTEMPTS = 5
KEPT = timedelta(hours=72)  # how long a lost delivery stays in the list
EVENTS = ("jira:issue_created", "jira:issue_updated", "jira:issue_deleted")
ADMIN = "/rest/webhooks/1.0/webhook"
FILTER = "issue-related-events-section"
Changed = tuple[str, Issue, bool]  # the event, the issue, and whether it is no longer there


# -- the routes ------------------------------------------------------------------------------


def register(world: World, call: Call) -> Reply:
    """Register webhooks of an app; each is refused or made by itself."""
    body = call.json if isinstance(call.json, dict) else {}
    url, wanted = body.get("url"), body.get("webhooks")
    if not isinstance(url, str) or not loopback(url):
        raise wrong("The webhook URL must be on this machine: the sandbox calls nothing else.")
    if not isinstance(wanted, list):
        raise wrong("webhooks: a list is required")
    results = [_registered(world, call, url, one) for one in wanted]
    return Reply(200, {"webhookRegistrationResult": results})


def _registered(world: World, call: Call, url: str, wanted: Mapping[str, Any]) -> dict[str, Any]:
    events, text = wanted.get("events") or [], str(wanted.get("jqlFilter") or "")
    try:
        if text:
            jql.parse(text)
    except jql.JqlError as refused:
        return {"errors": [str(refused)]}
    if not events or not set(events) <= set(EVENTS):
        return {"errors": [f"The events must be some of: {', '.join(EVENTS)}"]}
    rules = {"events": list(events), "jql": text, "admin": False}
    hook = _made(world, call, url, rules)
    hook.expires = world.clock.now + LIFE
    return {"createdWebhookId": int(hook.id)}


def _made(world: World, call: Call, url: str, rules: dict[str, Any]) -> Hook:
    hooks = world.hooks
    remember(world)
    made = Hook(
        hooks.new_id(), "jira", url, call.base, user(call).key, None, world.clock.now, rules
    )
    return hooks.add(made)


def listing(world: World, call: Call) -> Reply:
    """List the webhooks of the app; those that have expired are gone."""
    _expire(world)
    own = [hook for hook in world.hooks.of("jira") if not hook.rules["admin"]]
    shown = [
        {
            "id": int(hook.id), "jqlFilter": hook.rules["jql"], "events": hook.rules["events"],
            "url": hook.url, "expirationDate": _ms(hook.expires),
        }
        for hook in own
    ]  # fmt: skip
    page = {"startAt": 0, "maxResults": 100, "total": len(shown), "isLast": True, "values": shown}
    return Reply(200, page)


def _ms(moment: datetime | None) -> int:
    return round(moment.timestamp() * 1000) if moment else 0


def _named(world: World, call: Call) -> list[Hook]:
    body = call.json if isinstance(call.json, dict) else {}
    ids = body.get("webhookIds")
    if not isinstance(ids, list):
        raise wrong("webhookIds: a list is required")
    _expire(world)
    found = [world.hooks.every.get(str(one)) for one in ids]
    return [hook for hook in found if hook and hook.tool == "jira"]


def refresh(world: World, call: Call) -> Reply:
    """Let webhooks live for another 30 days."""
    found, until = _named(world, call), world.clock.now + LIFE
    for hook in found:
        hook.expires = until
    return Reply(200, {"expirationDate": _ms(until)})


def delete(world: World, call: Call) -> Reply:
    """Delete webhooks; unknown ones are passed over."""
    for hook in _named(world, call):
        world.hooks.drop(hook)
    return Reply(202)


def failed(world: World, call: Call) -> Reply:
    """List the deliveries of the last 72 hours that were given up."""
    since = _ms(world.clock.now - KEPT)
    after = max(since, int(call.first("after") or 0))
    shown = [one for one in world.hooks.failed if one["failureTime"] > after]
    return Reply(200, {"values": shown, "maxResults": 100})


def administer(world: World, call: Call) -> Reply:
    """Register a webhook of an administrator: it does not expire, and may have a secret."""
    body = call.json if isinstance(call.json, dict) else {}
    url, events = str(body.get("url") or ""), body.get("events") or []
    if not loopback(url):
        raise wrong("url: must be on this machine: the sandbox calls nothing else.")
    text = str((body.get("filters") or {}).get(FILTER) or "")
    rules = {
        "events": list(events), "jql": text, "admin": True, "name": str(body.get("name") or "")
    }  # fmt: skip
    hook = _made(world, call, url, rules)
    hook.secret = str(body["secret"]) if body.get("secret") else None
    return Reply(201, _administered(hook))


def _administered(hook: Hook) -> dict[str, Any]:
    return {
        "name": hook.rules["name"], "url": hook.url, "events": hook.rules["events"],
        "filters": {FILTER: hook.rules["jql"]}, "excludeBody": False, "enabled": hook.active,
        "isSigned": hook.secret is not None, "self": f"{hook.base}{ADMIN}/{hook.id}",
    }  # fmt: skip


def administered(world: World, call: Call) -> Reply:
    """List the webhooks of administrators; no secret is ever shown."""
    own = [hook for hook in world.hooks.of("jira") if hook.rules["admin"]]
    return Reply(200, [_administered(hook) for hook in own])


def unadminister(world: World, call: Call) -> Reply:
    """Delete a webhook of an administrator."""
    hook = world.hooks.every.get(call.path_params["id"])
    if hook is None or hook.tool != "jira" or not hook.rules["admin"]:
        raise missing("The webhook does not exist.")
    world.hooks.drop(hook)
    return Reply(204)


ROUTES: tuple[Endpoint, ...] = (
    *(
        Endpoint(method, f"/rest/api/{version}{path}", handler, write=method != "GET")
        for version in ("3", "2", "latest")
        for method, path, handler in (
            ("POST", "/webhook", register),
            ("GET", "/webhook", listing),
            ("DELETE", "/webhook", delete),
            ("PUT", "/webhook/refresh", refresh),
            ("GET", "/webhook/failed", failed),
        )
    ),
    Endpoint("POST", ADMIN, administer, write=True),
    Endpoint("GET", ADMIN, administered),
    Endpoint("DELETE", ADMIN + "/{id}", unadminister, write=True),
)


# -- the deliveries --------------------------------------------------------------------------


def remember(world: World) -> None:
    """Begin to watch, from what there is now."""
    world.hooks.seen.setdefault("jira", dict(world.jira.issues))


def announce(world: World) -> None:
    """Tell what has changed since the last time."""
    _expire(world)
    hooks = world.hooks.of("jira")
    changes = list(_changes(world))
    for event, issue, gone in changes:
        for hook in hooks:
            if event in hook.rules["events"] and (gone or _wanted(world, hook, issue)):
                _send(world, hook, (event, issue, gone))


def _expire(world: World) -> None:
    for hook in world.hooks.of("jira"):
        if hook.expires and hook.expires <= world.clock.now:
            world.hooks.drop(hook)


def _changes(world: World) -> Iterator[Changed]:
    """Yield what differs: an issue is replaced by every change, so identity tells."""
    before, now = world.hooks.seen["jira"], world.jira.issues
    for id_, issue in now.items():
        old = before.get(id_)
        if old is not issue:
            yield EVENTS[1] if old else EVENTS[0], issue, False
    for id_, issue in before.items():
        if id_ not in now:
            yield EVENTS[2], issue, True
    world.hooks.seen["jira"] = dict(now)


def _wanted(world: World, hook: Hook, issue: Issue) -> bool:
    query = jql.parse(hook.rules["jql"]) if hook.rules["jql"] else None
    if query is None or query.where is None:
        return True
    asker = Asker(world.jira, world.people[hook.owner])
    return bool(clauses.compiled(query.where, asker)(issue))


def _send(world: World, hook: Hook, changed: Changed) -> None:
    body = _body(world, hook, changed)
    identifier = world.hooks.hex(32)

    def headers(raw: bytes, attempt: int) -> Mapping[str, str]:
        told = {"X-Atlassian-Webhook-Identifier": identifier}
        if attempt > 1:
            told["X-Atlassian-Webhook-Retry"] = str(attempt - 1)
        if hook.secret:
            digest = hmac.new(hook.secret.encode(), raw, "sha256").hexdigest()
            told["X-Hub-Signature"] = f"sha256={digest}"
        return told

    def answered(status: int, attempt: int) -> None:
        heard(world, hook, status)
        if not 200 <= status < 300 and attempt == ATTEMPTS:
            lost = {"id": identifier, "body": body.decode(), "url": hook.url}
            world.hooks.failed.append({**lost, "failureTime": _ms(world.clock.now)})

    world.hooks.send(
        hook, lambda _: body, headers, signature="X-Hub-Signature", attempts=ATTEMPTS,
        answered=answered,
    )  # fmt: skip


def _body(world: World, hook: Hook, changed: Changed) -> bytes:
    event, issue, gone = changed
    site = Site(world.jira, hook.base, "2")  # webhooks speak the second version
    told: dict[str, Any] = {"timestamp": _ms(world.clock.now), "webhookEvent": event}
    changes = world.jira.changes.get(issue.id, [])
    if changes and not gone:
        told["changelog"] = issue_views.change(site, changes[-1])
        told["user"] = views.user(site, world.people[changes[-1].author])
    fields = issue_views.NAVIGABLE - ({"subtasks"} if gone else set())
    told["issue"] = issue_views.issue(site, issue, Wanted(fields))
    if not hook.rules["admin"]:
        told["matchedWebhookIds"] = [int(hook.id)]
    return json.dumps(told, ensure_ascii=False).encode()
