"""What came back from Asana's client: an answer in its shape, or a failure for the gateway."""

import json
from collections.abc import Callable, Mapping
from typing import IO, Any

import httpx
import urllib3
from asana.rest import ApiException

from connectors.gateway import Failure
from connectors.limits import PACKED, Transport

TIMEOUT = (5, 30)  # seconds to connect, seconds to wait for an answer
Json = Mapping[str, Any]


class NotAnAnswer(Exception):
    """A success without the JSON that the API answers, or a part of a batch that failed."""

    def __init__(self, payload: object, status: int = 200) -> None:
        self.text, self.status = error_text(payload), status
        super().__init__(self.text[:200])


def classify(error: Exception) -> Failure | None:
    """Say what the transport saw; None for an error that is not the transport's."""
    reason = error.reason if isinstance(error, urllib3.exceptions.MaxRetryError) else error
    match reason:
        case ApiException(status=int(status)) if status:
            return Failure(status, dict(reason.headers or {}), error_text(reason.body), sent=True)
        case NotAnAnswer():
            return Failure(reason.status, {}, reason.text, sent=True)
        case (
            urllib3.exceptions.NewConnectionError()
            | urllib3.exceptions.ConnectTimeoutError()
            | httpx.ConnectError()
            | httpx.ConnectTimeout()
        ):
            return Failure(None, {}, str(reason), sent=False)
        case urllib3.exceptions.HTTPError() | httpx.HTTPError() | OSError() | ApiException():
            return Failure(None, {}, f"{type(reason).__name__}: {reason}", sent=True)
        case _:
            return None


def error_text(body: object) -> str:
    """Return the messages of an error answer, or the body as it is."""
    text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
    try:
        read = json.loads(text) if isinstance(text, str) else text
        return "; ".join(str(error["message"]) for error in read["errors"])  # type: ignore[index]  # any JSON
    except (ValueError, LookupError, TypeError):
        return str(text or "")


def answered(shape: type, call: Callable[..., Any], *arguments: Any) -> Json:
    """Call with copies of the options, a time-out and the plain answer, and check its shape."""
    copies = [dict(a) if isinstance(a, dict) else a for a in arguments]
    answer = call(*copies, full_payload=True, _request_timeout=TIMEOUT)
    if isinstance(answer, dict) and isinstance(answer.get("data"), shape):
        return answer
    raise NotAnAnswer(answer)


def sent(url: str, token: str, form: Json, file: tuple[str, IO[bytes], str]) -> Json:
    """Send a form with a file, read piece by piece; return the data of the answer."""
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json", **PACKED}
    with httpx.Client(timeout=TIMEOUT[1], trust_env=False, transport=Transport()) as http:
        answer = http.post(url, data=form, files={"file": file}, headers=headers)
    try:
        data = answer.json()["data"] if answer.is_success else None
    except (ValueError, LookupError, TypeError):
        data = None
    if not isinstance(data, dict):
        raise NotAnAnswer(answer.text, answer.status_code)
    return data


def events_since(api: Any, project: str, token: str | None, **settings: Any) -> Any:
    """Ask for events; a refused token is an answer like any other, not a failure."""
    try:
        answer = api.get_events(project, {"sync": token} if token else {}, **settings)
        if isinstance(answer, dict) and isinstance(answer.get("sync"), str):
            return answer
        raise NotAnAnswer(answer)
    except ApiException as refused:
        if refused.status != 412:
            raise
        try:
            return {"data": [], "stale": json.loads(refused.body)["sync"]}
        except (ValueError, LookupError, TypeError):
            raise NotAnAnswer(refused.body) from refused


def batched(api: Any, body: Json, **settings: Any) -> Any:
    """Ask for a batch; one answer that says "not now" is the answer to all."""
    answer = api.create_batch_request(body, {}, **settings)
    rows = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(rows, list) or len(rows) != len(body["data"]["actions"]):
        raise NotAnAnswer(answer)
    for row in rows:
        status = row.get("status_code") if isinstance(row, dict) else None
        if not isinstance(status, int):
            raise NotAnAnswer(row)
        if status in (401, 408, 429) or status >= 500:
            raise NotAnAnswer(row.get("body"), status)
    return answer
