"""Comments over HTTP: discussions on pages and blocks; only their authors change them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sandbox.http import Call, Endpoint, Refusal, Reply
from sandbox.notion import paging, richtext, views
from sandbox.notion.answers import as_uuid, body, caller, path_id
from sandbox.notion.errors import failure, invalid, invalid_body, not_found
from sandbox.notion.records import Block, Comment, Page, Stamp

if TYPE_CHECKING:
    from sandbox.world import World


def listed(world: World, call: Call) -> Reply:
    """List the open comments of a page or a block."""
    identifier = as_uuid(call.first("block_id"))
    if identifier is None:
        raise invalid("query failed validation: query.block_id should be a valid uuid.")
    parent = world.notion.block(identifier)
    open_ones = (one for one in world.notion.comments if not one.resolved)
    found = [comment for comment in open_ones if comment.parent is parent]
    return paging.page(call, "comment", found, views.comment)


def create(world: World, call: Call) -> Reply:
    """Comment on a page or a block, or answer in a discussion."""
    state, given = world.notion, body(call)
    text = richtext.completed(given.get("rich_text"), "rich_text", state.people)
    parent, discussion = _discussion(world, given)
    now, by = state.clock.tick(), caller(call)
    made = Comment(state.new_id(), discussion, parent, text, Stamp(now, by, now, by))
    state.comments.append(made)
    return Reply(200, views.comment(made))


def _discussion(world: World, given: Any) -> tuple[Page | Block, str]:
    state, identifier = world.notion, given.get("discussion_id")
    if identifier is not None:
        for known in state.comments:
            if known.discussion_id == identifier:
                return known.parent, known.discussion_id
        raise not_found("discussion", str(identifier))
    parent = given.get("parent")
    if not isinstance(parent, Mapping):
        raise invalid_body("parent", "defined", parent)
    target = parent.get("page_id") or parent.get("block_id")
    if target is None:
        raise invalid_body("parent.page_id", "defined", None)
    return state.block(str(target)), state.new_id()


def read(world: World, call: Call) -> Reply:
    """Return one comment."""
    return Reply(200, views.comment(_comment(world, call)))


def update(world: World, call: Call) -> Reply:
    """Replace the text of a comment."""
    one, given = _own(world, call), body(call)
    one.rich_text = richtext.completed(given.get("rich_text"), "rich_text", world.notion.people)
    one.stamp.touch(world.notion.clock.tick(), caller(call))
    return Reply(200, views.comment(one))


def delete(world: World, call: Call) -> Reply:
    """Delete a comment; the first one of a discussion takes all of it along."""
    one, state = _own(world, call), world.notion
    spoken = [other for other in state.comments if other.discussion_id == one.discussion_id]
    gone = spoken if spoken[0] is one else [one]
    state.comments = [other for other in state.comments if other not in gone]
    return Reply(200, views.comment(one))


def _comment(world: World, call: Call) -> Comment:
    identifier = path_id(call, "comment_id")
    for one in world.notion.comments:
        if one.id == identifier:
            world.notion.block(one.parent.id)  # shared with whoever asks
            return one
    raise not_found("comment", identifier)


def _own(world: World, call: Call) -> Comment:
    one = _comment(world, call)
    if one.stamp.created_by is not caller(call):
        raise Refusal(failure(403))
    return one


_COMMENTS, _COMMENT = "/v1/comments", "/v1/comments/{comment_id}"

ROUTES: list[Endpoint] = [
    Endpoint("GET", _COMMENTS, listed),
    Endpoint("POST", _COMMENTS, create, write=True),
    Endpoint("GET", _COMMENT, read),
    Endpoint("PATCH", _COMMENT, update, write=True),
    Endpoint("DELETE", _COMMENT, delete, write=True),
]
