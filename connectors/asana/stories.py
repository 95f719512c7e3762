"""The comments of tasks, ten tasks in a request, and on which tasks events say that some changed.

A story that is added names its task in the event, one that is edited does not; and what happens
while there is no good sync token is told by no event at all, so that known tasks are read in turn.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from connectors.asana.answers import Json, error_text
from connectors.asana.client import BATCH, AsanaClient
from connectors.asana.comments import COMMENT, THREAD, NativeComment, read_comment
from connectors.asana.native import NativeTask
from connectors.asana.shapes import Malformed, expected, record, records, text
from syncline.domain.errors import Unreadable
from syncline.domain.fields import Cannot
from syncline.domain.item import RecordId

Comments = tuple[NativeComment, ...] | Cannot


class Stories:
    """The reading of comments; whoever does not carry them asks nothing of it."""

    def __init__(self, client: AsanaClient) -> None:
        self._client = client

    def told(self, tasks: Sequence[NativeTask]) -> Iterator[NativeTask]:
        """Yield the tasks with all their comments, or with the reason why there are none."""
        found = self._comments([task.gid for task in tasks])
        for task in tasks:
            yield replace(task, comments=found[task.gid], shown=task.shown | {THREAD})

    def _comments(self, tasks: Iterable[RecordId]) -> dict[RecordId, Comments]:
        found: dict[RecordId, Comments] = {}
        waiting: dict[RecordId, str | None] = dict.fromkeys(tasks)
        seen: set[tuple[RecordId, str]] = set()
        while waiting:
            pages = list(waiting.items())[:BATCH]
            for (task, _), answer in zip(pages, self._client.read_stories(pages), strict=True):
                del waiting[task]
                found[task], following = _page(answer, found.get(task, ()))
                if following is not None:
                    if (task, following) in seen:
                        mark = f"the page mark {following[:20]} came twice"
                        raise Unreadable("asana", mark, "Try again later")
                    seen.add((task, following))
                    waiting[task] = following
        return found

    def named(self, events: Iterable[Json]) -> frozenset[RecordId]:
        """Return the tasks on which something was said, edited or taken back, as events tell."""
        found: set[RecordId] = set()
        nameless: set[str] = set()
        for event in events:
            task, story = _subject(event)
            if task:
                found.add(task)
            elif story:
                nameless.add(story)
        return frozenset(found | self._tasks(sorted(nameless)))

    def _tasks(self, stories: Sequence[str]) -> set[RecordId]:
        """Return the tasks of stories; of one that is gone nobody knows it."""
        found: set[RecordId] = set()
        for start in range(0, len(stories), BATCH):
            for answer in self._client.read_targets(stories[start : start + BATCH]):
                try:
                    body = record(answer, "body") if answer["status_code"] == 200 else {}
                    target = text(record(record(body, "data"), "target"), "gid", "target.")
                except Malformed:
                    continue
                found |= {target} if target else set()
        return found


def _page(answer: Json, before: Comments) -> tuple[Comments, str | None]:
    """Return the comments up to this page and the mark of the next one; all of them or none."""
    body, status = answer.get("body"), answer["status_code"]
    if status != 200:
        return Cannot(f"the comments cannot be read: {status}, {error_text(body)}"), None
    try:
        read = [read_comment(row, f"stories[{i}].") for i, row in enumerate(_rows(body))]
        found = (*(() if isinstance(before, Cannot) else before), *filter(None, read))
        return found, text(record(record(answer, "body"), "next_page"), "offset", "next_page.")
    except Malformed as wrong:
        return Cannot(f"the comments cannot be read: {wrong}"), None


def _rows(body: object) -> list[Json]:
    """Return the rows of a page; one without any is not an empty one. Raises Malformed."""
    if not isinstance(body, dict) or body.get("data") is None:
        raise expected("an object with data", body, "stories")
    return records(body, "data")


def _subject(event: Json) -> tuple[str | None, str | None]:
    """Return the task of a comment's event, and the comment; nothing of other events."""
    try:
        resource, parent = record(event, "resource"), record(event, "parent")
        kind = text(resource, "resource_type") or text(event, "type")
        if kind != "story" or text(resource, "resource_subtype") not in (COMMENT, None):
            return None, None
        if text(parent, "resource_type") == "task":
            return text(parent, "gid"), None
        gone = event.get("action") == "deleted"  # the task's own stamp tells
        return None, None if gone else text(resource, "gid")
    except Malformed:
        return None, None
