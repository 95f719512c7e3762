"""Slack's requests: HMAC-SHA256 over version, time and body; five minutes old at most."""

from datetime import datetime, timedelta

from connectors.signatures import signed
from syncline.ports.inbound import Delivery

FRESH = timedelta(minutes=5)


def genuine(delivery: Delivery, secret: str, wall: datetime) -> bool:
    """Tell whether Slack has signed this request in the last five minutes; in constant time.

    `wall`: this machine's time. Source: "Verifying requests from Slack".
    """
    stamp = delivery.headers.get("x-slack-request-timestamp", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        return False
    fresh = abs(wall.timestamp() - int(stamp)) <= FRESH.total_seconds()
    base = b"v0:" + stamp.encode() + b":" + delivery.body
    given = delivery.headers.get("x-slack-signature", "")
    return signed(secret, base, given, prefix="v0=") and fresh
