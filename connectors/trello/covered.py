"""What a write covered: the actions of a card hold the values that were replaced; pure."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from connectors.trello.board import Board
from connectors.trello.client import Json
from connectors.trello.codec import CANNOT_SAY, Codec
from connectors.trello.native import NativeCard, read_card
from connectors.trello.shapes import Malformed, moment, record, text
from connectors.trello.writing import Wanted
from syncline.domain.errors import CannotRead
from syncline.domain.fields import Cannot, Value, same
from syncline.domain.item import FieldName

_KEYS: Mapping[str, str] = {
    "name": "name", "desc": "desc", "list": "idList", "due": "due", "start": "start",
}  # fmt: skip
"""The properties whose former values an action tells -> what it calls them."""
LOGGED = _KEYS.keys()


@dataclass(frozen=True, slots=True)
class Typed:
    """What stood in a field until our write, and which account put it there, and when."""

    value: Value
    account: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a card: how it was read before a write, and its actions, newest first."""

    codec: Codec
    board: Board
    card: NativeCard
    actions: Sequence[Json]

    def covered(self, fields: Sequence[Wanted]) -> dict[FieldName, Typed]:
        """Return what fields showed when they were written, where that is not what was read.

        An action that cannot be read tells nothing.
        """
        found: dict[FieldName, Typed] = {}
        for field in fields:
            with suppress(Malformed, CannotRead):
                if typed := self._typed(field):
                    found[field.mapping.name] = typed
        return found

    def _typed(self, field: Wanted) -> Typed | None:
        key = _KEYS[field.native]
        changes = [action for action in self.actions if key in _part(action, "old")]
        while changes and not self._says(field, _part(changes[0], "card").get(key), field.value):
            changes.pop(0)  # what was typed since is shown, and found by the next look
        if not changes:
            return None
        value = self._meant(field, _part(changes[0], "old")[key])
        read = self.codec.shown(self.card, field.mapping, self.board)
        known = [field.value, *([] if isinstance(read, Cannot) or read is CANNOT_SAY else [read])]
        if value is None or any(same(field.mapping.type, value.value, one) for one in known):
            return None
        before = changes[1] if changes[1:] else {}
        return Typed(value.value, text(before, "idMemberCreator"), moment(before, "date"))

    def _says(self, field: Wanted, raw: object, value: Value) -> bool:
        found = self._meant(field, raw)
        return found is not None and same(field.mapping.type, found.value, value)

    def _meant(self, field: Wanted, raw: object) -> "_Meant | None":
        """Return what a value of an action means, None where it has no canonical reading."""
        other = read_card({"id": self.card.id, _KEYS[field.native]: raw})
        card = replace(self.card, **{field.native: getattr(other, field.native)})
        for tick in (card.due_complete, not card.due_complete):  # a list may be a word with one
            ticked = replace(card, due_complete=tick)
            shown = self.codec.shown(ticked, field.mapping, self.board)
            if not isinstance(shown, Cannot) and shown is not CANNOT_SAY:
                return _Meant(shown)
        return None


@dataclass(frozen=True, slots=True)
class _Meant:
    value: Value


def _part(action: Json, name: str) -> Json:
    return record(record(action, "data"), name, "data.")
