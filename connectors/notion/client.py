"""The endpoints of Notion that this connector uses, on the official client; no meaning."""

import logging
import weakref
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import IO, Any

import httpx
from notion_client import Client

from connectors.gateway import Gateway
from connectors.limits import PACKED, Transport
from connectors.notion.failures import classify
from syncline.domain.errors import Unreadable

VERSION = "2025-09-03"  # of the API; what later ones rename is written and read by names of both
DEADLINE = 30  # seconds that one call may take
PAGE = 100
Json = Mapping[str, Any]

# The client logs warnings to stdout unless it is given a logger; every failure is raised anyway.
_silent = logging.getLogger("connectors.notion.client")
_silent.addHandler(logging.NullHandler())


class NotionClient:
    """Send the calls of one token; safe to use from several threads."""

    def __init__(self, url: str, token: str, gateway: Gateway | None = None) -> None:
        http = httpx.Client(transport=Transport(), headers=PACKED)
        weakref.finalize(self, http.close)
        self._api = Client(
            client=http,
            auth=token,
            base_url=url.rstrip("/"),
            notion_version=VERSION,
            retry=False,
            timeout_ms=DEADLINE * 1_000,
            logger=_silent,
            log_level=logging.CRITICAL,
        )
        self._gateway = self.gateway = gateway or Gateway("notion")

    # -- containers and people ----------------------------------------------------------------

    def me(self) -> Json:
        """Return the user of the token."""
        return self._read("who the token is", self._api.users.me)

    def users(self) -> Iterator[Json]:
        """Yield every person and bot of the workspace."""
        yield from self._listed("the list of users", self._api.users.list)

    def data_source(self, source: str) -> Json:
        """Return a data source with its properties."""
        return self._read(f"data source {source}", lambda: self._api.data_sources.retrieve(source))

    def description(self, source: str, name: str) -> str | None:
        """Return what people read of a property, None where there is no such property."""
        properties = self.data_source(source).get("properties")
        found = properties.get(name) if isinstance(properties, dict) else None
        return str(found.get("description") or "") if isinstance(found, dict) else None

    def describe(self, source: str, name: str, description: str) -> None:
        """Say something of a property to whoever looks at it."""
        told = {name: {"rich_text": {}, "description": description}}  # a text, as it is
        what = f"describe the property {name}"
        self._write(what, lambda: self._api.data_sources.update(source, properties=told))

    def add_property(self, source: str, name: str, definition: Json) -> Json:
        """Add a property to a data source."""
        return self._write(
            f"add the property {name}",
            lambda: self._api.data_sources.update(source, properties={name: definition}),
        )

    def query(self, source: str, conditions: Sequence[Json]) -> Iterator[Json]:
        """Yield the answers of a query, one a page, oldest rows first."""
        sorts = [{"timestamp": "created_time", "direction": "ascending"}]
        body: dict[str, Any] = {"sorts": sorts}
        if conditions:
            body["filter"] = conditions[0] if len(conditions) == 1 else {"and": [*conditions]}

        def send(**paging: Any) -> Any:
            return self._api.data_sources.query(source, **body, **paging)

        yield from self._pages(f"query of data source {source}", send)

    # -- pages --------------------------------------------------------------------------------

    def page(self, page: str) -> Json:
        """Return a page; one in the trash too."""
        return self._read(f"page {page}", lambda: self._api.pages.retrieve(page), page)

    def property_items(self, page: str, prop: str) -> Iterator[Json]:
        """Yield every item of a property, of which a page shows the first 25."""

        def send(**paging: Any) -> Any:
            return self._api.pages.properties.retrieve(page, prop, **paging)

        yield from self._listed(f"a property of page {page}", send, page)

    def create_page(self, body: Json) -> Json:
        """Create a page with its properties and its first blocks."""
        return self._write("create a page", lambda: self._api.pages.create(**body))

    def update_page(self, page: str, properties: Json) -> Json:
        """Write properties of a page; the others stay."""
        return self._write(
            f"update page {page}",
            lambda: self._api.pages.update(page, properties=properties),
            page,
        )

    def put_away(self, page: str, *, away: bool) -> Json:
        """Put a page into the trash, or take it out; never together with a property."""
        what = f"{'trash' if away else 'restore'} page {page}"
        return self._write(what, lambda: self._api.pages.update(page, in_trash=away), page)

    # -- files --------------------------------------------------------------------------------

    def begin_upload(self, name: str, kind: str) -> Json:
        """Begin an upload in one part; what is attached to nothing is gone after an hour."""
        body = {"mode": "single_part", "filename": name, "content_type": kind}
        what = f"begin the upload of {name}"
        return self._write(what, lambda: self._api.file_uploads.create(**body), name)

    def send_upload(self, upload: str, name: str, body: IO[bytes], kind: str) -> Json:
        """Send the bytes of an upload, read piece by piece."""
        file = (name, body, kind)
        return self._write(
            f"send {name}", lambda: self._api.file_uploads.send(upload, file=file), name
        )

    # -- blocks -------------------------------------------------------------------------------

    def children(self, block: str, page: str) -> Iterator[Json]:
        """Yield the blocks right under a page or a block."""

        def send(**paging: Any) -> Any:
            return self._api.blocks.children.list(block, **paging)

        yield from self._listed(f"the body of page {page}", send, page)

    def append(self, block: str, page: str, children: Sequence[Json], after: str) -> Json:
        """Add blocks under a page or a block: after one of its children, at "start" or "end"."""
        place: Json = {"type": after}
        if after not in ("start", "end"):
            place = {"type": "after_block", "after_block": {"id": after}}
        return self._write(
            f"add blocks to page {page}",
            lambda: self._api.blocks.children.append(block, children=[*children], position=place),
            page,
        )

    def update_block(self, block: str, page: str, content: Json) -> Json:
        """Replace the text of a block."""
        return self._write(
            f"update a block of page {page}",
            lambda: self._api.blocks.update(block, **content),
            page,
        )

    def delete_block(self, block: str, page: str) -> Json:
        """Move a block with everything below it to the trash."""
        return self._write(
            f"delete a block of page {page}", lambda: self._api.blocks.delete(block), page
        )

    # -- comments -----------------------------------------------------------------------------

    def comments(self, page: str) -> Iterator[Json]:
        """Yield the answers that list the open comments of a page."""

        def send(**paging: Any) -> Any:
            return self._api.comments.list(block_id=page, **paging)

        yield from self._pages(f"the comments of page {page}", send, page)

    def comment(self, page: str, text: Sequence[Json]) -> Json:
        """Begin a discussion on a page."""
        parent = {"type": "page_id", "page_id": page}
        return self._write(
            f"comment on page {page}",
            lambda: self._api.comments.create(parent=parent, rich_text=[*text]),
            page,
        )

    def reword(self, comment: str, page: str, text: Sequence[Json]) -> Json:
        """Replace the text of a comment."""
        return self._write(
            f"change a comment of page {page}",
            lambda: self._api.comments.update(comment, rich_text=[*text]),
            page,
        )

    def unsay(self, comment: str, page: str) -> Json:
        """Delete a comment; the first one of a discussion takes all of it along."""
        return self._write(
            f"delete a comment of page {page}", lambda: self._api.comments.delete(comment), page
        )

    # -- sending ------------------------------------------------------------------------------

    def _read(self, what: str, send: Callable[[], Any], record: str | None = None) -> Json:
        return self._gateway.call(
            lambda: _object(send()), what=what, write=False, classify=classify, record=record
        )

    def _write(self, what: str, send: Callable[[], Any], record: str | None = None) -> Json:
        return self._gateway.call(
            lambda: _object(send()), what=what, write=True, classify=classify, record=record
        )

    def _listed(
        self, what: str, send: Callable[..., Any], record: str | None = None
    ) -> Iterator[Json]:
        for answer in self._pages(what, send, record):
            yield from answer["results"]

    def _pages(
        self, what: str, send: Callable[..., Any], record: str | None = None
    ) -> Iterator[Json]:
        """Yield page after page. Raises Unreadable where paging would never end."""
        seen: set[str] = set()
        paging: dict[str, str] = {}
        while True:
            answer = self._gateway.page(
                partial(_listing, send, paging),
                most=PAGE, what=what, classify=classify, record=record,
            )  # fmt: skip
            yield answer
            if not answer.get("has_more"):
                return
            following = answer.get("next_cursor")
            if not isinstance(following, str) or following in seen:
                raise Unreadable(
                    "notion", f"{what}: page token {following!r} leads nowhere", _AGAIN
                )
            seen.add(following)
            paging = {"start_cursor": following}


_AGAIN = "Run again; when it stays, report it to Notion"


class _NotApi(ValueError):
    """An answer that is JSON, and none of the API's."""


def _object(answer: Any) -> Json:
    if isinstance(answer, dict):
        return answer
    raise _NotApi(f"expected an object, got {str(answer)[:60]!r}")


def _listing(send: Callable[..., Any], paging: Mapping[str, str], size: int) -> Json:
    shown = _object(send(page_size=size, **paging))
    results = shown.get("results")
    if not isinstance(results, list) or not all(isinstance(one, dict) for one in results):
        raise _NotApi("expected a list of results")
    return shown
