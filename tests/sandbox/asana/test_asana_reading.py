"""The Asana emulator: who may read what, and how it is listed and shown."""

from typing import Any

import asana
import httpx
import pytest

from sandbox import Sandbox
from sandbox.asana.records import Project, Task

TOKEN = "asana-sandbox-token"


def test_the_token_says_who_it_is(connect: Any, project: Project) -> None:
    """users/me is the sync account, and a person's token is that person."""
    assert asana.UsersApi(connect()).get_user("me", {})["email"] == "sync@acme.example"
    assert asana.UsersApi(connect("asana-ines")).get_user("me", {})["name"] == "Inès Moreau"


@pytest.mark.parametrize("token", ["wrong", "asana-leo", "asana-nobody"])
def test_an_unknown_token_or_one_of_who_left_is_refused(
    connect: Any, project: Project, token: str, refusal: Any
) -> None:
    """401 in the vendor's words."""
    assert refusal(asana.UsersApi(connect(token)).get_user, "me", {}) == (401, "Not Authorized")


def test_who_left_is_not_listed_but_can_be_read(
    sandbox: Sandbox, connect: Any, project: Project
) -> None:
    """A deactivated member still is a user."""
    users = asana.UsersApi(connect())
    gid = sandbox.world.asana.workspace.gid
    names = [user["name"] for user in users.get_users_for_workspace(gid, {})]
    assert len(names) == 11
    assert "Léo Martin" not in names
    leo = sandbox.world.people["leo"].asana_gid
    assert users.get_user(leo, {})["name"] == "Léo Martin"


def test_a_listing_is_compact_and_pages_by_offset(
    sandbox: Sandbox, project: Project, tasks: Any
) -> None:
    """The client follows next_page until it is null."""
    for number in range(230):
        sandbox.world.asana.add_task(project, f"T{number}")
    found = list(tasks.get_tasks({"project": project.gid}))
    assert len({one["gid"] for one in found}) == 230
    assert found[0].keys() == {"gid", "name", "resource_type", "resource_subtype"}
    assert sandbox.world.log.counts(tool="asana")["asana GET /tasks"] == 3


def test_an_offset_belongs_to_its_query(
    sandbox: Sandbox, project: Project, tasks: Any, refusal: Any
) -> None:
    """An offset taken to another query is refused."""
    for number in range(3):
        sandbox.world.asana.add_task(project, f"T{number}")
    opts = {"project": project.gid, "limit": 2}
    page = tasks.get_tasks(dict(opts), full_payload=True)
    offset = page["next_page"]["offset"]
    other = {"section": project.sections[0].gid, "limit": 2, "offset": offset}
    assert refusal(tasks.get_tasks, other, full_payload=True)[0] == 400
    rest = tasks.get_tasks({**opts, "offset": offset}, full_payload=True)
    assert (len(rest["data"]), rest["next_page"]) == (1, None)


@pytest.mark.parametrize("limit", [0, 101])
def test_a_page_has_one_to_a_hundred_records(
    project: Project, tasks: Any, limit: int, refusal: Any
) -> None:
    """Any other limit is refused."""
    opts = {"project": project.gid, "limit": limit}
    assert refusal(tasks.get_tasks, opts, full_payload=True)[0] == 400


def test_a_listing_needs_to_know_of_what(tasks: Any, refusal: Any) -> None:
    """No project, section, tag or assignee: 400."""
    assert refusal(tasks.get_tasks, {}, full_payload=True) == (400, "workspace: Missing input")


