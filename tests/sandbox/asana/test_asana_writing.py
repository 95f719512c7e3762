"""The Asana emulator: creates, edits and moves, and what is refused."""

from typing import Any

import asana
import pytest

from sandbox import Sandbox
from sandbox.asana.records import Project, Task

READ = {"opt_fields": "name,modified_at,memberships.section.name"}


def test_a_create_returns_the_whole_task(sandbox: Sandbox, project: Project, tasks: Any) -> None:
    """Section by membership, marker by custom field, all in the one call."""
    marker = project.settings[1].field
    made = tasks.create_task(
        {
            "data": {
                "name": "New",
                "projects": [project.gid],
                "memberships": [{"project": project.gid, "section": project.sections[2].gid}],
                "custom_fields": {marker.gid: "syn-2"},
                "assignee": "karim@acme.example",
                "due_on": "2026-04-01",
                "start_on": "2026-03-20",
                "notes": "a < b",
            }
        },
        {"opt_fields": "html_notes,memberships.section.name,custom_fields.text_value,start_on"},
    )
    assert made["memberships"][0]["section"]["name"] == "En revue"
    assert made["custom_fields"][1]["text_value"] == "syn-2"
    assert (made["start_on"], made["html_notes"]) == ("2026-03-20", "<body>a &lt; b</body>")


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        ({"name": "x"}, 400, "workspace, parent, projects"),
        ({"name": "x", "projects": ["1"]}, 404, "Not a recognized ID: 1"),
        ({"name": "x", "workspace": "2"}, 404, "workspace: Not a recognized ID: 2"),
        ({"name": "x", "workspace": "WS", "assignee": "no@one"}, 400, "assignee"),
        ({"name": "x", "workspace": "WS", "custom_fields": {"1": "v"}}, 403, "not on given object"),
        ({"name": "x", "workspace": "WS", "external": {"gid": "1"}}, 403, "OAuth"),
        ({"name": 3, "workspace": "WS"}, 400, "name"),
        ({"name": "x" * 1025, "workspace": "WS"}, 400, "1024"),
    ],
)
def test_a_refused_create_leaves_nothing_behind(
    sandbox: Sandbox, tasks: Any, data: dict[str, Any], status: int, words: str, refusal: Any
) -> None:
    """Checked whole before anything is made."""
    if data.get("workspace") == "WS":
        data = data | {"workspace": sandbox.world.asana.workspace.gid}
    code, message = refusal(tasks.create_task, {"data": data}, {})
    assert code == status
    assert words in message
    assert not sandbox.world.asana.tasks
    assert not sandbox.world.asana.events.events


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"memberships": []}, "memberships: Cannot write"),
        ({"projects": []}, "projects: Cannot write"),
        ({"modified_at": "2026-01-01"}, "modified_at: Cannot write"),
        ({"start_on": "2026-03-01"}, "due_on or due_at must be present"),
        ({"start_on": "2026-03-09", "due_on": "2026-03-01"}, "on or before"),
        ({"due_on": "tomorrow"}, "due_on: Not a valid date"),
        ({"completed": "yes"}, "completed"),
        ({"assignee": "leo@acme.example"}, "not a member"),
        ({"html_notes": "<body><p>x</p></body>"}, "unsupported tag <p>"),
        ({"html_notes": "<body>a<br/></body>"}, "unsupported tag <br>"),
        ({"html_notes": "<body><ul>x</body>"}, "XML is invalid"),
        ({"html_notes": "plain"}, "XML is invalid"),
        ({"html_notes": '<body><a onclick="x">y</a></body>'}, "attribute onclick"),
        ({"html_notes": "<body><li>x</li></body>"}, "<li> is not allowed in <body>"),
        ({"html_notes": "<body><ul>x<li>y</li></ul></body>"}, "not allowed in <ul>"),
        ({"html_notes": "<body><h1>a\nb</h1></body>"}, "not allowed in <h1>"),
        ({"html_notes": "<body><h3>a</h3></body>"}, "unsupported tag <h3>"),
        ({"html_notes": "<body><object/></body>"}, "unsupported tag <object>"),
        ({"html_notes": "<body><table><tr><th>a</th></tr></table></body>"}, "tag <th>"),
        ({"html_notes": "<body><h1><ul><li>a</li></ul></h1></body>"}, "<ul> is not allowed in"),
        ({"html_notes": "<body><pre><em>a</em></pre></body>"}, "<em> is not allowed in <pre>"),
        ({"html_notes": "<body><a>x</a></body>"}, "<a> needs an href or a data-asana-gid"),
        ({"html_notes": '<body><img src="https://x"/></body>'}, "<img> needs a data-asana-gid"),
        ({"html_notes": "<body><hr></body>"}, "XML is invalid"),
        ({"html_notes": '<body><h1 data-x="1">x</h1></body>'}, "attribute data-x on <h1>"),
        ({"html_notes": '<!DOCTYPE b [<!ENTITY a "b">]><body>&a;</body>'}, "declarations"),
        ({"html_notes": "<body>" + "<ul><li>" * 3000 + "</li></ul>" * 3000 + "</body>"}, "deeply"),
        ({"name": "new", "due_on": "never"}, "due_on"),
    ],
)
def test_a_refused_update_changes_nothing(
    task: Task, tasks: Any, data: dict[str, Any], words: str, refusal: Any
) -> None:
    """400, and not even the fields that were right are written."""
    before = tasks.get_task(task.gid, {})
    status, message = refusal(tasks.update_task, {"data": data}, task.gid, {})
    assert (status, words in message) == (400, True), message
    assert tasks.get_task(task.gid, {}) == before


