"""A board of one test's own in the sandbox, a person who uses it, and a tracker on it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from connectors.trello.tracker import TrelloTracker
from sandbox.faults import Rule
from sandbox.trello.records import Board, Card
from sandbox.world import World
from syncline.domain.comments import Comment
from syncline.domain.fields import CORE_FIELDS, FieldType, Value
from syncline.domain.item import Snapshot
from syncline.domain.plan import Change, Create, Update
from syncline.ports import FieldMapping, NativeWord, VocabularyWord

NOON = datetime(2026, 3, 2, 12, 5, tzinfo=UTC)
ITEM = "syn-0123456789abcdefghij"
WORDS = (
    VocabularyWord("planned", "unstarted", (NativeWord("To do"), NativeWord("Ideas"))),
    VocabularyWord("in_progress", "started", (NativeWord("Doing"),)),
    VocabularyWord("done", "done", (NativeWord("Done", completed=True),)),
)
CUSTOM = {
    "estimate": FieldMapping("estimate", FieldType.NUMBER, "Estimate"),
    "launch": FieldMapping("launch", FieldType.DATE, "Launch"),
    "client": FieldMapping("client", FieldType.TEXT, "Client"),
    "brief": FieldMapping("brief", FieldType.URL, "Brief"),
    "paid": FieldMapping("paid", FieldType.OPTION, "Paid"),
}
CORE = {n: FieldMapping(n, spec.type) for n, spec in CORE_FIELDS.items() if n != "comments"}
FIELDS = CORE | CUSTOM


@dataclass
class Place:
    """A board in the sandbox, Inès, and a tracker on it."""

    world: World
    board: Board
    tracker: TrelloTracker
    ines: httpx.Client

    def ask(self, method: str, path: str, **body: Any) -> Any:
        """Let Inès use the API."""
        answer = self.ines.request(method, f"/1{path}", json=body)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def column(self, name: str) -> str:
        """Return the id of a list."""
        return next(one.id for one in self.board.lists if one.name == name)

    def field(self, name: str) -> str:
        """Return the id of a custom field."""
        return next(one.id for one in self.board.fields if one.name == name)

    def add(self, name: str = "Ship", inside: str = "To do", **fields: Any) -> Card:
        """Let Inès make a card."""
        made = self.ask("POST", "/cards", name=name, idList=self.column(inside), **fields)
        return self.card(made["id"])

    def card(self, record: str) -> Card:
        """Return a card as Trello holds it."""
        return self.world.trello.cards[record]

    def change(self, card: Card, **fields: Any) -> None:
        """Let Inès change a card."""
        self.ask("PUT", f"/cards/{card.id}", **fields)

    def give(self, card: Card, name: str, **body: Any) -> None:
        """Let Inès fill a custom field of a card."""
        self.ask("PUT", f"/cards/{card.id}/customField/{self.field(name)}/item", **body)

    def fail(self, kind: str, method: str, route: str, **settings: Any) -> None:
        """Let calls of a route fail."""
        self.world.faults.load([Rule(kind, "trello", method, route, **settings)])

    def calls(self) -> list[str]:
        """Name the routes of the tracker's calls."""
        made = self.world.log.since(0, "trello")
        return [f"{e.method} {e.route}" for e in made if e.user != "ines"]

    def seen(self, card: Card) -> Snapshot:
        """Read a card directly."""
        seen = self.tracker.read([card.id], set())[card.id]
        assert isinstance(seen, Snapshot), seen
        return seen

    def update(self, card: Card, **asked: Value) -> Update:
        """Ask for values as the engine does: after a direct read."""
        seen = self.seen(card)
        self.world.log.clear()
        changes = tuple(Change(n, v, seen.fields.get(n), 1, "test") for n, v in asked.items())
        return Update(ITEM, "freelancers", card.id, "edit", changes)

    def create(self, **asked: Value) -> Create:
        """Ask for a new card."""
        changes = tuple(Change(name, value, None, 1, "test") for name, value in asked.items())
        return Create(ITEM, "freelancers", "task", changes, "test")


def observe(place: Place, cursor: str | None = None) -> tuple[list[str], str]:
    """Observe once, past every overlap; return the ids seen and the next cursor."""
    place.world.clock.advance(600)
    place.world.log.clear()
    pages = list(place.tracker.observe(cursor, place.world.clock.now))
    assert pages[-1].cursor
    return [s.id for page in pages for s in page.snapshots], pages[-1].cursor


def other(text: str, number: int = 1, at: datetime = NOON) -> Comment:
    """Return a comment of another tool."""
    url = f"https://acme.example/browse/PAY-1?focusedCommentId={number}"
    return Comment(url, "delivery", "Paul *Petit*", at + timedelta(minutes=number), text)