def test_opt_fields_choose_also_inside_other_resources(
    sandbox: Sandbox, project: Project, tasks: Any
) -> None:
    """Dotted paths; a plain path to a resource is its id and type; memberships have no id."""
    made = sandbox.world.asana.add_task(
        project, "A", section="En cours", assignee="aya", tags=("growth",),
        custom={"Priority": "P1", "Syncline": "syn-1"},
    )  # fmt: skip
    wanted = (
        "assignee,memberships,memberships.section.name,tags.name,projects,"
        "custom_fields.text_value,custom_fields.enum_value.name,custom_fields.name,nonsense"
    )
    read = tasks.get_task(made.gid, {"opt_fields": wanted})
    aya = sandbox.world.people["aya"].asana_gid
    section, tag = project.sections[1], made.tags[0]
    priority, marker = (setting.field for setting in project.settings)
    assert read == {
        "gid": made.gid,
        "assignee": {"gid": aya, "resource_type": "user"},
        "memberships": [{"section": {"gid": section.gid, "name": "En cours"}}],
        "tags": [{"gid": tag.gid, "name": "growth"}],
        "projects": [{"gid": project.gid, "resource_type": "project"}],
        "custom_fields": [
            {
                "gid": priority.gid,
                "enum_value": {"gid": priority.options[1].gid, "name": "P1"},
                "name": "Priority",
            },
            {"gid": marker.gid, "text_value": "syn-1", "name": "Syncline"},
        ],
    }


def test_a_no_break_space_is_sent_raw_and_lost_in_the_client(
    sandbox: Sandbox, task: Task, tasks: Any
) -> None:
    """The state keeps U+00A0; the client turns the raw bytes into a space."""
    tasks.update_task({"data": {"name": "a\u00a0b"}}, task.gid, {})
    assert sandbox.world.asana.task(task.gid).name == "a\u00a0b"
    assert tasks.get_task(task.gid, {})["name"] == "a b"


def test_custom_fields_are_created_attached_and_extended(
    sandbox: Sandbox, project: Project, connect: Any
) -> None:
    """What `mend` needs: a text field on the project, and a new option."""
    fields, workspace = asana.CustomFieldsApi(connect()), sandbox.world.asana.workspace.gid
    made = fields.create_custom_field(
        {"data": {"name": "Marker", "resource_subtype": "text", "workspace": workspace}}, {}
    )
    asana.ProjectsApi(connect()).add_custom_field_setting_for_project(
        {"data": {"custom_field": made["gid"]}}, project.gid, {}
    )
    settings = asana.CustomFieldSettingsApi(connect()).get_custom_field_settings_for_project(
        project.gid, {"opt_fields": "custom_field.name,custom_field.resource_subtype"}
    )
    shown = [one["custom_field"]["name"] for one in settings]
    assert shown == ["Priority", "Syncline", "Marker"]
    priority = project.settings[0].field.gid
    option = fields.create_enum_option_for_custom_field(
        priority, {"body": {"data": {"name": "P5"}}}
    )
    read = fields.get_custom_field(priority, {})
    assert read["enum_options"][-1] == option


def test_an_unknown_path_and_a_broken_body_are_vendor_errors(
    sandbox: Sandbox, project: Project
) -> None:
    """No HTML, no traceback."""
    base, headers = f"{sandbox.url}/asana/api/1.0", {"Authorization": f"Bearer {TOKEN}"}
    missing = httpx.get(f"{base}/goals", headers=headers)
    assert (missing.status_code, "errors" in missing.json()) == (404, True)
    headers |= {"Content-Type": "application/json"}
    broken = httpx.post(f"{base}/tasks", content=b"{", headers=headers)
    assert (broken.status_code, "errors" in broken.json()) == (400, True)
    shapeless = httpx.post(f"{base}/tasks", content=b"[1]", headers=headers)
    assert (shapeless.status_code, "errors" in shapeless.json()) == (400, True)


def test_names_are_suggested_by_a_part_of_them(
    sandbox: Sandbox, connect: Any, project: Project
) -> None:
    """Of the kind that is asked for, a few at most."""
    workspace = sandbox.world.asana.workspace.gid
    task = sandbox.world.asana.add_task(project, "Launch")
    api, opts = asana.TypeaheadApi(connect()), {"query": task.name[1:].upper(), "count": 3}
    found = api.typeahead_for_workspace(workspace, "task", opts, full_payload=True)
    assert task.gid in [one["gid"] for one in found["data"]]
