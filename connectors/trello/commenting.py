"""The copies of comments on one card as calls: to write them, to change them, to remove them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from connectors.trello.client import TrelloClient
from connectors.trello.comments import Said, said, shown, spelled
from connectors.trello.directory import Directory
from connectors.trello.native import NativeCard
from connectors.trello.writing import Wanted
from syncline.domain.comments import Comment, copying
from syncline.domain.errors import Gone, Rejected
from syncline.domain.fields import Value

Call = Callable[[], None]
Edit = tuple[Said, Call]


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies on one card, whose comments were all read just before."""

    client: TrelloClient
    directory: Directory
    home: str
    card: NativeCard

    def calls(self, field: Wanted) -> list[Call]:
        """Return the calls in their order; copies that are not the token's are refused last."""
        here = [said(one, self.card.url, self.home) for one in self.card.comments or ()]
        asked, before = _elements(field.value), _elements(field.expect)
        todo = copying(asked, before, shown(here), self.home)
        new = [partial(self.client.comment, self.card.id, spelled(one)) for one in todo.new]
        copies = [one for one in here if not one.own]
        edits = [*self._changes(copies, todo.changed), *self._removals(copies, todo.gone)]
        theirs = [copy for copy, _ in edits if copy.native.account != self.directory.me()]
        ours = [partial(_while_there, call) for copy, call in edits if copy not in theirs]
        return [*new, *ours, *(partial(self._refuse, copy) for copy in theirs)]

    def _changes(self, copies: Sequence[Said], wanted: Iterable[Comment]) -> Iterator[Edit]:
        oldest = {copy.comment.url: copy for copy in copies}
        for one in wanted:
            copy = oldest[one.url]
            yield copy, partial(self.client.reword, self.card.id, copy.native.id, spelled(one))

    def _removals(self, copies: Sequence[Said], gone: Iterable[Comment]) -> Iterator[Edit]:
        urls = {one.url for one in gone}
        for copy in copies:
            if copy.comment.url in urls:
                yield copy, partial(self.client.unsay, self.card.id, copy.native.id)

    def _refuse(self, copy: Said) -> None:
        reason = (
            f"comments: the copy of {copy.comment.url} was written by "
            f"{copy.native.author or 'somebody else'}, and only they can change it: delete it in "
            "Trello, where it then stays away"
        )
        raise Rejected("trello", self.card.id, reason)


def _while_there(call: Call) -> None:
    """Leave a copy that somebody has just removed: it stays away."""
    with suppress(Gone):
        call()


def _elements(value: Value) -> frozenset[str]:
    return value if isinstance(value, frozenset) else frozenset()
