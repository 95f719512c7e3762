"""One Item as the rules see it: agreed values, what each tool shows, and its own history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from syncline.domain.fields import Value
from syncline.domain.item import FieldName, ItemId, Kind, ReplicaName
from syncline.domain.policy import Category

OPEN: frozenset[Category] = frozenset({"unstarted", "started"})
FINISHED: frozenset[Category] = frozenset({"done", "cancelled"})
IGNORED = "ops:ignore"


def as_day(value: object) -> date | None:
    """Return the day of a date, with or without a time; None for anything else."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


class Move(NamedTuple):
    """One change of an agreed value, by whom, seen when."""

    field: FieldName
    old: Value
    new: Value
    at: datetime
    by: str | None = None
    what: str = "adopted"


@dataclass(frozen=True)
class Work:
    """What rules know of one Item. None is *empty*, or that nobody can tell.

    Sixty rules ask the same of every Item, so what is read from the fields is read once.
    """

    id: ItemId
    kind: Kind = "story"
    name: str = ""  # key and title, for people
    team: str | None = None
    status: str | None = None
    category: Category | None = None
    fields: Mapping[FieldName, Value] = field(default_factory=dict)
    shown: Mapping[FieldName, Mapping[ReplicaName, Value]] = field(default_factory=dict)
    homes: frozenset[ReplicaName] = frozenset()
    known_in: frozenset[ReplicaName] = frozenset()  # has, or had, a record there
    gone: Mapping[ReplicaName, date] = field(default_factory=dict)  # not shown there, since
    refused: Mapping[tuple[ReplicaName, FieldName], str] = field(default_factory=dict)  # not synced
    described: bool | None = None  # whether somebody wrote a description
    described_on: date | None = None
    rolled_up: str | None = None  # the status word of its deliverers together
    seen_on: date | None = None  # the day of its first history line
    touched_at: datetime | None = None  # the last edit by a person that was seen
    moves: tuple[Move, ...] = ()  # oldest first
    contested: Mapping[FieldName, date] = field(default_factory=dict)  # an open question, since

    @property
    def title(self) -> str:
        """Return the agreed title."""
        return str(self.fields.get("title") or "")

    @cached_property
    def owner(self) -> str | None:
        """Return the e-mail of the owner."""
        return self._text("owner")

    @cached_property
    def priority(self) -> str | None:
        """Return the priority word."""
        return self._text("priority")

    @cached_property
    def start(self) -> date | None:
        """Return the day on which it should start."""
        return self._day("start")

    @cached_property
    def target(self) -> date | None:
        """Return the day on which it should be done."""
        return self._day("target")

    @cached_property
    def parent(self) -> ItemId | None:
        """Return the Item that it is part of."""
        return self._text("parent")

    @cached_property
    def labels(self) -> frozenset[str]:
        """Return its labels in lower case."""
        return frozenset(map(str.casefold, self._set("labels")))

    @cached_property
    def sprint(self) -> str | None:
        """Return the sprint that it is planned for."""
        return self._text("sprint")

    @cached_property
    def blocks(self) -> frozenset[ItemId]:
        """Return the Items that wait for it."""
        return self._set("blocks")

    @property
    def is_open(self) -> bool:
        """Tell whether there is work left."""
        return self.category in OPEN

    @property
    def is_finished(self) -> bool:
        """Tell whether it is done or was dropped."""
        return self.category in FINISHED

    @cached_property
    def is_ignored(self) -> bool:
        """Tell whether nobody wants to hear of it."""
        return self.category == "cancelled" or IGNORED in self.labels

    @property
    def is_deleted(self) -> bool:
        """Tell whether every record of it was deleted."""
        return bool(self.known_in) and not self.homes

    def last(self, name: FieldName) -> datetime | None:
        """Return when a field last got another agreed value."""
        move = self.latest.get(name)
        return move.at if move else None

    @cached_property
    def latest(self) -> Mapping[FieldName, Move]:
        """Return the last change of each field."""
        return {move.field: move for move in self.moves}

    def of(self, name: FieldName) -> tuple[Move, ...]:
        """Return the changes of one field, oldest first."""
        return tuple(move for move in self.moves if move.field == name)

    def _text(self, name: FieldName) -> str | None:
        value = self.fields.get(name)
        return value if isinstance(value, str) else None

    def _day(self, name: FieldName) -> date | None:
        return as_day(self.fields.get(name))

    def _set(self, name: FieldName) -> frozenset[str]:
        value = self.fields.get(name)
        return value if isinstance(value, frozenset) else frozenset()
