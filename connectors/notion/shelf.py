"""What hangs on pages: the files of one property, and a property with links to siblings.

Notion writes a files property as a whole, so it is read just before: what a person adds between
the two is lost, which takes less than a second. Its addresses of files last an hour; part of their
path is the same for ever, and names the file.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import urlsplit

from connectors.addresses import STORES
from connectors.hung.lines import TextSigns
from connectors.hung.shelf import Call, Held, HeldOf, LocalFile, Place, Refused, Signs, refusing
from connectors.hung.transfer import Transfer, kind_of
from connectors.notion.bindings import data_source
from connectors.notion.client import Json, NotionClient
from connectors.notion.runs import SITE, write_text
from connectors.notion.schema import read_schema
from connectors.notion.shapes import is_uuid
from connectors.notion.tracker import NotionTracker
from syncline.domain import homed
from syncline.domain.attachments import ATTACHMENTS
from syncline.domain.errors import Gone, ItemError, Rejected, UnknownOutcome
from syncline.domain.fields import Cannot
from syncline.domain.item import RecordId
from syncline.domain.siblings import SIBLINGS, sibling_of
from syncline.ports import ReplicaSettings

FILES, LINKS = "Attachments", "Siblings"  # the properties, where none is named
SINGLE = 20_000_000  # bytes of an upload in one part
_ADDRESS = re.compile(re.escape(SITE) + r"/([0-9a-f]{32})#file-([0-9a-f-]+)")
Rows = Sequence[Mapping[str, Any]]


class NotionShelf:
    """Fulfil `Shelf` for the pages of a data source."""

    def __init__(self, client: NotionClient, settings: ReplicaSettings) -> None:
        self._client, self._settings = client, settings
        self._transfer = Transfer(settings.url, STORES["notion"], {}, client.gateway)
        self.signs: Signs = NotionSigns(self, settings)

    def places(self) -> tuple[Place, ...]:
        """Return the properties for files and for links, of the data source as it is now."""
        asked = [
            (SIBLINGS, LINKS, "text property", ("rich_text", "url")),
            (ATTACHMENTS, FILES, "files property", ("files",)),
        ]
        schema, places = read_schema(self._client.data_source(data_source(self._settings))), []
        for field, default, label, holds in asked:
            native = self.native(field, default)
            found = schema.find(native)
            if field in self._settings.fields:
                places.append(Place(field, native, label, holds, found.type if found else None))
        return tuple(places)

    def make(self, place: Place) -> None:
        """Add a property to the data source."""
        self._client.add_property(data_source(self._settings), place.native, {place.holds[0]: {}})

    def address(self, record: RecordId, url: str) -> str:
        """Return the address of a page without its title."""
        del url
        return lasting(record)

    def held(self, records: Sequence[RecordId]) -> HeldOf:
        """Return the files of pages, one page a request."""
        if ATTACHMENTS not in self._settings.fields:
            return dict.fromkeys(records, ())
        return {record: self._held(record) for record in records}

    def _held(self, record: RecordId) -> tuple[Held, ...] | Cannot:
        try:
            rows = self._rows(record)
        except ItemError as refused:
            return Cannot(refused.reason)
        return tuple(_held(record, row, number) for number, row in enumerate(rows))

    def _rows(self, record: RecordId) -> Rows:
        """Return the files of a page as Notion shows them now. Raises ItemError."""
        shown = self.named(record, ATTACHMENTS, FILES)
        if shown.get("type") != "files" or not isinstance(shown.get("files"), list):
            reason = f'the property "{self.native(ATTACHMENTS, FILES)}" holds no files'
            raise Rejected("notion", record, reason)
        return [one for one in shown["files"] if isinstance(one, dict)]

    def native(self, field: str, default: str) -> str:
        """Return the property of a field."""
        mapping = self._settings.fields.get(field)
        return (mapping.native if mapping else None) or default

    def named(self, record: RecordId, field: str, default: str) -> Json:
        """Return a property of a page as it is now. Raises Rejected where there is none."""
        wanted = self.native(field, default)
        shown = self._client.page(record).get("properties") or {}
        by_id = (one for one in shown.values() if one.get("id") == wanted)
        found = shown.get(wanted) or next(by_id, None)
        if not isinstance(found, dict):
            reason = (
                f'there is no property "{wanted}": add it in Notion, or name another under '
                f"fields.{field}.in"
            )
            raise Rejected("notion", record, reason)
        return found

    def write(self, record: RecordId, prop: str, value: Json) -> Json:
        """Write one property of a page."""
        return self._client.update_page(record, {prop: value})

    def _keep(self, record: RecordId, rows: Rows) -> Json:
        return self.write(record, self.native(ATTACHMENTS, FILES), {"files": [*rows]})

    def add_link(self, record: RecordId, name: str, url: str, why: str = "") -> None:
        """Attach a link."""
        del why
        row = {"name": name, "type": "external", "external": {"url": url}}
        self._keep(record, [*map(_again, self._rows(record)), row])

    def forget(self, record: RecordId, name: str, url: str) -> None:
        """Do nothing: whatever is attached is shown."""

    def add_file(self, record: RecordId, name: str, file: LocalFile) -> str:
        """Attach a file: begin an upload, send it, and put it among the others. Raises Refused."""
        if file.size > SINGLE:
            raise Refused(f"Notion takes at most {SINGLE / 1e6:g} MB at once")
        file.body.seek(0)
        with refusing("Notion"):
            upload = str(self._client.begin_upload(name, kind_of(name)).get("id"))
            self._client.send_upload(upload, name, file.body, kind_of(name))
        row = {"name": name, "type": "file_upload", "file_upload": {"id": upload}}
        answer = self._keep(record, [*map(_again, self._rows(record)), row])
        shown = answer.get("properties") or {}
        listed = (one.get("files") or [] for one in shown.values() if one.get("type") == "files")
        made = [one for rows in listed for one in rows if one.get("name") == name]
        if not made:
            raise UnknownOutcome("notion", f"page {record} does not show {name} after its upload")
        return _held(record, made[-1], 0).url

    def remove(self, record: RecordId, held: Held) -> None:
        """Take a file out of its property. Raises Gone."""
        rows = self._rows(record)
        kept = [r for n, r in enumerate(rows) if _held(record, r, n).url != held.url]
        if len(kept) == len(rows):
            raise Gone("notion", record, f"{held.name} is not there any more")
        self._keep(record, [*map(_again, kept)])

    def fetched(self, url: str, limit: int) -> AbstractContextManager[LocalFile]:
        """Fetch a file, at an address that Notion signs now. Raises Refused and Gone."""
        if not (found := _ADDRESS.fullmatch(url)):
            raise Refused("its address is none of Notion's files")
        for number, row in enumerate(self._rows(found[1])):
            if _held(found[1], row, number).url == url:
                place = str((row.get("file") or {}).get("url") or "")
                return self._transfer.fetched(place, limit, record=found[1], known=False)
        raise Gone("notion", found[1], "the page has no such file any more")


class NotionSigns:
    """The links to siblings in a property: a text holds all of them, an address the first one."""

    def __init__(self, shelf: NotionShelf, settings: ReplicaSettings) -> None:
        self._shelf, self._home = shelf, settings.name
        self._lines = TextSigns(settings.name, self._text, self._write)

    def shown(self, record: RecordId, held: HeldOf) -> frozenset[str]:
        """Return nothing: the links need not be read."""
        return self._lines.shown(record, held)

    def calls(self, record: RecordId, ask: frozenset[str], expect: frozenset[str]) -> list[Call]:
        """Return the call that writes the property, none where it says what is asked."""
        shown = self._shelf.named(record, SIBLINGS, LINKS)
        if shown.get("type") == "rich_text":
            return self._lines.calls(record, ask, expect)
        if shown.get("type") != "url":
            raise Rejected("notion", record, "links to siblings go into a text or URL property")
        return self._address(record, shown.get("url") or "", ask, expect)

    def _address(
        self, record: RecordId, shown: str, ask: frozenset[str], expect: frozenset[str]
    ) -> list[Call]:
        wanted, known = (
            [sibling_of(one).url for one in sorted(homed.copies(sibling_of, links, self._home))]
            for links in (ask, expect)
        )
        first = wanted[0] if wanted else ""
        if shown and shown not in (*wanted, *known):
            reason = "the property for the link to a sibling holds an address that somebody typed"
            raise Rejected("notion", record, reason)
        if first == shown or (not shown and first in known):
            return []  # it is there, or somebody took it away
        prop = self._shelf.native(SIBLINGS, LINKS)
        return [lambda: self._shelf.write(record, prop, {"url": first or None})]

    def _text(self, record: RecordId) -> str:
        runs = self._shelf.named(record, SIBLINGS, LINKS).get("rich_text") or []
        return "".join(str(run.get("plain_text") or "") for run in runs)

    def _write(self, record: RecordId, text: str) -> Json:
        value = {"rich_text": write_text(text)}
        return self._shelf.write(record, self._shelf.native(SIBLINGS, LINKS), value)


def lasting(record: RecordId) -> str:
    """Return the address of a page without its title, which changes."""
    return f"{SITE}/{record.replace('-', '')}"


def _held(record: RecordId, row: Mapping[str, Any], number: int) -> Held:
    name = str(row.get("name") or "")
    if row.get("type") != "file":
        url = str((row.get("external") or {}).get("url") or "")
        return Held(str(number), name, url, file=False)
    place = urlsplit(str((row.get("file") or {}).get("url") or "")).path.split("/")
    mark = next((one for one in reversed(place[:-1]) if is_uuid(one)), "")
    url = f"{lasting(record)}#file-{mark}" if mark else ""
    return Held(mark or str(number), name, url, file=bool(mark))


def _again(row: Mapping[str, Any]) -> Json:
    """Return a file as it is sent to stay where it is."""
    kind = str(row.get("type"))
    held = row.get(kind) or {}
    return {"name": row.get("name"), "type": kind, kind: {"url": held.get("url")}}


def open_shelf(tracker: NotionTracker, settings: ReplicaSettings) -> NotionShelf:
    """Open what hangs on the pages of a replica."""
    return NotionShelf(tracker.client, settings)
