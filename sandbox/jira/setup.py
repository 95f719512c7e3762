"""Routes about the site: server, account, fields, projects, types, statuses, users."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.http import Call, Reply
from sandbox.jira import issue_views, views
from sandbox.jira.catalog import ISSUE_TYPES, PRIORITIES, RESOLUTIONS, Project, issue_type
from sandbox.jira.errors import missing, wrong
from sandbox.jira.requests import number, user
from sandbox.jira.views import Site

if TYPE_CHECKING:
    from sandbox.people import Person
    from sandbox.world import World

VERSION = (1001, 0, 0)


def server(world: World, call: Call) -> Reply:
    """Describe the server; everything in the official client depends on `Cloud`."""
    return Reply(
        200,
        {
            "baseUrl": call.base,
            "version": "1001.0.0-SNAPSHOT",
            "versionNumbers": list(VERSION),
            "deploymentType": "Cloud",
            "buildNumber": 100_300,
            "buildDate": "2026-02-20T10:00:00.000+0000",
            "serverTime": views.moment(world.clock.now),
            "scmInfo": "sandbox",
            "serverTitle": "Jira",
        },
    )


def myself(world: World, call: Call) -> Reply:
    """Return the account that asks."""
    shown = views.user(views.site(world, call), user(call))
    return Reply(200, shown | {"locale": "en_US", "groups": {"size": 0, "items": []}})


def fields(world: World, call: Call) -> Reply:
    """Describe every field."""
    return Reply(200, issue_views.described())


def _whole(site: Site, project: Project) -> dict[str, Any]:
    """Show a project with its lead and issue types."""
    return views.project(site, project) | {
        "expand": "description,lead,issueTypes,url,projectKeys,permissions,insight",
        "description": "",
        "lead": views.user(site, site.state.people[project.lead]),
        "issueTypes": [views.type_of_issue(site, kind) for kind in ISSUE_TYPES],
        "style": "next-gen" if project.workflow.name == "open" else "classic",
        "isPrivate": False,
        "components": [],
        "versions": [],
    }


def _project(world: World, call: Call) -> Project:
    wanted = call.path_params["project"]
    found = world.jira.project(wanted)
    if found is None:
        raise missing(f"No project could be found with key '{wanted}'.")
    return found


def project(world: World, call: Call) -> Reply:
    """Return one project."""
    return Reply(200, _whole(views.site(world, call), _project(world, call)))


def projects(world: World, call: Call) -> Reply:
    """List all projects."""
    site = views.site(world, call)
    return Reply(200, [_whole(site, one) for one in _seen(world, call)])


def _seen(world: World, call: Call) -> list[Project]:
    unseen = world.sight.unseen("jira", call.user)
    return [one for one in world.jira.projects.values() if one.key not in unseen]


def project_search(world: World, call: Call) -> Reply:
    """List projects page by page, filtered by keys or a part of the name."""
    site = views.site(world, call)
    keys, text = call.every("keys"), (call.first("query") or "").lower()
    found = [
        one
        for one in _seen(world, call)
        if (not keys or one.key in keys) and text in f"{one.key} {one.name}".lower()
    ]
    return Reply(200, _page(call, [_whole(site, one) for one in found], 50))


def _page(call: Call, found: list[Any], most: int, name: str = "values") -> dict[str, Any]:
    start, size = number(call, "startAt", 0), number(call, "maxResults", 50, most)
    return {
        "self": f"{call.base}{call.path}?startAt={start}&maxResults={size}",
        "maxResults": size,
        "startAt": start,
        "total": len(found),
        "isLast": start + size >= len(found),
        name: found[start : start + size],
    }


def project_statuses(world: World, call: Call) -> Reply:
    """List the statuses of a project per issue type."""
    site, of = views.site(world, call), _project(world, call)
    statuses = [views.status(site, one) for one in of.workflow.statuses]
    shown = [views.type_of_issue(site, kind) | {"statuses": statuses} for kind in ISSUE_TYPES]
    return Reply(200, shown)


def types(world: World, call: Call) -> Reply:
    """List the issue types."""
    site = views.site(world, call)
    return Reply(200, [views.type_of_issue(site, kind) for kind in ISSUE_TYPES])


def one_type(world: World, call: Call) -> Reply:
    """Return one issue type."""
    found = issue_type(call.path_params["id"])
    if found is None:
        raise missing("The issue type does not exist.")
    return Reply(200, views.type_of_issue(views.site(world, call), found))


def statuses(world: World, call: Call) -> Reply:
    """List the statuses of all projects; names repeat."""
    site = views.site(world, call)
    flows = {one.workflow.name: one.workflow for one in world.jira.projects.values()}
    found = {status.id: status for flow in flows.values() for status in flow.statuses}
    return Reply(200, [views.status(site, one) for one in found.values()])


def priorities(world: World, call: Call) -> Reply:
    """List the priorities, highest first."""
    site = views.site(world, call)
    return Reply(200, [views.priority(site, one) for one in PRIORITIES])


def resolutions(world: World, call: Call) -> Reply:
    """List the resolutions."""
    site = views.site(world, call)
    return Reply(200, [views.resolution(site, one) for one in RESOLUTIONS])


def labels(world: World, call: Call) -> Reply:
    """List every label in use."""
    used = {label for issue in world.jira.issues.values() for label in issue["labels"]}
    return Reply(200, _page(call, sorted(used), 1_000))


def _matches(person: Person, text: str) -> bool:
    """Find the start of the address, the name or any word of the name."""
    words = [person.email, person.name, *person.name.split()]
    return person.active and any(word.lower().startswith(text) for word in words)


def user_search(world: World, call: Call) -> Reply:
    """List active accounts by the beginning of a name or address, or by accountId."""
    site, account = views.site(world, call), call.first("accountId")
    text = (call.first("query") or call.first("username") or "").lower()
    if not text and not account:
        raise wrong("The username or property query parameter must be provided")
    if account:
        one = world.jira.account(account)
        found = [one] if one and one.active else []
    else:
        found = [person for person in world.people if _matches(person, text)]
    start, size = number(call, "startAt", 0), number(call, "maxResults", 50, 1_000)
    return Reply(200, [views.user(site, person) for person in found[start : start + size]])


def assignable(world: World, call: Call) -> Reply:
    """List the active accounts that a project's issues may be assigned to."""
    key, project = call.first("issueKey"), call.first("project")
    if key and world.jira.find(key) is None:
        raise missing("Issue does not exist or you do not have permission to see it.")
    if project and world.jira.project(project) is None:
        raise missing(f"No project could be found with key '{project}'.")
    if not key and not project:
        raise wrong("Either 'project' or 'issueKey' must be given.")
    text = (call.first("query") or call.first("username") or "").lower()
    site, account = views.site(world, call), call.first("accountId")
    found = [
        person
        for person in world.people
        if _matches(person, text) and account in (None, person.jira_id)
    ]
    start, size = number(call, "startAt", 0), number(call, "maxResults", 50, 1_000)
    return Reply(200, [views.user(site, person) for person in found[start : start + size]])


