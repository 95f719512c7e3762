"""The Trello workspace: everything in it by id, and plain methods to fill it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from random import Random
from typing import Any, TypedDict, TypeVar, Unpack

from sandbox.clock import Clock
from sandbox.people import People
from sandbox.trello import fieldvalues, history, positions
from sandbox.trello.errors import invalid_id, missing
from sandbox.trello.ids import LONG, SHORT, Ids
from sandbox.trello.records import (
    Action,
    Board,
    BoardList,
    Card,
    Checklist,
    CustomField,
    FieldType,
    Label,
    Membership,
    Option,
    Webhook,
)

Thing = TypeVar("Thing")
COLORS = ("green", "yellow", "orange", "red", "purple", "blue")  # of a new board's unnamed labels
NOON = time(12, tzinfo=UTC)  # the same day in every zone of the people


class CardDraft(TypedDict, total=False):
    """Say what a card shall be, in simple values: names, person keys, dates."""

    desc: str
    members: Iterable[str]
    due: date | None
    start: date | None
    due_complete: bool
    custom: Mapping[str, str]
    labels: Iterable[str]
    by: str
    created: datetime
    updated: datetime


class TrelloState:
    """Hold the workspace; every change passes a module of its own or an add_* method here."""

    def __init__(self, clock: Clock, rng: Random, people: People) -> None:
        self.clock, self.people = clock, people
        self.ids = Ids(rng)
        self.organization = self.ids.new(clock.now)
        self.boards: dict[str, Board] = {}
        self.lists: dict[str, BoardList] = {}
        self.cards: dict[str, Card] = {}
        self.labels: dict[str, Label] = {}
        self.fields: dict[str, CustomField] = {}
        self.checklists: dict[str, Checklist] = {}
        self.actions: dict[str, Action] = {}
        self.webhooks: dict[str, Webhook] = {}
        self.outbox: list[tuple[Webhook, bytes]] = []  # told with the end of the call
        self._links: dict[str, str] = {}  # short link -> id

    def new_id(self, at: datetime | None = None) -> str:
        """Return the next id, of something created now or then."""
        return self.ids.new(at or self.clock.now)

    def get(self, things: Mapping[str, Thing], identifier: str) -> Thing:
        """Return the thing with this id, or short link; refuse with 400 or 404."""
        if not LONG.fullmatch(identifier) and not SHORT.fullmatch(identifier):
            raise invalid_id()
        found = things.get(self._links.get(identifier, identifier))
        if found is None:
            raise missing()
        return found

    def new_link(self, identifier: str) -> str:
        """Return a short link to the thing of this id."""
        link = self.ids.short()
        self._links[link] = identifier
        return link

    def add_board(self, name: str, lists: Iterable[str] = (), *, by: str = "ops") -> Board:
        """Create a board that everybody is on, with its lists and six unnamed labels."""
        now = self.clock.now
        identifier = self.new_id()
        board = Board(identifier, name, self.new_link(identifier), self.people[by], now)
        self.boards[identifier] = board
        for person in self.people:
            if person.active:
                kind = "admin" if person.key == by else "normal"
                board.memberships.append(Membership(self.new_id(), person, kind))
        for color in COLORS:
            self.add_label(board, "", color)
        for title in lists:
            self.add_list(board, title)
        return board

    def add_list(self, board: Board, name: str, pos: Any = "bottom") -> BoardList:
        """Add a column to a board, at its end unless told otherwise."""
        made = BoardList(self.new_id(), name, board, positions.wanted(pos, board.lists))
        self.lists[made.id] = made
        board.lists.append(made)
        positions.settle(board.lists)
        return made

    def add_label(self, board: Board, name: str, color: str | None = None) -> Label:
        """Create a label of a board; Trello allows two of one name."""
        label = Label(self.new_id(), name, color, board)
        self.labels[label.id] = label
        board.labels.append(label)
        return label

    def label_named(self, board: Board, name: str) -> Label:
        """Return the oldest label of this name, or create it in blue."""
        held = (label for label in board.labels if label.name == name)
        return next(held, None) or self.add_label(board, name, "blue")

    def add_field(
        self, board: Board, name: str, type_: FieldType, options: Iterable[str] = ()
    ) -> CustomField:
        """Create a custom field of a board."""
        pos = positions.wanted("bottom", board.fields)
        field = CustomField(self.new_id(), name, type_, board, pos)
        self.fields[field.id] = field
        board.fields.append(field)
        for text in options:
            self.add_option(field, text)
        return field

    def add_option(self, field: CustomField, text: str, color: str = "none") -> Option:
        """Add a choice to a field of type list."""
        option = Option(self.new_id(), text, color, positions.wanted("bottom", field.options))
        field.options.append(option)
        return option

    def register(self, card: Card, at: datetime, pos: Any = "bottom") -> Card:
        """Put a card that nobody knows yet on its board, which counts its cards from 1."""
        board = card.board
        board.last_number += 1
        card.id, card.number = self.new_id(at), board.last_number
        card.short_link = self.new_link(card.id)
        card.pos = positions.wanted(pos, cards_in(card.column))
        self.cards[card.id] = card
        board.cards.append(card)
        positions.settle(cards_in(card.column))
        return card

    def add_card(self, inside: BoardList, name: str, **draft: Unpack[CardDraft]) -> Card:
        """Create a card as a person would have at `created`; last changed at `updated`."""
        created = draft.get("created") or self.clock.tick()
        card = self.register(Card("", name, inside, created), created)
        card.desc = draft.get("desc", "")
        card.members = [self.people[key] for key in draft.get("members", ())]
        card.labels = [self.label_named(card.board, title) for title in draft.get("labels", ())]
        due, start = draft.get("due"), draft.get("start")
        card.due, card.start = noon(due) if due else None, noon(start) if start else None
        card.due_complete = draft.get("due_complete", False)
        for title, value in (draft.get("custom") or {}).items():
            field = next(one for one in card.board.fields if one.name == title)
            card.items[field.id] = fieldvalues.planted(self.new_id(created), field, value)
        history.created(self, card, self.people[draft.get("by", "ops")], created)
        card.active_at = draft.get("updated") or created
        return card


def cards_in(inside: BoardList) -> list[Card]:
    """Return the cards of a list, archived ones too, in the order of their creation."""
    return [card for card in inside.board.cards if card.column is inside]


def noon(day: date) -> datetime:
    """Return the moment that stands for a day."""
    return datetime.combine(day, NOON)
