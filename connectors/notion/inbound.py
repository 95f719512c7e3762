"""Notion's webhooks: a verification token first, HMAC-SHA256 with it, aggregated, in no order."""

from connectors.signatures import digest, document, identifier, moment, signed, within
from syncline.ports.inbound import Delivery, Greeting, NotAWebhook, Signal


class NotionInbound:
    """Fulfil `Inbound`."""

    answers_head = False
    brings_secret = True

    def greeting(self, delivery: Delivery) -> Greeting | None:
        """Return the token: a body that holds nothing else, and has no signature."""
        if "x-notion-signature" in delivery.headers or len(delivery.body) > 1_000:
            return None
        try:
            read = document(delivery.body)
        except NotAWebhook:
            return None
        token = read.get("verification_token")
        if set(read) != {"verification_token"} or not isinstance(token, str):
            return None
        return Greeting(token, {}) if 16 <= len(token) <= 256 else None

    def genuine(self, delivery: Delivery, secret: str) -> bool:
        """Compare the signature."""
        given = delivery.headers.get("x-notion-signature", "")
        return signed(secret, delivery.body, given, prefix="sha256=")

    def signal(self, body: bytes) -> Signal:
        """Name the page; of up to eight attempts only the number differs, never the event's id."""
        read = document(body)
        entity = within(read, "entity", "type")
        page = within(read, "data", "page_id") if entity == "comment" else None
        if entity == "page":
            page = within(read, "entity", "id")
        record = identifier(page)
        event = identifier(read.get("id")) or digest(body)
        return Signal(event, moment(read.get("timestamp")), (record,) if record else ())