def one_user(world: World, call: Call) -> Reply:
    """Return one account, active or not."""
    found = world.jira.account(call.first("accountId") or "")
    if found is None:
        raise missing("Specified user does not exist or you do not have required permissions")
    return Reply(200, views.user(views.site(world, call), found))


def create_meta(world: World, call: Call) -> Reply:
    """Describe what a create needs, per project and type (the older, deprecated form)."""
    site, keys = views.site(world, call), call.every("projectKeys")
    detailed = "fields" in (call.first("expand") or "")

    def types(project: Project) -> list[dict[str, Any]]:
        fields = {"fields": issue_views.screen(project)} if detailed else {}
        return [views.type_of_issue(site, kind) | fields for kind in ISSUE_TYPES]

    shown = [
        {name: told for name, told in views.project(site, one).items() if name not in _UNTOLD}
        | {"issuetypes": types(one)}
        for one in world.jira.projects.values()
        if not keys or one.key in keys
    ]
    return Reply(200, {"expand": "projects", "projects": shown})


_UNTOLD = ("projectTypeKey", "simplified")  # the old form does not tell these of a project


def create_meta_types(world: World, call: Call) -> Reply:
    """List the issue types that can be created in a project."""
    _project(world, call)
    site = views.site(world, call)
    found = [views.type_of_issue(site, kind) for kind in ISSUE_TYPES]
    return Reply(200, _page(call, found, 200, "issueTypes"))


def create_meta_fields(world: World, call: Call) -> Reply:
    """List the fields that a create of one type may set."""
    project = _project(world, call)
    if issue_type(call.path_params["id"]) is None:
        raise missing("The issue type does not exist.")
    return Reply(200, _page(call, list(issue_views.screen(project).values()), 200, "fields"))
