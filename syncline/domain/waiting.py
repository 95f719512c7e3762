"""What waits: Records that are not shown or not settled, refused writes, replicas in trouble."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from syncline.domain.item import ItemId, Presence, RecordId, ReplicaName

DELETED: frozenset[Presence] = frozenset({"TRASHED", "GONE"})
APART = timedelta(minutes=15)  # between two looks that make a deletion certain


@dataclass(frozen=True, slots=True)
class Aside:
    """A Record that stands for no Item yet, because ...; it is read again in every run."""

    replica: ReplicaName
    record: RecordId
    reason: str
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Absence:
    """A known Record that its replica does not show; it is frozen until it is shown again.

    `first_at`, `last_at`: the observations of this presence. `versions`: the sum of the Item's
    agreed versions at the first one, so that a later edit is noticed. `how`: what was decided.
    """

    item: ItemId
    replica: ReplicaName
    record: RecordId
    presence: Presence
    reason: str
    first_at: datetime
    last_at: datetime
    versions: int = 0
    how: Literal["", "asked", "kept", "archive", "labelled", "ignored", "archived"] = ""
    ended: bool = False

    @property
    def certain(self) -> bool:
        """Tell whether the Record was deleted: two looks that agree, far enough apart."""
        return self.presence in DELETED and self.last_at - self.first_at >= APART


@dataclass(frozen=True, slots=True)
class Postponed:
    """An Operation that its tool refused: tried again after `until`, or once it has changed."""

    item: ItemId
    replica: ReplicaName
    lane: str  # of an Update; else "create", "stamp", "archive", "restore"
    digest: str  # of what was asked
    attempts: int
    until: datetime
    reason: str
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Trouble:
    """A replica that could not be read whole, since the first run that met it."""

    replica: ReplicaName
    reason: str
    since: datetime
    ended: bool = False


@dataclass(frozen=True, slots=True)
class EpochAt:
    """How many runs have written; a copy of this number is kept in a tool."""

    epoch: int
