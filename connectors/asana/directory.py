"""What the workspace holds besides tasks: asked for when it is needed, once, and remembered."""

from collections.abc import Callable, Iterator
from threading import RLock
from typing import TypeVar

from connectors.asana.answers import Json
from connectors.asana.board import Board, CustomField, Section, read_board
from connectors.asana.client import AsanaClient
from connectors.asana.shapes import Malformed, text
from connectors.asana.words import folded
from syncline.domain.errors import Gone, Unreadable
from syncline.domain.people import People
from syncline.domain.plain import one_line

T = TypeVar("T")


def paged(fetch: Callable[[str | None], Json]) -> Iterator[list[Json]]:
    """Yield the rows of every page. Raises Unreadable when a page's mark comes back."""
    seen: set[str | None] = {None}
    offset = None
    while True:
        answer = fetch(offset)
        yield answer["data"]
        following = answer.get("next_page")
        offset = following.get("offset") if isinstance(following, dict) else None
        if offset is None:
            return
        if offset in seen:
            raise Unreadable(
                "asana", f"the page mark {str(offset)[:20]} came twice", "Try again later"
            )
        seen.add(offset)


class Directory:
    """The project's fields and sections, the workspace's tags, and people's accounts."""

    def __init__(self, client: AsanaClient, project: str, people: People) -> None:
        self._client, self._project, self._people = client, project, people
        self._lock = RLock()
        self._accounts: dict[str, str | None] = {}
        self._emails: dict[str, str | None] = {}
        self._me: str | None = None
        self.forget()

    def forget(self) -> None:
        """Ask again for fields, sections and tags when they are needed next."""
        self._board: Board | None = None
        self._whole = False  # whether the options of its fields are known, too
        self._sections: tuple[Section, ...] | None = None
        self._tags: dict[str, str] | None = None

    @property
    def board(self) -> Board:
        """Return the project and the custom fields on it."""
        with self._lock:
            if self._board is None:
                data = self._client.project(self._project)
                self._board, self._whole = _read(lambda: read_board(data)), True
            return self._board

    def remember(self, board: Board | None) -> None:
        """Take over the board of a cursor, unless a newer one is known."""
        with self._lock:
            self._board = self._board or board

    def field(self, native: str, *, options: bool = False) -> CustomField | None:
        """Return the custom field of the project with this name or gid, with `options` if wanted.

        A remembered board has none, and does not know a field that is new on the project.
        """
        with self._lock:
            found = self.board.field(native)
            lacking = found is None or (options and found.type in ("enum", "multi_enum"))
            if lacking and not self._whole:
                self._board = None
                found = self.board.field(native)
            return found

    def choice(self, native: str) -> CustomField | None:
        """Return a custom field with the options that can be chosen now."""
        return self.field(native, options=True)

    def me(self) -> str:
        """Return the gid of the token's account."""
        with self._lock:
            if self._me is None:
                self._me = _named(self._client.me()).gid
            return self._me

    def email(self, account: str) -> str | None:
        """Return a user's address, canonical, as far as Asana tells it."""
        with self._lock:
            if account not in self._emails:
                known = self._people.canonical("asana", account, None)
                self._emails[account] = known or self._asked_email(account)
            return self._emails[account]

    def _asked_email(self, account: str) -> str | None:
        try:
            told = self._client.user(account).get("email")
        except Gone:
            return None
        address = told if isinstance(told, str) else None
        return self._people.canonical("asana", account, address)

    @property
    def sections(self) -> tuple[Section, ...]:
        """Return the project's sections in order."""
        with self._lock:
            if self._sections is None:
                pages = paged(lambda offset: self._client.sections(self._project, offset))
                self._sections = tuple(_named(row) for rows in pages for row in rows)
            return self._sections

    def section(self, name: str) -> Section | None:
        """Return the first section of this name."""
        return next((s for s in self.sections if folded(s.name) == folded(name)), None)

    def tag(self, name: str) -> str:
        """Return the gid of the oldest tag of this name; create it where there is none."""
        with self._lock:
            if self._tags is None:
                self._tags = {}
                pages = paged(lambda offset: self._client.tags(self.board.workspace, offset))
                for tag in (_named(row) for rows in pages for row in rows):
                    self._tags.setdefault(one_line(tag.name), tag.gid)
            if name not in self._tags:
                try:
                    made = self._client.create_tag(self.board.workspace, name)
                except Exception:
                    self._tags = None  # it may be there now
                    raise
                self._tags[name] = _named(made).gid
            return self._tags[name]

    def account(self, email: str) -> str | None:
        """Return the gid of a person's account, as people.yaml or else Asana knows it."""
        if known := self._people.account("asana", email):
            return known
        with self._lock:
            if email not in self._accounts:
                try:
                    self._accounts[email] = _named(self._client.user(email)).gid
                except Gone:
                    self._accounts[email] = None
            return self._accounts[email]

    def mend_marker(self, name: str) -> None:
        """Put the text custom field of this name on the project; create it where there is none."""
        workspace = self.board.workspace
        pages = paged(lambda offset: self._client.custom_fields(workspace, offset))
        rows = (row for page in pages for row in page)
        found = (
            _named(row).gid
            for row in rows
            if folded(_named(row).name) == folded(name) and row.get("resource_subtype") == "text"
        )
        gid = next(found, None) or _named(self._client.create_text_field(workspace, name)).gid
        self._client.attach_field(self._project, gid)
        self.forget()


def _read(read: Callable[[], T]) -> T:
    try:
        return read()
    except Malformed as wrong:
        raise Unreadable("asana", f"the project has {wrong}", "Try again later") from wrong


def _named(row: Json) -> Section:
    """Read anything that has a gid and a name."""
    whole = row if isinstance(row, dict) else {"gid": row}  # a row that is none ends in a sentence
    return _read(lambda: Section(text(whole, "gid") or "", text(whole, "name") or ""))
