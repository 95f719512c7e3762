"""Asana's pages: limit 1 to 100, and an opaque offset that belongs to its own query."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from hashlib import md5
from typing import Any
from urllib.parse import urlencode

from sandbox.asana.errors import invalid
from sandbox.http import Call, Reply


def page(call: Call, things: Sequence[Any], show: Callable[[Any], Any]) -> Reply:
    """Return the page that the call asks for; without a limit everything comes at once."""
    raw = call.first("limit")
    if raw is None and call.first("offset") is None:
        return Reply(200, {"data": [show(thing) for thing in things]})
    limit = _limit(raw)
    start = _start(call)
    chosen = things[start : start + limit]
    more = start + limit < len(things)
    body = {"data": [show(thing) for thing in chosen]}
    return Reply(200, body | {"next_page": _next(call, start + limit) if more else None})


def _limit(raw: str | None) -> int:
    try:
        limit = int(raw or 100)
    except ValueError:
        limit = 0
    if not 1 <= limit <= 100:
        raise invalid(f"limit: Must be between 1 and 100, but was {raw}")
    return limit


def _query(call: Call) -> list[tuple[str, str]]:
    return [(name, value) for name, value in call.query if name != "offset"]


def _mark(call: Call) -> str:
    """Return what ties an offset to its query; the page size may change between pages."""
    words = [call.path, *sorted(f"{k}={v}" for k, v in _query(call) if k != "limit")]
    return md5("\n".join(words).encode(), usedforsecurity=False).hexdigest()[:12]


def _start(call: Call) -> int:
    offset = call.first("offset")
    if offset is None:
        return 0
    try:
        position, mark = base64.urlsafe_b64decode(offset.encode()).decode().split(":")
        start = int(position)
    except (ValueError, binascii.Error):
        start, mark = -1, ""
    if start < 0 or mark != _mark(call):
        raise invalid("offset: Your pagination token is invalid or has expired.")
    return start


def _next(call: Call, start: int) -> dict[str, str]:
    offset = base64.urlsafe_b64encode(f"{start}:{_mark(call)}".encode()).decode()
    path = f"{call.path}?{urlencode([*_query(call), ('offset', offset)])}"
    return {"offset": offset, "path": path, "uri": call.base + path}
