"""Routes of what is attached to an issue: files, and links to other systems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.files import parts
from sandbox.http import Call, Refusal, Reply
from sandbox.jira import views
from sandbox.jira.errors import errors, missing, wrong
from sandbox.jira.records import Attachment, RemoteLink
from sandbox.jira.requests import body, editable, the_issue, user

if TYPE_CHECKING:
    from sandbox.world import World

LIMIT = 20_000_000  # bytes
GLOBAL_ID = 255  # characters


def upload(world: World, call: Call) -> Reply:
    """Attach files; without the header against forged requests nothing is taken."""
    if call.headers.get("x-atlassian-token") != "no-check":
        return Reply(403, "XSRF check failed")
    issue, given = editable(world, call), [one for one in parts(call) if one.name == "file"]
    if not given or any(not one.filename for one in given):
        raise wrong("No files were attached.")
    if any(len(one.body) > LIMIT for one in given):
        raise Refusal(errors(413, ["The attachment is larger than is allowed."]))
    by = user(call).key
    made = [
        world.jira.add_attachment(issue, str(one.filename), one.body, by, one.kind) for one in given
    ]
    return Reply(200, [views.attachment(views.site(world, call), one) for one in made])


def _the(world: World, call: Call) -> tuple[str, Attachment]:
    wanted = call.path_params["id"]
    for issue, held in world.jira.attachments.items():
        for one in held:
            unseen = world.sight.unseen("jira", call.user)
            if one.id == wanted and issue not in unseen:
                return issue, one
    raise missing(f"The attachment with id '{wanted}' does not exist")


def read(world: World, call: Call) -> Reply:
    """Describe a file; here its id is a number."""
    shown = views.attachment(views.site(world, call), _the(world, call)[1])
    return Reply(200, shown | {"id": int(shown["id"])})


def content(world: World, call: Call) -> Reply:
    """Return the bytes of a file, or lead to where they are."""
    found = _the(world, call)[1]
    if call.first("redirect", "true") != "false":
        place = f"{call.base}{call.path}?redirect=false"
        return Reply(303, None, {"location": place})
    return Reply(200, found.body, {"content-type": found.kind})


def remove(world: World, call: Call) -> Reply:
    """Delete a file; an integration deletes its own."""
    issue, found = _the(world, call)
    if user(call).bot and found.author != user(call).key:
        raise Refusal(errors(403, ["You do not have permission to delete this attachment."]))
    world.jira.remove_attachment(issue, found)
    return Reply(204)


# -- links to other systems -----------------------------------------------------------------------


def links(world: World, call: Call) -> Reply:
    """List the links of an issue, or show the one of a globalId."""
    issue, wanted = the_issue(world, call), call.first("globalId")
    site, held = views.site(world, call), world.jira.remote_links.get(issue.id, [])
    if wanted is None:
        return Reply(200, [views.remote_link(site, issue.id, one) for one in held])
    found = next((one for one in held if one.global_id == wanted), None)
    if found is None:
        raise missing("No remote issue link with this globalId exists for this issue.")
    return Reply(200, views.remote_link(site, issue.id, found))


def link(world: World, call: Call) -> Reply:
    """Add a link, or replace all of the one with this globalId: what is left out becomes null."""
    issue, given = editable(world, call), body(call)
    target = given.get("object")
    told: dict[str, Any] = target if isinstance(target, dict) else {}
    for name in ("url", "title"):
        if not isinstance(told.get(name), str) or not told[name]:
            raise wrong(**{name: f"'{name}' is required."})
    known = given.get("globalId")
    if known is not None and (not isinstance(known, str) or len(known) > GLOBAL_ID):
        raise wrong(globalId=f"'globalId' must be at most {GLOBAL_ID} characters.")
    held = world.jira.remote_links.setdefault(issue.id, [])
    former = next((one for one in held if known and one.global_id == known), None)
    made = RemoteLink(
        former.id if former else int(world.jira.next_id()), known, told,
        given.get("application"), given.get("relationship"),
    )  # fmt: skip
    world.clock.tick()
    if former:
        held[held.index(former)] = made
    else:
        held.append(made)
    shown = {"id": made.id, "self": views.site(world, call).link(_at(issue.id, made))}
    return Reply(200 if former else 201, shown)


def _at(issue: str, one: RemoteLink) -> str:
    return f"issue/{issue}/remotelink/{one.id}"


def unlink(world: World, call: Call) -> Reply:
    """Remove the link with this globalId."""
    issue, wanted = editable(world, call), call.first("globalId")
    held = world.jira.remote_links.get(issue.id, [])
    kept = [one for one in held if one.global_id != wanted]
    if not wanted or len(kept) == len(held):
        raise missing("No remote issue link with this globalId exists for this issue.")
    world.clock.tick()
    world.jira.remote_links[issue.id] = kept
    return Reply(204)
