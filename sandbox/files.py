"""Files in every tool: what an upload carries, and addresses from which bytes are fetched a while.

The addresses stand for those of the vendors' storage: signed, without credentials, and dead when
their time is over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import Message
from typing import TYPE_CHECKING
from urllib.parse import quote

from sandbox.http import Call, Endpoint, Reply

if TYPE_CHECKING:
    from sandbox.world import World

EXPIRED = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code>'
    "<Message>Request has expired</Message></Error>"
)
_SECRET = "the storage of the sandbox"  # guards nothing but the sandbox's own files


@dataclass(frozen=True, slots=True)
class Part:
    """Hold one part of a multipart body; `filename` is None for a plain value."""

    name: str
    filename: str | None
    kind: str
    body: bytes


def parts(call: Call) -> tuple[Part, ...]:
    """Return the parts of a multipart body; none when it is of another kind."""
    header = Message()
    header["content-type"] = call.headers.get("content-type", "")
    boundary = header.get_param("boundary")
    if header.get_content_type() != "multipart/form-data" or not isinstance(boundary, str):
        return ()
    return tuple(_parts(call.raw, b"--" + boundary.encode()))


def _parts(raw: bytes, mark: bytes) -> Iterator[Part]:
    for piece in (b"\r\n" + raw).split(b"\r\n" + mark)[1:-1]:
        head, _, body = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        named = Message()
        for line in head.decode("utf-8", "replace").split("\r\n"):
            name, _, value = line.partition(":")
            named[name] = value.strip()
        place = {str(k): str(v) for k, v in named.get_params([], "content-disposition") or ()}
        yield Part(place.get("name", ""), place.get("filename"), named.get_content_type(), body)


def signed(  # an address says who, what, from where and how long
    base: str, tool: str, identifier: str, name: str, now: datetime, lasting: timedelta
) -> str:
    """Return an address from which a file can be fetched for some time, without a token."""
    host = "/".join(base.split("/")[:3])
    until = int((now + lasting).timestamp())
    path = f"/_storage/{tool}/{identifier}/{quote(name, safe='')}"
    return f"{host}{path}?until={until}&signature={_signature(tool, identifier, until)}"


def _signature(tool: str, identifier: str, until: int) -> str:
    return hashlib.sha256(f"{_SECRET} {tool} {identifier} {until}".encode()).hexdigest()[:24]


def _fetch(world: World, call: Call) -> Reply:
    tool, identifier = call.path_params["tool"], call.path_params["id"]
    until, signature = call.first("until", "0") or "0", call.first("signature")
    stored: Mapping[str, Mapping[str, bytes]] = {
        "asana": world.asana.stored, "notion": world.notion.stored,
    }  # fmt: skip
    body = stored.get(tool, {}).get(identifier)
    valid = until.isdigit() and signature == _signature(tool, identifier, int(until))
    if not valid or body is None or int(until) < world.clock.now.timestamp():
        return Reply(403, EXPIRED, {"content-type": "application/xml"})
    return Reply(200, body, {"content-type": "application/octet-stream"})


ROUTES: tuple[Endpoint, ...] = (Endpoint("GET", "/_storage/{tool}/{id}/{name}", _fetch),)
