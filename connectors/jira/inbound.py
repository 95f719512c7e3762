"""Jira's webhooks: HMAC-SHA256 in X-Hub-Signature, and the issue inside, of which the id counts."""

from connectors.signatures import digest, document, identifier, moment, signed, within
from syncline.ports.inbound import Delivery, Greeting, Signal


class JiraInbound:
    """Fulfil `Inbound`."""

    answers_head = False
    brings_secret = False

    def greeting(self, _delivery: Delivery) -> Greeting | None:
        """Return None: the secret is chosen by whoever registers the webhook."""
        return None

    def genuine(self, delivery: Delivery, secret: str) -> bool:
        """Compare the signature."""
        given = delivery.headers.get("x-hub-signature", "")
        return signed(secret, delivery.body, given, prefix="sha256=")

    def signal(self, body: bytes) -> Signal:
        """Name the issue.

        The identifier in the headers is not signed, so a repetition is known by its body.
        """
        read = document(body)
        record = identifier(within(read, "issue", "id"))
        return Signal(digest(body), moment(read.get("timestamp")), (record,) if record else ())
