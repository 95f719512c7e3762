"""The Asana workspace: everything in it by gid, and plain methods to fill it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from random import Random
from typing import Any, TypedDict, TypeVar, Unpack

from sandbox.asana import history, richtext, values
from sandbox.asana.errors import unknown
from sandbox.asana.events import EventLog
from sandbox.asana.records import (
    CustomField,
    EnumOption,
    FieldSetting,
    FieldType,
    Membership,
    Project,
    Section,
    Story,
    Tag,
    Task,
    Workspace,
)
from sandbox.clock import Clock
from sandbox.people import People, Person

Thing = TypeVar("Thing")


class TaskDraft(TypedDict, total=False):
    """Say what a task shall be, in simple values: names, person keys, dates."""

    section: str
    html_notes: str
    assignee: str | None
    due: date | None
    start: date | None
    completed: bool
    custom: Mapping[str, Any]
    tags: Iterable[str]
    parent: Task | None
    by: str
    created: datetime
    updated: datetime


class AsanaState:
    """Hold the workspace; every change passes `changes.py` or an add_* method here."""

    def __init__(self, clock: Clock, rng: Random, people: People) -> None:
        self.clock, self.people = clock, people
        self.rng = Random(rng.random())  # its own, so that other tools' requests change no id here
        self._last_gid = 1_209_876_000_000_000
        self.workspace = Workspace(self.new_gid(), "Acme")
        self.projects: dict[str, Project] = {}
        self.sections: dict[str, Section] = {}
        self.tags: dict[str, Tag] = {}
        self.fields: dict[str, CustomField] = {}
        self.tasks: dict[str, Task] = {}
        self.trash: dict[str, Task] = {}  # the API shows nothing of it, and people restore from it
        self.stories: dict[str, Story] = {}
        self.stored: dict[str, bytes] = {}  # gid of an attachment -> its file
        self.events = EventLog()

    def new_gid(self) -> str:
        """Return the next gid: sixteen digits, rising, with gaps."""
        self._last_gid += self.rng.randrange(3, 97)
        return str(self._last_gid)

    def get(self, things: Mapping[str, Thing], kind: str, gid: object) -> Thing:
        """Return the thing with this gid or refuse with 404; the kind names it in the message."""
        found = things.get(str(gid))
        if found is None:
            raise unknown(kind, gid)
        return found

    def task(self, gid: object) -> Task:
        """Return a task or refuse with 404."""
        return self.get(self.tasks, "task", gid)

    def project(self, gid: object) -> Project:
        """Return a project or refuse with 404."""
        return self.get(self.projects, "project", gid)

    def section(self, gid: object) -> Section:
        """Return a section or refuse with 404."""
        return self.get(self.sections, "section", gid)

    def add_project(
        self, name: str, sections: Iterable[str] = ("Untitled section",), *, by: str = "ops"
    ) -> Project:
        """Create a project with its columns in order."""
        now = self.clock.now
        project = Project(self.new_gid(), name, self.people[by], now, now)
        self.projects[project.gid] = project
        for title in sections:
            self.add_section(project, title)
        return project

    def add_section(self, project: Project, name: str) -> Section:
        """Add a column at the end of a project."""
        section = Section(self.new_gid(), name, project, self.clock.now)
        self.sections[section.gid] = section
        project.sections.append(section)
        return section

    def add_field(
        self, name: str, type_: FieldType, options: Iterable[str] = (), *, precision: int = 0
    ) -> CustomField:
        """Create a custom field of the workspace, not yet attached to any project."""
        choices = [EnumOption(self.new_gid(), option) for option in options]
        field = CustomField(self.new_gid(), name, type_, choices, precision)
        self.fields[field.gid] = field
        return field

    def attach(self, project: Project, field: CustomField) -> FieldSetting:
        """Attach a custom field to a project, once."""
        for setting in project.settings:
            if setting.field is field:
                return setting
        setting = FieldSetting(self.new_gid(), project, field)
        project.settings.append(setting)
        return setting

    def add_tag(self, name: str) -> Tag:
        """Create a tag; Asana allows two of one name."""
        tag = Tag(self.new_gid(), name, self.clock.now)
        self.tags[tag.gid] = tag
        return tag

    def tag_named(self, name: str) -> Tag:
        """Return the oldest tag of this name, or create it."""
        return next((t for t in self.tags.values() if t.name == name), None) or self.add_tag(name)

    def new_task(self, name: str, by: Person, at: datetime) -> Task:
        """Register an empty task that is in no project yet."""
        task = Task(self.new_gid(), name, at, by, at, followers=[by])
        self.tasks[task.gid] = task
        return task

    def add_task(self, project: Project | None, name: str, **draft: Unpack[TaskDraft]) -> Task:
        """Create a task as a person would have at `created`; last changed at `updated`."""
        created = draft.get("created") or self.clock.tick()
        by = self.people[draft.get("by", "ops")]
        task = self.new_task(name, by, created)
        if project is not None:
            _place(self, task, project, draft.get("section"))
        _fill(self, task, draft)
        if (parent := draft.get("parent")) is not None:
            task.parent = parent
            parent.subtasks.append(task)
        task.modified_at = draft.get("updated") or created
        return task


def _place(state: AsanaState, task: Task, project: Project, title: str | None) -> None:
    """Append the task to the named section, or to the first one."""
    wanted = (one for one in project.sections if title in (None, one.name))
    section = next(wanted, None)
    if section is None:
        raise ValueError(f"Project {project.name} has no section {title!r}.")
    section.tasks.append(task)
    task.memberships.append(Membership(project, section))
    history.added(state, task, project, task.created_by, at=task.created_at)


def _fill(state: AsanaState, task: Task, draft: TaskDraft) -> None:
    """Set the drafted fields; names become gids here."""
    notes = draft.get("html_notes")
    task.html_notes = richtext.saved(notes or "<body></body>", "html_notes", state.people)
    if key := draft.get("assignee"):
        task.assignee = state.people[key]
    task.due_on, task.start_on = draft.get("due"), draft.get("start")
    if draft.get("completed"):
        task.completed_at = draft.get("updated") or task.created_at
        task.completed_by = task.assignee or task.created_by
    task.tags = [state.tag_named(tag) for tag in draft.get("tags", ())]
    for name, value in (draft.get("custom") or {}).items():
        field = next(v.field for v in task.field_values if v.field.name == name)
        task.custom[field.gid] = values.from_name(field, value)
