"""Notion's error answers: an object with status, code and message."""

from collections.abc import Mapping
from typing import Any

from sandbox.http import Call, Refusal, Reply

CODES: Mapping[int, tuple[str, str]] = {
    400: ("validation_error", "body failed validation."),
    401: ("unauthorized", "API token is invalid."),
    403: ("restricted_resource", "Insufficient permissions for this endpoint."),
    404: ("object_not_found", "Could not find the object."),
    409: ("conflict_error", "Conflict occurred while saving. Please try again."),
    429: ("rate_limited", "You have been rate limited. Please try again in a few minutes."),
    500: ("internal_server_error", "Unexpected error occurred."),
    502: ("bad_gateway", "Bad gateway."),
    503: ("service_unavailable", "Notion is unavailable. Please try again later."),
    504: ("gateway_timeout", "Request timed out."),
    529: ("service_overload", "Notion is overloaded. Please try again later."),
}
INTEGRATION = "00000000-0000-4000-8000-0000000000f1"
SHARED = "Make sure the relevant pages and databases are shared with your integration"


def error(status: int, code: str, message: str, **more: Any) -> Reply:
    """Return an error of this code."""
    body = {"object": "error", "status": status, "code": code, "message": message, **more}
    return Reply(status, body)


def invalid(message: str) -> Refusal:
    """Return a validation error with a sentence of its own."""
    return Refusal(error(400, "validation_error", message))


def invalid_body(path: str, should: str, instead: object) -> Refusal:
    """Return the validation error for one place in the body."""
    shown = "undefined" if instead is None else instead
    return invalid(
        f"body failed validation: body.{path} should be {should}, instead was `{shown}`."
    )


def not_found(kind: str, identifier: str) -> Refusal:
    """Return the 404 for what is not there, or not shared."""
    message = f'Could not find {kind} with ID: {identifier}. {SHARED} "Syncline".'
    more = {"integration_id": INTEGRATION}
    return Refusal(error(404, "object_not_found", message, additional_data=more))


def failure(status: int) -> Reply:
    """Answer with any status the way Notion words it; an overload says when to come back."""
    code, message = CODES.get(status, ("internal_server_error", "Unexpected error occurred."))
    reply = error(status, code, message)
    return Reply(status, reply.body, {"Retry-After": "1"}) if status == 529 else reply


def unauthorized() -> Reply:
    """Answer a request without a valid token."""
    return failure(401)


def rate_limited(seconds: int) -> Reply:
    """Answer a request over the limit."""
    reply = failure(429)
    more = {"additional_data": {"rate_limit_reason": "connection_limit"}}
    return Reply(429, reply.body | more, {"Retry-After": str(seconds)})


def no_route(call: Call) -> Reply:
    """Answer a path that the API does not have."""
    return error(400, "invalid_request_url", "Invalid request URL.")


def bad_json() -> Reply:
    """Answer a body that is not JSON."""
    return error(400, "invalid_json", "Error parsing JSON body.")


def empty_list(call: Call) -> Reply:
    """Return a valid page without an element."""
    kind = "page_or_data_source" if call.path.endswith("/query") else "block"
    listing: dict[str, Any] = {
        "object": "list",
        "results": [],
        "next_cursor": None,
        "has_more": False,
    }
    return Reply(200, {**listing, "type": kind, kind: {}})
