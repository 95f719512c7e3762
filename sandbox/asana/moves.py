"""What happens to a task as a whole: created, placed, moved, tagged, commented, deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.asana import history, richtext, values
from sandbox.asana.changes import Editor
from sandbox.asana.errors import invalid, refuse, unknown
from sandbox.asana.records import Membership, Project, Section, Story, Tag, Task
from sandbox.people import Person

if TYPE_CHECKING:
    from sandbox.asana.state import AsanaState

PROJECT_LIMIT = 20


def create(state: AsanaState, data: dict[str, Any], by: Person) -> Task:
    """Create a task from a body; a refused one leaves nothing behind."""
    if not data.keys() & {"workspace", "projects", "memberships", "parent"}:
        raise invalid("You should specify one of workspace, parent, projects")
    if data.get("workspace", state.workspace.gid) != state.workspace.gid:
        raise unknown("workspace", data["workspace"])
    if "external" in data:
        raise refuse(403, "external: You will need to authenticate with OAuth")
    now = state.clock.tick()
    task = Task(state.new_gid(), "", now, by, now, followers=[by])
    task.memberships = _memberships(state, data)
    parent = state.task(data["parent"]) if data.get("parent") is not None else None
    task.tags = [
        state.get(state.tags, "tag", gid) for gid in values.items(data.get("tags"), "tags")
    ]
    _follow(state, task, data.get("followers"), by)
    for step in Editor(state, task, by, new=True).steps(data):
        step()
    _register(state, task, parent, by)
    return task


def _memberships(state: AsanaState, data: dict[str, Any]) -> list[Membership]:
    """Read `projects` and the create-only `memberships`; one section per project."""
    places: dict[str, Section] = {}
    for gid in values.items(data.get("projects"), "projects"):
        project = state.project(gid)
        places[project.gid] = project.sections[0]
    for place in values.items(data.get("memberships"), "memberships"):
        if not isinstance(place, dict):
            raise invalid("memberships: Not an object of project and section")
        project = state.project(place.get("project"))
        section = state.section(place["section"]) if place.get("section") else project.sections[0]
        if section.project is not project:
            raise invalid("memberships: The section is not in the project")
        places[project.gid] = section
    if len(places) > PROJECT_LIMIT:
        raise invalid(f"projects: A task can be in at most {PROJECT_LIMIT} projects")
    return [Membership(section.project, section) for section in places.values()]


def _register(state: AsanaState, task: Task, parent: Task | None, by: Person) -> None:
    state.tasks[task.gid] = task
    for membership in task.memberships:
        membership.section.tasks.insert(0, task)
        history.added(state, task, membership.project, by)
    if parent is not None:
        task.parent = parent
        parent.subtasks.append(task)
    if task.assignee is not None:
        _say(state, task, by, "assigned", f"assigned to {task.assignee.name}")


def _say(
    state: AsanaState, task: Task, by: Person, subtype: str, text: str, **details: Any
) -> Story:
    story = Story(
        *(state.new_gid(), task, state.clock.now, by, subtype, f"{by.name} {text}"),
        details=details,
    )
    return history.tell(state, story)


def place(
    state: AsanaState, task: Task, section: Section, by: Person, *, after: Task | None = None
) -> None:
    """Put a task into a section: at the top, or behind another; modified_at does not move."""
    state.clock.tick()
    project = section.project
    old = next((m for m in task.memberships if m.project is project), None)
    if old is None and len(task.memberships) >= PROJECT_LIMIT:
        raise invalid(f"project: A task can be in at most {PROJECT_LIMIT} projects")
    if old is not None:
        old.section.tasks.remove(task)
        task.memberships[task.memberships.index(old)] = Membership(project, section)
    else:
        task.memberships.append(Membership(project, section))
    at = section.tasks.index(after) + 1 if after in section.tasks and after else 0
    section.tasks.insert(at, task)
    if old is None:
        history.added(state, task, project, by)
    elif old.section is not section:
        history.moved(state, task, old.section, section, by)


def remove(state: AsanaState, task: Task, project: Project, by: Person) -> None:
    """Take a task out of a project; it lives on, and modified_at does not move."""
    state.clock.tick()
    for membership in [m for m in task.memberships if m.project is project]:
        task.memberships.remove(membership)
        membership.section.tasks.remove(task)
        history.removed(state, task, project, by)


def set_parent(state: AsanaState, task: Task, parent: Task | None) -> None:
    """Hang a task under another one, or make it a task of its own."""
    above = parent
    while above is not None:
        if above is task:
            raise invalid("parent: A task cannot be its own ancestor")
        above = above.parent
    task.modified_at = state.clock.tick()
    if task.parent is not None:
        task.parent.subtasks.remove(task)
    task.parent = parent
    if parent is not None:
        parent.subtasks.append(task)


def tag(state: AsanaState, task: Task, one: Tag, by: Person) -> None:
    """Put a tag on a task, once."""
    if one not in task.tags:
        task.modified_at = state.clock.tick()
        task.tags.append(one)
        _say(state, task, by, "added_to_tag", f"added to {one.name}", tag=one)


def untag(state: AsanaState, task: Task, one: Tag, by: Person) -> None:
    """Take a tag off a task."""
    if one in task.tags:
        task.modified_at = state.clock.tick()
        task.tags.remove(one)
        _say(state, task, by, "removed_from_tag", f"removed from {one.name}", tag=one)


def follow(state: AsanaState, task: Task, accounts: list[Any], by: Person) -> None:
    """Add followers by gid, e-mail address or `me`."""
    task.modified_at = state.clock.tick()
    _follow(state, task, accounts, by)


def unfollow(state: AsanaState, task: Task, accounts: list[Any], by: Person) -> None:
    """Take followers away."""
    task.modified_at = state.clock.tick()
    gone = [
        values.person(one, "followers", state.people, by)
        for one in values.items(accounts, "followers")
    ]
    task.followers = [person for person in task.followers if person not in gone]


def _follow(state: AsanaState, task: Task, accounts: Any, by: Person) -> None:
    for account in values.items(accounts, "followers"):
        someone = values.person(account, "followers", state.people, by)
        if someone is not None and someone not in task.followers:
            task.followers.append(someone)


def comment(state: AsanaState, task: Task, data: dict[str, Any], by: Person) -> Story:
    """Add a comment in plain or in rich text; a new story moves modified_at."""
    html = _words(state, data)
    task.modified_at = now = state.clock.tick()
    text = richtext.to_plain(html)
    story = Story(state.new_gid(), task, now, by, "comment_added", text, html_text=html)
    return history.tell(state, story)


def reword(state: AsanaState, story: Story, data: dict[str, Any], by: Person) -> None:
    """Change the words of a comment; only its event tells, and modified_at does not move."""
    html = _words(state, data)
    state.clock.tick()
    story.html_text, story.text, story.is_edited = html, richtext.to_plain(html), True
    history.reworded(state, story, by)


def unsay(state: AsanaState, story: Story, by: Person) -> None:
    """Delete a comment; a story in the trash moves modified_at."""
    story.target.modified_at = state.clock.tick()
    story.target.stories.remove(story)
    del state.stories[story.gid]
    history.unsaid(state, story, by)


def _words(state: AsanaState, data: dict[str, Any]) -> str:
    if ("text" in data) == ("html_text" in data):
        raise invalid("text: You must provide exactly one of text and html_text")
    if "html_text" in data:
        people, tags = state.people, richtext.COMMENT_TAGS
        return richtext.saved(data["html_text"], "html_text", people, tags)
    return richtext.from_plain(values.text(data["text"], "text"))


def delete(state: AsanaState, task: Task, by: Person) -> None:
    """Move a task, with what hangs under it, to the trash: from now on it answers 404."""
    state.clock.tick()
    for child in list(task.subtasks):
        delete(state, child, by)
    projects = [membership.project for membership in task.memberships]
    for membership in task.memberships:
        membership.section.tasks.remove(task)
    if task.parent is not None:
        task.parent.subtasks.remove(task)
    state.trash[task.gid] = state.tasks.pop(task.gid)
    history.deleted(state, task, by, projects)


def undelete(state: AsanaState, gid: str, by: Person) -> Task:
    """Take a task out of the trash to where it was, as people do: the API has no call for it."""
    state.clock.tick()
    task = state.tasks[gid] = state.trash.pop(gid)
    for membership in task.memberships:
        membership.section.tasks.append(task)
    if task.parent is not None and task.parent.gid in state.tasks:
        task.parent.subtasks.append(task)
    history.undeleted(state, task, by)
    return task
