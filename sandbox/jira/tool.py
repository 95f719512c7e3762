"""Jira as the server sees it: routes, authentication, error shapes."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from sandbox.http import Call, Endpoint, Handler, Reply, Tool
from sandbox.jira import (
    agile,
    agile_boards,
    archive,
    attached,
    bulk,
    comments,
    errors,
    issues,
    links,
    mass,
    setup,
    user_properties,
    worklogs,
)
from sandbox.webhooks.jira import ROUTES as WEBHOOKS

if TYPE_CHECKING:
    from sandbox.people import Person
    from sandbox.world import World

TOKEN = "jira-sandbox-token"
ISSUE = "/issue/{issue}"

_READS: dict[str, Handler] = {
    "/serverInfo": setup.server,
    "/myself": setup.myself,
    "/field": setup.fields,
    "/project": setup.projects,
    "/project/search": setup.project_search,
    "/project/{project}": setup.project,
    "/project/{project}/statuses": setup.project_statuses,
    "/issuetype": setup.types,
    "/issuetype/{id}": setup.one_type,
    "/status": setup.statuses,
    "/priority": setup.priorities,
    "/resolution": setup.resolutions,
    "/label": setup.labels,
    "/issueLinkType": links.types,
    "/issueLink/{link}": links.read,
    "/user": setup.one_user,
    "/user/properties": user_properties.keys,
    "/user/properties/{property}": user_properties.read,
    "/user/search": setup.user_search,
    "/user/assignable/search": setup.assignable,
    "/issue/createmeta": setup.create_meta,
    "/issue/createmeta/{project}/issuetypes": setup.create_meta_types,
    "/issue/createmeta/{project}/issuetypes/{id}": setup.create_meta_fields,
    "/search/jql": bulk.search_by_query,
    "/bulk/queue/{task}": mass.progress,
    "/search": bulk.gone,
    ISSUE: issues.read,
    ISSUE + "/editmeta": issues.edit_meta,
    ISSUE + "/changelog": bulk.changelog,
    ISSUE + "/transitions": issues.transitions,
    ISSUE + "/comment": comments.listing,
    ISSUE + "/worklog": worklogs.listing,
    ISSUE + "/comment/{comment}": comments.read,
    ISSUE + "/remotelink": attached.links,
    "/attachment/{id}": attached.read,
    "/attachment/content/{id}": attached.content,
    ISSUE + "/properties": issues.properties,
    ISSUE + "/properties/{property}": issues.read_property,
}
_POSTED_READS: dict[str, Handler] = {
    "/search/jql": bulk.search_by_body,
    "/search": bulk.gone,
    "/search/approximate-count": bulk.count,
    "/issue/bulkfetch": bulk.fetch_many,
    "/changelog/bulkfetch": bulk.changelogs,
}
_WRITES: tuple[tuple[str, str, Handler], ...] = (
    ("POST", "/issue", issues.create),
    ("POST", "/issue/bulk", bulk.create_many),
    ("POST", "/bulk/issues/fields", mass.edit_many),
    ("POST", "/bulk/issues/transition", mass.transit_many),
    ("PUT", "/issue/archive", archive.archive),
    ("PUT", "/issue/unarchive", archive.unarchive),
    ("PUT", "/user/properties/{property}", user_properties.write),
    ("DELETE", "/user/properties/{property}", user_properties.delete),
    ("POST", "/issueLink", links.create),
    ("DELETE", "/issueLink/{link}", links.delete),
    ("PUT", ISSUE, issues.edit),
    ("DELETE", ISSUE, issues.delete),
    ("PUT", ISSUE + "/assignee", issues.assign),
    ("POST", ISSUE + "/transitions", issues.transit),
    ("POST", ISSUE + "/comment", comments.add),
    ("POST", ISSUE + "/worklog", worklogs.add),
    ("PUT", ISSUE + "/comment/{comment}", comments.edit),
    ("DELETE", ISSUE + "/comment/{comment}", comments.delete),
    ("POST", ISSUE + "/attachments", attached.upload),
    ("DELETE", "/attachment/{id}", attached.remove),
    ("POST", ISSUE + "/remotelink", attached.link),
    ("DELETE", ISSUE + "/remotelink", attached.unlink),
    ("PUT", ISSUE + "/properties/{property}", issues.write_property),
    ("DELETE", ISSUE + "/properties/{property}", issues.delete_property),
)


def _routes(version: str) -> list[Endpoint]:
    root = f"/rest/api/{version}"
    reads = [Endpoint("GET", root + path, handler) for path, handler in _READS.items()]
    posted = [Endpoint("POST", root + path, handler) for path, handler in _POSTED_READS.items()]
    writes = [
        Endpoint(method, root + path, handler, write=True) for method, path, handler in _WRITES
    ]
    return reads + posted + writes


def authenticate(call: Call, world: World) -> Person | None:
    """Return who a Basic (address and token) or Bearer header stands for.

    A token `jira-<person>` is that person's own, whatever the address.
    """
    if call.path.endswith("/serverInfo"):
        return world.people.sync  # needs no authentication
    kind, _, secret = call.headers.get("authorization", "").partition(" ")
    email, token = _pair(secret) if kind == "Basic" else ("", secret)
    if token == TOKEN and email in (world.people.sync.email, ""):
        return world.people.sync
    person = world.people.get(token.removeprefix("jira-")) if token.startswith("jira-") else None
    return person if person and person.active else None


def _pair(secret: str) -> tuple[str, str]:
    try:
        email, _, token = base64.b64decode(secret, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return email or "-", token


def empty_list(call: Call) -> Reply:
    """Return a listing without an element, in the shape of the route."""
    if call.path.endswith(("/search/jql", "/issue/bulkfetch")):
        return Reply(200, {"issues": [], "isLast": True})
    if call.path.endswith("/comment"):
        return Reply(200, {"startAt": 0, "maxResults": 100, "total": 0, "comments": []})
    if call.path.endswith(("/changelog", "/project/search", "/board", "/sprint")):
        page = {"startAt": 0, "maxResults": 100, "total": 0, "isLast": True, "values": []}
        return Reply(200, page)
    return Reply(200, [])


TOOL = Tool(
    name="jira",
    mount="/jira",
    routes=(
        *_routes("3"),
        *_routes("2"),
        *_routes("latest"),
        *agile.ROUTES,
        *agile_boards.ROUTES,
        *WEBHOOKS,
    ),
    authenticate=authenticate,
    unauthorized=errors.unauthorized,
    rate_limited=errors.rate_limited,
    failure=errors.failure,
    no_route=errors.no_route,
    bad_json=errors.bad_json,
    empty_list=empty_list,
)
