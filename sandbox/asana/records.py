"""What an Asana workspace holds: projects, sections, tags, custom fields, tasks and stories.

These are living entities (equal only to themselves), not values: the emulator changes them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from sandbox.people import Person

FieldType = Literal["text", "number", "enum", "multi_enum", "date", "people"]


@dataclass(frozen=True)
class Workspace:
    """Name the one workspace of the emulator."""

    gid: str
    name: str


@dataclass(slots=True, eq=False)
class EnumOption:
    """Hold one choice of an enum field; a disabled one stays readable on its tasks."""

    gid: str
    name: str
    color: str = "none"
    enabled: bool = True


@dataclass(slots=True, eq=False)
class CustomField:
    """Describe one custom field of the workspace."""

    gid: str
    name: str
    type: FieldType
    options: list[EnumOption] = field(default_factory=list)
    precision: int = 0
    description: str = ""
    formula: bool = False  # Asana computes its values, and nobody writes them

    def option(self, gid_or_name: str) -> EnumOption | None:
        """Return the choice with this gid, or else with this name, if any."""
        by_gid = (option for option in self.options if option.gid == gid_or_name)
        by_name = (option for option in self.options if option.name == gid_or_name)
        return next(by_gid, None) or next(by_name, None)


@dataclass(frozen=True, eq=False)
class FieldSetting:
    """Attach a custom field to a project."""

    gid: str
    project: Project
    field: CustomField


@dataclass(frozen=True, eq=False)
class FieldValue:
    """Show one custom field on one task; value is an option, a list, text, number, date or None."""

    field: CustomField
    value: Any


@dataclass(slots=True, eq=False)
class Section:
    """Hold a column of a project and its tasks, the topmost first."""

    gid: str
    name: str
    project: Project
    created_at: datetime
    tasks: list[Task] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Project:
    """Hold a project: its sections in order and the custom fields attached to it."""

    gid: str
    name: str
    owner: Person
    created_at: datetime
    modified_at: datetime
    sections: list[Section] = field(default_factory=list)
    settings: list[FieldSetting] = field(default_factory=list)
    notes: str = ""
    archived: bool = False

    @property
    def tasks(self) -> list[Task]:
        """Return the tasks as the list view shows them: section after section."""
        return [task for section in self.sections for task in section.tasks]


@dataclass(slots=True, eq=False)
class Tag:
    """Hold a tag of the workspace."""

    gid: str
    name: str
    created_at: datetime
    color: str | None = None
    notes: str = ""


@dataclass(frozen=True, eq=False)
class Membership:
    """Say in which project, and in which of its sections, a task is."""

    project: Project
    section: Section


@dataclass(slots=True, eq=False)
class Task:
    """Hold one task with everything that people type into it."""

    gid: str
    name: str
    created_at: datetime
    created_by: Person
    modified_at: datetime
    subtype: str = "default_task"
    html_notes: str = "<body></body>"
    assignee: Person | None = None
    completed_at: datetime | None = None
    completed_by: Person | None = None
    due_on: date | None = None
    due_at: datetime | None = None
    start_on: date | None = None
    parent: Task | None = None
    subtasks: list[Task] = field(default_factory=list)
    dependents: list[Task] = field(default_factory=list)  # that wait for it
    dependencies: list[Task] = field(default_factory=list)  # for which it waits
    memberships: list[Membership] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    followers: list[Person] = field(default_factory=list)
    custom: dict[str, Any] = field(default_factory=dict)  # field gid -> value
    stories: list[Story] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)

    @property
    def completed(self) -> bool:
        """Tell whether the task is ticked off."""
        return self.completed_at is not None

    @property
    def field_values(self) -> list[FieldValue]:
        """Return every custom field of the task's projects with its value here."""
        fields = {s.field.gid: s.field for m in self.memberships for s in m.project.settings}
        return [FieldValue(one, self.custom.get(gid)) for gid, one in fields.items()]


@dataclass(slots=True, eq=False)
class Story:
    """Hold one line of a task's history, or a comment on it."""

    gid: str
    target: Task
    created_at: datetime
    created_by: Person
    subtype: str
    text: str
    html_text: str | None = None
    details: dict[str, Any] = field(default_factory=dict)  # old_name, new_section, …
    is_edited: bool = False

    @property
    def type(self) -> str:
        """Say whether a person wrote it (comment) or Asana did (system)."""
        return "comment" if self.subtype == "comment_added" else "system"


@dataclass(slots=True, eq=False)
class Attachment:
    """Hold what is attached to a task: a file, whose bytes the state has, or a link."""

    gid: str
    task: Task
    name: str
    subtype: str  # asana, external
    created_at: datetime
    url: str | None
