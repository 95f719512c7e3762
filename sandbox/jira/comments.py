"""Routes of the comments of an issue."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.http import Call, Refusal, Reply
from sandbox.jira import edits, views
from sandbox.jira.errors import errors
from sandbox.jira.records import Comment
from sandbox.jira.requests import body, context, editable, number, the_issue, user

if TYPE_CHECKING:
    from sandbox.world import World


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
    """Add a comment."""
    issue = editable(world, call)
    text = edits.comment_body(context(world, call, issue), body(call))
    comment = world.jira.add_comment(issue, text, user(call).key)
    return Reply(201, views.comment(views.site(world, call), issue.id, comment))


def _the(world: World, call: Call) -> tuple[list[Comment], int]:
    stored = world.jira.comments[the_issue(world, call).id]
    wanted = call.path_params["comment"]
    for index, comment in enumerate(stored):
        if comment.id == wanted:
            return stored, index
    raise Refusal(errors(404, [f"Can not find a comment for the id: {wanted}."]))


def read(world: World, call: Call) -> Reply:
    """Return one comment."""
    stored, index = _the(world, call)
    issue = the_issue(world, call)
    return Reply(200, views.comment(views.site(world, call), issue.id, stored[index]))


def edit(world: World, call: Call) -> Reply:
    """Replace the body of a comment."""
    stored, index = _the(world, call)
    issue = editable(world, call)
    text = edits.comment_body(context(world, call, issue), body(call))
    stored[index] = replace(stored[index], body=text, updated=world.clock.tick())
    return read(world, call)


def delete(world: World, call: Call) -> Reply:
    """Remove a comment."""
    stored, index = _the(world, call)
    del stored[index]
    return Reply(204)
