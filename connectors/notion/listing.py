"""Observing one data source: the query, its cursor, and the limits of a query."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from connectors.notion.client import Json, NotionClient
from connectors.notion.native import NativePage
from connectors.notion.schema import Schema, from_row, read_schema
from syncline.domain.errors import Unreadable

T = TypeVar("T")

OVERLAP = timedelta(minutes=2)
ROWS = 10_000  # that one query ever returns


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the data source was read, and the schema that was known then."""

    seen: datetime
    schema: Schema

    def __str__(self) -> str:
        """Give the text that is stored."""
        seen = self.seen.astimezone(UTC).isoformat(timespec="seconds")
        return json.dumps({"seen": seen, "schema": self.schema.row()}, ensure_ascii=False)

    @property
    def filter(self) -> Json:
        """Return the filter for what may have changed since; stamps are floored to the minute."""
        since = (self.seen - OVERLAP).replace(second=0, microsecond=0).astimezone(UTC)
        edited = {"on_or_after": f"{since:%Y-%m-%dT%H:%M:%S}.000Z"}
        return {"timestamp": "last_edited_time", "last_edited_time": edited}


def read_cursor(text: str | None, source: str) -> Cursor | None:
    """Read a stored cursor; None without one, or with one of another version."""
    if text is None:
        return None
    try:
        stored = json.loads(text)
        seen = datetime.fromisoformat(stored["seen"])
        return Cursor(seen.astimezone(UTC), from_row(source, stored["schema"]))
    except (ValueError, KeyError, TypeError):
        return None


def ending(pages: Iterable[T]) -> Iterator[tuple[T, bool]]:
    """Yield each page, and whether it is the last one."""
    rest = iter(pages)
    page = next(rest)
    for following in rest:
        yield page, False
        page = following
    yield page, True


class Listing:
    """The data source of a replica, its schema and its rows."""

    def __init__(self, client: NotionClient, source: str) -> None:
        self._client, self.source = client, source
        self.schema: Schema | None = None
        self._fresh = False
        self._strange: set[str] = set()

    def remember(self, schema: Schema) -> None:
        """Take over the schema of a cursor, unless a newer one is known."""
        if self.schema is None:
            self.schema = schema

    def discovered(self, *, fresh: bool = False) -> Schema:
        """Return the schema with its options; asked for once, and again when told so."""
        if self.schema is None or not self._fresh or fresh:
            read = read_schema(self._client.data_source(self.source))
            self.schema, self._fresh = read.after(self.schema), True
        return self.schema

    def explain(self, page: NativePage) -> None:
        """Ask for the schema again, once, when a page shows a property that it does not know."""
        strange = self.schema.strange(page) - self._strange if self.schema else frozenset()
        if strange:
            self._strange |= strange
            self.discovered(fresh=True)

    def rows(self, conditions: Sequence[Json]) -> Iterator[list[Any]]:
        """Yield the rows that fulfil the conditions, page by page, oldest first, each once.

        Where a query is cut off, the next one goes on with the minute of its last row. Raises
        Unreadable when that minute alone is more than a query returns: a partial list would look
        like deletions.
        """
        minute, shown = "", set[str]()  # the last one, and the rows of it
        while True:
            since = [_created_since(minute)] if minute else []
            begun, cut = minute, None
            for answer in self._client.query(self.source, [*conditions, *since]):
                rows = [row for row in answer["results"] if row.get("object", "page") == "page"]
                yield [row for row in rows if row.get("id") not in shown]
                for row in rows:
                    if (created := str(row.get("created_time"))) != minute:
                        minute, shown = created, set()
                    shown.add(str(row.get("id")))
                cut = _cut(answer)
            if cut is None:
                return
            if minute == begun:
                raise Unreadable(
                    "notion",
                    f"the query of data source {self.source} stopped at {ROWS:,} rows ({cut}), "
                    f"all of them made at {minute}",
                    "Narrow `where`, or spread the data source over several replicas",
                )


def _created_since(minute: str) -> Json:
    return {"timestamp": "created_time", "created_time": {"on_or_after": minute}}


def _cut(answer: Json) -> str | None:
    """Return why a query ends before its rows do; None when it does not."""
    status = answer.get("request_status")
    cut = isinstance(status, dict) and status.get("type") == "incomplete"
    return str(status.get("incomplete_reason")) if isinstance(status, dict) and cut else None
