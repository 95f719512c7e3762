"""A data source of the sandbox with a tracker on it, and what happened on the wire."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from connectors.notion import NotionTracker, open_tracker
from sandbox.faults import Rule
from sandbox.notion.records import DataSource, Page
from sandbox.world import World
from syncline.domain.errors import CannotRead
from syncline.domain.fields import CORE_FIELDS, Value
from syncline.domain.item import Absent, Snapshot
from syncline.domain.plan import Change, Create, Receipt, Update
from syncline.domain.text import Block, Document, Run
from syncline.ports import FieldMapping, NativeWord, ReplicaSettings, VocabularyWord

ITEM = "syn-0123456789abcdefghijkl"
WORDS = tuple(
    VocabularyWord(word, None, tuple(NativeWord(text) for text in natives))
    for word, natives in {
        "planned": ("Planned", "Discovery"),
        "in_progress": ("In progress",),
        "lost": ("Lost",),  # an option that Notion does not have
    }.items()
)
SCHEMA: Mapping[str, Any] = {
    "Name": "title",
    "Status": {
        "status": {
            "To-do": ["Idea", "Planned", "Discovery"], "In progress": ["In progress"],
            "Complete": ["Shipped"],
        }
    },
    "Priority": {"select": ("P0", "P1")},
    "Owner": "people",
    "Start": "date",
    "Target": "date",
    "Labels": {"multi_select": ()},
    "Parent": {"relation": ""},
    "ID": {"unique_id": "ROAD"},
    "Delivery": {"select": ()},
    "Syncline": "rich_text",
}  # fmt: skip


def lines(*texts: str) -> Document:
    """Return a document of paragraphs."""
    return Document(tuple(Block("paragraph", (Run(text),)) for text in texts))


def settings(url: str, token: str, source: str) -> ReplicaSettings:
    """Map every core field to its default property; comments are in none."""
    return ReplicaSettings(
        name="roadmap",
        tool="notion",
        url=url,
        secrets={"token": token},
        container={"data_source": (source,)},
        kinds={"initiative": "*"},
        fields={
            n: FieldMapping(n, spec.type) for n, spec in CORE_FIELDS.items() if n != "comments"
        },
        words={"status": WORDS},
    )


@dataclass
class Place:
    """One data source and its replica."""

    world: World
    source: DataSource
    settings: ReplicaSettings
    tracker: NotionTracker

    def opened(self, **changes: Any) -> NotionTracker:
        """Open another tracker on the same data source, with other settings when given."""
        return open_tracker(replace(self.settings, **changes))

    def mapped(self, **natives: str) -> dict[str, FieldMapping]:
        """Return the field mappings with other native names."""
        fields = self.settings.fields
        return {
            **fields,
            **{n: replace(fields[n], native=native) for n, native in natives.items()},
        }

    def page(self, title: str = "One", *texts: str, **values: Any) -> Page:
        """Let Olivia make a page with some paragraphs."""
        blocks = [_paragraph(text) for text in texts]
        return self.world.notion.add_page(
            self.source, {"Name": title, "Status": "Planned", **values}, blocks=blocks
        )

    def later(self, **by: float) -> None:
        """Let time pass."""
        self.world.clock.advance(timedelta(**by).total_seconds())

    def seen(
        self, tracker: NotionTracker, cursor: str | None = None
    ) -> tuple[dict[str, Snapshot], str]:
        """Observe; return what was shown by title, and the cursor."""
        pages = list(tracker.observe(cursor, self.world.clock.now))
        shown = {str(s.fields["title"]): s for page in pages for s in page.snapshots}
        assert pages[-1].cursor
        return shown, pages[-1].cursor

    def read(
        self, page: Page, *, body: bool = True, tracker: NotionTracker | None = None
    ) -> Snapshot:
        """Read one page directly."""
        wanted = {"title", "description"} if body else {"title"}
        found = (tracker or self.tracker).read([page.id], wanted)[page.id]
        assert not isinstance(found, Absent | CannotRead), found
        return found

    def update(
        self,
        page: Page,
        asked: Mapping[str, Value],
        *,
        expect: Value = None,
        tracker: NotionTracker | None = None,
    ) -> Receipt:
        """Write fields of one page."""
        lane = "body" if "description" in asked else "edit"
        changes = tuple(Change(n, v, expect, 1, "test") for n, v in asked.items())
        return (tracker or self.tracker).apply(Update(ITEM, "roadmap", page.id, lane, changes))

    def create(self, asked: Mapping[str, Value], tracker: NotionTracker | None = None) -> Receipt:
        """Create a page."""
        changes = tuple(Change(n, v, None, 1, "test") for n, v in asked.items())
        made = Create(ITEM, "roadmap", "initiative", changes, "test")
        return (tracker or self.tracker).apply(made)

    def requests(self, since: int = 0) -> list[str]:
        """Return the requests that Notion received, as method and route."""
        return [f"{e.method} {e.route}" for e in self.world.log.since(since, "notion")]

    @property
    def mark(self) -> int:
        """Return the number of the last request."""
        entries = self.world.log.entries
        return entries[-1].n if entries else 0

    def fail(self, kind: str, method: str, route: str, **more: Any) -> None:
        """Script one fault."""
        self.world.faults.load([Rule(kind, "notion", method, route, **more)])

    def body(self, page: Page) -> Sequence[str]:
        """Return the text of the blocks of a page."""
        alive = [block for block in page.children if not block.in_trash]
        return ["".join(r["plain_text"] for r in b.content["rich_text"]) for b in alive]


def _paragraph(text: str) -> dict[str, Any]:
    runs = [{"type": "text", "text": {"content": text}}]
    return {"type": "paragraph", "paragraph": {"rich_text": runs}}
