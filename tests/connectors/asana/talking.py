"""What people and Syncline say on tasks, in the words of the tests."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from sandbox.asana import moves
from sandbox.asana.records import Story, Task
from syncline.domain.comments import Comment
from syncline.domain.item import Snapshot
from syncline.domain.plan import Change, Receipt, Update
from tests.connectors.asana.place import ITEM, Place

NOON = datetime(2026, 3, 2, 12, 5, tzinfo=UTC)
SAY, ONE = "/tasks/{task_gid}/stories", "/stories/{story_gid}"
READ = ["POST /batch", f"GET {SAY}"]  # a batch, and what is in it


def other(text: str, number: int = 1, at: datetime = NOON) -> Comment:
    """Return a comment of another tool."""
    url = f"https://acme.example/browse/PAY-1?focusedCommentId={number}"
    return Comment(url, "delivery", "Paul *Petit*", at + timedelta(minutes=number), text)


def say(place: Place, task: Task, text: str, by: str = "ines", **how: Any) -> Story:
    """Let a person say something."""
    words = how or {"text": text}
    return moves.comment(place.world.asana, task, words, place.world.people[by])


def link(task: Task, story: Story) -> str:
    """Return the address of a comment."""
    return f"https://app.asana.com/0/0/{task.gid}/{story.gid}/f"


def read(place: Place, task: Task) -> Snapshot:
    """Read a task with its comments."""
    seen = place.tracker.read([task.gid], {"comments"})[task.gid]
    assert isinstance(seen, Snapshot), seen
    return seen


def thread(place: Place, task: Task) -> frozenset[str]:
    """Return the comments of a task."""
    shown = read(place, task).fields["comments"]
    assert isinstance(shown, frozenset)
    return shown


def write(place: Place, task: Task, ask: Iterable[str], expect: Iterable[str] = ()) -> Receipt:
    """Ask for these comments, where those were shown before."""
    place.world.log.clear()
    change = Change("comments", frozenset(ask), frozenset(expect), 1, "test")
    return place.tracker.apply(Update(ITEM, "launches", task.gid, "comments", (change,)))


def texts(task: Task) -> list[str]:
    """Return the text of the comments that Asana holds, oldest first."""
    return [one.text for one in task.stories if one.type == "comment"]


def writes(place: Place) -> list[str]:
    """Return the calls that changed something."""
    return [f"{e.method} {e.route}" for e in place.world.log.writes(0, "asana")]
