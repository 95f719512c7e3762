"""The copies of comments on one task as calls: to write them, to change them, to remove them."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from connectors.asana.client import AsanaClient
from connectors.asana.comments import NativeComment, Said, all_said, elements, spelled
from connectors.asana.directory import Directory
from connectors.asana.writing import Wanted
from syncline.domain.comments import Comment, copying
from syncline.domain.errors import Gone, Rejected
from syncline.domain.fields import Value

Call = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies on one task, whose comments were all read just before."""

    client: AsanaClient
    directory: Directory
    home: str
    task: str
    comments: tuple[NativeComment, ...]

    def calls(self, field: Wanted) -> Sequence[Call]:
        """Return the calls in their order; what Asana would refuse is refused after them."""
        here = all_said(self.comments, self.task, self.home)
        ask, expect = _thread(field.value), _thread(field.expect)
        todo = copying(ask, expect, elements(here), self.home)
        copies = [one for one in here if not one.own]
        made: list[partial[None]] = [
            *(partial(self.client.comment, self.task, spelled(new)) for new in todo.new),
            *(call for one in todo.changed for call in self._changes(copies, one)),
            *(call for one in todo.gone for call in self._removals(copies, one)),
        ]
        return sorted(made, key=lambda call: call.func == self._refuse)

    def _changes(self, copies: Collection[Said], wanted: Comment) -> Iterator[partial[None]]:
        shown = next(one for one in copies if one.comment.url == wanted.url)  # the oldest
        yield self._refusal(shown) or partial(self._reword, shown.native.gid, spelled(wanted))

    def _removals(self, copies: Collection[Said], gone: Comment) -> Iterator[partial[None]]:
        for one in copies:
            if one.comment.url == gone.url:
                yield self._refusal(one) or partial(self._unsay, one.native.gid)

    def _refusal(self, copy: Said) -> partial[None] | None:
        """Return the refusal of a copy that somebody else has written, None for our own."""
        if copy.native.account == self.directory.me():
            return None
        return partial(self._refuse, copy)

    def _refuse(self, copy: Said) -> None:
        author = copy.native.author or "somebody else"
        reason = (
            f"comments: {author} wrote the copy of {copy.comment.url} on this task, so only "
            "they can change it: remove it there, and nothing is written in its place"
        )
        raise Rejected("asana", self.task, reason)

    def _reword(self, story: str, words: str) -> None:
        with suppress(Gone):  # somebody has just removed it, so it stays away
            self.client.reword(story, words)

    def _unsay(self, story: str) -> None:
        with suppress(Gone):
            self.client.unsay(story)


def _thread(value: Value) -> frozenset[str]:
    return value if isinstance(value, frozenset) else frozenset()
