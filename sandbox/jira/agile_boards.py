"""What Jira Software shows of a board: itself, its columns, its issues and its backlog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.http import Call, Endpoint, Reply
from sandbox.jira import issue_views, views
from sandbox.jira.agile import ROOT, board_of
from sandbox.jira.errors import missing
from sandbox.jira.planning import SPRINT
from sandbox.jira.requests import number

if TYPE_CHECKING:
    from sandbox.jira.catalog import Project
    from sandbox.jira.records import Issue
    from sandbox.world import World

MOST = 50  # issues of a page


def _project(world: World, call: Call) -> Project:
    wanted = call.path_params["board"]
    found = (one for one in world.jira.projects.values() if one.kind == "software")
    project = next((one for one in found if str(one.board) == wanted), None)
    if project is None:
        raise missing("Requested board cannot be viewed because it either does not exist.")
    return project


def read(world: World, call: Call) -> Reply:
    """Return one board."""
    return Reply(200, board_of(call, _project(world, call)))


def configuration(world: World, call: Call) -> Reply:
    """Return the columns of a board: one for each status of its project's workflow."""
    project = _project(world, call)
    shown, site = board_of(call, project), views.site(world, call)
    columns = [
        {"name": one.name, "statuses": [{"id": one.id, "self": site.link(f"status/{one.id}")}]}
        for one in project.workflow.statuses
    ]
    config = {"columns": columns, "constraintType": "none"}
    return Reply(200, {**shown, "columnConfig": config})


def _page(world: World, call: Call, found: list[Issue]) -> Reply:
    start, most = number(call, "startAt", 0), number(call, "maxResults", MOST, MOST)
    want = issue_views.wanted(call.every("fields"), call.every("expand"), [], "*navigable")
    site = views.site(world, call)
    shown: list[Any] = [issue_views.issue(site, one, want) for one in found[start : start + most]]
    page = {"startAt": start, "maxResults": most, "total": len(found), "issues": shown}
    return Reply(200, page)


def _open(world: World, issue: Issue) -> bool:
    """Tell whether an issue is planned into a sprint that is not over."""
    known = world.jira.sprints
    return any(known[one].state != "closed" for one in issue[SPRINT] or ())


def issues(world: World, call: Call) -> Reply:
    """List the issues of a board's project."""
    key = _project(world, call).key
    return _page(world, call, [one for one in world.jira.issues.values() if one.project == key])


def backlog(world: World, call: Call) -> Reply:
    """List the issues that are planned into no sprint that is still to end."""
    key = _project(world, call).key
    found = [one for one in world.jira.issues.values() if one.project == key]
    return _page(world, call, [one for one in found if not _open(world, one)])


def of_sprint(world: World, call: Call) -> Reply:
    """List the issues that are, or were, in a sprint."""
    wanted = call.path_params["sprint"]
    if wanted not in world.jira.sprints:
        raise missing("Sprint does not exist or you do not have permission to view it.")
    found = [one for one in world.jira.issues.values() if wanted in (one[SPRINT] or ())]
    return _page(world, call, found)


ROUTES: tuple[Endpoint, ...] = (
    Endpoint("GET", f"{ROOT}/board/{{board}}", read),
    Endpoint("GET", f"{ROOT}/board/{{board}}/configuration", configuration),
    Endpoint("GET", f"{ROOT}/board/{{board}}/issue", issues),
    Endpoint("GET", f"{ROOT}/board/{{board}}/backlog", backlog),
    Endpoint("GET", f"{ROOT}/sprint/{{sprint}}/issue", of_sprint),
)
