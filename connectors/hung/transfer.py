"""Bytes from a tool to a nameless file on disk: only from where that tool keeps them.

An address comes from an answer of the tool, so it is not trusted: https alone, hosts of the tool
alone (on this machine, the sandbox), no credentials to any other host, no more bytes than allowed.
"""

import hashlib
import mimetypes
import re
import tempfile
import time
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx

from connectors.addresses import LOOPBACK
from connectors.gateway import Failure, Gateway
from connectors.hung.shelf import LocalFile, Refused
from syncline.domain.item import RecordId

TIMEOUT = httpx.Timeout(30, connect=5)  # seconds without a byte
WITHIN = 120.0  # seconds for a whole file
HOPS = 3  # addresses to which one answer may lead on
CHUNK = 64 * 1024


class Transfer:
    """Fetch files of one tool; `stores` are patterns of the hosts where it documents its files."""

    def __init__(
        self, api: str, stores: Sequence[str], headers: Mapping[str, str], gateway: Gateway
    ) -> None:
        self._api, self._stores = urlsplit(api), [re.compile(one) for one in stores]
        self._headers, self._gateway = headers, gateway
        self._http = httpx.Client(timeout=TIMEOUT, follow_redirects=False, trust_env=False)
        weakref.finalize(self, self._http.close)

    @contextmanager
    def fetched(
        self, url: str, limit: int, *, record: RecordId, known: bool = True
    ) -> Iterator[LocalFile]:
        """Fetch a file; `known`: with the token's headers, to the API itself. Raises Refused."""
        with tempfile.TemporaryFile() as body:
            size, digest = self._gateway.call(
                lambda: self._fetch(url, body, limit, known=known),
                what="fetch a file", write=False, record=record, classify=classify,
            )  # fmt: skip
            body.seek(0)
            yield LocalFile(body, size, digest)

    def _fetch(self, url: str, body: IO[bytes], limit: int, *, known: bool) -> tuple[int, str]:
        until = time.monotonic() + WITHIN
        for _ in range(HOPS):
            place = self._checked(url)
            headers = self._headers if known and self._at_home(place) else {}
            asked = {**headers, "Accept": "*/*", "Accept-Encoding": "identity"}
            with self._http.stream("GET", url, headers=asked) as answer:
                if answer.has_redirect_location:
                    url = urljoin(url, answer.headers["location"])
                    continue
                answer.raise_for_status()
                return _kept(answer, body, limit, until)
        raise Refused("its address leads on and on")

    def _checked(self, url: str) -> SplitResult:
        """Return the parts of an address that may be asked. Raises Refused."""
        try:
            place = urlsplit(url)
            host, _ = (place.hostname or "").rstrip("."), place.port
        except ValueError:
            raise Refused("its address is none") from None
        local = self._api.hostname in LOOPBACK and host in LOOPBACK and place.scheme == "http"
        stored = place.port in (None, 443) and any(one.fullmatch(host) for one in self._stores)
        known = place.scheme == "https" and (self._at_home(place) or stored)
        if place.username is not None or not (known or local):
            raise Refused(f"it is kept at {host or 'no host'}, where the tool keeps no files")
        return place

    def _at_home(self, place: SplitResult) -> bool:
        there = (place.scheme, place.hostname, place.port)
        return there == (self._api.scheme, self._api.hostname, self._api.port)


def _kept(answer: httpx.Response, body: IO[bytes], limit: int, until: float) -> tuple[int, str]:
    """Write an answer to disk piece by piece; what grows too large is left at once."""
    said = answer.headers.get("content-length", "")
    if answer.headers.get("content-encoding", "identity") != "identity":
        raise Refused("its size cannot be known before it is unpacked")
    if said.isdigit() and int(said) > limit:
        raise Refused(_too_large(int(said), limit))
    body.seek(0)
    body.truncate()
    size, digest = 0, hashlib.sha256()
    for piece in answer.iter_raw(CHUNK):
        size += len(piece)
        if size > limit:
            raise Refused(_too_large(size, limit))
        if time.monotonic() > until:
            raise httpx.ReadTimeout(f"more than {WITHIN:g} s", request=answer.request)
        digest.update(piece)
        body.write(piece)
    return size, digest.hexdigest()


def _too_large(size: int, limit: int) -> str:
    return f"it has {size / 1e6:,.1f} MB, and at most {limit / 1e6:,.1f} MB are copied"


def classify(error: Exception) -> Failure | None:
    """Say what an exception of httpx means; None for what is none."""
    match error:
        case httpx.HTTPStatusError():
            return Failure(error.response.status_code, error.response.headers, "no file there")
        case httpx.ConnectError() | httpx.ConnectTimeout():
            return Failure(None, text=str(error), sent=False)
        case httpx.HTTPError() | httpx.InvalidURL() | httpx.StreamError():
            return Failure(None, text=str(error))
        case _:
            return None


def kind_of(name: str) -> str:
    """Return the MIME type that a name suggests."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
