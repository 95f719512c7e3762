"""Projects, sections and tags over HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.asana import values
from sandbox.asana.answers import caller, data, many, needed, nothing, one
from sandbox.asana.errors import invalid, unknown
from sandbox.asana.records import Project, Section, Tag
from sandbox.http import Call, Endpoint, Reply

if TYPE_CHECKING:
    from sandbox.world import World


def _project(world: World, call: Call) -> Project:
    return world.asana.project(call.path_params["project_gid"])


def _section(world: World, call: Call) -> Section:
    return world.asana.section(call.path_params["section_gid"])


def _tag(world: World, call: Call) -> Tag:
    return world.asana.get(world.asana.tags, "tag", call.path_params["tag_gid"])


def check_workspace(world: World, gid: str | None) -> None:
    """Refuse any workspace but the only one."""
    if gid is not None and gid != world.asana.workspace.gid:
        raise unknown("workspace", gid)


def projects(world: World, call: Call) -> Reply:
    """List the projects, archived or not."""
    check_workspace(world, call.path_params.get("workspace_gid") or call.first("workspace"))
    found = list(world.asana.projects.values())
    if (archived := call.first("archived")) is not None:
        found = [project for project in found if project.archived == (archived == "true")]
    return many(world, call, found)


def create_project(world: World, call: Call) -> Reply:
    """Create a project with one untitled section."""
    body = data(call)
    project = world.asana.add_project(
        values.text(needed(body, "name"), "name"), by=caller(call).key
    )
    project.notes = values.text(body.get("notes", ""), "notes")
    world.asana.clock.tick()
    return one(world, call, project, 201)


def read_project(world: World, call: Call) -> Reply:
    """Return one project."""
    return one(world, call, _project(world, call))


def update_project(world: World, call: Call) -> Reply:
    """Change a project's name, notes or whether it is archived."""
    project, body = _project(world, call), data(call)
    name = values.text(body.get("name", project.name), "name")
    notes = values.text(body.get("notes", project.notes), "notes")
    archived = values.flag(body.get("archived", project.archived), "archived")
    project.name, project.notes, project.archived = name, notes, archived
    project.modified_at = world.asana.clock.tick()
    return one(world, call, project)


def sections(world: World, call: Call) -> Reply:
    """List the columns of a project in order."""
    return many(world, call, list(_project(world, call).sections))


def create_section(world: World, call: Call) -> Reply:
    """Add a column at the end of a project."""
    name = values.text(needed(data(call), "name"), "name")
    world.asana.clock.tick()
    return one(world, call, world.asana.add_section(_project(world, call), name), 201)


def read_section(world: World, call: Call) -> Reply:
    """Return one section."""
    return one(world, call, _section(world, call))


def update_section(world: World, call: Call) -> Reply:
    """Rename a section."""
    section = _section(world, call)
    section.name = values.text(needed(data(call), "name"), "name")
    world.asana.clock.tick()
    return one(world, call, section)


def delete_section(world: World, call: Call) -> Reply:
    """Delete an empty section that is not the project's last one."""
    section = _section(world, call)
    if section.tasks or len(section.project.sections) == 1:
        raise invalid("section: Only an empty section that is not the last one can be deleted")
    section.project.sections.remove(section)
    del world.asana.sections[section.gid]
    world.asana.clock.tick()
    return nothing()


def tags(world: World, call: Call) -> Reply:
    """List the tags of the workspace."""
    check_workspace(world, call.path_params.get("workspace_gid") or call.first("workspace"))
    return many(world, call, list(world.asana.tags.values()))


def create_tag(world: World, call: Call) -> Reply:
    """Create a tag, also a second one of the same name."""
    body = data(call)
    gid = call.path_params.get("workspace_gid") or str(needed(body, "workspace"))
    check_workspace(world, gid)
    name = values.text(needed(body, "name"), "name")
    world.asana.clock.tick()
    return one(world, call, world.asana.add_tag(name), 201)


def read_tag(world: World, call: Call) -> Reply:
    """Return one tag."""
    return one(world, call, _tag(world, call))


def update_tag(world: World, call: Call) -> Reply:
    """Rename a tag."""
    tag = _tag(world, call)
    tag.name = values.text(data(call).get("name", tag.name), "name")
    world.asana.clock.tick()
    return one(world, call, tag)


def delete_tag(world: World, call: Call) -> Reply:
    """Delete a tag; it disappears from its tasks."""
    tag = _tag(world, call)
    for task in world.asana.tasks.values():
        if tag in task.tags:
            task.tags.remove(tag)
    del world.asana.tags[tag.gid]
    world.asana.clock.tick()
    return nothing()


def tasks_of_tag(world: World, call: Call) -> Reply:
    """List the tasks that have a tag."""
    tag = _tag(world, call)
    return many(world, call, [task for task in world.asana.tasks.values() if tag in task.tags])


ROUTES: list[Endpoint] = [
    Endpoint("GET", "/projects", projects),
    Endpoint("POST", "/projects", create_project, write=True),
    Endpoint("GET", "/workspaces/{workspace_gid}/projects", projects),
    Endpoint("POST", "/workspaces/{workspace_gid}/projects", create_project, write=True),
    Endpoint("GET", "/projects/{project_gid}", read_project),
    Endpoint("PUT", "/projects/{project_gid}", update_project, write=True),
    Endpoint("GET", "/projects/{project_gid}/sections", sections),
    Endpoint("POST", "/projects/{project_gid}/sections", create_section, write=True),
    Endpoint("GET", "/sections/{section_gid}", read_section),
    Endpoint("PUT", "/sections/{section_gid}", update_section, write=True),
    Endpoint("DELETE", "/sections/{section_gid}", delete_section, write=True),
    Endpoint("GET", "/tags", tags),
    Endpoint("POST", "/tags", create_tag, write=True),
    Endpoint("GET", "/workspaces/{workspace_gid}/tags", tags),
    Endpoint("POST", "/workspaces/{workspace_gid}/tags", create_tag, write=True),
    Endpoint("GET", "/tags/{tag_gid}", read_tag),
    Endpoint("PUT", "/tags/{tag_gid}", update_tag, write=True),
    Endpoint("DELETE", "/tags/{tag_gid}", delete_tag, write=True),
    Endpoint("GET", "/tags/{tag_gid}/tasks", tasks_of_tag),
]
