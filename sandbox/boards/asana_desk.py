"""Asana's side of the boards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.asana import moves, richtext
from sandbox.asana.changes import change
from sandbox.asana.customfields import VALUE
from sandbox.asana.records import Task
from sandbox.boards.cards import Board, Card, Desk, Edit
from sandbox.clock import iso
from sandbox.people import Person

if TYPE_CHECKING:
    from sandbox.world import World


def boards(world: World) -> list[Board]:
    """Return one board per project: its sections."""
    return [
        Board(
            "asana",
            project.name,
            tuple(section.name for section in project.sections),
            tuple(_card(world, task) for task in project.tasks),
        )
        for project in world.asana.projects.values()
    ]


def card(world: World, gid: str) -> Card:
    """Return one task."""
    return _card(world, world.asana.task(gid))


def _card(world: World, task: Task) -> Card:
    display = VALUE.fields["display_value"]
    custom = ((v.field.name, display(world.asana, v) or "") for v in task.field_values)
    section = task.memberships[0].section.name if task.memberships else ""
    return Card(
        tool="asana",
        id=task.gid,
        key=task.gid,
        title=task.name,
        status=section,
        owner=task.assignee,
        start=task.start_on.isoformat() if task.start_on else "",
        due=task.due_on.isoformat() if task.due_on else "",
        labels=tuple(tag.name for tag in task.tags),
        kind="Task",
        changed=iso(task.modified_at),
        more=(
            *custom,
            ("Completed", "yes" if task.completed else "no"),
            ("Description", richtext.to_plain(task.html_notes)),
        ),
    )


def statuses(world: World, gid: str) -> tuple[str, ...]:
    """Return the sections of the task's project."""
    task = world.asana.task(gid)
    sections = task.memberships[0].project.sections if task.memberships else []
    return tuple(section.name for section in sections)


def edit(world: World, gid: str, wanted: Edit, by: Person) -> None:
    """Change the task, and then move it to its column."""
    state, task, now = world.asana, world.asana.task(gid), card(world, gid)
    body: dict[str, Any] = {"name": wanted.title}
    if wanted.owner != (task.assignee.key if task.assignee else ""):
        body["assignee"] = world.people[wanted.owner].asana_gid if wanted.owner else None
    if (wanted.start, wanted.due) != (now.start, now.due):
        body |= {"start_on": wanted.start or None, "due_on": wanted.due or None}
    change(state, task, body, by)
    if wanted.status != now.status and task.memberships:
        project = task.memberships[0].project
        named = (section for section in project.sections if section.name == wanted.status)
        if (section := next(named, None)) is not None:
            moves.place(state, task, section, by)


DESK = Desk(boards, card, statuses, edit)
