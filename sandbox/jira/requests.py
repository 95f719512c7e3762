"""What every Jira route does first: find the issue, know the user, read the body and the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sandbox.http import Call, Refusal
from sandbox.jira.errors import errors, no_issue, wrong
from sandbox.jira.parsing import Context
from sandbox.jira.records import Issue

if TYPE_CHECKING:
    from sandbox.people import Person
    from sandbox.world import World


def user(call: Call) -> Person:
    """Return who asks; the server has made sure that there is someone."""
    assert call.user is not None
    return call.user


def visible(world: World, call: Call, wanted: str) -> Issue | None:
    """Return an issue by id or key, None when the account does not see it."""
    found = world.jira.find(wanted)
    unseen = world.sight.unseen("jira", call.user)
    hidden = found and found.archived_at and world.pressure.switches.get("jira_archived_hidden")
    if found is None or hidden or unseen & {found.id, found.key, found.project}:
        return None
    return found


def the_issue(world: World, call: Call) -> Issue:
    """Return the issue in the path, or refuse with 404."""
    found = visible(world, call, call.path_params["issue"])
    if found is None:
        raise no_issue()
    return found


def editable(world: World, call: Call) -> Issue:
    """Return the issue in the path; one that is archived is frozen."""
    found = the_issue(world, call)
    if found.archived_at:
        raise wrong(f"Issue {found.key} is archived. You cannot edit it until it is restored.")
    return found


def version(call: Call) -> str:
    """Return the version of the REST API that the request is for."""
    return "3" if call.path.startswith("/rest/api/3/") else "2"  # `latest` is 2


def context(world: World, call: Call, issue: Issue) -> Context:
    """Return what the values for an issue are read in."""
    return Context(world.jira, version(call), world.jira.projects[issue.project])


def body(call: Call) -> Mapping[str, Any]:
    """Return the body, which must be an object."""
    if not isinstance(call.json, dict):
        raise Refusal(
            errors(400, ["Invalid request payload. Refer to the REST API documentation."])
        )
    return call.json


def number(call: Call, name: str, default: int, most: int | None = None) -> int:
    """Return a whole number from the query, at most `most`."""
    raw = call.first(name)
    if raw is None:
        return default
    try:
        value = int(raw)
    except ValueError:
        raise Refusal(errors(400, [f"'{raw}' is not a valid number for '{name}'."])) from None
    return value if most is None else min(value, most)


def strings(raw: Mapping[str, Any], name: str) -> list[str]:
    """Return a list of strings from a body; a single one and null will do."""
    value = raw.get(name)
    if value is None:
        return []
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list):
        raise Refusal(errors(400, [f"'{name}' must be an array of strings."]))
    return [str(item) for item in value]
