"""The receiver as a web application: POST /hooks/PORTFOLIO/REPLICA, and nothing else."""

import asyncio
import logging

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from flows.receiver.gate import LARGEST, Gate, Verdict
from syncline.domain.errors import SynclineError

PATIENCE = 5.0  # seconds for a body to arrive
PATH = "/hooks"
LOG = logging.getLogger("syncline.receiver")


class TooLarge(Exception):
    """More bytes came than a webhook may have."""


def build(portfolio: str, gate: Gate) -> Starlette:
    """Compose the application for one portfolio."""

    async def receive(request: Request) -> Response:
        return _answer(await _verdict(gate, request))

    path = f"{PATH}/{portfolio}/{{replica}}"
    return Starlette(routes=[Route(path, receive, methods=["POST", "HEAD"])])


async def _verdict(gate: Gate, request: Request) -> Verdict:
    replica = request.path_params["replica"]
    if request.method == "HEAD":
        return gate.asked(replica)
    try:
        body = await asyncio.wait_for(_body(request), PATIENCE)
    except TooLarge:
        return gate.refused("oversized", 413)
    except (TimeoutError, ClientDisconnect):
        return gate.refused("truncated", 408)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        return await run_in_threadpool(gate.admit, replica, headers, body)
    except SynclineError:  # the store: the tool may come again, and the next poll sees the edit
        LOG.exception("webhook_not_kept replica=%s", replica)
        return gate.refused("not kept", 503)


async def _body(request: Request) -> bytes:
    """Read a body that is not larger than allowed, whatever its length claims to be."""
    claimed = request.headers.get("content-length", "0")
    if not claimed.isdigit() or int(claimed) > LARGEST:
        raise TooLarge
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > LARGEST:
            raise TooLarge
    return bytes(read)


def _answer(verdict: Verdict) -> Response:
    """Answer without a word: who forges learns nothing."""
    return Response(status_code=verdict.status, headers=dict(verdict.headers))
