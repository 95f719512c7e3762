"""A write of several steps that ends on its way: its record stands somewhere in between."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from connectors.memory import MemoryTracker
from syncline.domain.plan import Operation, Receipt, Update
from tests.engine.conftest import Team3
from tests.engine.moves import seeded, shows, store
from tests.engine.undoing import first


class Halting(MemoryTracker):
    """A tool that moves a record to in_progress on its way to done, and no further."""

    halts = False

    def apply(self, operation: Operation) -> Receipt:
        """Perform one operation, or its first half."""
        if not (self.halts and isinstance(operation, Update)):
            return super().apply(operation)
        (change,) = operation.changes
        half = replace(operation, changes=(replace(change, ask="in_progress"),))
        return replace(super().apply(half), stopped="it is in progress now: no way on")


@dataclass
class Slow(Team3):
    """Three tools, of which B may end half-way."""

    halts: dict[str, bool] = field(default_factory=dict)

    def trackers(self) -> Mapping[str, MemoryTracker]:  # type: ignore[override]
        """Open the tools."""
        made = {n: Halting(self.settings(n), t) for n, t in self.tools.items()}
        made["B"].halts = self.halts.get("B", False)
        return made


def test_a_move_that_ended_half_way_is_nobodys_edit_and_tried_again(three: Team3) -> None:
    """It counts as failed, with where the record is; what the others show stays."""
    team = Slow(three.path.with_name("slow.db"), three.portfolio)
    seeded(team)
    team.halts["B"] = True
    team.tools["A"].edit(first(team, "A"), "status", "done", by="grace@acme.example")
    result = team.sync()
    assert result.summary.outcome == "PARTIAL"
    assert any("it is in progress now: no way on" in note for note in result.summary.notes)
    assert shows(team, "Epic 0", "status") == {"A": "done", "B": "in_progress", "C": "done"}
    team.clock.pass_by(minutes=10)
    assert team.sync().summary.outcome == "PARTIAL"
    assert shows(team, "Epic 0", "status") == {"A": "done", "B": "in_progress", "C": "done"}
    team.halts["B"] = False
    team.clock.pass_by(minutes=30)
    assert team.sync().summary.outcome == "OK"
    assert set(shows(team, "Epic 0", "status").values()) == {"done"}
    item = store(team).find(first(team, "B"))
    assert item
    told = [(c.old, c.new) for c in store(team).history(item) if c.what == "written"]
    assert told[-1] == ("in_progress", "done")
    assert not team.sync().plan.operations  # type: ignore[union-attr]
