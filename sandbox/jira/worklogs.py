"""Routes of the work that was logged on an issue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.http import Call, Reply
from sandbox.jira import edits, views
from sandbox.jira.errors import wrong
from sandbox.jira.requests import body, context, editable, number, the_issue, user

if TYPE_CHECKING:
    from datetime import datetime

    from sandbox.world import World

LEAST = 60  # seconds; Jira counts minutes


@dataclass(frozen=True)
class Worklog:
    """Hold one piece of work; the comment is ADF."""

    id: str
    author: str  # a person's key
    seconds: int
    started: str
    at: datetime
    comment: Any = None


def _shown(world: World, call: Call, issue: str, one: Worklog) -> dict[str, Any]:
    site, at = views.site(world, call), views.moment(one.at)
    author = views.user(site, world.people[one.author])
    minutes = one.seconds // 60
    shown = {
        "self": site.link(f"issue/{issue}/worklog/{one.id}"), "id": one.id, "issueId": issue,
        "author": author, "updateAuthor": author, "created": at, "updated": at,
        "started": one.started, "timeSpent": f"{minutes // 60}h {minutes % 60}m",
        "timeSpentSeconds": one.seconds,
    }  # fmt: skip
    return shown if one.comment is None else {**shown, "comment": one.comment}


def listing(world: World, call: Call) -> Reply:
    """List the work on an issue, oldest first."""
    issue = the_issue(world, call)
    found = world.jira.worklogs.get(issue.id, [])
    start, most = number(call, "startAt", 0), number(call, "maxResults", 5_000, 5_000)
    shown = [_shown(world, call, issue.id, one) for one in found[start : start + most]]
    return Reply(
        200, {"startAt": start, "maxResults": most, "total": len(found), "worklogs": shown}
    )


def add(world: World, call: Call) -> Reply:
    """Log work on an issue."""
    issue, raw = editable(world, call), body(call)
    seconds = raw.get("timeSpentSeconds")
    if not isinstance(seconds, int) or seconds < LEAST:
        raise wrong(timeLogged="Invalid time duration entered.")
    said = (
        edits.comment_body(context(world, call, issue), {"body": raw["comment"]})
        if raw.get("comment")
        else None
    )
    now = world.jira.clock.tick()
    started = str(raw.get("started") or views.moment(now))
    made = Worklog(world.jira.next_id(), user(call).key, seconds, started, now, said)
    world.jira.worklogs.setdefault(issue.id, []).append(made)
    return Reply(201, _shown(world, call, issue.id, made))
