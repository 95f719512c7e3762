"""Users, workspaces and custom fields over HTTP."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast, get_args

from sandbox.asana import values
from sandbox.asana.answers import caller, data, many, needed, nothing, one
from sandbox.asana.errors import invalid, unknown
from sandbox.asana.records import CustomField, EnumOption, FieldType
from sandbox.asana.routes_projects import check_workspace
from sandbox.http import Call, Endpoint, Reply
from sandbox.people import Person

if TYPE_CHECKING:
    from sandbox.world import World


def _field(world: World, gid: object) -> CustomField:
    return world.asana.get(world.asana.fields, "custom_field", gid)


def users(world: World, call: Call) -> Reply:
    """List the members; who left the organisation is not among them."""
    check_workspace(world, call.path_params.get("workspace_gid") or call.first("workspace"))
    return many(world, call, [person for person in world.people if person.active])


def members(world: World, call: Call) -> Reply:
    """List the members of the workspace, all at once: this listing takes no limit."""
    unlimited = [(name, value) for name, value in call.query if name not in ("limit", "offset")]
    return users(world, replace(call, query=unlimited))


def user(world: World, call: Call) -> Reply:
    """Return one user by gid, e-mail address or `me`."""
    gid = call.path_params["user_gid"]
    if gid == "me":
        return one(world, call, caller(call))
    found = world.people.by_account(gid) or world.people.by_email(gid)
    if found is None or gid in (found.jira_id, found.notion_id, found.slack_id):
        raise unknown("user", gid)
    return one(world, call, found)


def typeahead(world: World, call: Call) -> Reply:
    """Suggest what has a text in its name: tasks, projects, tags, fields or people."""
    check_workspace(world, call.path_params["workspace_gid"])
    kind, text = call.first("resource_type") or "user", (call.first("query") or "").lower()
    state = world.asana
    known: dict[str, list[Any]] = {
        "task": [*state.tasks.values()], "project": [*state.projects.values()],
        "tag": [*state.tags.values()], "custom_field": [*state.fields.values()],
        "user": [person for person in world.people if person.active],
    }  # fmt: skip
    if kind not in known:
        raise invalid(f"resource_type: {kind} is not known here")
    most = int(call.first("count") or 20)
    found = [one for one in known[kind] if text in one.name.lower()][:most]
    shown = [{"gid": _gid(one), "name": one.name, "resource_type": kind} for one in found]
    return Reply(200, {"data": shown})


def _gid(thing: Any) -> str:
    return str(thing.asana_gid if isinstance(thing, Person) else thing.gid)


def workspaces(world: World, call: Call) -> Reply:
    """List the one workspace."""
    return many(world, call, [world.asana.workspace])


def workspace(world: World, call: Call) -> Reply:
    """Return the one workspace."""
    check_workspace(world, call.path_params["workspace_gid"])
    return one(world, call, world.asana.workspace)


def fields(world: World, call: Call) -> Reply:
    """List the custom fields of the workspace."""
    check_workspace(world, call.path_params["workspace_gid"])
    return many(world, call, list(world.asana.fields.values()))


def create_field(world: World, call: Call) -> Reply:
    """Create a custom field of the workspace."""
    body = data(call)
    check_workspace(world, str(needed(body, "workspace")))
    name = values.text(needed(body, "name"), "name")
    kind = body.get("resource_subtype") or body.get("type")
    if kind not in get_args(FieldType):
        raise invalid(f"resource_subtype: Not a valid custom field type: {kind}")
    options = [
        str(option.get("name") if isinstance(option, dict) else option)
        for option in values.items(body.get("enum_options"), "enum_options")
    ]
    precision = values.whole(body.get("precision"), "precision")
    world.asana.clock.tick()
    field = world.asana.add_field(name, cast("FieldType", kind), options, precision=precision)
    field.description = str(body.get("description") or "")
    return one(world, call, field, 201)


def read_field(world: World, call: Call) -> Reply:
    """Return one custom field."""
    return one(world, call, _field(world, call.path_params["custom_field_gid"]))


def update_field(world: World, call: Call) -> Reply:
    """Rename a custom field, or describe it."""
    field, body = _field(world, call.path_params["custom_field_gid"]), data(call)
    field.name = values.text(body.get("name", field.name), "name")
    field.description = str(body.get("description", field.description) or "")
    world.asana.clock.tick()
    return one(world, call, field)


def create_option(world: World, call: Call) -> Reply:
    """Add a choice to an enum field."""
    field, body = _field(world, call.path_params["custom_field_gid"]), data(call)
    if field.type not in ("enum", "multi_enum"):
        raise invalid("custom_field: Only enum fields have options")
    name = values.text(needed(body, "name"), "name")
    if any(option.name == name and option.enabled for option in field.options):
        raise invalid(f"name: An enum option named {name!r} already exists")
    world.asana.clock.tick()
    option = EnumOption(world.asana.new_gid(), name, str(body.get("color") or "none"))
    field.options.append(option)
    return one(world, call, option, 201)


def update_option(world: World, call: Call) -> Reply:
    """Rename, recolour, enable or disable a choice; its tasks keep it either way."""
    gid, body = call.path_params["enum_option_gid"], data(call)
    options = (option for field in world.asana.fields.values() for option in field.options)
    option = next((option for option in options if option.gid == gid), None)
    if option is None:
        raise unknown("enum_option", gid)
    name = values.text(body.get("name", option.name), "name")
    enabled = values.flag(body.get("enabled", option.enabled), "enabled")
    option.name, option.enabled = name, enabled
    option.color = str(body.get("color", option.color))
    world.asana.clock.tick()
    return one(world, call, option)


def settings(world: World, call: Call) -> Reply:
    """List the custom fields attached to a project."""
    project = world.asana.project(call.path_params["project_gid"])
    return many(world, call, list(project.settings))


def attach(world: World, call: Call) -> Reply:
    """Attach a custom field to a project."""
    project = world.asana.project(call.path_params["project_gid"])
    field = _field(world, needed(data(call), "custom_field"))
    project.modified_at = world.asana.clock.tick()
    return one(world, call, world.asana.attach(project, field))


def detach(world: World, call: Call) -> Reply:
    """Take a custom field off a project; its tasks no longer show it."""
    project = world.asana.project(call.path_params["project_gid"])
    field = _field(world, needed(data(call), "custom_field"))
    project.settings = [setting for setting in project.settings if setting.field is not field]
    project.modified_at = world.asana.clock.tick()
    return nothing()


_OF_PROJECT = "/projects/{project_gid}"
_OF_FIELD = "/custom_fields/{custom_field_gid}"

ROUTES: list[Endpoint] = [
    Endpoint("GET", "/users", users),
    Endpoint("GET", "/users/{user_gid}", user),
    Endpoint("GET", "/workspaces", workspaces),
    Endpoint("GET", "/workspaces/{workspace_gid}", workspace),
    Endpoint("GET", "/workspaces/{workspace_gid}/users", members),
    Endpoint("GET", "/workspaces/{workspace_gid}/typeahead", typeahead),
    Endpoint("GET", "/workspaces/{workspace_gid}/users/{user_gid}", user),
    Endpoint("GET", "/workspaces/{workspace_gid}/custom_fields", fields),
    Endpoint("POST", "/custom_fields", create_field, write=True),
    Endpoint("GET", _OF_FIELD, read_field),
    Endpoint("PUT", _OF_FIELD, update_field, write=True),
    Endpoint("POST", f"{_OF_FIELD}/enum_options", create_option, write=True),
    Endpoint("PUT", "/enum_options/{enum_option_gid}", update_option, write=True),
    Endpoint("GET", f"{_OF_PROJECT}/custom_field_settings", settings),
    Endpoint("POST", f"{_OF_PROJECT}/addCustomFieldSetting", attach, write=True),
    Endpoint("POST", f"{_OF_PROJECT}/removeCustomFieldSetting", detach, write=True),
]
