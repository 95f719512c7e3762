"""One Item as the rules see it: agreed values, what each tool shows, and its own history."""

from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from syncline.domain.fields import Value
from syncline.domain.item import FieldName, ItemId, Kind, ReplicaName
from syncline.domain.policy import Category

OPEN: frozenset[Category] = frozenset({"unstarted", "started"})
FINISHED: frozenset[Category] = frozenset({"done", "cancelled"})
IGNORED = "ops:ignore"
NONE: Mapping[Any, Any] = MappingProxyType({})
NOTHING: frozenset[str] = frozenset()


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


class Work(NamedTuple):
    """What rules know of one Item. None is *empty*, or that nobody can tell.

    A tuple, since there are tens of thousands: a frozen dataclass takes four times as long to make,
    and sixty rules that ask for an owner would notice a call more.
    """

    id: ItemId
    kind: Kind = "story"
    name: str = ""  # key and title, for people
    team: str | None = None
    status: str | None = None
    category: Category | None = None
    fields: Mapping[FieldName, Value] = NONE
    shown: Mapping[FieldName, Mapping[ReplicaName, Value]] = NONE
    homes: frozenset[ReplicaName] = frozenset()
    known_in: frozenset[ReplicaName] = frozenset()  # has, or had, a record there
    gone: Mapping[ReplicaName, date] = NONE  # not shown there, since
    refused: Mapping[tuple[ReplicaName, FieldName], str] = NONE  # not synced
    described: bool | None = None  # whether somebody wrote a description
    described_on: date | None = None
    rolled_up: str | None = None  # the status word of its deliverers together
    seen_on: date | None = None  # the day of its first history line
    touched_at: datetime | None = None  # the last edit by a person that was seen
    moves: tuple[Move, ...] = ()  # oldest first
    contested: Mapping[FieldName, date] = NONE  # an open question, since

    @property
    def title(self) -> str:
        """Return the agreed title."""
        return str(self.fields.get("title") or "")

    @property
    def owner(self) -> str | None:
        """Return the e-mail of the owner."""
        value = self.fields.get("owner")
        return value if isinstance(value, str) else None

    @property
    def priority(self) -> str | None:
        """Return the priority word."""
        value = self.fields.get("priority")
        return value if isinstance(value, str) else None

    @property
    def start(self) -> date | None:
        """Return the day on which it should start."""
        value = self.fields.get("start")
        return value if value is None else as_day(value)

    @property
    def target(self) -> date | None:
        """Return the day on which it should be done."""
        value = self.fields.get("target")
        return value if value is None else as_day(value)

    @property
    def parent(self) -> ItemId | None:
        """Return the Item that it is part of."""
        value = self.fields.get("parent")
        return value if isinstance(value, str) else None

    @property
    def labels(self) -> frozenset[str]:
        """Return its labels in lower case."""
        labels = self.fields.get("labels")
        return frozenset(map(str.casefold, labels)) if isinstance(labels, frozenset) else NOTHING

    @property
    def sprint(self) -> str | None:
        """Return the sprint that it is planned for."""
        value = self.fields.get("sprint")
        return value if isinstance(value, str) else None

    @property
    def blocks(self) -> frozenset[ItemId]:
        """Return the Items that wait for it."""
        value = self.fields.get("blocks")
        return value if isinstance(value, frozenset) else NOTHING

    @property
    def is_open(self) -> bool:
        """Tell whether there is work left."""
        return self.category in OPEN

    @property
    def is_finished(self) -> bool:
        """Tell whether it is done or was dropped."""
        return self.category in FINISHED

    @property
    def is_ignored(self) -> bool:
        """Tell whether nobody wants to hear of it."""
        return self.category == "cancelled" or IGNORED in self.labels

    @property
    def is_deleted(self) -> bool:
        """Tell whether every record of it was deleted."""
        return bool(self.known_in) and not self.homes

    def last(self, name: FieldName) -> Move | None:
        """Return the last change of a field."""
        for move in reversed(self.moves):
            if move.field == name:
                return move
        return None

    def of(self, name: FieldName) -> tuple[Move, ...]:
        """Return the changes of one field, oldest first."""
        return tuple(move for move in self.moves if move.field == name)
