"""The connections of Asana's client, which takes whatever comes unless it is held back."""

from functools import partial
from typing import Any

import urllib3

from connectors.limits import CHUNK, whole


class Pool(urllib3.PoolManager):
    """Take each answer whole, and within the limits, before the client sees it."""

    def urlopen(
        self, method: str, url: str, *arguments: Any, **more: Any
    ) -> urllib3.BaseHTTPResponse:
        """Send a request. Raises NotWhole, and urllib3's own errors."""
        answer = super().urlopen(method, url, *arguments, **{**more, "preload_content": False})
        pieces = iter(partial(answer.read1, CHUNK, decode_content=False), b"")
        try:
            body = whole(pieces, answer.headers.get("content-encoding", ""))
        except BaseException:
            answer.close()
            raise
        answer.release_conn()
        return urllib3.HTTPResponse(
            body, answer.headers, answer.status, reason=answer.reason, decode_content=False
        )
