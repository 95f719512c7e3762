"""What may have changed in the project: the task listing, and the events of what it hides.

A move between sections leaves `modified_at` alone, so that only events tell it; events arrive at
most once, so that only the listing is sure. Both are asked in every round.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connectors.asana.answers import Json, error_text
from connectors.asana.board import Board, from_row, native_name
from connectors.asana.client import BATCH, AsanaClient, Events, Stale
from connectors.asana.codec import Codec
from connectors.asana.directory import Directory, paged
from connectors.asana.edits import Touches, edited, touched
from connectors.asana.native import NativeTask, read_task
from connectors.asana.stories import Stories
from syncline.domain.errors import CannotRead, Unreadable
from syncline.domain.item import Absent, Presence, RecordId, Snapshot
from syncline.ports import Page

OVERLAP = timedelta(minutes=1)
RENEWED_AFTER = timedelta(hours=6)  # a sync token lives about a day, used or not
_REFUSALS: Mapping[int, Presence] = {403: "FORBIDDEN", 404: "GONE", 410: "GONE"}


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far the project has been read: up to a moment, and up to an event.

    `board`: the project's custom fields without their options, so that a quiet round need not ask.
    """

    since: datetime
    token: str
    board: Board | None = None

    def __str__(self) -> str:
        """Give the opaque text that the store keeps."""
        board = self.board.row() if self.board else None
        row = {"since": self.since.isoformat(), "sync": self.token, "board": board}
        return json.dumps(row, ensure_ascii=False)


def read_cursor(text: str | None) -> Cursor | None:
    """Read what `Cursor` wrote; anything else means to start from the beginning."""
    try:
        row = json.loads(text or "")
        board = from_row(row["board"]) if row.get("board") else None
        return Cursor(datetime.fromisoformat(row["since"]), str(row["sync"]), board)
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


@dataclass(frozen=True, slots=True)
class Happened:
    """The tasks that events name; `fresh` = the token was refused, so that events are missing.

    `said`: the tasks of which events tell that somebody said something there.
    """

    gids: frozenset[str]
    count: int
    token: str
    fresh: bool
    touches: Touches
    said: frozenset[str] = frozenset()


