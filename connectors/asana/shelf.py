"""What hangs on tasks: files and external links in one list, which tells of none who added it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from connectors.addresses import STORES
from connectors.asana.answers import Json, error_text
from connectors.asana.board import CustomField
from connectors.asana.client import BATCH, AsanaClient
from connectors.asana.tracker import AsanaTracker
from connectors.hung.lines import TextSigns
from connectors.hung.shelf import Held, HeldOf, LocalFile, Place, Refused, Signs, refusing
from connectors.hung.signs import AttachedSigns
from connectors.hung.transfer import Transfer, kind_of
from syncline.domain.errors import Rejected, UnknownOutcome, Unreadable
from syncline.domain.fields import Cannot
from syncline.domain.item import RecordId
from syncline.domain.siblings import SIBLINGS
from syncline.ports import ReplicaSettings

_ADDRESS = "https://app.asana.com/app/asana/-/get_asset?asset_id="
_NUMBER = re.compile(r"\d+")


class AsanaShelf:
    """Fulfil `Shelf` for the tasks of a project."""

    def __init__(self, tracker: AsanaTracker, settings: ReplicaSettings) -> None:
        self._client: AsanaClient = tracker.client
        self._tracker, self._settings = tracker, settings
        self._transfer = Transfer(settings.url, STORES["asana"], {}, tracker.client.gateway)
        mapped = settings.fields.get(SIBLINGS)
        self.signs: Signs = AttachedSigns(self, "asana", settings.name)
        if mapped and mapped.native:
            self._native = mapped.native
            self.signs = TextSigns(settings.name, self._text, self._write)

    def places(self) -> tuple[Place, ...]:
        """Return the text field for the links, where one is named."""
        if not isinstance(self.signs, TextSigns):
            return ()
        self._tracker.directory.forget()
        field = self._tracker.directory.field(self._native)
        found = field.type if field else None
        return (Place(SIBLINGS, self._native, "text field", ("text",), found),)

    def make(self, place: Place) -> None:
        """Put the text field on the project."""
        self._tracker.directory.mend_marker(place.native)

    def address(self, record: RecordId, url: str) -> str:
        """Return the address that is shown."""
        del record
        return url

    def held(self, records: Sequence[RecordId]) -> HeldOf:
        """Return what is attached to tasks, ten tasks a request."""
        found: dict[RecordId, Sequence[Held] | Cannot] = {}
        for start in range(0, len(records), BATCH):
            found |= self._batch(records[start : start + BATCH])
        return found

    def _batch(self, records: Sequence[RecordId]) -> HeldOf:
        found: dict[RecordId, tuple[Held, ...] | Cannot] = dict.fromkeys(records, ())
        waiting: dict[RecordId, str | None] = dict.fromkeys(records)
        used: set[str] = set()
        while waiting:
            pages = list(waiting.items())
            answers = self._client.read_attachments(pages)
            waiting = {}
            for (task, _), answer in zip(pages, answers, strict=True):
                page, following = _page(answer)
                before = found[task]
                found[task] = (
                    page if isinstance(page, Cannot) or isinstance(before, Cannot)
                    else (*before, *page)
                )  # fmt: skip
                if following:
                    if following in used:
                        raise Unreadable("asana", "a page mark came twice", "Try again later")
                    used.add(following)
                    waiting[task] = following
        return found

    def add_link(self, record: RecordId, name: str, url: str, why: str = "") -> None:
        """Attach a link."""
        del why
        self._client.attach_link(record, name, url)

    def forget(self, record: RecordId, name: str, url: str) -> None:
        """Do nothing: whatever is attached is shown."""

    def add_file(self, record: RecordId, name: str, file: LocalFile) -> str:
        """Attach a file. Raises Refused where Asana will not have it."""
        file.body.seek(0)
        with refusing("Asana"):
            made = self._client.upload(record, name, file.body, kind_of(name))
        if not _NUMBER.fullmatch(made):
            raise UnknownOutcome("asana", "the answer to an upload names no attachment")
        return _ADDRESS + made

    def remove(self, record: RecordId, held: Held) -> None:
        """Delete an attachment."""
        del record
        self._client.detach(held.id)

    def fetched(self, url: str, limit: int) -> AbstractContextManager[LocalFile]:
        """Fetch a file, at the address that Asana gives for two minutes. Raises Refused."""
        number = url.removeprefix(_ADDRESS)
        if number == url or not _NUMBER.fullmatch(number):
            raise Refused("its address is none of Asana's files")
        place = self._client.attachment(number).get("download_url")
        if not isinstance(place, str):
            raise Refused("Asana gives no address to fetch it from")
        return self._transfer.fetched(place, limit, record=number, known=False)

    # -- a text field for the links to siblings ---------------------------------------------

    def _field(self, record: RecordId) -> CustomField:
        field = self._tracker.directory.field(self._native)
        if field is None or field.type != "text":
            reason = (
                f"the project has no text field {self._native}: add it, or take it out of "
                "fields.siblings.in"
            )
            raise Rejected("asana", record, reason)
        return field

    def _text(self, record: RecordId) -> str:
        gid = self._field(record).gid
        (answer,) = self._client.read_tasks([record])
        data = (answer.get("body") or {}).get("data") or {}
        if answer["status_code"] != 200:
            raise Rejected("asana", record, error_text(answer.get("body")))
        rows = data.get("custom_fields") or []
        return next((str(one.get("text_value") or "") for one in rows if one.get("gid") == gid), "")

    def _write(self, record: RecordId, text: str) -> None:
        body = {"custom_fields": {self._field(record).gid: text}}
        self._client.update_task(record, body)


def _page(answer: Json) -> tuple[tuple[Held, ...] | Cannot, str | None]:
    body = answer.get("body")
    if answer["status_code"] != 200 or not isinstance(body, Mapping):
        text = error_text(body)
        return Cannot(f"its attachments cannot be read: {answer['status_code']}, {text}"), None
    following = (body.get("next_page") or {}).get("offset")
    return tuple(_held(body.get("data") or [])), following


def _held(rows: Sequence[Any]) -> Iterator[Held]:
    for one in rows:
        if isinstance(one, Mapping) and one.get("gid"):
            gid, file = str(one["gid"]), one.get("resource_subtype") == "asana"
            url = _ADDRESS + gid if file else str(one.get("view_url") or "")
            yield Held(gid, str(one.get("name") or ""), url, file)


def open_shelf(tracker: AsanaTracker, settings: ReplicaSettings) -> AsanaShelf:
    """Open what hangs on the tasks of a replica."""
    return AsanaShelf(tracker, settings)
