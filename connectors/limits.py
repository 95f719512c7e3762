"""How much of an answer is taken, and how long: its whole, beside the wait for each byte.

A server can send one byte just before each time-out, or pack gigabytes into a few kilobytes. So
the connectors read and unpack answers themselves, piece by piece, and leave what grows too large.
"""

import time
import zlib
from collections.abc import Iterable, Iterator

import httpx

WHOLE = 60.0  # seconds from the head of an answer to its end
MOST = 100_000_000  # bytes of an answer, unpacked
CHUNK = 64 * 1024
PACKED = {"Accept-Encoding": "gzip"}
"""The one packing that is asked for, and unpacked."""
_PLAIN = ("", "identity")
_ZLIB_OR_GZIP = 47  # window bits by which zlib knows both by their first bytes


class NotWhole(Exception):
    """An answer that was left before its end: too slow, too large, or wrongly packed."""


def whole(pieces: Iterable[bytes], packing: str) -> bytes:
    """Return a body unpacked; `pieces` come from the wire as they arrive. Raises NotWhole."""
    until, found = time.monotonic() + WHOLE, bytearray()
    for piece in _unpacked(_timely(pieces, until), packing.strip().lower()):
        found += piece
        if len(found) > MOST:
            raise NotWhole(f"the answer has more than {MOST / 1e6:g} MB")
    return bytes(found)


def _timely(pieces: Iterable[bytes], until: float) -> Iterator[bytes]:
    for piece in pieces:
        if time.monotonic() > until:
            raise NotWhole(f"the answer took longer than {WHOLE:g} s to come")
        yield piece


def _unpacked(pieces: Iterator[bytes], packing: str) -> Iterator[bytes]:
    """Unpack no more than a chunk at a time, so that no piece becomes a gigantic one."""
    if packing in _PLAIN:
        yield from pieces
        return
    if packing not in ("gzip", "x-gzip", "deflate"):
        raise NotWhole(f"the answer is packed as {packing}, which nobody asked for")
    engine = zlib.decompressobj(_ZLIB_OR_GZIP)
    for piece in pieces:
        rest = piece
        while rest:
            try:
                yield engine.decompress(rest, CHUNK)
            except zlib.error as error:
                raise NotWhole(f"the answer cannot be unpacked ({error})") from None
            rest = engine.unconsumed_tail


class Transport(httpx.HTTPTransport):
    """Take each answer whole, and within the limits, before its client sees it."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request. Raises NotWhole, and httpx's own errors."""
        answer = super().handle_request(request)
        assert isinstance(answer.stream, httpx.SyncByteStream)
        try:
            body = whole(answer.stream, answer.headers.get("content-encoding", ""))
        finally:
            answer.close()
        about = ("content-encoding", "content-length", "transfer-encoding")
        kept = [(name, value) for name, value in answer.headers.multi_items() if name not in about]
        return httpx.Response(
            answer.status_code, headers=kept, content=body, extensions=answer.extensions
        )
