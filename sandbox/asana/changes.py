"""Changes of a task as the API, a board or a scripted person makes them: checked, then applied."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sandbox.asana import history, richtext, values
from sandbox.asana.errors import invalid, refuse
from sandbox.asana.records import CustomField, EnumOption, Story, Task
from sandbox.clock import iso
from sandbox.people import Person

if TYPE_CHECKING:
    from sandbox.asana.state import AsanaState

Step = Callable[[], None]  # one checked change, ready to be applied

READ_ONLY = frozenset(
    {"gid", "resource_type", "created_at", "created_by", "modified_at", "completed_at"}
    | {"completed_by", "permalink_url", "num_subtasks", "dependencies", "dependents"}
)
CREATE_ONLY = frozenset({"projects", "memberships", "tags", "followers", "parent", "workspace"})
SUBTYPES = frozenset({"default_task", "milestone", "approval", "section"})
NAME_LIMIT = 1024


def change(state: AsanaState, task: Task, data: dict[str, Any], by: Person) -> None:
    """Apply a body such as {"name": …, "due_on": …}: all of it, or nothing and a refusal."""
    for name in sorted(data.keys() & (READ_ONLY | CREATE_ONLY)):
        raise invalid(f"{name}: Cannot write this property")
    apply_fields(state, task, data, by)


def apply_fields(state: AsanaState, task: Task, data: dict[str, Any], by: Person) -> None:
    """Check and apply the plain fields of a body; nothing is told about what stays the same."""
    if "external" in data:
        raise refuse(403, "external: You will need to authenticate with OAuth")
    steps = Editor(state, task, by).steps(data)
    if steps:
        state.clock.tick()
        for step in steps:
            step()
        task.modified_at = state.clock.now


class Editor:
    """Turn one body into steps; each step sets a value and remembers it in the history."""

    def __init__(self, state: AsanaState, task: Task, by: Person, *, new: bool = False) -> None:
        self.state, self.task, self.by = state, task, by
        self.new = new  # the fields of a new task have no history yet

    def steps(self, data: dict[str, Any]) -> list[Step]:
        """Check every field of a body that Asana knows; unknown ones are ignored."""
        if "notes" in data and "html_notes" in data:
            raise invalid("html_notes: You may only provide one of notes and html_notes")
        checks: dict[str, Callable[[Any], Step | None]] = {
            "name": self._name,
            "resource_subtype": self._subtype,
            "notes": lambda v: self._notes(richtext.from_plain(values.text(v, "notes"))),
            "html_notes": lambda v: self._notes(richtext.saved(v, "html_notes", self.state.people)),
            "assignee": self._assignee,
            "completed": self._completed,
        }
        steps = [check(data[name]) for name, check in checks.items() if name in data]
        steps.append(self._dates(data))
        steps += self._customs(data.get("custom_fields") or {})
        return [step for step in steps if step is not None]

    def _record(self, field: str, subtype: str, text: str, **details: Any) -> None:
        if self.new:
            return
        state, text = self.state, f"{self.by.name} {text}"
        story = Story(
            state.new_gid(), self.task, state.clock.now, self.by, subtype, text, details=details
        )
        history.changed(state, self.task, field, story)

    def _name(self, value: Any) -> Step | None:
        name, task = values.text(value, "name"), self.task
        if len(name) > NAME_LIMIT:
            raise invalid(f"name: Value is longer than {NAME_LIMIT} characters")
        if name == task.name:
            return None

        def step() -> None:
            old, task.name = task.name, name
            text = f'changed the name to "{name}"'
            self._record("name", "name_changed", text, old_name=old, new_name=name)

        return step

    def _subtype(self, value: Any) -> Step | None:
        if not isinstance(value, str) or value not in SUBTYPES:
            raise invalid(f"resource_subtype: Not a valid resource subtype: {value}")
        if value == self.task.subtype:
            return None

        def step() -> None:
            old, self.task.subtype = self.task.subtype, value
            text = f"changed this from {old} to {value}"
            self._record("resource_subtype", "resource_subtype_changed", text)

        return step

    def _notes(self, html: str) -> Step | None:
        if html == self.task.html_notes:
            return None

        def step() -> None:
            self.task.html_notes = html
            self._record("notes", "notes_changed", "changed the description")

        return step

    def _assignee(self, value: Any) -> Step | None:
        task = self.task
        someone = values.person(value, "assignee", self.state.people, self.by)
        if someone == task.assignee:
            return None

        def step() -> None:
            task.assignee = someone
            if someone is None:
                self._record("assignee", "unassigned", "unassigned this task")
                return
            if someone not in task.followers:
                task.followers.append(someone)
            text = f"assigned to {someone.name}"
            self._record("assignee", "assigned", text, assignee=someone)

        return step

    def _completed(self, value: Any) -> Step | None:
        task, done = self.task, values.flag(value, "completed")
        if done == task.completed:
            return None

        def step() -> None:
            task.completed_at = self.state.clock.now if done else None
            task.completed_by = self.by if done else None
            subtype = "marked_complete" if done else "marked_incomplete"
            self._record("completed", subtype, f"{subtype.replace('_', ' ')} this task")

        return step

    def _dates(self, data: dict[str, Any]) -> Step | None:
        """Check start and due together: a start needs the due date in the same request."""
        if not data.keys() & {"due_on", "due_at", "start_on"}:
            return None
        task = self.task
        due_on, due_at, start = _dates(task, data)
        if (due_on, due_at, start) == (task.due_on, task.due_at, task.start_on):
            return None

        def step() -> None:
            old = _shown(task.start_on, task.due_on, task.due_at)
            task.due_on, task.due_at, task.start_on = due_on, due_at, start
            new = _shown(start, due_on, due_at)
            what = f"changed the due date to {due_on}" if due_on else "removed the due date"
            field = next(field for field in old if old[field] != new[field])
            self._record(field, "due_date_changed", what, old_dates=old, new_dates=new)

        return step

    def _customs(self, data: Any) -> list[Step | None]:
        if not isinstance(data, dict):
            raise invalid("custom_fields: Not an object of field gids and values")
        fields = {value.field.gid: value.field for value in self.task.field_values}
        steps: list[Step | None] = []
        for gid, raw in data.items():
            if gid not in fields:
                raise refuse(403, f"Custom field with ID {gid} is not on given object")
            steps.append(self._custom(fields[gid], raw))
        return steps

    def _custom(self, field: CustomField, raw: Any) -> Step | None:
        task = self.task
        value = values.custom(field, raw, self.state.people, self.by)
        if value == task.custom.get(field.gid):
            return None

        def step() -> None:
            old = task.custom.get(field.gid)
            task.custom[field.gid] = value
            plural = "s" if field.type == "multi_enum" else ""
            kind = f"{field.type}_value{plural}"
            details = {f"old_{kind}": old, f"new_{kind}": value}
            shown = value.name if isinstance(value, EnumOption) else value
            text = f"changed {field.name} to {shown}"
            subtype = f"{field.type}_custom_field_changed"
            self._record("custom_fields", subtype, text, custom_field=field, **details)

        return step


def _dates(task: Task, data: dict[str, Any]) -> tuple[date | None, datetime | None, date | None]:
    """Return due_on, due_at and start_on as they will be: a moment implies its day."""
    due_on, due_at, start = task.due_on, task.due_at, task.start_on
    if "due_on" in data:
        due_on, due_at = values.day(data["due_on"], "due_on"), None
    if data.get("due_at") is not None or ("due_at" in data and "due_on" not in data):
        due_at = values.moment(data["due_at"], "due_at")
        due_on = due_at.date() if due_at else None
    if "start_on" in data:
        start = values.day(data["start_on"], "start_on")
        if not data.keys() & {"due_on", "due_at"}:
            raise invalid("start_on: due_on or due_at must be present in the same request")
        if start is not None and due_on is None:
            raise invalid("start_on: A start date needs a due date")
    start = start if due_on else None
    if start is not None and due_on is not None and start > due_on:
        raise invalid("start_on: Start date must be on or before the due date")
    return due_on, due_at, start


def _shown(start: date | None, due: date | None, due_at: datetime | None) -> dict[str, str | None]:
    return {
        "due_on": due.isoformat() if due else None,
        "due_at": iso(due_at) if due_at else None,
        "start_on": start.isoformat() if start else None,
    }
