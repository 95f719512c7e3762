"""What a Trello workspace holds: boards with lists, cards, labels, custom fields and actions.

These are living entities (equal only to themselves), not values: the emulator changes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sandbox.people import Person

FieldType = Literal["text", "number", "date", "checkbox", "list"]


@dataclass(slots=True, eq=False)
class Board:
    """Hold a board with everything on it; cards are in the order of their creation."""

    id: str
    name: str
    short_link: str
    by: Person
    active_at: datetime
    desc: str = ""
    closed: bool = False
    lists: list[BoardList] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    fields: list[CustomField] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)  # oldest first
    last_number: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Membership:
    """Say who is on a board, and as what."""

    id: str
    person: Person
    type: str = "normal"


@dataclass(slots=True, eq=False)
class BoardList:
    """Hold a column of a board; an archived one keeps its cards, which stay open."""

    id: str
    name: str
    board: Board
    pos: float
    closed: bool = False


@dataclass(slots=True, eq=False)
class Label:
    """Hold a label of a board: a name, a colour, or both."""

    id: str
    name: str
    color: str | None
    board: Board


@dataclass(slots=True, eq=False)
class Option:
    """Hold one choice of a custom field of type list."""

    id: str
    text: str
    color: str
    pos: float


@dataclass(slots=True, eq=False)
class CustomField:
    """Describe a custom field of a board."""

    id: str
    name: str
    type: FieldType
    board: Board
    pos: float
    options: list[Option] = field(default_factory=list)
    card_front: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class FieldItem:
    """Hold the value of a custom field on a card: texts under one key, or an option's id."""

    id: str
    field: CustomField
    value: dict[str, str] | None
    option: str | None = None


@dataclass(slots=True, eq=False)
class CheckItem:
    """Hold one line of a checklist."""

    id: str
    name: str
    pos: float
    complete: bool = False
    due: datetime | None = None
    member: Person | None = None


@dataclass(slots=True, eq=False)
class Checklist:
    """Hold a checklist of a card."""

    id: str
    name: str
    pos: float
    card: Card
    items: list[CheckItem] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Attachment:
    """Hold a link on a card, or a file with its bytes."""

    id: str
    name: str
    url: str
    date: datetime
    by: Person
    pos: float
    body: bytes | None = None  # of a file
    kind: str = ""  # MIME type of a file


@dataclass(frozen=True, slots=True, eq=False)
class Sticker:
    """Hold a picture stuck to a card."""

    id: str
    image: str
    top: float
    left: float
    z: float
    rotate: float


@dataclass(slots=True, eq=False)
class Card:
    """Hold one card with everything that people type into it."""

    id: str
    name: str
    column: BoardList
    active_at: datetime
    pos: float = 0.0
    number: int = 0
    short_link: str = ""
    desc: str = ""
    closed: bool = False
    due: datetime | None = None
    start: datetime | None = None
    due_complete: bool = False
    due_reminder: int | None = None
    role: str | None = None
    mirrors: str | None = None  # the id of the card that a mirror card shows
    comments: int = 0
    members: list[Person] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    items: dict[str, FieldItem] = field(default_factory=dict)  # by the field's id
    checklists: list[Checklist] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    stickers: list[Sticker] = field(default_factory=list)

    @property
    def board(self) -> Board:
        """Return the board that the card is on."""
        return self.column.board


@dataclass(slots=True, eq=False)
class Action:
    """Hold one entry of a board's history; data is as Trello shows it."""

    id: str
    type: str
    date: datetime
    by: Person
    data: dict[str, Any]
    about: frozenset[str]  # ids of the board, the card, the list, the member
    member: Person | None = None


@dataclass(slots=True, eq=False)
class Webhook:
    """Hold who wants to be told of a model's actions."""

    id: str
    model: str
    callback: str
    token: str
    description: str = ""
    active: bool = True
    failures: int = 0
    failing_since: datetime | None = None
