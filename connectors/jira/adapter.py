"""The official client of Jira, which repeats and takes whatever comes unless it is held back."""

import io
from functools import partial
from typing import Any

from jira import JIRA
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError as BrokenOff
from urllib3.exceptions import HTTPError

from connectors.limits import CHUNK, PACKED, whole


class Adapter(HTTPAdapter):
    """Take each answer whole, and within the limits, before the client sees it."""

    def send(self, request: PreparedRequest, *arguments: Any, **more: Any) -> Response:
        """Send a request. Raises NotWhole, and the errors of requests."""
        answer = super().send(request, *arguments, **more)
        wire = answer.raw
        pieces = iter(partial(wire.read1, CHUNK, decode_content=False), b"")
        try:
            body = whole(pieces, answer.headers.pop("content-encoding", ""))
        except HTTPError as error:
            wire.close()
            raise BrokenOff(error, request=request) from error
        except BaseException:
            wire.close()
            raise
        wire.release_conn()
        answer.raw = io.BytesIO(body)
        return answer


def opened(url: str, account: tuple[str, str], timeout: tuple[int, int]) -> Any:
    """Return a client that makes no request of its own; `timeout`: seconds to connect, to wait."""
    client = JIRA(
        url,
        basic_auth=account,
        options={"rest_api_version": "3"},
        get_server_info=False,
        max_retries=0,  # it would repeat a POST whose answer was lost
        timeout=timeout,
    )
    session = client._session  # noqa: SLF001  # the client offers no public one
    session.max_redirects = 0  # credentials go nowhere else
    session.headers.update(PACKED)
    for scheme in ("http://", "https://"):
        session.mount(scheme, Adapter())
    return client
