"""What the exceptions of the official client and of its transport say; pure."""

import json
from typing import Any

from jira import JIRAError
from requests import RequestException, Response
from requests.exceptions import ConnectTimeout
from urllib3.exceptions import MaxRetryError, NewConnectionError

from connectors.gateway import Failure

NOT_LOGGED_IN = ("AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED")


class NotJira(Exception):  # an answer, said as a Failure at once
    """An answer with a good status that is none of Jira's."""


class Anonymous(Exception):  # an answer, said as a Failure at once
    """Jira took the token for nobody's and answered as to a stranger: often an empty list."""


def classify(error: Exception) -> Failure | None:
    """Return what is known of a failed call; None when the exception is not the tool's."""
    match error:
        case Anonymous():
            return Failure(401, text="the token was not accepted")
        case NotJira():
            return Failure(200, text=str(error))
        case JIRAError(response=Response() as response):
            return Failure(response.status_code, dict(response.headers), _words(response))
        case RequestException():
            return _transport(error)
        case AttributeError() | KeyError() | TypeError() | ValueError():
            # The client reads the bodies of errors without looking at their shape first.
            return Failure(None, text=f"an answer that the client cannot read ({error})"[:200])
    return None


def _transport(error: RequestException) -> Failure:
    cause = error.args[0] if error.args else None
    refused = isinstance(cause, MaxRetryError) and isinstance(cause.reason, NewConnectionError)
    if refused or isinstance(error, ConnectTimeout):
        return Failure(None, text="no connection could be made", sent=False)
    return Failure(None, text=f"{type(error).__name__}: {error}"[:200])


def content(response: Response) -> Any:
    """Return the JSON of a good answer, None for an empty one. Raises NotJira, Anonymous."""
    if any(word in response.headers.get("X-Seraph-LoginReason", "") for word in NOT_LOGGED_IN):
        raise Anonymous
    if not response.content:
        return None
    try:
        return json.loads(response.content)  # strict: the client would replace what is no UTF-8
    except ValueError as error:
        raise NotJira(f"the answer is not JSON ({error})") from error


def _words(response: Response) -> str:
    """Return Jira's own sentences: the general ones, then those of fields."""
    try:
        body = response.json()
    except ValueError:
        return response.text[:500]
    if not isinstance(body, dict):
        return response.text[:500]
    said = [body[name] for name in ("message", "errorMessage") if body.get(name)]
    messages, fields = body.get("errorMessages"), body.get("errors")
    said += messages if isinstance(messages, list) else [messages] if messages else []
    if isinstance(fields, dict):
        said += [f"{name}: {words}" for name, words in fields.items()]
    return " ".join(map(str, said)) or response.text[:500]
