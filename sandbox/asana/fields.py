"""The fields of every kind of resource, as the API names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sandbox.asana import records, richtext
from sandbox.asana.customfields import FIELD, OPTION, SETTING, VALUE
from sandbox.asana.events import Event
from sandbox.asana.schema import MISSING, Getter, Schema, attributes, constant, has_type, names
from sandbox.people import Person

if TYPE_CHECKING:
    from sandbox.asana.state import AsanaState

BASE = "https://app.asana.com/1"
NAMED = ("gid", "resource_type", "name")


def _workspace(state: AsanaState, _: Any) -> records.Workspace:
    return state.workspace


def _task_url(state: AsanaState, task: records.Task) -> str:
    place = f"/project/{task.memberships[0].project.gid}" if task.memberships else ""
    return f"{BASE}/{state.workspace.gid}{place}/task/{task.gid}"


def _project_url(state: AsanaState, thing: Any) -> str:
    return f"{BASE}/{state.workspace.gid}/project/{thing.gid}"


def _detail(name: str) -> Getter:
    return lambda _, story: story.details.get(name, MISSING)


WORKSPACE = Schema(
    {
        **has_type("workspace"),
        **attributes("name"),
        "is_organization": constant(value=True),
        "email_domains": constant(["acme.example"]),
    },
    compact=NAMED,
    full=("gid", "resource_type", "name", "email_domains", "is_organization"),
)

USER = Schema(
    {
        "gid": lambda _, person: person.asana_gid,
        "resource_type": constant("user"),
        **attributes("name", "email"),
        "photo": constant(None),
        "workspaces": lambda state, _: [state.workspace],
    },
    compact=NAMED,
    full=("gid", "resource_type", "name", "email", "photo", "workspaces"),
)

SECTION = Schema(
    {**has_type("section"), **attributes("name", "created_at", "project")},
    compact=NAMED,
    full=("gid", "resource_type", "name", "created_at", "project"),
)

TAG = Schema(
    {
        **has_type("tag"),
        **attributes("name", "created_at", "color", "notes"),
        "followers": constant([]),
        "permalink_url": _project_url,
        "workspace": _workspace,
    },
    compact=NAMED,
    full=names("gid resource_type created_at notes color name permalink_url workspace followers"),
)

PROJECT = Schema(
    {
        **has_type("project"),
        **attributes("name", "created_at", "modified_at", "archived", "notes", "owner"),
        "custom_field_settings": lambda _, project: project.settings,
        "members": lambda state, _: [person for person in state.people if person.active],
        "followers": constant([]),
        "color": constant("light-green"),
        "completed": constant(value=False),
        "completed_at": constant(None),
        "default_view": constant("board"),
        "due_on": constant(None),
        "start_on": constant(None),
        "public": constant(value=True),
        "team": constant(None),
        "permalink_url": _project_url,
        "workspace": _workspace,
    },
    compact=NAMED,
    full=names(
        "gid resource_type archived color completed completed_at created_at "
        "custom_field_settings default_view due_on followers members modified_at name "
        "notes owner permalink_url public start_on team workspace"
    ),
)

MEMBERSHIP = Schema(attributes("project", "section"), compact=("project", "section"), bare=())

TASK = Schema(
    {
        **has_type("task"),
        **attributes("name", "created_at", "created_by", "modified_at", "html_notes", "assignee"),
        **attributes("completed", "completed_at", "completed_by", "due_on", "due_at", "start_on"),
        **attributes("parent", "memberships", "tags", "followers"),
        "resource_subtype": lambda _, task: task.subtype,
        "notes": lambda _, task: richtext.to_plain(task.html_notes),
        "custom_fields": lambda _, task: task.field_values,
        "projects": lambda _, task: [m.project for m in task.memberships],
        "num_subtasks": lambda _, task: len(task.subtasks),
        "approval_status": lambda _, task: (
            ("approved" if task.completed else "pending") if task.subtype == "approval" else MISSING
        ),
        "permalink_url": _task_url,
        "workspace": _workspace,
        "start_at": constant(None),
        "assignee_status": constant("upcoming"),
        "actual_time_minutes": constant(0),
        **attributes("dependencies", "dependents"),
        "external": constant(None),
        "hearted": constant(value=False),
        "liked": constant(value=False),
        "hearts": constant([]),
        "likes": constant([]),
        "num_hearts": constant(0),
        "num_likes": constant(0),
    },
    compact=("gid", "name", "resource_type", "resource_subtype"),
    full=names(
        "gid resource_type created_at modified_at name notes actual_time_minutes assignee "
        "assignee_status completed completed_at custom_fields due_on due_at start_on "
        "start_at resource_subtype approval_status num_hearts num_likes hearted liked "
        "hearts likes workspace parent tags projects memberships followers permalink_url"
    ),
)

DETAILS = names(
    "old_name new_name old_dates new_dates old_section new_section assignee project "
    "tag custom_field old_text_value new_text_value old_enum_value new_enum_value "
    "old_number_value new_number_value old_date_value new_date_value old_people_value "
    "new_people_value old_multi_enum_values new_multi_enum_values"
)

STORY = Schema(
    {
        **has_type("story"),
        **attributes("created_at", "created_by", "text", "type", "is_edited", "target"),
        **{name: _detail(name) for name in DETAILS},
        "resource_subtype": lambda _, story: story.subtype,
        "html_text": lambda _, story: MISSING if story.html_text is None else story.html_text,
        "is_editable": lambda _, story: story.type == "comment",
        "is_pinned": constant(value=False),
        "source": constant("api"),
        "hearted": constant(value=False),
        "liked": constant(value=False),
        "hearts": constant([]),
        "likes": constant([]),
        "num_hearts": constant(0),
        "num_likes": constant(0),
        "previews": constant([]),
    },
    compact=names("gid created_at created_by resource_type text type resource_subtype"),
    full=(
        *DETAILS,
        *names(
            "gid resource_type created_at created_by resource_subtype text type source "
            "is_pinned is_edited is_editable hearted hearts num_hearts liked likes num_likes "
            "previews target"
        ),
    ),
)

EVENT = Schema(
    {
        "user": lambda _, event: event.by,
        "created_at": lambda _, event: event.at,
        "type": lambda state, event: SCHEMAS[type(event.resource)].fields["resource_type"](
            state, event.resource
        ),
        **attributes("action", "resource", "parent"),
        "change": lambda _, event: MISSING if event.change is None else event.change,
    },
    compact=("user", "created_at", "type", "action", "resource", "parent", "change"),
)

SCHEMAS: Mapping[type, Schema] = {
    records.Workspace: WORKSPACE,
    Person: USER,
    records.Project: PROJECT,
    records.Section: SECTION,
    records.Tag: TAG,
    records.CustomField: FIELD,
    records.EnumOption: OPTION,
    records.FieldSetting: SETTING,
    records.FieldValue: VALUE,
    records.Membership: MEMBERSHIP,
    records.Task: TASK,
    records.Story: STORY,
    Event: EVENT,
}
