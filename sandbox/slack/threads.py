"""Slack methods around messages: threads, links to them, later ones, deletions, views, files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sandbox.http import Call, Reply
from sandbox.slack.arguments import arguments, content, structure, text, the_channel, the_message
from sandbox.slack.chat import shown
from sandbox.slack.errors import refused
from sandbox.slack.people import channel_info, ok
from sandbox.slack.state import TEAM_ID

if TYPE_CHECKING:
    from sandbox.world import World

HORIZON = 120 * 86_400  # seconds ahead for which a message can be scheduled


def replies(world: World, call: Call) -> Reply:
    """List a message and what was answered in its thread, oldest first."""
    first = the_message(world, arguments(call), "ts")
    thread = [one for one in world.slack.messages
              if one.channel == first.channel and first.ts in (one.ts, one.thread_ts)]  # fmt: skip
    return ok(messages=[shown(world, one) for one in thread], has_more=False)


def join(world: World, call: Call) -> Reply:
    """Join a channel: this workspace's are open to everybody."""
    return channel_info(world, call)


def permalink(world: World, call: Call) -> Reply:
    """Return the address of a message."""
    message = the_message(world, arguments(call), "message_ts")
    path = f"archives/{message.channel}/p{message.ts.replace('.', '')}"
    return ok(channel=message.channel, permalink=f"{call.base.removesuffix('/api')}/{path}")


def delete(world: World, call: Call) -> Reply:
    """Delete an own message."""
    message = the_message(world, arguments(call), "ts")
    assert call.user is not None
    if message.author != call.user.key:
        raise refused("cant_delete_message")
    world.slack.messages.remove(message)
    return ok(channel=message.channel, ts=message.ts)


def schedule(world: World, call: Call) -> Reply:
    """Take a message for later; it is never posted, as nothing here happens by itself."""
    given = arguments(call)
    channel, (words, _) = the_channel(world, given), content(given)
    at, now = int(text(given, "post_at") or 0), world.clock.now.timestamp()
    if at <= now:
        raise refused("time_in_past")
    if at > now + HORIZON:
        raise refused("time_too_far")
    world.slack.scheduled += 1
    assert call.user is not None
    user = call.user.slack_id
    message = {"text": words, "type": "delayed_message", "team": TEAM_ID, "user": user,
               "bot_id": "B" + user[1:]}  # fmt: skip
    number = f"Q{world.slack.scheduled:09d}"
    return ok(channel=channel.id, scheduled_message_id=number, post_at=at, message=message)


def open_view(world: World, call: Call) -> Reply:
    """Open a modal for whoever clicked: the trigger of a click is good once."""
    given = arguments(call)
    view = structure(given, "view")
    if not text(given, "trigger_id"):
        raise refused("invalid_trigger_id" if "trigger_id" in given else "invalid_arguments")
    if not isinstance(view, dict) or view.get("type") != "modal":
        raise refused("invalid_arguments")
    world.slack.scheduled += 1
    return ok(view={**view, "id": f"V{world.slack.scheduled:09d}", "team_id": TEAM_ID})


def upload_url(world: World, call: Call) -> Reply:
    """Say where a file is to be sent."""
    given = arguments(call)
    if not text(given, "filename") or not text(given, "length").isdigit():
        raise refused("invalid_arguments")
    world.slack.scheduled += 1
    number = f"F{world.slack.scheduled:09d}"
    return ok(upload_url=f"{call.base}/upload/{number}", file_id=number)


def upload(world: World, call: Call) -> Reply:
    """Take the bytes of a file; nobody looks at them again."""
    return Reply(200, f"OK - {len(call.raw)}")


def complete(world: World, call: Call) -> Reply:
    """Share files that were sent."""
    files = structure(arguments(call), "files")
    found = json.loads(files) if isinstance(files, str) else files
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise refused("invalid_arguments")
    return ok(files=[{"id": one.get("id"), "title": one.get("title", "")} for one in found])
