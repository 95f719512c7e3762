"""Jira Software's own routes: boards, their sprints, and what is planned into them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.http import Call, Endpoint, Reply
from sandbox.jira import planning
from sandbox.jira.errors import missing, wrong
from sandbox.jira.planning import SPRINT, Sprint
from sandbox.jira.records import Issue
from sandbox.jira.requests import body, user

if TYPE_CHECKING:
    from sandbox.jira.catalog import Project
    from sandbox.jira.state import JiraState
    from sandbox.world import World

ROOT = "/rest/agile/1.0"
MOST = 50  # issues that are moved, or things that are listed, at once


def _page(call: Call, found: list[dict[str, Any]]) -> Reply:
    start, most = (int(call.first(name) or usual) for name, usual in (
        ("startAt", 0), ("maxResults", MOST),
    ))  # fmt: skip
    shown = found[start : start + min(most, MOST)]
    last = start + len(shown) >= len(found)
    page = {"maxResults": most, "startAt": start, "total": len(found), "isLast": last}
    return Reply(200, {**page, "values": shown})


def board_of(call: Call, project: Project) -> dict[str, Any]:
    """Show the board of a project."""
    number = project.board
    address = f"{call.base}{ROOT}/board/{number}"
    return {"id": number, "self": address, "name": f"{project.key} board", "type": "scrum"}


def boards(world: World, call: Call) -> Reply:
    """List the boards: each software project has one, a scrum board."""
    wanted = call.first("projectKeyOrId")
    if wanted and world.jira.project(wanted) is None:
        raise wrong(f"No project could be found with key or id '{wanted}'.")
    kind = call.first("type")
    shown = [
        board_of(call, one) for one in world.jira.projects.values()
        if one.kind == "software" and (not wanted or wanted in (one.key, one.id))
        and kind in (None, "scrum")
    ]  # fmt: skip
    return _page(call, shown)


def _sprint(call: Call, one: Sprint) -> dict[str, Any]:
    shown = {key: value for key, value in planning.sprint(one).items() if key != "boardId"}
    return {**shown, "self": f"{call.base}{ROOT}/sprint/{one.id}", "originBoardId": one.board}


def sprints(world: World, call: Call) -> Reply:
    """List the sprints of a board, those in some states when asked."""
    number = call.path_params["board"]
    if number not in {str(one.board) for one in world.jira.projects.values()}:
        raise missing("Requested board cannot be viewed because it either does not exist.")
    states = (call.first("state") or "closed,active,future").split(",")
    found = [one for one in world.jira.sprints.values() if str(one.board) == number]
    ordered = sorted(found, key=lambda one: ("closed", "active", "future").index(one.state))
    return _page(call, [_sprint(call, one) for one in ordered if one.state in states])


def _known(world: World, call: Call) -> Sprint:
    found = world.jira.sprints.get(call.path_params["sprint"])
    if found is None:
        raise missing("Sprint does not exist or you do not have permission to view it.")
    return found


def read(world: World, call: Call) -> Reply:
    """Return one sprint."""
    return Reply(200, _sprint(call, _known(world, call)))


def _issues(world: World, call: Call) -> list[Issue]:
    wanted = body(call).get("issues")
    if not isinstance(wanted, list) or not 0 < len(wanted) <= MOST:
        raise wrong(f"Between 1 and {MOST} issues can be moved at once.")
    found = [world.jira.find(str(one)) for one in wanted]
    if not all(found):
        raise wrong("The issue does not exist or you do not have permission to see it.")
    issues = [one for one in found if one]
    if any(world.jira.kind(one).subtask for one in issues):
        raise wrong("Sub-tasks follow their parent and cannot be moved by themselves.")
    return issues


def move(world: World, call: Call) -> Reply:
    """Plan issues into a sprint that is not over: the one they were in is left."""
    into = _known(world, call)
    if into.state == "closed":
        raise wrong("Issues can only be moved to open or active sprints.")
    for issue in _issues(world, call):
        _put(world.jira, issue, into.id, user(call).key)
    return Reply(204, None)


def back(world: World, call: Call) -> Reply:
    """Move issues to the backlog: closed sprints stay as their history."""
    for issue in _issues(world, call):
        _put(world.jira, issue, None, user(call).key)
    return Reply(204, None)


def _put(jira: JiraState, issue: Issue, into: str | None, by: str) -> None:
    jira.edit(issue, {SPRINT: planned(jira, issue, into)}, by)


def planned(jira: JiraState, issue: Issue, into: str | None) -> tuple[str, ...]:
    """Return the sprints of an issue once it is in this one, or in none that is open."""
    over = [one for one in issue[SPRINT] or () if jira.sprints[one].state == "closed"]
    return (*over, *([into] if into else []))


ROUTES: tuple[Endpoint, ...] = (
    Endpoint("GET", f"{ROOT}/board", boards),
    Endpoint("GET", f"{ROOT}/board/{{board}}/sprint", sprints),
    Endpoint("GET", f"{ROOT}/sprint/{{sprint}}", read),
    Endpoint("POST", f"{ROOT}/sprint/{{sprint}}/issue", move, write=True),
    Endpoint("POST", f"{ROOT}/backlog/issue", back, write=True),
)
