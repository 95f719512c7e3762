"""How Jira shows people, projects, statuses and other parts of an issue as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sandbox.jira import adf
from sandbox.jira.catalog import (
    CATEGORIES,
    PRIORITIES,
    RESOLUTIONS,
    STATUSES,
    IssueType,
    Project,
    Status,
    Transition,
)
from sandbox.jira.records import Attachment, Comment, RemoteLink

if TYPE_CHECKING:
    from sandbox.http import Call
    from sandbox.jira.state import JiraState
    from sandbox.people import Person
    from sandbox.world import World

EXPANDED = 100  # changelog entries inside an issue
COMMENTED = 20  # comments inside an issue
ZONE = ZoneInfo("Europe/Paris")  # of every account's profile: datetimes and JQL dates are in it


@dataclass(frozen=True)
class Site:
    """Hold what a rendering depends on: the state, the address and version of the request."""

    state: JiraState
    base: str
    version: str
    hide_emails: bool = False
    expanded: int = EXPANDED
    commented: int = COMMENTED

    def link(self, path: str) -> str:
        """Return a `self` address of the same API version as the request."""
        return f"{self.base}/rest/api/{self.version}/{path}"

    @property
    def rich(self) -> bool:
        """Tell whether rich text is ADF (v3) rather than wiki text (v2)."""
        return self.version == "3"


def site(world: World, call: Call) -> Site:
    """Return the Site for one request."""
    version = "3" if call.path.startswith("/rest/api/3/") else "2"  # `latest` is 2
    hidden = bool(world.pressure.switches.get("jira_hide_emails"))
    expanded = int(world.pressure.switches.get("jira_changelog", EXPANDED))
    commented = int(world.pressure.switches.get("jira_comments", COMMENTED))
    return Site(world.jira, call.base, version, hidden, expanded, commented)


def moment(at: datetime) -> str:
    """Write a moment as 2026-03-02T09:00:00.000+0100."""
    local = at.astimezone(ZONE)
    return f"{local:%Y-%m-%dT%H:%M:%S}.{local.microsecond // 1000:03d}{local:%z}"


def user(site: Site, person: Person) -> dict[str, Any]:
    """Show an account."""
    shown = {
        "self": site.link(f"user?accountId={person.jira_id}"),
        "accountId": person.jira_id,
        "emailAddress": person.email,
        "avatarUrls": _avatars(site, person.key),
        "displayName": person.name,
        "active": person.active,
        "timeZone": ZONE.key,
        "accountType": "atlassian",
    }
    if site.hide_emails:
        del shown["emailAddress"]
    return shown


def _avatars(site: Site, name: str) -> dict[str, str]:
    return {f"{n}x{n}": f"{site.base}/avatar/{name}?size={n}" for n in (48, 24, 16, 32)}


def project(site: Site, of: Project) -> dict[str, Any]:
    """Show a project in short, as inside an issue."""
    return {
        "self": site.link(f"project/{of.id}"),
        "id": of.id,
        "key": of.key,
        "name": of.name,
        "projectTypeKey": of.kind,
        "simplified": of.workflow.name == "open",
        "avatarUrls": _avatars(site, of.key),
    }


def type_of_issue(site: Site, kind: IssueType) -> dict[str, Any]:
    """Show an issue type."""
    return {
        "self": site.link(f"issuetype/{kind.id}"),
        "id": kind.id,
        "description": kind.description,
        "iconUrl": f"{site.base}/icon/issuetype/{kind.id}",
        "name": kind.name,
        "subtask": kind.subtask,
        "hierarchyLevel": kind.level,
    }


def status(site: Site, of: Status) -> dict[str, Any]:
    """Show a status with its category."""
    number, name, colour = CATEGORIES[of.category]
    return {
        "self": site.link(f"status/{of.id}"),
        "description": "",
        "iconUrl": f"{site.base}/",
        "name": of.name,
        "untranslatedName": of.name,
        "id": of.id,
        "statusCategory": {
            "self": site.link(f"statuscategory/{number}"),
            "id": number,
            "key": of.category,
            "colorName": colour,
            "name": name,
        },
    }


def transition(site: Site, of: Transition) -> dict[str, Any]:
    """Show a transition that is offered."""
    return {
        "id": of.id,
        "name": of.name,
        "to": status(site, STATUSES[of.to]),
        "hasScreen": bool(of.required),
        "isGlobal": of.sources is None,
        "isInitial": False,
        "isAvailable": True,
        "isConditional": False,
        "isLooped": False,
    }


def priority(site: Site, number: str) -> dict[str, Any]:
    """Show a priority."""
    return {
        "self": site.link(f"priority/{number}"),
        "iconUrl": f"{site.base}/icon/priority/{number}",
        "name": PRIORITIES[number],
        "id": number,
    }


def resolution(site: Site, number: str) -> dict[str, Any]:
    """Show a resolution."""
    return {
        "self": site.link(f"resolution/{number}"),
        "id": number,
        "description": "",
        "name": RESOLUTIONS[number],
    }


def rich_text(site: Site, document: Any) -> Any:
    """Show a document: ADF in v3, wiki text in v2."""
    return document if site.rich or document is None else adf.wiki(document)


def attachment(site: Site, of: Attachment) -> dict[str, Any]:
    """Show a file."""
    return {
        "self": site.link(f"attachment/{of.id}"),
        "id": of.id,
        "filename": of.name,
        "author": user(site, site.state.people[of.author]),
        "created": moment(of.created),
        "size": len(of.body),
        "mimeType": of.kind,
        "content": site.link(f"attachment/content/{of.id}"),
    }


def remote_link(site: Site, issue_id: str, of: RemoteLink) -> dict[str, Any]:
    """Show a link to another system."""
    target = {"url": None, "title": None, "summary": None, "icon": None, "status": None}
    shown = {
        "id": of.id,
        "self": site.link(f"issue/{issue_id}/remotelink/{of.id}"),
        "globalId": of.global_id,
        "application": of.application,
        "relationship": of.relationship,
        "object": {**target, **of.target},
    }
    shown["object"] = {name: value for name, value in shown["object"].items() if value is not None}
    return {name: value for name, value in shown.items() if value is not None}


def comment(site: Site, issue_id: str, of: Comment) -> dict[str, Any]:
    """Show a comment."""
    shown: dict[str, Any] = {
        "self": site.link(f"issue/{issue_id}/comment/{of.id}"),
        "id": of.id,
        "author": user(site, site.state.people[of.author]),
        "body": rich_text(site, of.body),
        "updateAuthor": user(site, site.state.people[of.updater]),
        "created": moment(of.created),
        "updated": moment(of.updated),
        "jsdPublic": not of.internal,
    }
    if of.visibility:
        shown["visibility"] = dict(of.visibility)
    return shown | ({"parentId": of.parent} if of.parent else {})
