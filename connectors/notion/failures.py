"""What the official client's exceptions say of an answer."""

import httpx
from notion_client.errors import HTTPResponseError, InvalidPathParameterError, RequestTimeoutError

from connectors.gateway import Failure

_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


def classify(error: Exception) -> Failure | None:
    """Tell what an exception says of the answer; None when it is not the client's."""
    if isinstance(error, HTTPResponseError):
        return Failure(error.status, dict(error.headers), _words(error))
    if isinstance(error, InvalidPathParameterError | UnicodeEncodeError):
        return Failure(400, text=str(error))  # refused by the client itself
    if isinstance(error, RequestTimeoutError | httpx.HTTPError):
        # The client hides which time-out it was; only before connecting was nothing sent.
        sent = not isinstance(error, _UNSENT) and not isinstance(error.__context__, _UNSENT)
        return Failure(None, text=str(error) or type(error).__name__, sent=sent)
    if isinstance(error, ValueError):
        return Failure(200, text=f"the answer is not of the API: {error}")
    return None


def _words(error: HTTPResponseError) -> str:
    """Return the tool's own sentence, or the body where the client knows none."""
    return error.body if error.code == "notionhq_client_response_error" else str(error)
