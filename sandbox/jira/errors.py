"""Jira's own error answers."""

from collections.abc import Mapping, Sequence

from sandbox.http import Call, Refusal, Reply


def errors(
    status: int, messages: Sequence[str] = (), fields: Mapping[str, str] | None = None
) -> Reply:
    """Return Jira's ErrorCollection."""
    return Reply(status, {"errorMessages": list(messages), "errors": dict(fields or {})})


def wrong(*messages: str, **fields: str) -> Refusal:
    """Return the refusal of a request: 400 with messages and errors per field."""
    return Refusal(errors(400, messages, fields))


def missing(message: str) -> Refusal:
    """Return the refusal of something that does not exist, or may not be seen: 404."""
    return Refusal(errors(404, [message]))


def no_issue() -> Refusal:
    """Return the refusal of an issue that does not exist or may not be seen."""
    return missing("Issue does not exist or you do not have permission to see it.")


def unauthorized() -> Reply:
    """Return the answer to a missing or wrong token."""
    body = {"message": "Client must be authenticated to access this resource.", "status-code": 401}
    return Reply(401, body, {"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"})


def rate_limited(seconds: int) -> Reply:
    """Return the answer to a burst."""
    reply = errors(429, ["Rate limit exceeded."])
    headers = {
        "Retry-After": str(seconds),
        "X-RateLimit-Limit": "100",
        "X-RateLimit-Remaining": "0",
        "RateLimit-Reason": "jira-burst-based",
    }
    return Reply(429, reply.body, headers)


_MESSAGES = {
    403: "You do not have permission to perform this operation.",
    404: "Issue does not exist or you do not have permission to see it.",
    409: "The issue was updated by another request. Try again.",
    410: "The requested API has been removed.",
    500: "Internal server error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


def failure(status: int) -> Reply:
    """Return an error of any status."""
    return errors(status, [_MESSAGES.get(status, "The request could not be completed.")])


def bad_json() -> Reply:
    """Return the answer to a body that is not JSON."""
    return errors(400, ["There was an error parsing JSON. Check that your request body is valid."])


def no_route(call: Call) -> Reply:
    """Return the answer to a path that does not exist."""
    return Reply(404, {"message": f"null for uri: {call.base}{call.path}", "status-code": 404})
