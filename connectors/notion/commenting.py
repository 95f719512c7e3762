"""The comments of a page over the wire: all of them read, and copies written call by call."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial

from connectors.gateway import Forbidden
from connectors.notion.client import NotionClient
from connectors.notion.comments import (
    Here,
    NativeComment,
    Said,
    placed,
    read_comment,
    spelled,
    thread,
)
from connectors.notion.directory import Directory
from connectors.notion.native import read_user
from connectors.notion.shapes import Malformed
from syncline.domain.comments import Copying, copying
from syncline.domain.errors import CannotRead, Gone, Rejected, SynclineError, UnknownOutcome
from syncline.domain.fields import Cannot, Value
from syncline.domain.plan import Change

Call = Callable[[], object]
_SHUT = (
    "comments: this connection may not read them; give it the capabilities to read and to insert "
    "comments in Notion, Settings > Connections"
)


class Comments:
    """Read and write the comments of one replica's pages; `home` is its name."""

    def __init__(self, client: NotionClient, home: str, directory: Directory) -> None:
        self._client, self._home, self._directory = client, home, directory
        self._account: str | None = None

    # -- reading ----------------------------------------------------------------------------

    def read(self, page: str) -> Here | Cannot:
        """Return all open comments of a page, oldest first. Raises CannotRead.

        Cannot: the connection lacks the capability, for the page itself was shown.
        """
        try:
            found = [*self._listed(page)]
        except Forbidden:
            return Cannot(_SHUT)
        except Malformed as wrong:
            raise CannotRead("notion", page, str(wrong)) from None
        return tuple(placed(self._with_author(one), page, self._home) for one in found)

    def _listed(self, page: str) -> Iterator[NativeComment]:
        for answer in self._client.comments(page):
            status = answer.get("request_status")
            if isinstance(status, dict) and status.get("type") == "incomplete":
                raise CannotRead("notion", page, "Notion did not list all of its comments")
            for index, data in enumerate(answer["results"]):
                if one := read_comment(data, f"comments[{index}]"):
                    yield one

    def _with_author(self, one: NativeComment) -> NativeComment:
        return one if one.author else replace(one, author=self._directory.name(one.account))

    # -- writing ----------------------------------------------------------------------------

    def write(self, page: str, change: Change, here: Here | Cannot | None) -> None:
        """Bring the copies on a page to what is asked; `here`: its comments as just read.

        Raises UnknownOutcome when a call fails after another one was done.
        """
        held = self.read(page) if here is None else here
        if isinstance(held, Cannot):
            raise Rejected("notion", page, held.reason)
        done = False
        for call in self._calls(page, change, held):
            try:
                call()
            except SynclineError as failed:
                told = f"the comments of page {page} are written in part ({failed})"
                raise (UnknownOutcome("notion", told) if done else failed) from failed
            done = True

    def _calls(self, page: str, change: Change, here: Here) -> list[Call]:
        """Return the calls in their order; what Notion or people forbid is refused last."""
        todo = copying(_elements(change.ask), _elements(change.expect), thread(here), self._home)
        new = [partial(self._client.comment, page, spelled(one)) for one in todo.new]
        edits = [*self._edits(page, todo, here)]
        ours = [partial(_while_there, call) for call, refusal in edits if refusal is None]
        return [*new, *ours, *(partial(_refuse, page, why) for _, why in edits if why)]

    def _edits(self, page: str, todo: Copying, here: Here) -> Iterator[tuple[Call, str | None]]:
        """Yield the calls that change or remove copies, each with what forbids it."""
        copies = [one for one in here if not one.own]
        oldest = {copy.comment.url: copy for copy in reversed(copies)}
        for one in todo.changed:
            copy = oldest[one.url]
            call = partial(self._client.reword, copy.native.id, page, spelled(one))
            yield call, self._theirs(copy)
        gone = {one.url for one in todo.gone}
        for copy in (one for one in copies if one.comment.url in gone):
            call = partial(self._client.unsay, copy.native.id, page)
            yield call, self._theirs(copy) or self._answered(copy, here)

    def _theirs(self, copy: Said) -> str | None:
        """Say why a copy that somebody else wrote cannot be changed."""
        if copy.native.account == self._me():
            return None
        return (
            f"comments: the copy of {copy.comment.url} was written by "
            f"{copy.native.author or 'somebody else'}, and only they can change it: delete it in "
            "Notion, where it then stays away"
        )

    def _answered(self, copy: Said, here: Here) -> str | None:
        """Say why a copy stays: Notion deletes a whole discussion with its first comment."""
        spoken = [one for one in here if one.native.discussion == copy.native.discussion]
        if all(one.native.account == self._me() for one in spoken):
            return None
        return (
            f"comments: {copy.comment.url} is deleted, and people answered below its copy here; "
            "Notion would delete their answers with it: delete or resolve that discussion by hand"
        )

    def _me(self) -> str:
        if self._account is None:
            try:
                self._account = read_user(self._client.me(), "user").id
            except Malformed:
                self._account = ""  # then no copy is known to be ours
        return self._account


def _while_there(call: Call) -> None:
    """Leave a copy that somebody has just removed: it stays away."""
    with suppress(Gone):
        call()


def _refuse(page: str, reason: str) -> None:
    raise Rejected("notion", page, reason)


def _elements(value: Value) -> frozenset[str]:
    return value if isinstance(value, frozenset) else frozenset()
