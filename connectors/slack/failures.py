"""What Slack's refusals and lost answers mean for the caller; pure."""

from http.client import HTTPException
from typing import Any
from urllib.error import URLError

from slack_sdk.errors import SlackApiError

from syncline.domain.errors import (
    CredentialsRefused,
    Outage,
    RateLimited,
    SynclineError,
    UnknownOutcome,
    Unreadable,
)
from syncline.ports import NotDelivered

CREDENTIALS = frozenset(
    [
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "ekm_access_denied",
        "org_login_required",
    ]
)
TROUBLE = frozenset(
    ["fatal_error", "internal_error", "service_unavailable", "request_timeout", "team_added_to_org"]
)
TRANSPORT = (OSError, HTTPException, ValueError, KeyError, TypeError)
"""What the client lets through: sockets, cut answers, answers that are no text or no JSON."""


def verdict(error: Exception, *, what: str, write: bool) -> SynclineError | NotDelivered:
    """Return what a failed call means: refused for good, or an error to raise.

    A write whose answer is lost, garbled or an internal error may have been applied.
    """
    if isinstance(error, SlackApiError):
        return _answered(error, what=what, write=write)
    if isinstance(error, URLError) and isinstance(error.reason, ConnectionRefusedError):
        return Outage("slack", f"{what}: the connection was refused")
    if write:
        return UnknownOutcome("slack", f"{what}: the answer was lost ({_named(error)})")
    if isinstance(error, OSError | HTTPException):
        return Outage("slack", f"{what}: no answer ({_named(error)})")
    return Unreadable("slack", f"{what}: the answer cannot be read ({_named(error)})", _LATER)


def _answered(error: SlackApiError, *, what: str, write: bool) -> SynclineError | NotDelivered:
    status = int(error.response.status_code)
    name = _error_name(error.response.data)
    if status == 429 or name == "ratelimited":
        seconds = _seconds(error.response.headers)
        return RateLimited("slack", f"{what}: too many messages", seconds)
    if name in CREDENTIALS or status in (401, 403):
        seen = f"{what}: the token is refused ({name or status})"
        return CredentialsRefused("slack", seen, _TOKEN)
    if status >= 500 or name in TROUBLE or name is None:
        if write:
            return UnknownOutcome("slack", f"{what}: HTTP {status}, {name or 'no Slack answer'}")
        if status >= 500 or name:
            return Outage("slack", f"{what}: HTTP {status}, {name or 'no Slack answer'}")
        return Unreadable("slack", f"{what}: HTTP {status} without a Slack answer", _LATER)
    return NotDelivered(name)


def _error_name(body: Any) -> str | None:
    """Return Slack's own error name; the client puts a sentence there when it read no JSON."""
    name = body.get("error") if isinstance(body, dict) else None
    return name if isinstance(name, str) and name.replace("_", "").isalnum() else None


def _seconds(headers: Any) -> float | None:
    given = {str(k).lower(): v for k, v in dict(headers).items()}.get("retry-after")
    try:
        return float(str(given[0] if isinstance(given, list) else given))
    except ValueError:
        return None


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]


_LATER = "Check the address of the API, or try again later"
_SCOPES = "users:read, users:read.email, im:write, chat:write and reactions:read"
_TOKEN = f"Give a bot token with the scopes {_SCOPES}"
