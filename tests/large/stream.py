"""Observing a large container page by page: whether it is whole and correct, and what it costs."""

import gc
import time
import tracemalloc
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from connectors.registry import TRACKERS
from syncline.domain.item import FieldName, Snapshot
from syncline.ports import Page, ReplicaSettings
from tests.large.containers import number_of, shown

MIB = 1024 * 1024
UNLISTED: Mapping[str, FieldName] = {"notion": "description"}  # a request a page


@dataclass
class Streamed:
    """What came, and the memory that the process held after each page, in bytes."""

    came: bytearray  # how often each record came, by its number
    unlisted: FieldName  # what a listing never shows
    pages: int = 0
    wrong: list[str] = field(default_factory=list)
    held: list[int] = field(default_factory=list)
    peak: int = 0
    cpu: float = 0.0

    @property
    def whole(self) -> bool:
        """Tell whether every record came, and once."""
        return set(self.came) == {1}

    @property
    def growth(self) -> float:
        """Return how much more is held after any traced page than after the first, in MiB."""
        return (max(self.held[1:]) - self.held[0]) / MIB

    def page(self, page: Page) -> None:
        """Take a page in, and keep nothing of it."""
        assert not page.unreadable
        self.pages += 1
        for snapshot in page.snapshots:
            self.take(snapshot)

    def measure(self) -> None:
        """Write down what is held between two pages, once it is traced."""
        if tracemalloc.is_tracing():
            gc.collect()
            self.held.append(tracemalloc.get_traced_memory()[0])

    def take(self, snapshot: Snapshot) -> None:
        """Compare every field of a record with what was typed into it."""
        number = number_of(snapshot.fields["title"])
        self.came[number] += 1
        for name, value in shown(number).items():
            found = snapshot.fields.get(name, "nothing")
            if name != self.unlisted and found != value:
                self.wrong.append(f"{number} {name}: {found!r} for {value!r}")

    def line(self, what: str) -> str:
        """Say it in one line."""
        return (
            f"large: {what}: {sum(self.came):,} records in {self.pages} pages, {self.cpu:.1f} s of "
            f"CPU; over the last {len(self.held)} pages {self.growth:+.2f} MiB, "
            f"peak {self.peak / MIB:.1f} MiB"
        )


def streamed(settings: ReplicaSettings, size: int, now: datetime, *, after: int = 0) -> Streamed:
    """Observe everything through the connector and keep none of it; trace after so many pages.

    Tracing makes all slower, and what is kept in some pages would be kept in all.
    """
    tracker = TRACKERS[settings.tool](settings)
    found = Streamed(bytearray(size), UNLISTED.get(settings.tool, ""))
    began = time.process_time()
    gc.collect()
    gc.freeze()  # what other tests left need not be gone through again
    try:
        for page in _traced(tracker.observe(None, now), after):
            found.page(page)
            del page
            found.measure()
        found.peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        gc.unfreeze()
    found.cpu = time.process_time() - began
    return found


def _traced(pages: Iterator[Page], after: int) -> Iterator[Page]:
    for number in count():
        if number == after:
            tracemalloc.start()
        try:
            yield next(pages)
        except StopIteration:
            return
