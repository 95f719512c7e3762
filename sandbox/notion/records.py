"""What a Notion workspace holds: databases with their data source, pages, blocks, comments.

These are living entities (equal only to themselves), not values: the emulator changes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from sandbox.people import Person

RichText = list[dict[str, Any]]  # runs in the API's own shape, completed


@dataclass(slots=True, eq=False)
class Stamp:
    """Say who made a thing and who changed it last, to the microsecond."""

    created_at: datetime
    created_by: Person
    edited_at: datetime
    edited_by: Person

    def touch(self, at: datetime, by: Person) -> None:
        """Remember an edit."""
        self.edited_at, self.edited_by = at, by


@dataclass(slots=True, eq=False)
class Option:
    """Hold one choice of a select, multi-select or status property."""

    id: str
    name: str
    color: str = "default"


@dataclass(slots=True, eq=False)
class Group:
    """Hold one of the three fixed groups of a status property."""

    id: str
    name: str
    color: str
    options: list[Option] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Property:
    """Define one property; its raw id is a few odd characters, shown URL-encoded."""

    raw_id: str
    name: str
    type: str
    options: list[Option] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    config: dict[str, Any] = field(default_factory=dict)  # number format, relation target, …
    description: str | None = None

    @property
    def id(self) -> str:
        """Return the id as the API shows it, e.g. `%3BA%3Fa`; the title's is `title`."""
        return quote(self.raw_id, safe="")

    def option(self, name: str) -> Option | None:
        """Return the choice of this name, if any."""
        return next((option for option in self.options if option.name == name), None)


@dataclass(slots=True, eq=False)
class DataSource:
    """Hold a table: its properties by raw id, and its pages in the order of their creation."""

    id: str
    database_id: str
    title: RichText
    stamp: Stamp
    properties: dict[str, Property] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)
    last_number: int = 0  # of unique_id
    in_trash: bool = False

    def find(self, key: str) -> Property | None:
        """Return a property by name, by id as shown, or by raw id."""
        for prop in self.properties.values():
            if key in (prop.name, prop.raw_id) or key == prop.id:
                return prop
        return None

    @property
    def name(self) -> str:
        """Return the title as plain text."""
        return "".join(run["plain_text"] for run in self.title)


@dataclass(slots=True, eq=False)
class Page:
    """Hold a row of a data source, or a page that is in none: its values and its blocks."""

    id: str
    source: DataSource | None
    stamp: Stamp
    values: dict[str, Any] = field(default_factory=dict)  # raw property id -> stored value
    children: list[Block] = field(default_factory=list)
    in_trash: bool = False
    is_archived: bool = False  # put away by people, which is not the trash
    icon: Any = None
    cover: Any = None
    number: int = 0

    @property
    def title(self) -> str:
        """Return the title as plain text."""
        return "".join(run["plain_text"] for run in self.values.get("title", []))

    @property
    def frozen(self) -> bool:
        """Tell whether nothing on the page can be edited."""
        return self.in_trash or self.is_archived


@dataclass(slots=True, eq=False)
class Block:
    """Hold one block of a page: content without children, in the API's own shape."""

    id: str
    type: str
    content: dict[str, Any]
    parent: Page | Block
    page: Page
    stamp: Stamp
    children: list[Block] = field(default_factory=list)
    in_trash: bool = False

    @property
    def frozen(self) -> bool:
        """Tell whether something above the block is in the trash or archived."""
        return self.parent.in_trash or self.parent.frozen


@dataclass(slots=True, eq=False)
class Comment:
    """Hold one comment of a discussion on a page or a block."""

    id: str
    discussion_id: str
    parent: Page | Block
    rich_text: RichText
    stamp: Stamp
    attachments: list[dict[str, Any]] = field(default_factory=list)  # by hand alone
    resolved: bool = False  # then no list shows it


@dataclass(slots=True, eq=False)
class Upload:
    """Hold a file on its way; `body` is None until it was sent."""

    id: str
    name: str | None
    kind: str | None  # MIME type
    by: Person
    created_at: datetime
    body: bytes | None = None
    attached: bool = False
