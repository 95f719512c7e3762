"""Deliveries as the four tools sign them, written anew from the vendors' pages."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from connectors.registry import INBOUND
from flows.receiver.gate import Door

SECRETS = {tool: f"{tool}-webhook-secret-{'0123456789abcdef' * 2}" for tool in INBOUND}
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
GID = 1_209_876_000_000_000


@dataclass(frozen=True)
class Sent:
    """One request as a tool sends it."""

    tool: str
    headers: Mapping[str, str]
    body: bytes


def url(tool: str) -> str:
    return f"https://hooks.example.com/hooks/proof/{tool}"


def doors() -> dict[str, Door]:
    """Return a door for each tool, named like it."""
    return {tool: Door(made(), url(tool), SECRETS[tool]) for tool, made in INBOUND.items()}


def body(tool: str, number: int, content: str = "Été") -> bytes:
    """Return a body about the record of this number; each number has a time of its own."""
    at = START + timedelta(seconds=number)
    iso, ms = at.isoformat(timespec="milliseconds"), round(at.timestamp() * 1000)
    told: dict[str, object] = {
        "jira": {
            "timestamp": ms, "webhookEvent": "jira:issue_updated",
            "issue": {"id": str(10_000 + number), "fields": {"summary": content}},
        },
        "asana": {
            "events": [{
                "action": "changed", "created_at": iso, "parent": None,
                "resource": {"gid": str(GID + number), "resource_type": "task"},
            }]
        },
        "notion": {
            "id": f"00000000-0000-4000-8000-{number:012x}", "timestamp": iso, "attempt_number": 1,
            "type": "page.properties_updated", "data": {"updated_properties": ["title"]},
            "entity": {"type": "page", "id": f"10000000-0000-4000-8000-{number:012x}"},
        },
        "trello": {
            "action": {
                "id": f"{number:024x}", "date": iso, "type": "updateCard",
                "data": {"card": {"id": f"{number + 1:024x}", "name": content}},
            }
        },
    }[tool]  # fmt: skip
    return json.dumps(told, ensure_ascii=False).encode()


def signed(tool: str, raw: bytes, secret: str | None = None) -> dict[str, str]:
    """Return the headers with which a tool signs a body."""
    key = (secret or SECRETS[tool]).encode()
    if tool == "trello":
        mac = hmac.new(key, raw + url(tool).encode(), hashlib.sha1).digest()
        return {"x-trello-webhook": base64.b64encode(mac).decode()}
    mac256 = hmac.new(key, raw, hashlib.sha256).hexdigest()
    return {
        "jira": {"x-hub-signature": f"sha256={mac256}"},
        "asana": {"x-hook-signature": mac256},
        "notion": {"x-notion-signature": f"sha256={mac256}"},
    }[tool]


def genuine(tool: str, number: int, content: str = "Été") -> Sent:
    """Return a whole genuine delivery."""
    raw = body(tool, number, content)
    return Sent(tool, signed(tool, raw), raw)
