"""Asana's error answers: a list of messages under `errors`, sometimes with help or a phrase."""

from sandbox.http import Call, Refusal, Reply

HELP = (
    "For more information on API status codes and how to handle them, read the docs on errors: "
    "https://developers.asana.com/docs/errors"
)
STALE = (
    "Sync token invalid or too old. If you are attempting to keep resources in sync, you must "
    "fetch the full dataset for this query now and use the new sync token for the next sync."
)


def error(status: int, message: str) -> Reply:
    """Return an error with the usual pointer to the documentation."""
    return Reply(status, {"errors": [{"message": message, "help": HELP}]})


def refuse(status: int, message: str) -> Refusal:
    """Return the exception that ends a handler with this error."""
    return Refusal(error(status, message))


def invalid(message: str) -> Refusal:
    """Return a 400, e.g. for `due_on: Not a valid date`."""
    return refuse(400, message)


def unknown(kind: str, gid: object) -> Refusal:
    """Return the 404 for an id that is not there, or not visible."""
    return refuse(404, f"{kind}: Not a recognized ID: {gid}")


def unauthorized() -> Reply:
    """Answer a request without a valid token."""
    return Reply(401, {"errors": [{"message": "Not Authorized"}]})


def rate_limited(seconds: int) -> Reply:
    """Answer a request over the limit."""
    message = f"You have made too many requests recently. Please, be chill. ({seconds} s)"
    return Reply(429, {"errors": [{"message": message}]}, {"Retry-After": str(seconds)})


def failure(status: int) -> Reply:
    """Answer with any status the way Asana words it."""
    if status >= 500:
        phrase = "6 sad squid snuggle softly"
        return Reply(status, {"errors": [{"message": "Server Error", "phrase": phrase}]})
    messages = {402: "Payment Required", 403: "Access denied", 404: "Not Found"}
    return error(status, messages.get(status, "Bad Request"))


def no_route(call: Call) -> Reply:
    """Answer a path that the API does not have."""
    return Reply(404, {"errors": [{"message": "No matching route for request"}]})


def bad_json() -> Reply:
    """Answer a body that is not JSON."""
    return error(400, "Could not parse request data, invalid JSON")


def empty_list(call: Call) -> Reply:
    """Return a valid page without an element."""
    return Reply(200, {"data": [], "next_page": None})


def stale_sync(token: str) -> Reply:
    """Answer a first or an outdated events call with the token to go on with."""
    return Reply(412, {"errors": [{"message": STALE}], "sync": token})
