"""Pages that shift while they are read: a record twice, under two keys, or in none of them."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from connectors.memory import MemoryTool
from connectors.memory.records import MemoryRecord
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import seeded, shows, store, titles, writes


class Shifting(MemoryTool):
    """A tool that shows some records twice in one listing, and leaves others out."""

    twice: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()

    def listing(self, since: datetime | None) -> Iterator[tuple[MemoryRecord, ...]]:
        """Yield the pages, shifted."""
        for page in super().listing(since):
            yield tuple(r for r in page if r.id not in self.skipped)
            yield tuple(r for r in page if r.id in self.twice)


@pytest.fixture
def shifting(tmp_path: Path) -> Iterator[Team3]:
    """Give three tools, of which B shows what it likes."""
    team = Team3(tmp_path / "s.db", portfolio("A", "B", "C"))
    team.tools["B"] = Shifting(team.clock.now, prefix="B")
    yield team
    if team.store:
        team.store.close()


def odd(team: Team3) -> Shifting:
    """Return B."""
    tool = team.tools["B"]
    assert isinstance(tool, Shifting)
    return tool


def test_a_record_that_is_listed_twice_is_one(shifting: Team3) -> None:
    """On the first run, and as a new record later; it is made once elsewhere."""
    tool = odd(shifting)
    first = tool.add({"title": "First", "status": "planned"}, kind="epic")
    tool.twice = frozenset({first})
    shifting.settle()
    second = tool.add({"title": "Second", "status": "planned"}, kind="epic")
    tool.twice = frozenset({first, second})
    for _ in range(2):
        shifting.sync()
        shifting.clock.pass_by(minutes=10)
    assert [titles(shifting, name) for name in "ABC"] == [["First", "Second"]] * 3
    assert len(tuple(store(shifting).items())) == 2
    assert not shifting.plan().operations


def test_a_record_that_fell_between_two_pages_is_not_missing(shifting: Team3) -> None:
    """A direct read shows it: nothing is inferred, and what was typed in it is carried."""
    ids = seeded(shifting, 4)
    before = [writes(shifting, name) for name in "ABC"]
    odd(shifting).skipped = frozenset({ids["B"][0]})
    shifting.tools["B"].edit(ids["B"][0], "priority", "high")
    for _ in range(3):
        shifting.clock.pass_by(hours=25)  # everything is listed
        assert shifting.sync().summary.outcome == "OK"
        assert not store(shifting).absences()
    assert shows(shifting, "Epic 0", "priority") == dict.fromkeys("ABC", "high")
    assert [writes(shifting, n) - b for n, b in zip("ABC", before, strict=True)] == [1, 0, 1]
