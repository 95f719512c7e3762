"""After every call: tell whoever asked what it has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.http import Endpoint
from sandbox.trello import webhooks as trello
from sandbox.webhooks import asana, jira, notion

if TYPE_CHECKING:
    from sandbox.world import World

ANNOUNCERS = {"jira": jira.announce, "asana": asana.announce, "notion": notion.announce}


def announce(world: World, endpoint: Endpoint | None = None) -> None:
    """Post what has changed in every tool; a call that only reads has changed nothing."""
    if endpoint is not None and endpoint.method == "GET":
        return
    listened = {hook.tool for hook in world.hooks.every.values()}
    for tool in listened:
        ANNOUNCERS[tool](world)
    trello.deliver(world)
