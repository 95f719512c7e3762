"""Routes of single issues: create, read, edit, delete, assign, transitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sandbox.http import Call, Refusal, Reply
from sandbox.jira import edits, issue_views, parsing, views
from sandbox.jira.catalog import RESOLUTIONS, Transition, named
from sandbox.jira.errors import errors, wrong
from sandbox.jira.fields import FIELDS
from sandbox.jira.parsing import Context
from sandbox.jira.records import Issue
from sandbox.jira.requests import body, context, editable, the_issue, user, version

if TYPE_CHECKING:
    from sandbox.world import World

PROPERTY_LIMIT = 32_768


def read(world: World, call: Call) -> Reply:
    """Return one issue, as it is now."""
    issue = the_issue(world, call)
    want = issue_views.wanted(
        call.every("fields"), call.every("expand"), call.every("properties"), "*all"
    )
    return Reply(200, issue_views.issue(views.site(world, call), issue, want))


def create(world: World, call: Call) -> Reply:
    """Create an issue."""
    return Reply(201, created(world, call, body(call)))


def created(world: World, call: Call, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Create one issue from its body; a refused one has used up a key all the same."""
    project = edits.created_in(world.jira, raw)
    key = world.jira.burn(project)
    where = Context(world.jira, version(call), project)
    draft = edits.read(where, raw, None)
    edits.check_created(where, draft)
    draft.check()
    properties = _properties(raw)
    issue = world.jira.create(project, draft.values, user(call).key, key)
    world.jira.properties[issue.id].update(properties)
    for text in draft.comments:
        world.jira.add_comment(issue, text, user(call).key)
    site = views.site(world, call)
    return {"id": issue.id, "key": issue.key, "self": site.link(f"issue/{issue.id}")}


def _properties(raw: Mapping[str, Any]) -> dict[str, Any]:
    found = raw.get("properties") or []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise wrong("Issue properties must be an array of objects with 'key' and 'value'.")
    if any(len(str(one.get("value"))) > PROPERTY_LIMIT for one in found):
        raise wrong(f"The property value cannot be longer than {PROPERTY_LIMIT} characters.")
    return {str(one.get("key")): one.get("value") for one in found}


def edit(world: World, call: Call) -> Reply:
    """Edit an issue; what does not differ leaves no trace."""
    issue = editable(world, call)
    raw = body(call)
    draft = _draft(world, call, issue, raw)
    issue = world.jira.edit(issue, draft.values, user(call).key)
    world.jira.properties[issue.id].update(_properties(raw))
    for text in draft.comments:
        world.jira.add_comment(issue, text, user(call).key)
    if (call.first("returnIssue") or "").lower() == "true":
        want = issue_views.wanted([], call.every("expand"), [], "*all")
        return Reply(200, issue_views.issue(views.site(world, call), world.jira.the(issue), want))
    return Reply(204)


def _draft(world: World, call: Call, issue: Issue, raw: Mapping[str, Any]) -> edits.Draft:
    where = context(world, call, issue)
    draft = edits.read(where, raw, issue)
    edits.check_parent(where, draft, draft.values.get("issuetype", issue["issuetype"]))
    draft.check()
    return draft


def delete(world: World, call: Call) -> Reply:
    """Delete an issue for good."""
    issue = the_issue(world, call)
    subtasks = [c for c in world.jira.children(issue.id) if world.jira.kind(c).subtask]
    if subtasks and (call.first("deleteSubtasks") or "").lower() != "true":
        raise wrong(
            f"The issue '{issue.key}' has subtasks.  You must specify the 'deleteSubtasks' "
            "parameter to delete this issue and all its subtasks."
        )
    world.jira.delete(issue)
    return Reply(204)


def assign(world: World, call: Call) -> Reply:
    """Assign an issue, or with a null accountId to nobody."""
    issue = editable(world, call)
    raw = body(call)
    try:
        person = parsing.assignee(context(world, call, issue), dict(raw))
    except parsing.FieldError as error:
        raise wrong(assignee=str(error)) from None
    world.jira.edit(issue, {"assignee": person}, user(call).key)
    return Reply(204)


