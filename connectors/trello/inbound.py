"""Trello's webhooks: HMAC-SHA1 over body and address, and the card of the action inside."""

import base64
import hmac

from connectors.signatures import digest, document, equal, identifier, moment, within
from syncline.ports.inbound import Delivery, Greeting, Signal


class TrelloInbound:
    """Fulfil `Inbound`."""

    answers_head = True
    brings_secret = False

    def greeting(self, _delivery: Delivery) -> Greeting | None:
        """Return None: the secret is that of the application."""
        return None

    def genuine(self, delivery: Delivery, secret: str) -> bool:
        """Compare the signature, over the body and then the address that Trello was given."""
        whole = delivery.body + delivery.url.encode()
        ours = base64.b64encode(hmac.new(secret.encode(), whole, "sha1").digest()).decode()
        return equal(ours, delivery.headers.get("x-trello-webhook", ""))

    def signal(self, body: bytes) -> Signal:
        """Name the card; an action on a list or the board names none."""
        read = document(body)
        record = identifier(within(read, "action", "data", "card", "id"))
        action = identifier(within(read, "action", "id")) or digest(body)
        at = moment(within(read, "action", "date"))
        return Signal(action, at, (record,) if record else ())
