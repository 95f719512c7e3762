"""A roadmap above epics that are in two tools, as tests lay it out."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from syncline.domain.fields import Value
from syncline.domain.item import ItemId
from syncline.domain.policy import Delivers, FieldPolicy, Flow, SameAs
from syncline.domain.state import Lease, Proposal
from syncline.engine.session import Session, holding
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import rows, store

ADA, GRACE = "ada@acme.example", "grace@acme.example"


class Plan(Team3):
    """A roadmap above epics that are in two tools."""

    def item(self, title: str, **fields: Value) -> str:
        """Put an item on the roadmap; return its record."""
        made = {"title": title, "status": "planned", **fields}
        return self.tools["roadmap"].add(made, kind="initiative", by=GRACE)

    def epic(self, title: str, above: str = "", **fields: Value) -> str:
        """Put an epic that delivers a roadmap item into both tools; return its first record."""
        made = {"title": title, "status": "planned", **fields}
        self.tools["board"].add(made, kind="epic", by=ADA)
        tie = {"tie": f"memory://roadmap/{above}"} if above else {}
        return self.tools["delivery"].add({**made, **tie}, kind="epic", by=ADA)

    def tie(self, epic: str, above: str) -> None:
        """Let a person say what an epic delivers."""
        self.clock.pass_by(minutes=5)
        text = f"memory://roadmap/{above}" if above else ""
        self.tools["delivery"].edit(epic, "tie", text, by=ADA)

    def type(self, tool: str, record: str, name: str, value: Value) -> None:
        """Let a person type a value."""
        self.clock.pass_by(minutes=5)
        self.tools[tool].edit(record, name, value, by=ADA)

    def begun(self) -> "Plan":
        """Bring everything under Syncline."""
        self.clock.pass_by(minutes=10)
        assert self.settle().summary.outcome == "OK"
        return self

    def told(self, title: str, name: str = "priority") -> tuple[Value, Value]:
        """Return what an epic shows in its two tools."""
        shown = [self.values(tool, name).get(title) for tool in ("delivery", "board")]
        return shown[0], shown[1]  # type: ignore[return-value]

    def found(self, record: str) -> ItemId:
        """Return the item of a record."""
        item = store(self).find(record)
        assert item
        return item

    def asked(self) -> tuple[Proposal, ...]:
        """Return the open proposals."""
        return store(self).proposals()

    def decide(self, verdict: Callable[..., str], proposal: Proposal) -> str:
        """Let a person accept or decline."""
        with holding(store(self), self.clock, "test", lambda _: True) as lease:
            assert isinstance(lease, Lease)
            session: Session = self.session(lease)
            return verdict(session, proposal.id, by=ADA)

    def quiet(self) -> bool:
        """Tell whether the next run writes nothing, nowhere."""
        before = rows(self.path)
        result = self.sync()
        assert result.plan is not None
        after = rows(self.path)
        kept = ("agreed_values", "shadows", "proposals", "conflicts", "changes", "relations")
        return not result.plan.operations and all(before[t] == after[t] for t in kept)


def made(path: Path, **down: Flow) -> Plan:
    """Return an empty roadmap, over epics in two tools."""
    link = Delivers(
        "roadmap", {"delivery": "epic"}, {"delivery": "tie"}, down=down or {"priority": "mirror"}
    )
    same = SameAs(("delivery", "board"), kinds=frozenset({"epic"}))
    rules = portfolio("roadmap", "delivery", "board", target=FieldPolicy(tolerance_wd=3))
    return Plan(path / "state.db", replace(rules, same_as=(same,), delivers=(link,)))
