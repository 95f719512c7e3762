"""Items, the Records that stand for them, and what a replica showed of a Record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from syncline.domain.fields import Value

Kind = Literal["initiative", "epic", "story", "task", "bug", "subtask"]
KINDS: tuple[Kind, ...] = ("initiative", "epic", "story", "task", "bug", "subtask")

ItemId = str
RecordId = str
ReplicaName = str
FieldName = str

MARKER_PREFIX = "syn-"
ABOVE = "↑"  # no replica is called so


def voice_of(replica: ReplicaName) -> ReplicaName:
    """Name what an Item hears from the one of that replica which it delivers."""
    return f"{ABOVE}{replica}"


def is_voice(replica: ReplicaName) -> bool:
    """Tell whether this is what an Item above says, and no tool."""
    return replica.startswith(ABOVE)


@dataclass(frozen=True, slots=True)
class Item:
    """The canonical unit of work; its id is also its marker."""

    id: ItemId
    kind: Kind
    team: str | None = None
    active_at: datetime | None = None  # last change by a person that Syncline has seen


@dataclass(frozen=True, slots=True)
class Record:
    """The native thing in one replica that stands for an Item; key and URL are aliases."""

    item: ItemId
    replica: ReplicaName
    id: RecordId
    key: str
    url: str
    revision: str = ""  # the tool's stamp when its deferred fields were last read
    marked: bool = False  # the marker has been seen in the tool
    ties: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)  # field -> why it is not synced


@dataclass(frozen=True, slots=True)
class Edited:
    """Who last changed a field there, and when, as far as the tool tells."""

    by: str | None
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a replica showed for one Record at one observation.

    `fields`: absent = cannot say, None = empty; a `parent` is a native record id.
    `refused`: field -> why it can be neither read nor written in this record.
    `deferred`: fields that only a direct read shows; unchanged while `revision` is the stored one.
    `ties`: tie field -> its raw text. `hints`: what tells the team (project, Squad ...).
    """

    replica: ReplicaName
    id: RecordId
    key: str
    url: str
    kind: Kind
    fields: Mapping[FieldName, Value]
    revision: str
    marker: ItemId | None = None
    refused: Mapping[FieldName, str] = field(default_factory=dict)
    deferred: frozenset[FieldName] = frozenset()
    ties: Mapping[str, str] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    edits: Mapping[FieldName, Edited] = field(default_factory=dict)
    created: datetime | None = None
    updated: datetime | None = None


Presence = Literal["ARCHIVED", "TRASHED", "GONE", "FORBIDDEN", "UNSEEN"]
"""What a Record is that a replica does not show. ARCHIVED: put away, frozen. TRASHED: deleted, and
the tool says so. GONE: not found by id. FORBIDDEN: the tool refuses to show it. UNSEEN: outside of
the replica's scope, or absent for a reason that says nothing."""


@dataclass(frozen=True, slots=True)
class Absent:
    """A direct read did not show the Record as part of its replica; nothing is inferred yet."""

    id: RecordId
    reason: str
    presence: Presence = "UNSEEN"
