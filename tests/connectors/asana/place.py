"""A project of one test's own in the sandbox, and a tracker on it."""

from dataclasses import dataclass
from typing import Any

from connectors.asana.tracker import AsanaTracker
from sandbox.asana.records import Project, Task
from sandbox.faults import Rule
from sandbox.world import World
from syncline.domain.fields import Value
from syncline.domain.item import Snapshot
from syncline.domain.plan import Change, Create, Update
from syncline.ports import NativeWord, VocabularyWord

ITEM = "syn-0123456789abcdefghij"
WORDS = (
    VocabularyWord("planned", "unstarted", (NativeWord("To do"), NativeWord("Ideas"))),
    VocabularyWord("in_progress", "started", (NativeWord("Doing"),)),
    VocabularyWord("done", "done", (NativeWord("Done", completed=True),)),
)


@dataclass
class Place:
    """A project in the sandbox and a tracker on it."""

    world: World
    project: Project
    tracker: AsanaTracker

    def add(self, name: str = "Ship", **draft: Any) -> Task:
        return self.world.asana.add_task(self.project, name, **draft)

    def fail(self, kind: str, method: str, route: str, **settings: Any) -> None:
        self.world.faults.load([Rule(kind, "asana", method, route, **settings)])

    def calls(self, since: int = 0) -> list[str]:
        return [f"{e.method} {e.route}" for e in self.world.log.since(since, "asana")]

    def update(self, task: Task, **asked: Value) -> Update:
        """Ask for values as the engine does: after a direct read."""
        seen = self.tracker.read([task.gid], set(asked))[task.gid]
        assert isinstance(seen, Snapshot)
        self.world.log.clear()
        changes = tuple(Change(n, v, seen.fields.get(n), 1, "test") for n, v in asked.items())
        return Update(ITEM, "launches", task.gid, "edit", changes)

    def create(self, **asked: Value) -> Create:
        changes = tuple(Change(name, value, None, 1, "test") for name, value in asked.items())
        return Create(ITEM, "launches", "task", changes, "test")


def observe(place: Place, cursor: str | None = None) -> tuple[list[str], str]:
    """Observe once, past every overlap; return the ids seen and the next cursor."""
    place.world.clock.advance(600)
    pages = list(place.tracker.observe(cursor, place.world.clock.now))
    assert pages[-1].cursor
    return [s.id for page in pages for s in page.snapshots], pages[-1].cursor
