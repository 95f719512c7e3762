"""Asana's webhooks on a project: their secret comes in a handshake inside the call that makes them.

Source: https://developers.asana.com/docs/webhooks-guide
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import asana

from connectors.asana.answers import Json, answered, classify
from connectors.asana.connection import connected
from connectors.gateway import Gateway
from syncline.ports import ReplicaSettings
from syncline.ports.inbound import Hook


class AsanaHooks:
    """Fulfil `Hooks`."""

    takes_secret = False
    needs = "`syncline listen` with --pair must run at that address: the handshake goes there."

    def __init__(self, settings: ReplicaSettings, gateway: Gateway) -> None:
        api = connected(settings.url, settings.secrets["token"])
        self._webhooks, self._projects = asana.WebhooksApi(api), asana.ProjectsApi(api)
        (self._project,) = settings.container["project"]
        self._gateway = gateway

    def listed(self) -> Sequence[Hook]:
        """Return those of this account on the project."""
        what = f"read project {self._project}"
        opts = {"opt_fields": "workspace.gid"}
        project = self._ask(what, dict, self._projects.get_project, self._project, opts)
        wanted: Json = {"resource": self._project, "limit": 100, "opt_fields": "target"}
        call, space = self._webhooks.get_webhooks, project["workspace"]["gid"]
        rows = self._ask("list the webhooks", list, call, space, wanted)
        return [Hook(str(row["gid"]), str(row["target"])) for row in rows]

    def make(self, url: str, _secret: str, name: str) -> Hook:
        """Make it; whoever listens at the address takes the handshake meanwhile."""
        body = {"data": {"resource": self._project, "target": url}}
        call = self._webhooks.create_webhook
        made = self._ask(f"make the webhook {name}", dict, call, body, {})
        return Hook(str(made["gid"]), url)

    def renew(self, hook: Hook) -> Hook:
        """Return it: Asana's do not expire."""
        return hook

    def remove(self, hook: Hook) -> None:
        """Delete it."""
        call = self._webhooks.delete_webhook
        self._ask(f"delete webhook {hook.id}", dict, call, hook.id)

    def _ask(self, what: str, shape: type, call: Callable[..., Any], *arguments: Any) -> Any:
        send = partial(answered, shape, call, *arguments)
        write = not what.startswith(("read ", "list "))
        answer: Json = self._gateway.call(send, what=what, write=write, classify=classify)
        return answer["data"]


def open_hooks(settings: ReplicaSettings) -> AsanaHooks:
    """Return the webhooks on a project; makes no request."""
    return AsanaHooks(settings, Gateway("asana", settings.pace))
