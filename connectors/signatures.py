"""Signatures of webhooks: HMAC over the raw body, compared in constant time."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from syncline.ports.inbound import NotAWebhook

DEEPEST = 64  # brackets that may be open at once; no tool comes near


def signed(secret: str, body: bytes, given: str, *, prefix: str = "") -> bool:
    """Tell whether `given` is the prefix and the hexadecimal HMAC-SHA256 of a body."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return equal(prefix + digest, given)


def equal(ours: str, given: str) -> bool:
    """Compare two signatures in a time that does not tell where they differ."""
    return hmac.compare_digest(ours.encode(), given.encode("utf-8", "surrogateescape"))


def digest(body: bytes) -> str:
    """Name a body whose sender gives it no name of its own."""
    return hashlib.sha256(body).hexdigest()[:32]


def document(body: bytes) -> Mapping[str, Any]:
    """Read a JSON object. Raises NotAWebhook."""
    if max(body.count(b"["), body.count(b"{")) > DEEPEST and _depth(body) > DEEPEST:
        raise NotAWebhook(f"more than {DEEPEST} brackets are open at once")
    try:
        read = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NotAWebhook(f"the body is no JSON ({error})") from None
    if not isinstance(read, dict):
        raise NotAWebhook("the body is no JSON object")
    return read


def _depth(body: bytes) -> int:
    depth = deepest = 0
    for byte in body:
        if byte in b"[{":
            depth += 1
            deepest = max(deepest, depth)
        elif byte in b"]}":
            depth -= 1
    return deepest


def within(read: Mapping[str, Any], *path: str) -> Any:
    """Return what is at a path, None where anything on the way is missing or no object."""
    found: Any = read
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found


def moment(value: object) -> datetime | None:
    """Read a time in ISO 8601, or in milliseconds since 1970."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000, UTC)
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
    except (ValueError, OverflowError, OSError):
        return None
    return read.astimezone(UTC) if read and read.tzinfo else None


def identifier(value: object) -> str | None:
    """Return an id as text: of letters, digits and dashes, 64 at most; None for anything else."""
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    plain = text.replace("-", "")
    return text if 0 < len(text) <= 64 and plain.isalnum() and plain.isascii() else None
