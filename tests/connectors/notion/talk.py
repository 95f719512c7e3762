"""One page whose comments are carried, and people who talk on it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any

from notion_client import Client

from connectors.notion import NotionTracker
from sandbox.notion.records import Page
from syncline.domain.comments import Comment, Thread, comment_of
from syncline.domain.item import Snapshot
from syncline.domain.plan import Change, Receipt, Update
from tests.connectors.notion.place import ITEM, Place

COMMENTS = "/v1/comments"
COMMENT = "/v1/comments/{comment_id}"
NOON = datetime(2026, 3, 2, 12, 5, tzinfo=UTC)
NONE: Thread = frozenset()


@dataclass
class Talk:
    """One page, the tracker that carries its comments, and people who talk on it."""

    place: Place
    tracker: NotionTracker
    page: Page
    people: dict[str, Client] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def ask(self, by: str = "ines") -> Any:
        """Return Notion as this person uses it."""
        if by not in self.people:
            url = self.place.settings.url
            self.people[by] = Client(auth=f"notion-{by}", base_url=url, retry=False)
        return self.people[by]

    def say(self, text: str, by: str = "ines", **where: str) -> dict[str, Any]:
        """Comment on the page, or in a discussion."""
        runs = [{"text": {"content": text}}]
        parent = {} if where else {"parent": {"page_id": self.page.id}}
        return dict(self.ask(by).comments.create(rich_text=runs, **parent, **where))

    def shown(self) -> Thread:
        """Return the comments that a direct read tells."""
        found = self.read()
        assert not found.deferred - {"description"}
        told = found.fields["comments"]
        assert isinstance(told, frozenset)
        return told

    def read(self) -> Snapshot:
        """Read the page with its comments."""
        found = self.tracker.read([self.page.id], {"title", "comments"})[self.page.id]
        assert isinstance(found, Snapshot), found
        return found

    def said(self) -> set[str]:
        """Return what was said, without who and where."""
        return {comment_of(one).text for one in self.shown()}

    def write(self, ask: Iterable[str], expect: Iterable[str] = NONE) -> Receipt:
        """Ask for comments after a fresh read, as the engine does."""
        self.read()
        change = Change("comments", frozenset(ask), frozenset(expect), 1, "test")
        return self.tracker.apply(Update(ITEM, "roadmap", self.page.id, "comments", (change,)))

    def elsewhere(self, text: str = "Fine by me", minute: int = 5) -> str:
        """Return a comment of another tool."""
        url = f"https://acme.example/browse/PAY-1?focusedCommentId={next(self.numbers)}"
        return Comment(url, "delivery", "Paul", NOON.replace(minute=minute), text).element

    def natives(self) -> list[str]:
        """Return the texts that the page holds, oldest first."""
        held = self.place.world.notion.comments
        return ["".join(run["plain_text"] for run in one.rich_text) for one in held]

    def close(self) -> None:
        """Close the connections of everybody."""
        for client in self.people.values():
            client.close()
