"""Who wants to hear of what: the webhooks of Jira, Asana and Notion, and what they have heard."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sandbox.webhooks.post import Letter, Post

if TYPE_CHECKING:
    from sandbox.world import World


@dataclass(eq=False)
class Hook:
    """Hold one webhook of one tool; `rules` is what the tool keeps besides."""

    id: str
    tool: str
    url: str
    base: str  # the address of the tool itself, as its owner called it
    owner: str  # a person's key
    secret: str | None
    made_at: datetime
    rules: dict[str, Any] = field(default_factory=dict)
    expires: datetime | None = None
    active: bool = True
    failures: int = 0
    succeeded_at: datetime | None = None
    failed_at: datetime | None = None


@dataclass
class Hooks:
    """Keep the webhooks, and what each tool looked like when they were last told."""

    post: Post
    rng: Random  # its own, so that a webhook changes no id elsewhere
    every: dict[str, Hook] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)  # by tool
    failed: list[dict[str, Any]] = field(default_factory=list)  # Jira's list of lost deliveries
    last_id: int = 10_000

    def hex(self, digits: int) -> str:
        """Return so many random digits from 0 to f."""
        return f"{self.rng.getrandbits(4 * digits):0{digits}x}"

    def uuid(self) -> str:
        """Return a new dashed UUID."""
        return str(UUID(int=self.rng.getrandbits(128), version=4))

    def new_id(self) -> str:
        """Return a number that no other webhook has."""
        self.last_id += 1
        return str(self.last_id)

    def of(self, tool: str) -> list[Hook]:
        """Return the webhooks of a tool, oldest first."""
        return [hook for hook in self.every.values() if hook.tool == tool]

    def add(self, hook: Hook) -> Hook:
        """Keep a webhook."""
        self.every[hook.id] = hook
        return hook

    def drop(self, hook: Hook) -> None:
        """Forget a webhook."""
        self.every.pop(hook.id, None)

    def send(
        self,
        hook: Hook,
        body: Callable[[int], bytes],
        headers: Callable[[bytes, int], Mapping[str, str]],
        **more: Any,
    ) -> None:
        """Post one delivery to a webhook."""
        self.post.send(Letter(hook.tool, hook.url, body, headers, **more))


def heard(world: World, hook: Hook, status: int) -> None:
    """Remember how a delivery went."""
    if 200 <= status < 300:
        hook.failures, hook.succeeded_at = 0, world.clock.now
    else:
        hook.failures, hook.failed_at = hook.failures + 1, world.clock.now
    if status == 410:
        world.hooks.drop(hook)
