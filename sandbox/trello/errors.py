"""Trello's error answers: plain text, apart from the limits, which are JSON."""

from http import HTTPStatus

from sandbox.http import Call, Refusal, Reply


def refuse(status: int, sentence: str) -> Refusal:
    """Return the exception that ends a handler with this text."""
    return Refusal(Reply(status, sentence))


def coded(status: int, error: str, message: str) -> Reply:
    """Return one of the few answers that are JSON."""
    return Reply(status, {"error": error, "message": message})


def invalid(name: str) -> Refusal:
    """Return the 400 for a parameter, e.g. `invalid value for idList`."""
    return refuse(400, f"invalid value for {name}")


def invalid_id() -> Refusal:
    """Return the 400 for what is neither an id nor a short link."""
    return refuse(400, "invalid id")


def missing() -> Refusal:
    """Return the 404 for what is not there any more, or never was."""
    return Refusal(failure(404))


def unauthorized() -> Reply:
    """Answer a request without a valid token."""
    return Reply(401, "invalid token")


def bad_key() -> Reply:
    """Answer a request without a valid key."""
    return Reply(401, "invalid key")


def rate_limited(seconds: int) -> Reply:
    """Answer a request over the limit; Trello does not say how long to wait."""
    return coded(429, "API_TOKEN_LIMIT_EXCEEDED", "Rate limit exceeded")


def failure(status: int) -> Reply:
    """Answer with any status the way Trello words it."""
    texts = {
        403: "unauthorized permission requested",
        404: "The requested resource was not found.",
    }
    known = status in HTTPStatus._value2member_map_
    return Reply(status, texts.get(status) or (HTTPStatus(status).phrase if known else "Error"))


def no_route(call: Call) -> Reply:
    """Answer a path that the API does not have."""
    return Reply(404, f"Cannot {call.method} /1{call.path}")


def bad_json() -> Reply:
    """Answer a body that is not JSON."""
    return Reply(400, "Error parsing body: invalid JSON")


def empty_list(call: Call) -> Reply:
    """Return a listing without an element."""
    return Reply(200, [])
