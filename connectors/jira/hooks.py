"""Jira's webhooks of administrators, which are signed and stay, and those of apps, which die.

Source: https://developer.atlassian.com/cloud/jira/platform/webhooks/
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from connectors.gateway import Gateway
from connectors.jira.adapter import opened
from connectors.jira.client import TIMEOUT
from connectors.jira.failures import NotJira, classify, content
from connectors.jira.query import scope
from syncline.domain.errors import ItemError, ReplicaError
from syncline.ports import ReplicaSettings
from syncline.ports.inbound import Hook

ADMINS = "/rest/webhooks/1.0/webhook"
APPS = "/rest/api/3/webhook"
EVENTS = ("jira:issue_created", "jira:issue_updated", "jira:issue_deleted")
Json = Mapping[str, Any]
T = TypeVar("T")


class JiraHooks:
    """Fulfil `Hooks`; needs an account that administers the site."""

    takes_secret = True
    needs = "Its account must administer the site."

    def __init__(self, settings: ReplicaSettings, gateway: Gateway) -> None:
        account = settings.secrets["email"], settings.secrets["token"]
        self._session = opened(settings.url, account, TIMEOUT)._session  # noqa: SLF001  # no public one
        self._url, self._gateway = settings.url, gateway
        self._told = scope(settings).told()

    def listed(self) -> Sequence[Hook]:
        """Return those of administrators, and where the account is an app, its own."""
        rows = self._send("get", ADMINS, "list the webhooks", _rows)
        made = [Hook(_number(row), str(row.get("url"))) for row in rows]
        return [*made, *self._of_apps()]

    def _of_apps(self) -> list[Hook]:
        try:
            rows = self._send("get", APPS, "list the webhooks of the app", _values)
        except (ReplicaError, ItemError):  # 403: only an app may ask
            return []
        return [Hook(str(r["id"]), str(r["url"]), _moment(r["expirationDate"])) for r in rows]

    def make(self, url: str, secret: str, name: str) -> Hook:
        """Make one of an administrator, for the projects of the replica."""
        body = {
            "name": name, "url": url, "events": EVENTS, "secret": secret, "excludeBody": False,
            "filters": {"issue-related-events-section": self._told},
        }  # fmt: skip
        made = self._send("post", ADMINS, f"make the webhook {name}", _object, body)
        return Hook(_number(made), url)

    def renew(self, hook: Hook) -> Hook:
        """Give one of an app its 30 days again."""
        path, body = f"{APPS}/refresh", {"webhookIds": [int(hook.id)]}
        told = self._send("put", path, f"renew webhook {hook.id}", _object, body)
        return replace(hook, until=_moment(told.get("expirationDate")))

    def remove(self, hook: Hook) -> None:
        """Delete it."""
        what = f"delete webhook {hook.id}"
        if hook.until is None:
            self._send("delete", f"{ADMINS}/{hook.id}", what, lambda _: None)
        else:
            self._send("delete", APPS, what, lambda _: None, {"webhookIds": [int(hook.id)]})

    def _send(
        self, verb: str, path: str, what: str, check: Callable[[Any], T], body: Json | None = None
    ) -> T:
        def send() -> T:
            return check(content(self._session.request(verb, self._url + path, json=body)))

        return self._gateway.call(send, what=what, write=verb != "get", classify=classify)


def _object(body: Any) -> Json:
    if not isinstance(body, dict):
        raise NotJira(f"the answer is no object but {body!r:.80}")
    return body


def _rows(body: Any) -> Sequence[Json]:
    if not isinstance(body, list):
        raise NotJira(f"the answer is no list but {body!r:.80}")
    return [one for one in body if isinstance(one, dict)]


def _values(body: Any) -> Sequence[Json]:
    return _rows(_object(body).get("values"))


def _number(row: Json) -> str:
    return str(row.get("self", "")).rpartition("/")[2]


def _moment(milliseconds: Any) -> datetime:
    if not isinstance(milliseconds, int):
        raise NotJira(f"a webhook expires at {milliseconds!r:.40}, which is no time")
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def open_hooks(settings: ReplicaSettings) -> JiraHooks:
    """Return the webhooks of a site; makes no request."""
    return JiraHooks(settings, Gateway("jira", settings.pace))
