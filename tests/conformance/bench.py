"""A record at which tests hang links and files, and the people who do so, too."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from connectors.hung.shelf import LocalFile, Refused
from connectors.hung.tracker import HungTracker
from connectors.memory import Fault
from syncline.domain.attachments import Attachment
from syncline.domain.errors import Gone
from syncline.domain.item import RecordId, Snapshot
from syncline.domain.plan import Change, Receipt, Update
from syncline.domain.siblings import Sibling
from syncline.ports import FileRule
from tests.conformance.harness import REPLICA, Harness, marker
from tests.conformance.tools.desks import Desk
from tests.conformance.tools.wire import WireHarness

LIMIT = 1_000


@dataclass
class Elsewhere:
    """The shelf of another tool, from which files are fetched."""

    files: dict[str, bytes] = field(default_factory=dict)
    fetched_from: list[str] = field(default_factory=list)

    @contextmanager
    def fetched(self, url: str, limit: int) -> Iterator[LocalFile]:
        self.fetched_from.append(url)
        if url not in self.files:
            raise Gone("elsewhere", url, "there is no such file")
        body = self.files[url]
        if len(body) > limit:
            raise Refused("it is too large")
        yield LocalFile(io.BytesIO(body), len(body), hashlib.sha256(body).hexdigest())


@dataclass
class Bench:
    """One record of a tool, people who use it, and a tracker with a shelf."""

    tool: Harness
    desk: Desk
    record: RecordId
    rule: FileRule
    source: Elsewhere = field(default_factory=Elsewhere)

    @property
    def tracker(self) -> HungTracker:
        """Open a new tracker, which remembers nothing."""
        made = self.desk.open(self.desk.settings(self.tool, self.rule))
        sources: Any = {REPLICA: made.shelf, "roadmap": self.source}
        made.files.sources = sources
        return made

    def ask(self, name: str, ask: frozenset[str], expect: frozenset[str]) -> Receipt:
        """Ask for one of the two fields as the engine does."""
        change = Change(name, ask, expect, 1, "test")
        return self.tracker.apply(Update(marker(), REPLICA, self.record, name, (change,)))

    def read(self, name: str) -> frozenset[str]:
        """Return a field as a direct read shows it."""
        shown = self.tracker.read([self.record], {name})[self.record]
        assert isinstance(shown, Snapshot), shown
        assert name in shown.fields, shown.refused
        value = shown.fields[name]
        assert isinstance(value, frozenset)
        return value

    def foreign(self, name: str, body: bytes) -> Attachment:
        """Let a file be there in another tool."""
        url = f"https://roadmap.example/files/{len(self.source.files)}"
        self.source.files[url] = body
        return Attachment(name, "roadmap", url)

    def writes(self) -> int:
        """Count the writes of the tracker's account."""
        return self.tool.writes()

    def lose(self, routes: tuple[str, ...], skip: int) -> None:
        """Let the answer to one write be lost, after so many good ones."""
        if isinstance(self.tool, WireHarness):
            for route in routes:
                self.tool.fail_route(route, "applied_then_lost", skip=skip)
        else:
            memory: Any = self.tool
            memory.tool.fail(Fault("lost", "update", after=skip))

    def mend(self) -> None:
        """Let all faults be over."""
        if isinstance(self.tool, WireHarness):
            self.tool.world.faults.clear()
        else:
            memory: Any = self.tool
            memory.tool.faults.clear()


def elements(*links: Sibling) -> frozenset[str]:
    """Return links as elements."""
    return frozenset(link.element for link in links)


def elements_of(shown: Snapshot) -> frozenset[str]:
    """Return the links that a snapshot shows."""
    value = shown.fields["siblings"]
    assert isinstance(value, frozenset)
    return value
