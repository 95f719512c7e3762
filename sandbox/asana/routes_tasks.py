"""Tasks over HTTP: listing, reading, writing, and everything that hangs on one task."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sandbox.asana import moves, values
from sandbox.asana.answers import caller, data, many, needed, nothing, one
from sandbox.asana.changes import change
from sandbox.asana.errors import invalid, refuse
from sandbox.asana.records import Task
from sandbox.http import Call, Endpoint, Reply

if TYPE_CHECKING:
    from sandbox.world import World


def _task(world: World, call: Call) -> Task:
    return world.asana.task(call.path_params["task_gid"])


def _only(tasks: list[Task], call: Call) -> list[Task]:
    """Keep what completed_since and modified_since let through."""
    since = call.first("completed_since")
    if since == "now":
        tasks = [task for task in tasks if not task.completed]
    elif since is not None:
        start = values.moment(since, "completed_since")
        tasks = [t for t in tasks if t.completed_at is None or (start and t.completed_at >= start)]
    if (after := call.first("modified_since")) is not None:
        moment = values.moment(after, "modified_since")
        tasks = [task for task in tasks if moment and task.modified_at >= moment]
    return tasks


def listing(world: World, call: Call) -> Reply:
    """List the tasks of a project, a section, a tag, or of one assignee in the workspace."""
    state = world.asana
    named = [name for name in ("project", "section", "tag", "assignee") if call.first(name)]
    if len(named) > 1:
        raise invalid("Must specify exactly one of project, tag, section, or assignee + workspace")
    if not named or (named == ["assignee"] and not call.first("workspace")):
        raise invalid("workspace: Missing input")
    gid = call.first(named[0])
    if named == ["project"]:
        tasks = state.project(gid).tasks
    elif named == ["section"]:
        tasks = list(state.section(gid).tasks)
    elif named == ["tag"]:
        tag = state.get(state.tags, "tag", gid)
        tasks = [task for task in state.tasks.values() if tag in task.tags]
    else:
        someone = values.person(gid, "assignee", state.people, caller(call))
        tasks = [task for task in state.tasks.values() if task.assignee == someone]
    return many(world, call, _only(tasks, call))


def of_project(world: World, call: Call) -> Reply:
    """List the tasks of a project; modified_since is not known here."""
    project = world.asana.project(call.path_params["project_gid"])
    query = [(name, value) for name, value in call.query if name != "modified_since"]
    narrowed = Call(**{**call.__dict__, "query": query})
    return many(world, call, _only(project.tasks, narrowed))


def of_section(world: World, call: Call) -> Reply:
    """List the tasks of a section."""
    section = world.asana.section(call.path_params["section_gid"])
    return many(world, call, _only(list(section.tasks), call))


def create(world: World, call: Call) -> Reply:
    """Create a task."""
    return one(world, call, moves.create(world.asana, data(call), caller(call)), 201)


def create_subtask(world: World, call: Call) -> Reply:
    """Create a task under another one."""
    body = data(call) | {"parent": _task(world, call).gid}
    return one(world, call, moves.create(world.asana, body, caller(call)), 201)


def read(world: World, call: Call) -> Reply:
    """Return one task."""
    return one(world, call, _task(world, call))


def update(world: World, call: Call) -> Reply:
    """Change the given fields of a task and leave the others."""
    task = _task(world, call)
    change(world.asana, task, data(call), caller(call))
    return one(world, call, task)


def delete(world: World, call: Call) -> Reply:
    """Move a task to the trash."""
    moves.delete(world.asana, _task(world, call), caller(call))
    return nothing()


def subtasks(world: World, call: Call) -> Reply:
    """List what hangs under a task."""
    return many(world, call, list(_task(world, call).subtasks))


def projects(world: World, call: Call) -> Reply:
    """List the projects that a task is in."""
    return many(world, call, [m.project for m in _task(world, call).memberships])


def tags(world: World, call: Call) -> Reply:
    """List the tags of a task."""
    return many(world, call, list(_task(world, call).tags))


def set_parent(world: World, call: Call) -> Reply:
    """Hang a task under another one; a null parent makes it a task of its own."""
    task, body = _task(world, call), data(call)
    if "parent" not in body:
        raise invalid("parent: Missing input")
    parent = None if body["parent"] is None else world.asana.task(body["parent"])
    moves.set_parent(world.asana, task, parent)
    return one(world, call, task)


def add_project(world: World, call: Call) -> Reply:
    """Put a task into a project: into the section given, or the first one."""
    task, body, state = _task(world, call), data(call), world.asana
    project = state.project(needed(body, "project"))
    section = state.section(body["section"]) if body.get("section") else project.sections[0]
    if section.project is not project:
        raise invalid("section: The section is not in the project")
    moves.place(state, task, section, caller(call))
    return nothing()


def remove_project(world: World, call: Call) -> Reply:
    """Take a task out of a project."""
    project = world.asana.project(needed(data(call), "project"))
    moves.remove(world.asana, _task(world, call), project, caller(call))
    return nothing()


def add_to_section(world: World, call: Call) -> Reply:
    """Put a task at the top of a section, moving it there when it is in the project already."""
    state, body = world.asana, data(call)
    section = state.section(call.path_params["section_gid"])
    after = state.task(body["insert_after"]) if body.get("insert_after") else None
    task = state.task(needed(body, "task"))
    moves.place(state, task, section, caller(call), after=after)
    return nothing()


def _tagging(act: Callable[..., None]) -> Callable[[World, Call], Reply]:
    def handler(world: World, call: Call) -> Reply:
        """Put a tag on a task, or take it off."""
        state = world.asana
        tag = state.get(state.tags, "tag", needed(data(call), "tag"))
        act(state, _task(world, call), tag, caller(call))
        return nothing()

    return handler


def _following(act: Callable[..., None]) -> Callable[[World, Call], Reply]:
    def handler(world: World, call: Call) -> Reply:
        """Add followers to a task, or take them away."""
        task, accounts = _task(world, call), needed(data(call), "followers")
        accounts = accounts.split(",") if isinstance(accounts, str) else accounts
        act(world.asana, task, accounts, caller(call))
        return one(world, call, task)

    return handler


def search(world: World, call: Call) -> Reply:
    """Refuse the search, which only paying workspaces have."""
    raise refuse(402, "Search is only available to premium users.")


def _post(template: str, handler: Any) -> Endpoint:
    return Endpoint("POST", template, handler, write=True)


ROUTES: list[Endpoint] = [
    Endpoint("GET", "/tasks", listing),
    _post("/tasks", create),
    Endpoint("GET", "/tasks/{task_gid}", read),
    Endpoint("PUT", "/tasks/{task_gid}", update, write=True),
    Endpoint("DELETE", "/tasks/{task_gid}", delete, write=True),
    Endpoint("GET", "/tasks/{task_gid}/subtasks", subtasks),
    _post("/tasks/{task_gid}/subtasks", create_subtask),
    Endpoint("GET", "/tasks/{task_gid}/projects", projects),
    Endpoint("GET", "/tasks/{task_gid}/tags", tags),
    _post("/tasks/{task_gid}/setParent", set_parent),
    _post("/tasks/{task_gid}/addProject", add_project),
    _post("/tasks/{task_gid}/removeProject", remove_project),
    _post("/tasks/{task_gid}/addTag", _tagging(moves.tag)),
    _post("/tasks/{task_gid}/removeTag", _tagging(moves.untag)),
    _post("/tasks/{task_gid}/addFollowers", _following(moves.follow)),
    _post("/tasks/{task_gid}/removeFollowers", _following(moves.unfollow)),
    Endpoint("GET", "/projects/{project_gid}/tasks", of_project),
    Endpoint("GET", "/sections/{section_gid}/tasks", of_section),
    _post("/sections/{section_gid}/addTask", add_to_section),
    Endpoint("GET", "/workspaces/{workspace_gid}/tasks/search", search),
]
