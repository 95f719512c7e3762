"""Between Starlette and the tools: read a request into a Call, send a Reply, or let it fail."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from sandbox.http import Call, Reply


class Connection(H11Protocol):
    """Let the application reach its own transport, so that a fault can cut the wire."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn itself
        """Remember the transport in the state of every request."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


class Dropped(Response):
    """Close the connection without a byte of an answer, at once or after some seconds."""

    def __init__(self, seconds: float = 0.0) -> None:
        super().__init__()
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Hold the request until its client gives up or the seconds are over, then hang up."""
        gone = asyncio.ensure_future(_disconnected(receive))
        if self.seconds:
            await asyncio.wait([gone], timeout=self.seconds)
        scope["state"]["transport"].close()
        await gone


class Dripping(Response):
    """Send a body byte by byte, the last one after some seconds, as long as its client is there."""

    def __init__(self, answer: Response, seconds: float) -> None:
        super().__init__(answer.body, answer.status_code, dict(answer.headers))
        self._pause = seconds / max(len(self.body), 1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Send the head at once."""
        head = {"status": self.status_code, "headers": self.raw_headers}
        await send({"type": "http.response.start", **head})
        wire = scope["state"]["transport"]
        for number in range(len(self.body)):
            if wire.is_closing():
                return
            await asyncio.sleep(self._pause)
            piece = bytes(self.body[number : number + 1])
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class NotJson:
    """Stand for a body that says it is JSON and is not."""


NOT_JSON = NotJson()


async def read(request: Request, mount: str) -> Call:
    """Read a whole request into a Call; a broken JSON body becomes NOT_JSON."""
    raw = await request.body()
    headers = {name.lower(): value for name, value in request.headers.items()}
    query = request.scope["query_string"].decode("latin-1")
    return Call(
        method=request.method,
        path=request.scope["path"][len(mount) :],
        base=f"http://{headers.get('host', '127.0.0.1')}{mount}",
        path_params=request.path_params,
        query=parse_qsl(query, keep_blank_values=True),
        json=_json(raw, headers),
        raw=raw,
        headers=headers,
    )


def _json(raw: bytes, headers: Mapping[str, str]) -> Any:
    if not raw or "json" not in headers.get("content-type", ""):
        return None
    try:
        return json.loads(raw)
    except ValueError:
        return NOT_JSON


def encode(reply: Reply) -> bytes:
    """Return the bytes of an answer's body: raw UTF-8 JSON for objects and lists."""
    body = reply.body
    if body is None:
        return b""
    if isinstance(body, bytes):
        return body
    if isinstance(body, str):
        return body.encode()
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def respond(reply: Reply, body: bytes) -> Response:
    """Build the HTTP answer; the content type is the reply's own, or follows from its body."""
    names = {name.lower() for name in reply.headers}
    headers = dict(reply.headers)
    if "content-type" not in names and reply.body is not None:
        kind = "text/plain" if isinstance(reply.body, str | bytes) else "application/json"
        headers["content-type"] = f"{kind};charset=UTF-8"
    return Response(body, reply.status, headers)
