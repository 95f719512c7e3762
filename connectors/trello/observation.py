"""What may have changed on the board: its actions name the cards, which are then read directly.

Actions do not show everything; the full listing of the daily census does.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from connectors.trello.actions import Happened, Touches, happened
from connectors.trello.board import BUILT_IN, Board, from_row, native_name
from connectors.trello.client import BATCH, NESTED, PAGE, Json, TrelloClient
from connectors.trello.codec import Codec
from connectors.trello.directory import Directory
from connectors.trello.native import NativeCard, read_card
from syncline.domain.errors import CannotRead, Gone, ItemError
from syncline.domain.item import Absent, Edited, Presence, RecordId, Snapshot
from syncline.ports import FieldMapping, Page

OVERLAP = timedelta(minutes=2)  # for actions that show late, and clocks that differ
MANY = 100  # touched cards above which one listing costs less than their batches
ARCHIVED = "archived in Trello"
_REFUSALS: dict[int, Presence] = {403: "FORBIDDEN", 404: "GONE", 410: "GONE"}
Seen = NativeCard | Absent | CannotRead


@dataclass(frozen=True, slots=True)
class Cursor:
    """Up to when the actions were read, and the board, so that a quiet round need not ask."""

    since: datetime
    board: Board

    def __str__(self) -> str:
        """Give the opaque text that the store keeps."""
        row = {"since": self.since.isoformat(), "board": self.board.row()}
        return json.dumps(row, ensure_ascii=False)


def read_cursor(text: str | None) -> Cursor | None:
    """Read what `Cursor` wrote; anything else means to start from the beginning."""
    try:
        row = json.loads(text or "")
        return Cursor(datetime.fromisoformat(row["since"]), from_row(row["board"]))
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


class Observer:
    """The reading of one board."""

    def __init__(self, client: TrelloClient, codec: Codec, directory: Directory) -> None:
        self._client, self._codec, self._directory = client, codec, directory
        self._touches: Touches = {}

    def observe(self, cursor: str | None, now: datetime) -> Iterator[Page]:
        """Yield the cards that may have changed since the cursor, or all."""
        before = read_cursor(cursor)
        seen = self._since(before) if before else Happened(board=True)
        self._touches = seen.touches
        if seen.board:
            self._directory.forget()
        if seen.board or len(seen.cards) > MANY:
            yield from self.everything()
        else:
            commented = self._codec.commented
            yield self._page(self.read(sorted(seen.cards), comments=commented).values())
        quiet = before is not None and not seen.count
        yield Page((), cursor=cursor if quiet else str(Cursor(now, self._directory.board)))

    def _since(self, before: Cursor) -> Happened:
        self._directory.remember(before.board)
        found: dict[str, Any] = {}
        while True:
            oldest = list(found)[-1] if found else None
            rows = self._client.actions(before.board.id, before.since - OVERLAP, oldest)
            fresh = {_identity(row): row for row in rows if _identity(row) not in found}
            found |= fresh
            if len(rows) < PAGE or not fresh:
                return happened(found.values())

    def everything(self) -> Iterator[Page]:
        """Yield all cards of the board that are not archived."""
        return (self._page(map(_attempt, rows)) for rows in self._listed())

    def cards(self) -> Iterator[NativeCard]:
        """Yield every card of the replica that can be read."""
        for rows in self._listed():
            yield from self._ours(map(_attempt, rows))

    def _listed(self) -> Iterator[list[Json]]:
        """Yield the cards page by page, the newest first.

        The end is a page without a new card: a shorter page may be the tool's own limit.
        """
        seen: set[str] = set()
        while True:
            oldest = min(filter(None, seen), default=None)  # ids begin with the time of creation
            board, counts = self._directory.board.id, self._codec.commented
            rows = self._client.cards(board, oldest, counts=counts, lists=self._codec.listed)
            fresh = [row for row in rows if _identity(row) not in seen]
            if not fresh:
                return
            seen |= set(map(_identity, fresh))
            yield fresh

    def _page(self, seen: Iterable[Seen]) -> Page:
        cards = list(seen)
        return Page(
            snapshots=tuple(
                self._codec.snapshot(card, self._directory.board) for card in self._ours(cards)
            ),
            unreadable=tuple(card for card in cards if isinstance(card, CannotRead)),
        )

    def _ours(self, seen: Iterable[Seen]) -> Iterator[NativeCard]:
        for card in seen:
            if isinstance(card, NativeCard) and not self._absent(card):
                yield card

    def _absent(self, card: NativeCard) -> Absent | None:
        """Say why a card that Trello shows is none of this replica's, or not any more."""
        if outside := self._codec.outside(card, self._directory.knowing(card)):
            return Absent(card.id, outside)
        return Absent(card.id, ARCHIVED, "ARCHIVED") if card.closed else None

    def snapshot(self, card: NativeCard) -> Snapshot:
        """Return what a card shows, and who edited it as far as the last actions told."""
        snapshot = self._codec.snapshot(card, self._directory.board)
        found = {n: self._edited(card, m) for n, m in self._codec.settings.fields.items()}
        return replace(snapshot, edits={name: edit for name, edit in found.items() if edit})

    def _edited(self, card: NativeCard, mapping: FieldMapping) -> Edited | None:
        native = native_name(mapping)
        field = None if native in BUILT_IN else self._directory.board.field(native)
        touch = self._touches.get(card.id, {}).get(field.id if field else native)
        if touch is None:
            return None
        account, at = touch
        return Edited(self._directory.author(account) if account else None, at)

    def read(self, cards: Sequence[RecordId], *, comments: bool = False) -> dict[RecordId, Seen]:
        """Read cards directly, ten in a request; what is none of the replica's is absent.

        `comments`: with all of them, which costs a request for each card with many.
        """
        found: dict[RecordId, Seen] = {}
        for start in range(0, len(cards), BATCH):
            chunk = cards[start : start + BATCH]
            lists = self._codec.listed
            answers = self._client.read_cards(chunk, comments=comments, lists=lists)
            for card, answer in zip(chunk, answers, strict=True):
                found[card] = self._direct(card, *answer)
        return found

    def _direct(self, card: RecordId, status: int, body: Any) -> Seen:
        if status != 200:
            reason = f"Trello answers {status}: {body}"
            return Absent(card, reason, _REFUSALS.get(status, "UNSEEN"))
        try:
            seen = _attempt(self._whole(card, body))
        except ItemError as gone:
            return Absent(card, gone.reason, "GONE" if isinstance(gone, Gone) else "UNSEEN")
        absent = self._absent(seen) if isinstance(seen, NativeCard) else None
        return absent or seen

    def _whole(self, card: RecordId, body: Any) -> Any:
        """Add the comments of a card that did not come with it."""
        found = body.get("actions") if isinstance(body, dict) else None
        if not isinstance(found, list) or len(found) < NESTED:
            return body
        rows = list(found)
        while True:
            page = self._client.told(card, "commentCard", _identity(rows[-1]))
            known = set(map(_identity, rows))
            fresh = [row for row in page if _identity(row) not in known]
            rows += fresh
            if len(page) < PAGE or not fresh:
                return {**body, "actions": rows}


def _attempt(row: object) -> NativeCard | CannotRead:
    try:
        return read_card(row)
    except CannotRead as unreadable:
        return unreadable


def _identity(row: object) -> str:
    return str(row.get("id")) if isinstance(row, dict) else ""
