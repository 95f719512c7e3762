"""What a board shows, whichever tool it comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.people import Person

if TYPE_CHECKING:
    from sandbox.world import World


@dataclass(frozen=True)
class Card:
    """Hold one record as a person sees it; dates are yyyy-MM-dd, an empty text is no value."""

    tool: str
    id: str
    key: str
    title: str
    status: str
    owner: Person | None
    start: str
    due: str
    labels: tuple[str, ...]
    kind: str
    changed: str
    more: tuple[tuple[str, str], ...] = ()  # other fields: name and value


@dataclass(frozen=True)
class Board:
    """Hold the cards of one container and the statuses that are its columns."""

    tool: str
    name: str
    columns: tuple[str, ...]
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Edit:
    """Hold what a person sent from a card's form; only what differs is written."""

    title: str
    status: str
    owner: str  # a person's key, or empty
    start: str
    due: str

    @classmethod
    def of(cls, form: Mapping[str, str]) -> Edit:
        """Read the fields of a form."""
        return cls(*(form.get(name, "").strip() for name in cls.__dataclass_fields__))


@dataclass(frozen=True)
class Desk:
    """Offer one tool to the boards."""

    boards: Callable[[World], list[Board]]
    card: Callable[[World, str], Card]  # refuses with 404 what is not there
    statuses: Callable[[World, str], tuple[str, ...]]  # that this record can be given
    edit: Callable[[World, str, Edit, Person], None]
