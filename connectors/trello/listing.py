"""The calls by which our checklist on a card shows what is asked."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

from connectors.trello.checklist import NAMED, Line, redrawing, spelled
from connectors.trello.client import TrelloClient
from connectors.trello.native import NativeCard
from connectors.trello.writing import Wanted
from syncline.domain.errors import Gone, UnknownOutcome
from syncline.domain.parts import Part, parts_in

Call = Callable[[], None]


class Listing:
    """Our checklist on one card, which was read just before."""

    def __init__(self, client: TrelloClient, card: NativeCard) -> None:
        self._client, self._card, self._id = client, card.id, card.listed.id
        self._held = card.listed

    def calls(self, field: Wanted) -> Sequence[Call]:
        """Return the calls in their order; the checklist itself is made first, once.

        An empty one is left: a person may be writing into it.
        """
        todo = redrawing(self._held, parts_in(field.value))
        made = [self._make] if todo.added and self._id is None else []
        added = [partial(self._add, part) for part in todo.added]
        changed = [partial(self._change, line, part) for line, part in todo.changed]
        removed = [
            partial(_while_there, partial(self._client.remove_line, self._card, line.id))
            for line in todo.removed
        ]
        return [*made, *added, *changed, *removed]

    def _make(self) -> None:
        self._id = self._client.add_checklist(self._card, NAMED)

    def _add(self, part: Part) -> None:
        if not self._id:
            reason = "the answer to a new checklist names no id"
            raise UnknownOutcome("trello", reason, self._card)
        self._client.add_line(self._card, self._id, spelled(part), done=part.done)

    def _change(self, line: Line, part: Part) -> None:
        self._client.change_line(self._card, line.id, spelled(part), done=part.done)


def _while_there(call: Call) -> None:
    with suppress(Gone):
        call()
