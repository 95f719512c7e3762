"""A restored or lost store, a narrowed scope, a replica that shows less than it has."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from connectors.memory import Fault, MemoryTool
from connectors.memory.records import MemoryRecord
from syncline.domain.people import People
from syncline.domain.plan import Archive, Create
from syncline.domain.policy import Safety
from syncline.domain.state import Lease
from syncline.engine.evaluate import evaluate
from syncline.engine.session import Session
from syncline.ports import ReplicaSettings
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import copied, laid_back, seeded, shows, store, titles, writes


class Halved(MemoryTool):
    """A tool whose listing may stop in the middle and say that this was all."""

    share = 1.0

    def listing(self, since: object) -> Iterator[tuple[MemoryRecord, ...]]:
        """Yield some of the pages."""
        pages = list(super().listing(since))  # type: ignore[arg-type]
        yield from pages[: max(1, int(len(pages) * self.share))]


def test_a_replica_that_shows_less_than_it_has_loses_nothing(tmp_path: Path) -> None:
    """403, an empty 200, half of the pages, each with whole listings: no delete, one alert."""
    rules = replace(portfolio("A", "B", "C"), steward="ops@acme.example")
    team = Team3(tmp_path / "s.db", rules)
    for name in "ABC":  # without a field for markers, 6,000 stamps less
        team.tools[name] = Halved(team.clock.now, prefix=name, fields=sorted(rules.fields))
    half = team.tools["B"]
    assert isinstance(half, Halved)
    ids = seeded(team, 2000)
    before = [writes(team, name) for name in "ABC"]

    def alerts() -> list[str]:
        found = evaluate(rules, People(), store(team), team.clock.now()).alerts
        return [a.finding.rule for a in found if a.finding.rule == "G7"]

    def disturbed(priority: str) -> None:
        """Let a day pass, so that everything is listed, and let somebody work on meanwhile."""
        team.clock.pass_by(hours=25)
        team.tools["A"].edit(ids["A"][0], "priority", priority)
        summary = team.sync().summary
        assert summary.outcome == "PARTIAL", summary
        assert shows(team, "Epic 0", "priority") == {"A": priority, "B": None, "C": priority}
        assert alerts() == ["G7"], "one, however long it lasts"
        assert not store(team).absences()

    half.fail(Fault("refused", "list"))
    disturbed("one")
    half.fail(Fault("empty", "list"))
    disturbed("two")
    half.share = 0.5
    disturbed("three")
    half.share = 1.0
    assert team.sync().summary.outcome == "OK"
    assert shows(team, "Epic 0", "priority") == dict.fromkeys("ABC", "three")
    assert not alerts()
    assert [writes(team, n) - b for n, b in zip("ABC", before, strict=True)] == [0, 1, 3]
    assert {r.place for tool in team.tools.values() for r in tool.records()} == {"listed"}
    assert team.sync().summary.operations == 0
    assert team.store
    team.store.close()


def test_a_restored_store_is_read_only_until_acknowledged_and_then_heals(three: Team3) -> None:
    """0 creates, 0 deletes; what was made since is known by its marker."""
    ids = seeded(three)
    copy = copied(three)
    three.tools["A"].edit(ids["A"][0], "priority", "high")
    three.tools["B"].add({"title": "Made since"}, kind="epic")
    three.clock.pass_by(minutes=10)
    assert three.sync().summary.outcome == "OK"
    three.tools["C"].edit(ids["C"][1], "priority", "low")
    three.clock.pass_by(minutes=10)
    before = [writes(three, name) for name in "ABC"]
    laid_back(three, copy)
    held = three.sync()
    assert held.summary.outcome == "HELD"
    assert any("was restored from an older copy" in reason for reason in held.waits), held.waits
    assert [writes(three, name) for name in "ABC"] == before
    assert held.plan
    assert not [op for op in held.plan.operations if isinstance(op, Create | Archive)]
    assert three.sync().summary.outcome == "HELD", "until somebody says so"
    three.sync(held.plan.digest)
    three.clock.pass_by(minutes=10)
    assert three.sync().summary.operations == 0
    assert shows(three, "Epic 0", "priority") == dict.fromkeys("ABC", "high")
    assert shows(three, "Epic 1", "priority") == dict.fromkeys("ABC", "low")
    assert [titles(three, name).count("Made since") for name in "ABC"] == [1, 1, 1]


def test_a_lost_store_is_rebuilt_from_markers(three: Team3) -> None:
    """No create of what is matched, no delete; what differs becomes a conflict."""
    ids = seeded(three)
    three.tools["A"].edit(ids["A"][0], "priority", "high")
    three.tools["B"].edit(ids["B"][0], "priority", "low")
    three.path = three.path.with_name("new.db")
    three.reopen()
    held = three.sync()
    assert held.summary.outcome == "HELD"
    assert any("3 items are known by their markers" in reason for reason in held.waits), held.waits
    three.settle()
    assert [titles(three, name) for name in "ABC"] == [["Epic 0", "Epic 1", "Epic 2"]] * 3
    (conflict,) = store(three).conflicts()
    assert {r: c.value for r, c in conflict.candidates.items()} == {"A": "high", "B": "low"}
    assert three.sync().summary.operations == 0


@dataclass
class Scoped(Team3):
    """A team whose configuration can change: which kinds A holds."""

    kinds: Mapping[str, str] = field(default_factory=lambda: {"epic": "epic", "story": "story"})

    def settings(self, name: str) -> ReplicaSettings:
        """Return the settings of a replica."""
        made = super().settings(name)
        return replace(made, kinds=self.kinds) if name == "A" else made  # type: ignore[arg-type]

    def session(self, lease: Lease) -> Session:
        """Return a session that knows under which configuration it reads."""
        marks = {name: f"{sorted(self.settings(name).kinds)}:" for name in self.portfolio.replicas}
        return replace(super().session(lease), fingerprints=marks)


def test_a_narrowed_scope_waits_for_a_person_unlinks_and_deletes_nothing(tmp_path: Path) -> None:
    """What is outside is left alone, and goes on when it is inside again."""
    rules = portfolio("A", "B", "C")
    rules = replace(rules, same_as=(replace(rules.same_as[0], kinds=frozenset({"epic", "story"})),))
    team = Scoped(tmp_path / "s.db", replace(rules, safety=Safety(on_missing="archive")))
    stories = [tool.add({"title": "Story"}, kind="story") for tool in team.tools.values()]
    seeded(team, 12)
    before = [writes(team, name) for name in "ABC"]
    team.kinds = {"epic": "epic"}
    held = team.sync()
    assert held.summary.outcome == "HELD"
    (reason,) = held.waits
    assert reason.startswith("the scope of A has changed: 1 of its 13 known records are outside")
    assert held.plan
    team.sync(held.plan.digest)
    team.tools["B"].edit(stories[1], "priority", "high")
    for _ in range(3):
        team.clock.pass_by(hours=25)
        assert team.sync().summary.outcome == "OK"
    assert shows(team, "Story", "priority") == {"A": None, "B": "high", "C": "high"}
    assert [writes(team, n) - b for n, b in zip("ABC", before, strict=True)] == [0, 0, 1]
    assert {r.place for tool in team.tools.values() for r in tool.records()} == {"listed"}
    team.kinds = {"epic": "epic", "story": "story"}
    team.sync()
    assert shows(team, "Story", "priority") == dict.fromkeys("ABC", "high")
    assert [titles(team, name).count("Story") for name in "ABC"] == [1, 1, 1]
    assert team.sync().summary.operations == 0
    assert team.store
    team.store.close()


@pytest.mark.parametrize("size", [4, 12])
def test_an_emptied_listing_archives_nothing(three: Team3, size: int) -> None:
    """Direct reads contradict it, or it is not believed at all."""
    seeded(three, size)
    three.clock.pass_by(hours=25)
    three.tools["B"].fail(Fault("empty", "list"))
    three.sync()
    assert not store(three).absences()
    three.clock.pass_by(hours=25)
    assert three.sync().summary.operations == 0