def transitions(world: World, call: Call) -> Reply:
    """List what may be done with an issue now."""
    issue = the_issue(world, call)
    site = views.site(world, call)
    only = call.first("transitionId")
    shown = [
        views.transition(site, one) for one in _offered(world, issue) if only in (None, one.id)
    ]
    if any("transitions.fields" in part for part in call.every("expand")):
        shown = [one | {"fields": _screen(world, call, issue, one["id"])} for one in shown]
    return Reply(200, {"expand": "transitions", "transitions": shown})


def _resolved(
    raw: Mapping[str, Any], taken: Transition
) -> tuple[Mapping[str, Any], dict[str, Any]]:
    """Take the resolution out of a body: only a screen that has it may set it."""
    fields = raw.get("fields")
    if not isinstance(fields, dict) or "resolution" not in {*taken.required} & {*fields}:
        return raw, {}
    given = fields["resolution"]
    told = given.get("id") or given.get("name") if isinstance(given, dict) else None
    found = named(RESOLUTIONS, str(told)) if told else None
    if found is None:
        raise wrong(resolution="The resolution that was given is not valid.")
    rest = {name: value for name, value in fields.items() if name != "resolution"}
    return {**raw, "fields": rest}, {"resolution": found}


def _screen(world: World, call: Call, issue: Issue, transition: str) -> dict[str, Any]:
    """Describe what the screen of a transition asks for."""
    taken = next(one for one in _offered(world, issue) if one.id == transition)
    return {name: issue_views.asked_for(views.site(world, call), name) for name in taken.required}


def _offered(world: World, issue: Issue) -> list[Transition]:
    return world.jira.projects[issue.project].workflow.offered(issue["status"])


def transit(world: World, call: Call) -> Reply:
    """Take an issue along a transition that its workflow offers."""
    issue = editable(world, call)
    raw = body(call)
    asked = raw.get("transition")
    if not isinstance(asked, dict) or asked.get("id") is None:
        raise wrong("Missing 'transition' identifier")
    wanted = str(asked["id"])
    taken = next((one for one in _offered(world, issue) if one.id == wanted), None)
    if taken is None:
        raise wrong(f"Transition id '{wanted}' is not valid for this issue.")
    raw, resolved = _resolved(raw, taken)
    draft = _draft(world, call, issue, raw)
    draft.values.update(resolved)
    missing = [name for name in taken.required if not draft.values.get(name)]
    if missing:
        raise wrong(**{name: f"{FIELDS[name].name} is required." for name in missing})
    status = world.jira.projects[issue.project].workflow.status(taken.to)
    assert status is not None
    world.jira.enter(issue, status, user(call).key, draft.values)
    for text in draft.comments:
        world.jira.add_comment(issue, text, user(call).key)
    return Reply(204)


def edit_meta(world: World, call: Call) -> Reply:
    """Describe the fields that an edit may set."""
    project = world.jira.projects[the_issue(world, call).project]
    return Reply(200, {"fields": issue_views.screen(project)})


def properties(world: World, call: Call) -> Reply:
    """List the keys of an issue's properties."""
    issue = the_issue(world, call)
    site = views.site(world, call)
    keys = [
        {"self": site.link(f"issue/{issue.id}/properties/{key}"), "key": key}
        for key in world.jira.properties[issue.id]
    ]
    return Reply(200, {"keys": keys})


def _property(world: World, call: Call) -> tuple[dict[str, Any], str]:
    stored = world.jira.properties[the_issue(world, call).id]
    key = call.path_params["property"]
    if key not in stored:
        raise Refusal(errors(404, [f"The property {key} does not exist."]))
    return stored, key


def read_property(world: World, call: Call) -> Reply:
    """Return one property."""
    stored, key = _property(world, call)
    return Reply(200, {"key": key, "value": stored[key]})


def write_property(world: World, call: Call) -> Reply:
    """Set one property: 201 when it is new."""
    stored = world.jira.properties[editable(world, call).id]
    key = call.path_params["property"]
    if not call.raw or len(call.raw) > PROPERTY_LIMIT:
        raise wrong(f"The property value must be JSON of at most {PROPERTY_LIMIT} characters.")
    status = 200 if key in stored else 201
    stored[key] = call.json
    return Reply(status, {})


def delete_property(world: World, call: Call) -> Reply:
    """Remove one property."""
    stored, key = _property(world, call)
    del stored[key]
    return Reply(204)
