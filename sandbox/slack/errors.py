"""Slack's own errors: HTTP 200 with ok false, but for rate limits and outages."""

from sandbox.http import Call, Refusal, Reply


def error(name: str, status: int = 200, **more: object) -> Reply:
    """Return an error by its name."""
    return Reply(status, {"ok": False, "error": name, **more})


def refused(name: str, **more: object) -> Refusal:
    """Return the refusal of a call by its name."""
    return Refusal(error(name, **more))  # type: ignore[arg-type]  # status is never among `more`


def unauthorized() -> Reply:
    """Return the answer to a missing or wrong token."""
    return error("invalid_auth")


def rate_limited(seconds: int) -> Reply:
    """Return the answer to too many calls."""
    return Reply(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": str(seconds)})


def failure(status: int) -> Reply:
    """Return an error of any status."""
    return error("service_unavailable" if status == 503 else "internal_error", status)


def bad_json() -> Reply:
    """Return the answer to a body that is not JSON."""
    return error("invalid_json")


def no_route(call: Call) -> Reply:
    """Return the answer to a method that does not exist."""
    return error("unknown_method", req_method=call.path.strip("/"))
