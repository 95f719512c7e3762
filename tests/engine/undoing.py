"""Undo as a person asks for it: shown first, then approved."""

from datetime import date

from flows.stages import threads
from syncline.domain.fields import Value
from syncline.domain.plan import Plan
from syncline.domain.state import FieldChange, Lease
from syncline.engine.run import Result
from syncline.engine.session import holding
from syncline.engine.undo import preview_undo, undo
from tests.engine.conftest import Team3
from tests.engine.moves import seeded, shows, store

DAY, OTHER = date(2026, 5, 4), date(2026, 6, 9)
ADA = "ada@acme.example"


def carried(team: Team3, count: int = 3, **edits: Value) -> str:
    """Bring epics into step, edit the first one in A, let a run carry it; return the run."""
    ids = seeded(team, count)
    for name, value in edits.items():
        team.tools["A"].edit(ids["A"][0], name, value, by="grace@acme.example")
    return passed(team)


def passed(team: Team3) -> str:
    """Run a sync that ends well, and let every lag pass; return its name."""
    result = team.sync()
    assert result.summary.outcome == "OK", result.summary
    team.clock.pass_by(minutes=10)
    return result.summary.run


def shown_undo(team: Team3, run: str) -> Plan:
    """Return the plan that would take a run back."""
    result = preview_undo(team.session(Lease("", 0, "")), threads(), run, by=ADA)
    assert result.plan is not None, result.summary
    return result.plan


def taken_back(team: Team3, run: str, approved: str | None = None) -> Result:
    """Take a run back."""
    with holding(store(team), team.clock, "test", lambda _: True) as lease:
        assert isinstance(lease, Lease)
        return undo(team.session(lease), threads(), run, by=ADA, approved=approved)


def undone(team: Team3, run: str) -> Result:
    """Take a run back exactly as it was shown, and let every lag pass."""
    plan = shown_undo(team, run)
    result = taken_back(team, run, plan.digest)
    team.clock.pass_by(minutes=10)
    return result


def everywhere(team: Team3, title: str, field: str, value: Value) -> bool:
    """Tell whether every tool shows a value."""
    return set(shows(team, title, field).values()) == {value}


def told(team: Team3, what: str) -> list[FieldChange]:
    """Return the lines of history with a word, of all items."""
    items = [item.id for item in store(team).items()]
    return [c for item in items for c in store(team).history(item) if c.what == what]


def first(team: Team3, name: str) -> str:
    """Return the oldest record of a tool."""
    return min(record.id for record in team.tools[name].records())
