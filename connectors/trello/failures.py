"""What came back from Trello: an answer in its shape, or a failure for the gateway.

Trello words most refusals as plain text, and says 401 of a record as well as of the token.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from connectors.gateway import Failure

WINDOW = "10"  # seconds of a rate limit's window; Trello never says how long to wait
_UNSENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


@dataclass
class NotAnAnswer(Exception):
    """A refusal, or a success that is none of the API's answers."""

    status: int
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)


def classify(error: Exception) -> Failure | None:
    """Say what the transport saw; None for an error that is not the transport's."""
    match error:
        case NotAnAnswer():
            status = meant(error.status, error.text)
            return Failure(status, _headers(status, error.headers), words(error.text))
        case httpx.HTTPError():
            named = f"{type(error).__name__}: {error}"
            return Failure(None, {}, named, sent=not isinstance(error, _UNSENT))
        case _:
            return None


def meant(status: int, text: str) -> int:
    """Return the status that other tools would give.

    401 with these words is about one thing that the account may not see, and 449 wraps the refusal
    of a part. A listing with too many parts is a request to change, not a lack of permission.
    """
    if status == 401 and "permission requested" in text:
        return 403
    if status == 449:
        wrapped = _object(text).get("originalStatus")
        return wrapped if isinstance(wrapped, int) else 400
    if status == 403 and ("TOO_MANY" in text or "Too many" in text):
        return 413
    return status


def words(text: str) -> str:
    """Return the sentence of an error answer: most are plain text, some an object."""
    shown = _object(text)
    parts = [shown.get("error"), shown.get("message") or shown.get("originalMessage")]
    return ": ".join(part for part in parts if isinstance(part, str)) or text


def _object(text: str) -> Mapping[str, Any]:
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _headers(status: int, headers: Mapping[str, str]) -> Mapping[str, str]:
    told = any(name.lower() == "retry-after" for name in headers)
    return {**headers, "Retry-After": WINDOW} if status == 429 and not told else headers


def answered(response: httpx.Response, shape: type | tuple[type, ...]) -> Any:
    """Return the JSON of a success. Raises NotAnAnswer."""
    if response.is_success:
        try:
            read = response.json()
        except (ValueError, RecursionError):
            read = None
        if isinstance(read, shape):
            return read
    raise NotAnAnswer(response.status_code, response.text, response.headers)


def part(row: object) -> tuple[int, Any]:
    """Return status and body of one part of a batch. Raises NotAnAnswer where it has none.

    A part is wrapped by its status; one that failed may also be an object that names it.
    """
    if isinstance(row, dict):
        for status, body in row.items():
            if str(status).isdecimal():
                return int(status), body
        if isinstance(row.get("statusCode"), int):
            return row["statusCode"], row.get("message")
    raise NotAnAnswer(200, f"a part of a batch is {row!r:.100}")
