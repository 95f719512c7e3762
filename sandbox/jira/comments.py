"""Routes of the comments of an issue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sandbox.http import Call, Reply
from sandbox.jira import edits, views
from sandbox.jira.errors import missing, wrong
from sandbox.jira.records import Comment, Issue
from sandbox.jira.requests import body, context, editable, number, the_issue, user

if TYPE_CHECKING:
    from sandbox.world import World

_INTERNAL = {"key": "sd.public.comment", "value": {"internal": True}}


def listing(world: World, call: Call) -> Reply:
    """List the comments of an issue, oldest first unless `orderBy=-created`."""
    issue = the_issue(world, call)
    found = list(world.jira.comments[issue.id])
    if call.first("orderBy") == "-created":
        found.reverse()
    start, size = number(call, "startAt", 0), number(call, "maxResults", 100, 100)
    site = views.site(world, call)
    shown = [views.comment(site, issue.id, one) for one in found[start : start + size]]
    return Reply(
        200, {"startAt": start, "maxResults": size, "total": len(found), "comments": shown}
    )


def add(world: World, call: Call) -> Reply:
    """Add a comment; one of a service project may be for the team alone."""
    issue, raw = editable(world, call), body(call)
    text = edits.comment_body(context(world, call, issue), raw)
    served = world.jira.projects[issue.project].kind == "service_desk"
    comment = world.jira.add_comment(
        issue, text, user(call).key, visibility=_visibility(raw),
        internal=served and _INTERNAL in (raw.get("properties") or ()),
    )  # fmt: skip
    return Reply(201, views.comment(views.site(world, call), issue.id, comment))


def _visibility(raw: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the role or the group that a comment is for."""
    wanted = raw.get("visibility")
    if not wanted:
        return None
    if wanted.get("type") not in ("role", "group") or not wanted.keys() & {"value", "identifier"}:
        raise wrong(commentLevel="You have specified an invalid visibility.")
    return dict(wanted)


def _the(world: World, issue: Issue, call: Call) -> Comment:
    wanted = call.path_params["comment"]
    for comment in world.jira.comments[issue.id]:
        if comment.id == wanted:
            return comment
    raise missing(f"Can not find a comment for the id: {wanted}.")


def _own(world: World, issue: Issue, call: Call, verb: str) -> Comment:
    """Return a comment that may be changed: an integration has no say in those of others."""
    comment = _the(world, issue, call)
    if user(call).bot and comment.author != user(call).key:
        raise wrong(f"You do not have the permission to {verb} this comment.")
    return comment


def read(world: World, call: Call) -> Reply:
    """Return one comment."""
    issue = the_issue(world, call)
    return Reply(200, views.comment(views.site(world, call), issue.id, _the(world, issue, call)))


def edit(world: World, call: Call) -> Reply:
    """Replace the body of a comment; without a visibility it is for everybody."""
    issue, raw = editable(world, call), body(call)
    comment = _own(world, issue, call, "edit")
    text = edits.comment_body(context(world, call, issue), raw)
    world.jira.edit_comment(issue, comment, user(call).key, body=text, visibility=_visibility(raw))
    return read(world, call)


def delete(world: World, call: Call) -> Reply:
    """Remove a comment."""
    issue = editable(world, call)
    world.jira.delete_comment(issue, _own(world, issue, call, "delete"))
    return Reply(204)