def test_an_enum_value_is_written_by_gid_and_a_disabled_one_stays_readable(
    sandbox: Sandbox, project: Project, task: Task, tasks: Any, connect: Any, refusal: Any
) -> None:
    """Names are not accepted; disabling an option leaves it on its tasks."""
    field = project.settings[0].field
    option = field.options[3]
    body = {"data": {"custom_fields": {field.gid: "P3"}}}
    assert refusal(tasks.update_task, body, task.gid, {})[0] == 400
    tasks.update_task({"data": {"custom_fields": {field.gid: option.gid}}}, task.gid, {})
    asana.CustomFieldsApi(connect()).update_enum_option(
        option.gid, {"body": {"data": {"enabled": False}}}
    )
    read = tasks.get_task(task.gid, {"opt_fields": "custom_fields.display_value"})
    assert read["custom_fields"][0]["display_value"] == "P3"
    again = {"data": {"custom_fields": {field.gid: option.gid}}}
    assert refusal(tasks.update_task, again, task.gid, {})[0] == 400


def test_a_moment_implies_its_day_and_a_day_clears_the_moment(task: Task, tasks: Any) -> None:
    """due_at and due_on are one date."""
    first = tasks.update_task({"data": {"due_at": "2026-04-01T23:00:00Z"}}, task.gid, {})
    assert (first["due_on"], first["due_at"]) == ("2026-04-01", "2026-04-01T23:00:00.000Z")
    second = tasks.update_task({"data": {"due_on": "2026-04-05"}}, task.gid, {})
    assert (second["due_on"], second["due_at"]) == ("2026-04-05", None)


def test_a_rich_text_comes_back_rewritten(sandbox: Sandbox, task: Task, tasks: Any) -> None:
    """Mentions are expanded, blanks between list items and empty marks go, lines end in LF."""
    gid = sandbox.world.people["tom"].asana_gid
    html = (
        f'<body>Hi <a data-asana-gid="{gid}"/>\r\n<strong></strong>'
        "<ul> <li>one</li>\n <li>two</li> </ul>\n</body>"
    )
    read = tasks.update_task(
        {"data": {"html_notes": html}}, task.gid, {"opt_fields": "html_notes,notes"}
    )
    assert read["html_notes"] == (
        f'<body>Hi <a href="https://app.asana.com/0/{gid}/list" data-asana-accessible="true"'
        f' data-asana-dynamic="true" data-asana-type="user" data-asana-gid="{gid}">@Tom Becker</a>'
        "\n<ul><li>one</li><li>two</li></ul></body>"
    )
    assert read["notes"] == "Hi @Tom Becker\none\ntwo"


def test_every_documented_tag_is_taken_and_words_keep_their_spaces(task: Task, tasks: Any) -> None:
    """Only bare space between items, rows and cells goes; an image gets its addresses."""
    html = (
        "<body><h1>a <em>b</em></h1><h2>c</h2><strong>d</strong> <u>e</u> <s>f</s> <code>g</code>"
        "<ul><li><em>h</em> <em>i</em><ol><li>j</li></ol></li>\n<ol><li>k</li></ol></ul>"
        "<blockquote>l <em>m</em><ul><li>n</li></ul><pre>o</pre></blockquote><pre>p\n  q</pre><hr/>"
        '<table> <tr>\n<td width="120" data-x="1"><em>r</em> <em>s</em></td></tr></table>'
        '<img data-asana-gid="5"/></body>'
    )
    read = tasks.update_task({"data": {"html_notes": html}}, task.gid, {"opt_fields": "html_notes"})
    before, image = read["html_notes"].split("<img ")
    kept = html.replace("</li>\n<", "</li><").replace("<table> <tr>\n", "<table><tr>")
    assert before == kept.split("<img ")[0]
    assert 'data-asana-gid="5" src="https://' in image
    assert 'data-asana-type="attachment"' in image


def test_writing_notes_wipes_the_formatting(task: Task, tasks: Any) -> None:
    """Plain text replaces the rich text."""
    tasks.update_task({"data": {"html_notes": "<body><em>x</em></body>"}}, task.gid, {})
    read = tasks.update_task({"data": {"notes": "x"}}, task.gid, {"opt_fields": "html_notes"})
    assert read["html_notes"] == "<body>x</body>"


