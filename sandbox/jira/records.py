"""The values that the Jira state holds: issues, changes, comments."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Issue:
    """Hold one issue at one time; values are stored by field id, in the form of `fields.py`."""

    id: str
    key: str
    project: str  # key
    values: Mapping[str, Any]
    created: datetime
    updated: datetime
    archived_at: datetime | None = None
    archived_by: str | None = None  # a person's key

    @property
    def number(self) -> int:
        """Return the number in the key."""
        return int(self.key.rpartition("-")[2])

    def __getitem__(self, field: str) -> Any:
        return self.values.get(field)


@dataclass(frozen=True)
class Item:
    """Hold one field's part of a change; `old` and `new` are (id, words) pairs."""

    field: str  # the name that the changelog uses
    field_id: str
    custom: bool
    old: tuple[str | None, str | None]
    new: tuple[str | None, str | None]


@dataclass(frozen=True)
class Change:
    """Hold one entry of an issue's changelog."""

    id: str
    author: str  # a person's key
    created: datetime
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Comment:
    """Hold one comment; the body is ADF.

    `visibility`: the role or group that it is for. `internal`: no customer of a service project
    sees it. `parent`: the id of the comment that it answers.
    """

    id: str
    author: str
    body: Mapping[str, Any]
    created: datetime
    updated: datetime
    updater: str  # a person's key
    visibility: Mapping[str, Any] | None = None
    internal: bool = False
    parent: str | None = None


@dataclass(frozen=True)
class Attachment:
    """Hold one file of an issue."""

    id: str
    name: str
    kind: str  # MIME type
    author: str  # a person's key
    created: datetime
    body: bytes


@dataclass(frozen=True)
class RemoteLink:
    """Hold one link of an issue to another system; `target` is the JSON under `object`."""

    id: int
    global_id: str | None
    target: Mapping[str, Any]
    application: Any = None
    relationship: str | None = None
