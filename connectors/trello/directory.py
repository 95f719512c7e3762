"""What the board holds besides cards: asked for when it is needed, once, and remembered."""

from threading import RLock

from connectors.trello.board import Board, BoardList, CustomField, Member, read_board
from connectors.trello.client import Rows, TrelloClient
from connectors.trello.native import NativeCard
from connectors.trello.shapes import Malformed, identifier, records, text
from syncline.domain.errors import Unreadable
from syncline.domain.people import People
from syncline.domain.plain import one_line


class Directory:
    """The board's lists, custom fields and members, and its labels."""

    def __init__(self, client: TrelloClient, board: str, people: People) -> None:
        self._client, self._named, self._people = client, board, people
        self._lock = RLock()
        self._strange: frozenset[str] = frozenset()
        self._me: str | None = None
        self.forget()

    def forget(self) -> None:
        """Ask again for everything when it is needed next."""
        self._board: Board | None = None
        self._fresh = False  # whether the board was asked for since, and not remembered
        self._labels: dict[str, str] | None = None

    @property
    def board(self) -> Board:
        """Return the board."""
        with self._lock:
            if self._board is None:
                self._board, self._fresh = self._discovered(), True
            return self._board

    def _discovered(self) -> Board:
        client, board = self._client, self._named
        parts = {
            "lists": client.lists(board),
            "customFields": client.fields(board),
            "members": client.members(board),
        }
        try:
            return read_board({**client.board(board), **parts})
        except Malformed as wrong:
            raise Unreadable("trello", f"board {board} has {wrong}", _AGAIN) from wrong

    def remember(self, board: Board) -> None:
        """Take over the board of a cursor, unless a newer one is known."""
        with self._lock:
            self._board = self._board or board

    def renewed(self) -> Board:
        """Return the board as it is now, where what is known may be old."""
        with self._lock:
            if not self._fresh:
                self.forget()
            return self.board

    def knowing(self, card: NativeCard) -> Board:
        """Return the board; ask again, once, when a card shows what it does not know."""
        with self._lock:
            strange = self.board.strange(card) - self._strange
            if strange and card.board == self.board.id:
                self._strange |= strange
                self.forget()
            return self.board

    def open_list(self, name: str) -> BoardList | None:
        """Return the first list of this name that is not archived."""
        return self.board.open_list(name) or self.renewed().open_list(name)

    def field(self, native: str) -> CustomField | None:
        """Return the custom field with this name or id."""
        return self.board.field(native) or self.renewed().field(native)

    def account(self, email: str) -> str | None:
        """Return the member id of a person on the board, as people.yaml or Trello knows it."""
        return self._member(self.board, email) or self._member(self.renewed(), email)

    def member(self, account: str) -> Member | None:
        """Return a member of the board by id or by username."""
        return self.board.member(account) or self.renewed().member(account)

    def _member(self, board: Board, email: str) -> str | None:
        if named := self._people.account("trello", email):
            found = board.member(named)
            return found.id if found else None
        shown = ((m.canonical(self._people), m.id) for m in board.members)
        return next((account for address, account in shown if address == email), None)

    def me(self) -> str:
        """Return the account of the token."""
        with self._lock:
            if self._me is None:
                self._me = str(self._client.me().get("id"))
            return self._me

    def author(self, account: str) -> str | None:
        """Return the address of whoever did something on the board, as far as it is known."""
        member = self.board.member(account)
        if member:
            return member.canonical(self._people)
        return self._people.canonical("trello", account, None)

    def label(self, name: str) -> str:
        """Return the id of the first label of this name; create it where there is none."""
        with self._lock:
            if self._labels is None:
                self._labels = _by_name(self._client.labels(self.board.id))
            if name not in self._labels:
                known, self._labels = self._labels, None  # it may be there, should the answer fail
                made = _by_name([self._client.create_label(self.board.id, name)])
                self._labels = known | {name: next(iter(made.values()))}
            return self._labels[name]


def _by_name(rows: Rows) -> dict[str, str]:
    """Return the ids of labels; of those with one name, the first."""
    found: dict[str, str] = {}
    try:
        for row in records({"labels": rows}, "labels"):
            found.setdefault(one_line(text(row, "name") or ""), identifier(row, "id"))
    except Malformed as wrong:
        raise Unreadable("trello", f"a label has {wrong}", _AGAIN) from wrong
    return found


_AGAIN = "Run again; if it stays so, report it"
