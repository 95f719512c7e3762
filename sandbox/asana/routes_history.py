"""Stories and events over HTTP: what happened to a task, and the stream of changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.asana import moves, views
from sandbox.asana.answers import caller, data, many, nothing, one
from sandbox.asana.errors import invalid, refuse, stale_sync, unknown
from sandbox.asana.records import Story
from sandbox.http import Call, Endpoint, Refusal, Reply

if TYPE_CHECKING:
    from sandbox.world import World

LAG = "asana_events"  # pressure.lag: seconds until an event is visible
LOST = "asana_lost_events"  # pressure.switches: the share of events that never arrive


def stories(world: World, call: Call) -> Reply:
    """List a task's history and comments, or its comments alone, oldest first."""
    found, only = world.asana.task(call.path_params["task_gid"]).stories, "comment_added"
    if (wanted := call.first("resource_subtype")) not in (None, only):
        raise invalid(f"resource_subtype: Only {only} is supported: {wanted}")
    return many(world, call, [one for one in found if wanted in (None, one.subtype)])


def comment(world: World, call: Call) -> Reply:
    """Comment on a task."""
    task = world.asana.task(call.path_params["task_gid"])
    return one(world, call, moves.comment(world.asana, task, data(call), caller(call)), 201)


def _story(world: World, call: Call) -> Story:
    return world.asana.get(world.asana.stories, "story", call.path_params["story_gid"])


def read(world: World, call: Call) -> Reply:
    """Return one story."""
    return one(world, call, _story(world, call))


def _own_comment(world: World, call: Call) -> Story:
    story = _story(world, call)
    if story.type != "comment" or story.created_by != caller(call):
        raise refuse(403, "story: Only the author of a comment can change it")
    return story


def update(world: World, call: Call) -> Reply:
    """Change the text of one's own comment."""
    story = _own_comment(world, call)
    moves.reword(world.asana, story, data(call), caller(call))
    return one(world, call, story)


def delete(world: World, call: Call) -> Reply:
    """Delete one's own comment."""
    moves.unsay(world.asana, _own_comment(world, call), caller(call))
    return nothing()


def events(world: World, call: Call) -> Reply:
    """Return what happened to a task or a project since the sync token; 412 without a good one."""
    state, resource = world.asana, call.first("resource")
    if resource is None:
        raise invalid("resource: Missing input")
    if resource not in state.tasks and resource not in state.projects:
        raise unknown("resource", resource)
    now, pressure = state.clock.now, world.pressure
    reading = state.events.read(
        resource,
        call.first("sync") or "",
        now,
        lag=pressure.lag.get(LAG, 0.0),
        lost=pressure.switches.get(LOST, 0.0),
    )
    if reading is None:
        raise Refusal(stale_sync(state.events.begin(resource, now)))
    shown = [views.show(state, event, None) for event in reading.events]
    body = {"data": shown, "sync": reading.token, "has_more": reading.has_more}
    return Reply(200, body)


ROUTES: list[Endpoint] = [
    Endpoint("GET", "/tasks/{task_gid}/stories", stories),
    Endpoint("POST", "/tasks/{task_gid}/stories", comment, write=True),
    Endpoint("GET", "/stories/{story_gid}", read),
    Endpoint("PUT", "/stories/{story_gid}", update, write=True),
    Endpoint("DELETE", "/stories/{story_gid}", delete, write=True),
    Endpoint("GET", "/events", events),
]
