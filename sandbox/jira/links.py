"""Links between issues: their types, and the routes that add, show and remove them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sandbox.http import Call, Reply
from sandbox.jira import views
from sandbox.jira.catalog import STATUSES
from sandbox.jira.errors import missing, wrong
from sandbox.jira.records import Issue
from sandbox.jira.requests import body
from sandbox.jira.views import Site

if TYPE_CHECKING:
    from sandbox.jira.state import JiraState
    from sandbox.world import World


@dataclass(frozen=True)
class LinkType:
    """Name a type of links from both of its ends."""

    id: str
    name: str
    inward: str
    outward: str


@dataclass(frozen=True)
class IssueLink:
    """Hold a link: the source blocks, duplicates ... the target. Both are ids of issues."""

    id: str
    kind: LinkType
    source: str
    target: str


TYPES = (
    LinkType("10000", "Blocks", "is blocked by", "blocks"),
    LinkType("10002", "Duplicate", "is duplicated by", "duplicates"),
    LinkType("10003", "Relates", "relates to", "relates to"),
)


def _type(site: Site, one: LinkType) -> dict[str, str]:
    return {
        "id": one.id, "name": one.name, "inward": one.inward, "outward": one.outward,
        "self": site.link(f"issueLinkType/{one.id}"),
    }  # fmt: skip


def _short(site: Site, of: Issue) -> dict[str, Any]:
    kind = site.state.kind(of)
    return {
        "id": of.id,
        "key": of.key,
        "self": site.link(f"issue/{of.id}"),
        "fields": {
            "summary": of["summary"],
            "status": views.status(site, STATUSES[of["status"]]),
            "priority": views.priority(site, of["priority"]),
            "issuetype": views.type_of_issue(site, kind),
        },
    }


def shown(site: Site, of: Issue) -> list[dict[str, Any]]:
    """Show the links of an issue, each from its own end."""
    found = []
    for link in site.state.links.values():
        ends = {"outwardIssue": link.target} if link.source == of.id else {}
        ends |= {"inwardIssue": link.source} if link.target == of.id else {}
        for name, other in ends.items():
            whole = {"id": link.id, "self": site.link(f"issueLink/{link.id}")}
            end = {name: _short(site, site.state.issues[other])}
            found.append({**whole, "type": _type(site, link.kind), **end})
    return found


def add(state: JiraState, kind: LinkType, source: Issue, target: Issue) -> IssueLink:
    """Link two issues; a link that is there already is left as it is."""
    for link in state.links.values():
        if (link.kind, link.source, link.target) == (kind, source.id, target.id):
            return link
    made = IssueLink(state.next_id(), kind, source.id, target.id)
    state.links[made.id] = made
    _stamp(state, source, target)
    return made


def remove(state: JiraState, link: IssueLink) -> None:
    """Remove a link."""
    del state.links[link.id]
    _stamp(state, state.issues[link.source], state.issues[link.target])


def _stamp(state: JiraState, *issues: Issue) -> None:
    now = state.clock.tick()
    for issue in issues:
        state.save(replace(issue, updated=now))


def types(world: World, call: Call) -> Reply:
    """List the types of links."""
    site = views.site(world, call)
    return Reply(200, {"issueLinkTypes": [_type(site, one) for one in TYPES]})


def create(world: World, call: Call) -> Reply:
    """Link two issues. Jira answers without an id, and takes a link that is there for new."""
    raw = body(call)
    wanted = raw.get("type") or {}
    found = (t for t in TYPES if t.id == wanted.get("id") or t.name == wanted.get("name"))
    kind = next(found, None)
    if kind is None:
        raise missing("No issue link type with the given id or name exists.")
    source, target = (_end(world, raw, name) for name in ("inwardIssue", "outwardIssue"))
    if source.id == target.id:
        raise wrong(issuelinks="An issue cannot be linked to itself.")
    add(world.jira, kind, source, target)
    return Reply(201)


def _end(world: World, raw: Any, name: str) -> Issue:
    end = raw.get(name) or {}
    found = world.jira.find(str(end.get("id") or end.get("key") or ""))
    if found is None:
        raise missing("Issue does not exist or you do not have permission to see it.")
    return found


def _the(world: World, call: Call) -> IssueLink:
    found = world.jira.links.get(call.path_params["link"])
    if found is None:
        raise missing(f"No issue link with id '{call.path_params['link']}' exists.")
    return found


def read(world: World, call: Call) -> Reply:
    """Return a link with both of its ends."""
    site, link = views.site(world, call), _the(world, call)
    ends = {
        "inwardIssue": _short(site, site.state.issues[link.source]),
        "outwardIssue": _short(site, site.state.issues[link.target]),
    }
    whole = {"id": link.id, "self": site.link(f"issueLink/{link.id}")}
    return Reply(200, {**whole, "type": _type(site, link.kind), **ends})


def delete(world: World, call: Call) -> Reply:
    """Remove a link."""
    remove(world.jira, _the(world, call))
    return Reply(204)
