"""What hangs on cards: Trello keeps files and links in one list, neither with a key of ours."""

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from connectors.addresses import STORES
from connectors.hung.shelf import Held, HeldOf, LocalFile, Place, Refused, refusing
from connectors.hung.signs import AttachedSigns, is_ours
from connectors.hung.transfer import Transfer, kind_of
from connectors.trello.client import BATCH, TrelloClient
from connectors.trello.tracker import TrelloTracker
from syncline.domain.fields import Cannot
from syncline.domain.item import RecordId
from syncline.ports import ReplicaSettings

_FILE = re.compile(r"https://trello\.com/1/cards/(\w+)/attachments/(\w+)/download/([^/?#]+)")


class TrelloShelf:
    """Fulfil `Shelf` for the cards of a board."""

    def __init__(
        self, client: TrelloClient, settings: ReplicaSettings, own: Callable[[], str | None]
    ) -> None:
        self._client, self._settings, self._own = client, settings, own
        self.signs = AttachedSigns(self, "trello", settings.name)
        self._transfer = Transfer(
            settings.url, STORES["trello"], client.credentials, client.gateway
        )

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
        """Return what is attached to cards, ten cards a request."""
        found: dict[RecordId, Sequence[Held] | Cannot] = {}
        for start in range(0, len(records), BATCH):
            chunk = records[start : start + BATCH]
            for card, answer in zip(chunk, self._client.attached(chunk), strict=True):
                found[card] = self._read(*answer)
        return found

    def _read(self, status: int, body: Any) -> tuple[Held, ...] | Cannot:
        if status != 200 or not isinstance(body, list):
            return Cannot(f"its attachments cannot be read: {status}, {body}")
        shown = [self._held(one) for one in body if isinstance(one, dict) and one.get("id")]
        return tuple(sorted(shown, key=lambda one: one.id))  # ids begin with the time of creation

    def _held(self, one: Any) -> Held:
        name = str(one.get("name") or "")
        mine = is_ours(name) and one.get("idMember") == self._own()
        file = one.get("isUpload") is True
        return Held(str(one["id"]), name, str(one.get("url") or ""), file, mine)

    def add_link(self, record: RecordId, name: str, url: str, why: str = "") -> None:
        """Attach a link."""
        del why
        self._client.attach(record, url, name)

    def forget(self, record: RecordId, name: str, url: str) -> None:
        """Do nothing: whatever is attached is shown."""

    def add_file(self, record: RecordId, name: str, file: LocalFile) -> str:
        """Attach a file. Raises Refused where Trello will not have it."""
        file.body.seek(0)
        with refusing("Trello"):
            return self._client.upload(record, name, file.body, kind_of(name))

    def remove(self, record: RecordId, held: Held) -> None:
        """Take an attachment off a card."""
        self._client.detach(record, held.id)

    def fetched(self, url: str, limit: int) -> AbstractContextManager[LocalFile]:
        """Fetch a file; Trello wants the token in a header, and at its API. Raises Refused."""
        if not (found := _FILE.fullmatch(url)):
            raise Refused("its address is none of Trello's files")
        card, attachment, name = found.groups()
        place = f"{self._settings.url}/1/cards/{card}/attachments/{attachment}/download/{name}"
        return self._transfer.fetched(place, limit, record=attachment)


def open_shelf(tracker: TrelloTracker, settings: ReplicaSettings) -> TrelloShelf:
    """Open what hangs on the cards of a replica."""
    return TrelloShelf(tracker.client, settings, tracker.directory.me)
