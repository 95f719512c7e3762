"""Asana's webhooks: a handshake in the create call, HMAC-SHA256 in X-Hook-Signature, ids alone."""

from collections.abc import Mapping
from typing import Any

from connectors.signatures import digest, document, identifier, moment, signed
from syncline.ports.inbound import Delivery, Greeting, NotAWebhook, Signal

SECRET = "x-hook-secret"  # noqa: S105  # the name of a header


class AsanaInbound:
    """Fulfil `Inbound`."""

    answers_head = False
    brings_secret = True

    def greeting(self, delivery: Delivery) -> Greeting | None:
        """Return the secret, which must be echoed while Asana's create call still waits."""
        secret = delivery.headers.get(SECRET)
        if secret is None or not secret.isascii() or not 16 <= len(secret) <= 256:
            return None
        return Greeting(secret, {"X-Hook-Secret": secret})

    def genuine(self, delivery: Delivery, secret: str) -> bool:
        """Compare the signature."""
        return signed(secret, delivery.body, delivery.headers.get("x-hook-signature", ""))

    def signal(self, body: bytes) -> Signal:
        """Name the tasks; an empty list only says that the webhook lives."""
        events = document(body).get("events")
        if not isinstance(events, list):
            raise NotAWebhook("there is no list of events")
        read = [event for event in events if isinstance(event, dict)]
        times = [at for event in read if (at := moment(event.get("created_at")))]
        records = dict.fromkeys(task for event in read for task in _tasks(event))
        return Signal(digest(body), max(times, default=None), tuple(records))


def _tasks(event: Mapping[str, Any]) -> list[str]:
    """Return the task that an event is about, and the task that it is part of."""
    named = [one for one in (event.get("resource"), event.get("parent")) if isinstance(one, dict)]
    tasks = [one for one in named if one.get("resource_type") == "task"]
    return [gid for one in tasks if (gid := identifier(one.get("gid")))]
