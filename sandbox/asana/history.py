"""What is remembered of a change: a story on the task and events for its subscribers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sandbox.asana.events import Event
from sandbox.asana.records import Project, Section, Story, Task
from sandbox.people import Person

if TYPE_CHECKING:
    from sandbox.asana.state import AsanaState


def scopes(task: Task, *others: Project | None) -> frozenset[str]:
    """Return the gids whose subscribers see a change of this task."""
    projects = {membership.project.gid for membership in task.memberships}
    return frozenset({task.gid} | projects | {other.gid for other in others if other})


def tell(state: AsanaState, story: Story, *, seen_by: frozenset[str] | None = None) -> Story:
    """Keep a story, and announce it to the task's subscribers."""
    task = story.target
    task.stories.append(story)
    state.stories[story.gid] = story
    seen = scopes(task) if seen_by is None else seen_by
    state.events.append(Event(story.created_at, story.created_by, "added", story, task, None, seen))
    return story


def reworded(state: AsanaState, story: Story, by: Person) -> None:
    """Remember that a comment has other words; its event names no task."""
    change = {"field": "text", "action": "changed"}
    seen, now = scopes(story.target), state.clock.now
    state.events.append(Event(now, by, "changed", story, None, change, seen))


def unsaid(state: AsanaState, story: Story, by: Person) -> None:
    """Remember that a comment was deleted; its event names no task."""
    seen = scopes(story.target)
    state.events.append(Event(state.clock.now, by, "deleted", story, None, None, seen))


def changed(state: AsanaState, task: Task, field: str, story: Story) -> None:
    """Remember that one field of a task has another value."""
    change: dict[str, Any] = {"field": field, "action": "changed"}
    if new := story.details.get("assignee"):
        change["new_value"] = {"gid": new.asana_gid, "resource_type": "user"}
    state.events.append(
        Event(story.created_at, story.created_by, "changed", task, None, change, scopes(task))
    )
    tell(state, story)


def added(
    state: AsanaState, task: Task, project: Project, by: Person, *, at: datetime | None = None
) -> None:
    """Remember that a task was put into a project, and into one of its sections."""
    at = at or state.clock.now
    section = next(m.section for m in task.memberships if m.project is project)
    for parent in (project, section):
        state.events.append(Event(at, by, "added", task, parent, None, scopes(task)))
    text = f"{by.name} added this task to {project.name}"
    story = Story(state.new_gid(), task, at, by, "added_to_project", text)
    story.details["project"] = project
    tell(state, story)


def removed(state: AsanaState, task: Task, project: Project, by: Person) -> None:
    """Remember that a task was taken out of a project."""
    at, seen = state.clock.now, scopes(task, project)
    state.events.append(Event(at, by, "removed", task, project, None, seen))
    text = f"{by.name} removed this task from {project.name}"
    story = Story(state.new_gid(), task, at, by, "removed_from_project", text)
    story.details["project"] = project
    tell(state, story, seen_by=seen)


def moved(state: AsanaState, task: Task, old: Section, new: Section, by: Person) -> None:
    """Remember a move between two columns of one project; modified_at stays as it is."""
    at = state.clock.now
    for action, section in (("removed", old), ("added", new)):
        state.events.append(Event(at, by, action, task, section, None, scopes(task)))
    text = f'{by.name} moved this task from "{old.name}" to "{new.name}" in {new.project.name}'
    story = Story(state.new_gid(), task, at, by, "section_changed", text)
    story.details |= {"old_section": old, "new_section": new}
    tell(state, story)


def undeleted(state: AsanaState, task: Task, by: Person) -> None:
    """Remember that a task came back from the trash."""
    state.events.append(Event(state.clock.now, by, "undeleted", task, None, None, scopes(task)))


def deleted(state: AsanaState, task: Task, by: Person, projects: Iterable[Project]) -> None:
    """Remember that a task went to the trash."""
    seen = scopes(task, *projects)
    state.events.append(Event(state.clock.now, by, "deleted", task, None, None, seen))
