"""What hangs on the records of a tool in memory: rows of one native field, and bytes beside it."""

import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from connectors.hung.shelf import Held, HeldOf, LocalFile, Place, Refused
from connectors.hung.signs import AttachedSigns
from connectors.memory.records import Native
from connectors.memory.tool import API, MemoryTool
from connectors.memory.tracker import MemoryTracker
from syncline.domain.errors import Gone
from syncline.domain.item import RecordId
from syncline.ports import ReplicaSettings

NATIVE = "attached"  # the native field
Rows = frozenset[str]


def row(number: int, name: str, url: str, by: str, *, file: bool) -> str:
    """Return one attached thing as the tool keeps it."""
    return json.dumps([number, name, url, by, file])


class MemoryShelf:
    """Fulfil `Shelf` over a MemoryTool; every step is one write of it."""

    def __init__(self, tool: MemoryTool, settings: ReplicaSettings) -> None:
        self._tool, self._settings = tool, settings
        self.signs = AttachedSigns(self, "memory", settings.name)

    def places(self) -> tuple[Place, ...]:
        """Return nothing: no property has to be there."""
        return ()

    def make(self, place: Place) -> None:
        """Do nothing: there is no such place."""

    def address(self, record: RecordId, url: str) -> str:
        """Return the address that is shown."""
        del record
        return url

    def held(self, records: Sequence[RecordId]) -> HeldOf:
        """Return what is attached to records."""
        found = self._tool.fetch(records)
        return {r: held_of(found[r].fields) if r in found else () for r in records}

    def add_link(self, record: RecordId, name: str, url: str, why: str = "") -> None:
        """Attach a link."""
        del why
        self._change(record, lambda rows: rows | {_next(rows, name, url, file=False)})

    def add_file(self, record: RecordId, name: str, file: LocalFile) -> str:
        """Attach a file."""
        file.body.seek(0)
        body = file.body.read()
        url = f"{self._settings.url}/files/{record}/{len(self._tool.files)}"
        self._tool.files[url] = body
        self._change(record, lambda rows: rows | {_next(rows, name, url, file=True)})
        return url

    def remove(self, record: RecordId, held: Held) -> None:
        """Take something away. Raises Gone where it is not there any more."""

        def without(rows: Rows) -> Rows:
            left = frozenset(one for one in rows if str(json.loads(one)[0]) != held.id)
            if left == rows:
                raise Gone("memory", record, f"nothing called {held.name} is attached")
            return left

        self._change(record, without)

    def forget(self, record: RecordId, name: str, url: str) -> None:
        """Do nothing: whatever is attached is shown."""

    @contextmanager
    def fetched(self, url: str, limit: int) -> Iterator[LocalFile]:
        """Fetch a file. Raises Refused and Gone."""
        if url not in self._tool.files:
            raise Gone("memory", url, "there is no such file")
        body = self._tool.files[url]
        if len(body) > limit:
            raise Refused(f"{len(body):,} bytes are more than {limit:,}")
        yield LocalFile(io.BytesIO(body), len(body), hashlib.sha256(body).hexdigest())

    def _change(self, record: RecordId, change: Callable[[Rows], Rows]) -> None:
        self._tool.write(record, lambda fields: {NATIVE: change(_rows(fields))})


def open_shelf(tracker: MemoryTracker, settings: ReplicaSettings) -> MemoryShelf:
    """Open what hangs on the records of a tool in memory."""
    return MemoryShelf(tracker.tool, settings)


def held_of(fields: Mapping[str, Native]) -> tuple[Held, ...]:
    """Return what a record's native fields show as attached, oldest first."""
    rows = sorted(map(json.loads, _rows(fields)))
    return tuple(Held(str(n), name, url, file, by == API) for n, name, url, by, file in rows)


def _rows(fields: Mapping[str, Native]) -> Rows:
    rows = fields.get(NATIVE)
    return rows if isinstance(rows, frozenset) else frozenset()


def _next(rows: Rows, name: str, url: str, *, file: bool) -> str:
    number = max((json.loads(one)[0] for one in rows), default=0) + 1
    return row(number, name, url, API, file=file)