def test_moves_leave_modified_at_alone_and_edits_do_not(
    sandbox: Sandbox, project: Project, task: Task, tasks: Any, connect: Any
) -> None:
    """A section move is invisible to modified_since, an edit is not."""
    before = tasks.get_task(task.gid, dict(READ))
    sandbox.world.clock.advance(60)
    sections = asana.SectionsApi(connect())
    sections.add_task_for_section(project.sections[2].gid, {"body": {"data": {"task": task.gid}}})
    moved = tasks.get_task(task.gid, dict(READ))
    assert moved["memberships"][0]["section"]["name"] == "En revue"
    assert moved["modified_at"] == before["modified_at"]
    since = {"project": project.gid, "modified_since": "2026-03-02T08:00:30Z"}
    assert list(tasks.get_tasks(dict(since))) == []
    tasks.update_task({"data": {"name": "Other"}}, task.gid, {})
    assert [one["name"] for one in tasks.get_tasks(dict(since))] == ["Other"]


def test_an_update_to_the_same_values_leaves_no_trace(
    sandbox: Sandbox, task: Task, tasks: Any
) -> None:
    """Neither a story nor a new modified_at."""
    before = tasks.get_task(task.gid, dict(READ))
    sandbox.world.clock.advance(60)
    tasks.update_task({"data": {"name": "Ship it", "completed": False}}, task.gid, {})
    assert tasks.get_task(task.gid, dict(READ)) == before
    assert len(task.stories) == 1


def test_the_first_column_entered_is_at_the_top(
    sandbox: Sandbox, project: Project, task: Task, tasks: Any, connect: Any
) -> None:
    """A move by addTask inserts at the top of the section, or behind a named task."""
    state = sandbox.world.asana
    state.add_task(project, "there", section="En cours")
    sections, target = asana.SectionsApi(connect()), project.sections[1].gid
    sections.add_task_for_section(target, {"body": {"data": {"task": task.gid}}})
    names = [one["name"] for one in tasks.get_tasks_for_section(target, {})]
    assert names == ["Ship it", "there"]


def test_a_task_has_one_section_per_project_and_can_be_in_several(
    sandbox: Sandbox, project: Project, task: Task, tasks: Any
) -> None:
    """Multi-homing, and leaving a project without dying."""
    other = sandbox.world.asana.add_project("Other", ("One",))
    tasks.add_project_for_task({"data": {"project": other.gid}}, task.gid)
    read = tasks.get_task(task.gid, {"opt_fields": "memberships.section.name,projects.name"})
    assert [one["name"] for one in read["projects"]] == ["Launches", "Other"]
    tasks.remove_project_for_task({"data": {"project": project.gid}}, task.gid)
    assert list(tasks.get_tasks({"project": project.gid})) == []
    assert tasks.get_task(task.gid, {})["name"] == "Ship it"


def test_a_subtask_is_in_no_project(project: Project, task: Task, tasks: Any, refusal: Any) -> None:
    """It hangs under its parent only, and can be set free."""
    child = tasks.create_subtask_for_task({"data": {"name": "Part"}}, task.gid, {})
    assert [one["name"] for one in tasks.get_subtasks_for_task(task.gid, {})] == ["Part"]
    assert [one["name"] for one in tasks.get_tasks({"project": project.gid})] == ["Ship it"]
    loop = {"data": {"parent": child["gid"]}}
    assert refusal(tasks.set_parent_for_task, loop, task.gid, {})[0] == 400
    free = tasks.set_parent_for_task({"data": {"parent": None}}, child["gid"], {})
    assert free["parent"] is None


def test_tags_are_put_on_and_taken_off(
    sandbox: Sandbox, task: Task, tasks: Any, connect: Any
) -> None:
    """A tag is created once and found in the workspace's list."""
    tags, gid = asana.TagsApi(connect()), sandbox.world.asana.workspace.gid
    tag = tags.create_tag_for_workspace({"data": {"name": "mobile"}}, gid, {})
    tasks.add_tag_for_task({"data": {"tag": tag["gid"]}}, task.gid)
    assert [one["name"] for one in tags.get_tags_for_workspace(gid, {})] == ["mobile"]
    assert [one["name"] for one in tasks.get_task(task.gid, {})["tags"]] == ["mobile"]
    tasks.remove_tag_for_task({"data": {"tag": tag["gid"]}}, task.gid)
    assert tasks.get_task(task.gid, {})["tags"] == []


def test_a_deleted_task_answers_404(project: Project, task: Task, tasks: Any, refusal: Any) -> None:
    """It leaves the listing and cannot be read."""
    tasks.delete_task(task.gid)
    assert list(tasks.get_tasks({"project": project.gid})) == []
    status, message = refusal(tasks.get_task, task.gid, {})
    assert (status, message) == (404, f"task: Not a recognized ID: {task.gid}")
