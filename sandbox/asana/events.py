"""The event stream: what changed, per task and project, behind sync tokens that age."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import md5
from typing import Any

from sandbox.people import Person

PAGE = 100
LIFETIME = timedelta(hours=24)


@dataclass(frozen=True, eq=False)
class Event:
    """Hold one change of a resource; scopes are the gids whose subscribers see it."""

    at: datetime
    by: Person | None
    action: str  # added, removed, changed, deleted, undeleted
    resource: Any  # a Task or a Story
    parent: Any  # the Project, Section or Task it was added to or removed from
    change: dict[str, Any] | None
    scopes: frozenset[str]


@dataclass(frozen=True)
class Bookmark:
    """Say up to where the holder of one token has read, and when the token was made."""

    resource: str
    position: int
    made_at: datetime


@dataclass(frozen=True)
class Reading:
    """Hold up to a page of events, whether more follow, and the token to go on with."""

    events: tuple[Event, ...]
    token: str
    has_more: bool


@dataclass
class EventLog:
    """Keep every event in order, and the tokens handed out."""

    events: list[Event] = field(default_factory=list)
    bookmarks: dict[str, Bookmark] = field(default_factory=dict)

    def append(self, event: Event) -> None:
        """Add one event at the end."""
        self.events.append(event)

    def begin(self, resource: str, now: datetime) -> str:
        """Return a token for whatever happens to the resource from now on."""
        return self._token(resource, len(self.events), now)

    def expire(self) -> None:
        """Make every token handed out so far too old."""
        self.bookmarks.clear()

    def read(
        self, resource: str, token: str, now: datetime, *, lag: float = 0.0, lost: float = 0.0
    ) -> Reading | None:
        """Return what happened since the token, or None when it is too old or not for this one.

        lag is the delay in seconds until an event is visible; lost is the share of the events
        that never arrive, because the stream is at-most-once.
        """
        mark = self.bookmarks.get(token)
        if mark is None or mark.resource != resource or now - mark.made_at > LIFETIME:
            return None
        visible = now - timedelta(seconds=lag)
        page: list[Event] = []
        position = mark.position
        for event in self._following(mark.position, visible):
            if resource in event.scopes and not _is_lost(position, lost):
                if len(page) == PAGE:
                    return Reading(tuple(page), self._token(resource, position, now), has_more=True)
                page.append(event)
            position += 1
        return Reading(tuple(page), self._token(resource, position, now), has_more=False)

    def _following(self, position: int, visible: datetime) -> Iterator[Event]:
        for index in range(position, len(self.events)):
            if self.events[index].at > visible:
                return
            yield self.events[index]

    def _token(self, resource: str, position: int, now: datetime) -> str:
        name = f"{resource} {position} {len(self.bookmarks)}"
        token = md5(name.encode(), usedforsecurity=False).hexdigest() + ":0"
        self.bookmarks[token] = Bookmark(resource, position, now)
        return token


def _is_lost(position: int, share: float) -> bool:
    """Tell, always alike for one position, whether the event there never arrives."""
    if share <= 0:
        return False
    digest = md5(str(position).encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:4], "big") / 2**32 < share
