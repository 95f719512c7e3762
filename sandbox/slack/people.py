"""Slack methods about the token, the people and the channels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from sandbox.http import Call, Reply
from sandbox.slack.arguments import arguments, text, the_channel
from sandbox.slack.errors import refused
from sandbox.slack.state import TEAM, TEAM_ID, Channel

if TYPE_CHECKING:
    from sandbox.people import Person
    from sandbox.world import World


T = TypeVar("T")


def ok(**body: Any) -> Reply:
    """Return a good answer."""
    return Reply(200, {"ok": True, **body})


def auth_test(world: World, call: Call) -> Reply:
    """Say who the token belongs to."""
    assert call.user is not None
    return ok(
        url=call.base.removesuffix("/api") + "/",
        team=TEAM,
        user=call.user.key,
        team_id=TEAM_ID,
        user_id=call.user.slack_id,
        bot_id="B" + call.user.slack_id[1:],
        is_enterprise_install=False,
    )


def shown(person: Person) -> dict[str, Any]:
    """Show one user."""
    return {
        "id": person.slack_id,
        "team_id": TEAM_ID,
        "name": person.key,
        "deleted": not person.active,
        "real_name": person.name,
        "tz": "Europe/Paris",
        "tz_label": "Central European Time",
        "tz_offset": 3600,
        "is_bot": person.bot,
        "is_admin": person.key == "ops",
        "updated": 1_772_000_000,
        "profile": {
            "real_name": person.name,
            "display_name": person.key,
            "email": person.email,
            "team": TEAM_ID,
        },
    }


def lookup(world: World, call: Call) -> Reply:
    """Find an active user by e-mail address."""
    person = world.people.by_email(text(arguments(call), "email"))
    if person is None or not person.active:
        raise refused("users_not_found")
    return ok(user=shown(person))


def info(world: World, call: Call) -> Reply:
    """Return one user, active or not."""
    person = world.slack.account(text(arguments(call), "user"))
    if person is None:
        raise refused("user_not_found")
    return ok(user=shown(person))


def listing(world: World, call: Call) -> Reply:
    """List the users page by page, the deactivated too."""
    page = _paged(call, "members", list(world.people), shown)
    return ok(**page.body, cache_ts=int(world.clock.now.timestamp()))


def _paged(call: Call, name: str, found: Sequence[T], show: Callable[[T], dict[str, Any]]) -> Reply:
    given = arguments(call)
    cursor, limit = text(given, "cursor"), text(given, "limit") or "100"
    start = cursor.removeprefix("next-") or "0"
    if not start.isdigit() or int(start) > len(found):
        raise refused("invalid_cursor")
    if not limit.isdigit():
        raise refused("invalid_limit")
    begin, end = int(start), int(start) + min(max(1, int(limit)), 1_000)
    following = f"next-{end}" if end < len(found) else ""
    page = [show(one) for one in found[begin:end]]
    return ok(**{name: page}, response_metadata={"next_cursor": following})


def show_channel(world: World, channel: Channel) -> dict[str, Any]:
    """Show one conversation."""
    body: dict[str, Any] = {"id": channel.id, "is_archived": channel.archived}
    if channel.person:
        return body | {"is_im": True, "user": world.people[channel.person].slack_id}
    return body | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": True,
        "is_im": False,
        "is_private": False,
        "is_member": True,
        "num_members": len(world.people.everyone),
    }


def channels(world: World, call: Call) -> Reply:
    """List conversations of the wanted types, public channels by default."""
    kinds = set((text(arguments(call), "types") or "public_channel").split(","))
    found = [
        channel
        for channel in world.slack.channels.values()
        if ("im" if channel.person else "public_channel") in kinds
    ]
    return _paged(call, "channels", found, lambda channel: show_channel(world, channel))


def channel_info(world: World, call: Call) -> Reply:
    """Return one conversation."""
    return ok(channel=show_channel(world, the_channel(world, arguments(call))))


def open_direct(world: World, call: Call) -> Reply:
    """Open the direct messages with one user."""
    users = [one for one in text(arguments(call), "users").split(",") if one]
    if len(users) != 1:
        raise refused("users_list_not_supplied" if not users else "not_supported")
    person = world.slack.account(users[0])
    if person is None:
        raise refused("user_not_found")
    if not person.active:
        raise refused("user_disabled")
    return ok(channel={"id": world.slack.direct(person).id})
