"""Slack methods about messages and reactions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.http import Call, Refusal, Reply
from sandbox.slack.arguments import arguments, content, structure, text, the_channel, the_message
from sandbox.slack.errors import rate_limited, refused
from sandbox.slack.people import ok
from sandbox.slack.state import TEAM_ID, Channel, Message, when

if TYPE_CHECKING:
    from sandbox.people import Person
    from sandbox.world import World


def _user(call: Call) -> Person:
    assert call.user is not None
    return call.user


def shown(world: World, message: Message) -> dict[str, Any]:
    """Show one message."""
    author = world.people[message.author]
    body: dict[str, Any] = {
        "type": "message",
        "ts": message.ts,
        "user": author.slack_id,
        "team": TEAM_ID,
        "text": message.text,
    }
    if message.blocks:
        body["blocks"] = message.blocks
    if message.thread_ts:
        body["thread_ts"] = message.thread_ts
    if message.metadata:
        body["metadata"] = message.metadata
    if message.edited:
        body["edited"] = {"user": author.slack_id, "ts": message.edited}
    if author.bot:
        body["bot_id"] = "B" + author.slack_id[1:]
    if message.reactions:
        body["reactions"] = _reactions(world, message)
    return body


def _reactions(world: World, message: Message) -> list[dict[str, Any]]:
    return [
        {"name": emoji, "users": [world.people[key].slack_id for key in keys], "count": len(keys)}
        for emoji, keys in message.reactions.items()
    ]


def post(world: World, call: Call) -> Reply:
    """Post a message to a channel, or to a person by user id."""
    given = arguments(call)
    channel = the_channel(world, given)
    words, blocks = content(given)
    _check_pace(world, channel)
    message = world.slack.post(
        channel,
        _user(call).key,
        words,
        blocks=blocks,
        thread_ts=text(given, "thread_ts") or None,
        metadata=structure(given, "metadata"),
    )
    return ok(channel=channel.id, ts=message.ts, message=shown(world, message))


def _check_pace(world: World, channel: Channel) -> None:
    """Allow one message per second and channel, when the switch `slack_pace` is on."""
    last = world.slack.last(channel)
    if not world.pressure.switches.get("slack_pace") or last is None:
        return
    if (world.clock.now - when(last.ts)).total_seconds() < 1:
        raise Refusal(rate_limited(1))


def update(world: World, call: Call) -> Reply:
    """Replace an own message."""
    given = arguments(call)
    message = the_message(world, given, "ts")
    if message.author != _user(call).key:
        raise refused("cant_update_message")
    words, blocks = content(given)
    world.slack.update(message, words, blocks)
    return ok(channel=message.channel, ts=message.ts, text=words, message=shown(world, message))


def history(world: World, call: Call) -> Reply:
    """List the messages of a channel, newest first."""
    given = arguments(call)
    channel = the_channel(world, given)
    oldest, limit = float(text(given, "oldest") or 0), int(text(given, "limit") or 100)
    found = [
        shown(world, one)
        for one in reversed(world.slack.messages)
        if one.channel == channel.id and float(one.ts) > oldest
    ]
    return ok(messages=found[:limit], has_more=len(found) > limit)


def react(world: World, call: Call) -> Reply:
    """Add a reaction to a message."""
    given = arguments(call)
    emoji = text(given, "name").strip(":")
    if not emoji:
        raise refused("invalid_name")
    message = the_message(world, given, "timestamp")
    if not world.slack.react(message, emoji, _user(call).key):
        raise refused("already_reacted")
    return ok()


def reactions(world: World, call: Call) -> Reply:
    """Return a message with its reactions."""
    message = the_message(world, arguments(call), "timestamp")
    return ok(type="message", channel=message.channel, message=shown(world, message))
