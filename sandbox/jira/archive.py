"""Archiving issues, and bringing them back: 200 as soon as it worked for one of them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sandbox.http import Call, Refusal, Reply
from sandbox.jira.errors import errors, wrong
from sandbox.jira.requests import body, strings, user

if TYPE_CHECKING:
    from sandbox.world import World

LIMIT = 1_000
_WORDS = {"issueIsSubtask": "Issue is subtask.", "issuesNotFound": "Issue not found."}


def archive(world: World, call: Call) -> Reply:
    """Archive up to 1,000 issues."""
    return _each(world, call, back=False)


def unarchive(world: World, call: Call) -> Reply:
    """Bring up to 1,000 issues back."""
    return _each(world, call, back=True)


def _each(world: World, call: Call, *, back: bool) -> Reply:
    if world.pressure.switches.get("jira_standard_plan"):
        words = "Archiving issues is only available for premium editions of Jira."
        raise Refusal(errors(403, [words]))
    asked = strings(body(call), "issueIdsOrKeys")
    if len(asked) > LIMIT:
        words = f"The number of issues to archive or unarchive exceeds the hard limit of {LIMIT}."
        raise Refusal(errors(412, [f"{words} Precondition failed."]))
    failed: dict[str, list[str]] = defaultdict(list)
    done = 0
    for wanted in asked:
        if trouble := _trouble(world, call, wanted):
            failed[trouble].append(wanted)
        elif back:
            done += world.jira.unarchive(wanted)
        else:
            done += world.jira.archive(wanted, user(call).key)
    if not done:
        raise wrong("No valid issue to archive or unarchive. Bad request.")
    told = {
        name: {"count": len(ids), "issueIdsOrKeys": ids, "message": _WORDS[name]}
        for name, ids in failed.items()
    }
    return Reply(200, {"errors": told, "numberOfIssuesUpdated": done})


def _trouble(world: World, call: Call, wanted: str) -> str | None:
    """Say why an issue cannot be put away or brought back, if so."""
    issue = world.jira.find(wanted)
    unseen = world.sight.unseen("jira", call.user)
    if issue is None or unseen & {issue.id, issue.key, issue.project}:
        return "issuesNotFound"
    return "issueIsSubtask" if world.jira.kind(issue).subtask else None