class Observer:
    """The reading of one project."""

    def __init__(self, client: AsanaClient, codec: Codec, directory: Directory) -> None:
        self._client, self._codec, self._directory = client, codec, directory
        self._touches: Touches = {}
        self.stories = Stories(client)

    def observe(self, cursor: str | None, now: datetime) -> Iterator[Page]:
        """Yield the tasks that may have changed since the cursor, or all."""
        before = read_cursor(cursor)
        if before and now - before.since < RENEWED_AFTER:
            self._directory.remember(before.board)
        # Events first: what happens while the listing is read is told again by the next events.
        happened = self._events(before.token if before else None)
        self._touches = happened.touches
        since = before.since - OVERLAP if before and not happened.fresh else None
        listed: set[str] = set()
        for rows in self._pages(since):
            listed |= {str(row.get("gid")) for row in rows if isinstance(row, dict)}
            yield self._page(rows, happened.said)
        direct = self.read(sorted((happened.gids | happened.said) - listed)).values()
        seen = [task for task in direct if not isinstance(task, Absent)]
        quiet = since is not None and not listed and not happened.count
        if quiet and before and now - before.since < RENEWED_AFTER:
            yield Page((), cursor=cursor)
        else:
            following = Cursor(now, happened.token, self._directory.board)
            yield self._as_page(seen, str(following), happened.said)

    def everything(self) -> Iterator[Page]:
        """Yield all tasks of the project."""
        return (self._page(rows) for rows in self._pages(None))

    def tasks(self) -> Iterator[NativeTask]:
        """Yield every task of the replica that can be read."""
        for rows in self._pages(None):
            tasks = (task for task in map(_attempt, rows) if isinstance(task, NativeTask))
            yield from (task for task in tasks if not self._codec.outside(task))

    def _pages(self, since: datetime | None) -> Iterator[list[Json]]:
        project = self._codec.project
        return paged(lambda offset: self._client.tasks(project, since, offset))

    def _events(self, token: str | None) -> Happened:
        all_events: list[Json] = []
        tokens = {token}
        while True:
            match self._client.events(self._codec.project, token):
                case Stale(fresh):
                    return Happened(frozenset(), 0, fresh, fresh=True, touches={})
                case Events(events, token, more):
                    all_events += events
            if not more:
                gids = frozenset(gid for event in all_events if (gid := _task(event)))
                touches = touched(all_events)
                said = self._said(all_events)
                return Happened(gids, len(all_events), token, False, touches, said)
            if token in tokens:
                raise Unreadable("asana", f"the sync token {token} came twice", "Try again later")
            tokens.add(token)

    def _said(self, events: Sequence[Json]) -> frozenset[str]:
        return self.stories.named(events) if self._codec.commented else frozenset()

    def _page(self, rows: Sequence[Json], said: frozenset[str] = frozenset()) -> Page:
        return self._as_page(map(_attempt, rows), None, said)

    def _as_page(
        self, seen: Iterable[NativeTask | CannotRead], cursor: str | None, said: frozenset[str]
    ) -> Page:
        tasks = list(seen)
        read = [task for task in tasks if isinstance(task, NativeTask)]
        return Page(
            snapshots=tuple(self._listed(t, said) for t in read if not self._codec.outside(t)),
            unreadable=tuple(task for task in tasks if isinstance(task, CannotRead)),
            cursor=cursor,
        )

    def _listed(self, task: NativeTask, said: frozenset[str]) -> Snapshot:
        """Return what a listed task shows; where something was said, it is not as it was read."""
        snapshot = self._codec.snapshot(task)
        if task.gid not in said:
            return snapshot
        return replace(snapshot, revision=f"{snapshot.revision} and a comment")

    def snapshot(self, task: NativeTask) -> Snapshot:
        """Return what a task shows, and who edited it as far as the last events told.

        An author's address may cost a look-up, so that listings do without.
        """
        snapshot = self._codec.snapshot(task)
        touches = self._touches.get(task.gid)
        if not touches:
            return snapshot
        found = {
            name: edited(touches, native_name(mapping), self._directory.email)
            for name, mapping in self._codec.settings.fields.items()
        }
        return replace(snapshot, edits={name: edit for name, edit in found.items() if edit})

    def read(
        self, gids: Sequence[RecordId], *, comments: bool = False
    ) -> dict[RecordId, NativeTask | Absent | CannotRead]:
        """Read tasks directly, ten in a request; a task outside the project is absent.

        `comments`: with all of them, for which every ten tasks take at least a request more.
        """
        found: dict[RecordId, NativeTask | Absent | CannotRead] = {}
        for start in range(0, len(gids), BATCH):
            chunk = gids[start : start + BATCH]
            for gid, answer in zip(chunk, self._client.read_tasks(chunk), strict=True):
                found[gid] = self._direct(gid, answer)
        tasks = [task for task in found.values() if isinstance(task, NativeTask)]
        return found | {task.gid: task for task in self.stories.told(tasks if comments else ())}

    def _direct(self, gid: RecordId, answer: Json) -> NativeTask | Absent | CannotRead:
        body, status = answer.get("body"), answer["status_code"]
        if status != 200:
            reason = f"Asana answers {status}: {error_text(body)}"
            return Absent(gid, reason, _REFUSALS.get(status, "UNSEEN"))
        if not isinstance(body, dict):
            return CannotRead("asana", gid, f"expected an object, got {body!r:.80}")
        task = _attempt(body.get("data"))
        outside = self._codec.outside(task) if isinstance(task, NativeTask) else None
        return Absent(gid, outside) if outside else task


def _attempt(row: object) -> NativeTask | CannotRead:
    try:
        return read_task(row)
    except CannotRead as unreadable:
        return unreadable


def _task(event: Json) -> str | None:
    """Return the task that an event names; stories and deleted tasks are told otherwise."""
    resource = event.get("resource")
    if not isinstance(resource, dict) or event.get("action") == "deleted":
        return None
    kind = resource.get("resource_type") or event.get("type")
    gid = resource.get("gid")
    return gid if kind == "task" and isinstance(gid, str) and gid else None
