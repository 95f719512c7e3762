"""Trello's webhooks on a board: signed with the application's secret, asked for with HEAD first.

Source: https://developer.atlassian.com/cloud/trello/guides/rest-api/webhooks/
"""

from collections.abc import Sequence
from typing import Any

import httpx

from connectors.gateway import Gateway
from connectors.limits import PACKED, Transport
from connectors.trello.client import TIMEOUT
from connectors.trello.failures import answered, classify
from syncline.ports import ReplicaSettings
from syncline.ports.inbound import Hook


class TrelloHooks:
    """Fulfil `Hooks`."""

    takes_secret = False
    needs = "`syncline listen` must run at that address: Trello asks it first."

    def __init__(self, settings: ReplicaSettings, gateway: Gateway) -> None:
        key, self._token = settings.secrets["key"], settings.secrets["token"]
        credentials = f'OAuth oauth_consumer_key="{key}", oauth_token="{self._token}"'
        self._headers = {"Authorization": credentials, "Accept": "application/json", **PACKED}
        (self._board,) = settings.container["board"]
        self._base, self._gateway = f"{settings.url}/1", gateway

    def listed(self) -> Sequence[Hook]:
        """Return those of this token."""
        rows = self._ask("list the webhooks", "GET", f"/tokens/{self._token}/webhooks", list)
        return [Hook(str(row["id"]), str(row["callbackURL"])) for row in rows]

    def make(self, url: str, _secret: str, name: str) -> Hook:
        """Make it; Trello asks the address with HEAD before it answers."""
        body = {"idModel": self._board, "callbackURL": url, "description": name}
        made = self._ask(f"make the webhook {name}", "POST", "/webhooks", dict, body)
        return Hook(str(made["id"]), url)

    def renew(self, hook: Hook) -> Hook:
        """Return it: Trello's do not expire."""
        return hook

    def remove(self, hook: Hook) -> None:
        """Delete it."""
        self._ask(f"delete webhook {hook.id}", "DELETE", f"/webhooks/{hook.id}", dict)

    def _ask(self, what: str, verb: str, path: str, shape: type, body: object = None) -> Any:
        request = httpx.Request(
            verb, self._base + path, headers=self._headers, json=body,
            extensions={"timeout": TIMEOUT.as_dict()},
        )  # fmt: skip

        def send() -> Any:
            # Without a client, which would write the address, and so the token, into a log.
            with Transport() as wire:
                return answered(wire.handle_request(request), shape)

        return self._gateway.call(send, what=what, write=verb != "GET", classify=classify)


def open_hooks(settings: ReplicaSettings) -> TrelloHooks:
    """Return the webhooks of a board; makes no request."""
    return TrelloHooks(settings, Gateway("trello", settings.pace))
