"""What others change and change back where a tool is behind: it is read before it is current."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.memory import Fault, Quirks
from syncline.engine.verdicts import resolve
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import rows, seeded, shows, store
from tests.engine.test_verdicts import decided

LAG = timedelta(minutes=5)  # the listing of C shows what was there before
QUIET = ("leases", "runs", "cursors")  # what a run may touch that changes nothing


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team3]:
    """Return three tools that agree on a priority; C cuts titles, and its listing lags."""
    quirks = {"C": Quirks(lag=LAG, title_limit=12, mirrors=False)}
    made = Team3(tmp_path / "state.db", portfolio("A", "B", "C"), quirks=quirks)
    seeded(made, 1)
    types(made, "A", "priority", "low")
    made.settle()
    made.settle()
    yield made
    assert made.store
    made.store.close()


def types(team: Team3, name: str, field: str, value: str) -> None:
    """Let somebody change a field in a tool."""
    (record,) = team.tools[name].records()
    team.tools[name].edit(record.id, field, value, by="ann@acme.example")


def there(team: Team3) -> None:
    """Let C miss a change of A's."""
    types(team, "A", "priority", "high")
    team.tools["C"].fail(Fault("rejected", "update"))
    assert team.sync().summary.applied == 1
    assert shows(team, "Epic 0", "priority") == {"A": "high", "B": "high", "C": "low"}


def back(team: Team3) -> None:
    """Let A change it back."""
    team.clock.pass_by(minutes=1)
    types(team, "A", "priority", "low")
    team.sync()


def state(team: Team3) -> dict[str, list[tuple[object, ...]]]:
    """Return every row that a quiet run leaves as it is."""
    return {name: held for name, held in rows(team.path).items() if name not in QUIET}


def test_an_edit_that_nobody_has_read_does_not_replace_it(team: Team3) -> None:
    """Bob did not see that Ann went back on purpose, so both are kept, and a person decides."""
    there(team)
    types(team, "C", "priority", "mid")
    back(team)
    team.clock.pass_by(minutes=10)
    assert team.sync().summary.conflicts == 1
    assert shows(team, "Epic 0", "priority") == {"A": "low", "B": "low", "C": "mid"}


def test_where_nobody_typed_one_reading_settles_it(team: Team3) -> None:
    """Nothing is written; once it was read an edit there replaces what its author saw."""
    there(team)
    back(team)
    before = team.tools["C"].requests["read"]
    team.clock.pass_by(minutes=10)
    team.sync()
    assert team.tools["C"].requests["read"] == before + 1
    settled = state(team)
    team.clock.pass_by(minutes=10)
    team.sync()
    assert (team.tools["C"].requests["read"], state(team)) == (before + 1, settled)
    types(team, "C", "priority", "mid")
    team.clock.pass_by(minutes=10)
    assert team.sync().summary.conflicts == 0
    assert set(shows(team, "Epic 0", "priority").values()) == {"mid"}


def test_a_reading_of_the_same_round_is_too_early(team: Team3) -> None:
    """C was read while Ann's change was not agreed yet: what is typed a moment later is apart."""
    there(team)
    types(team, "C", "owner", "bob@acme.example")
    team.clock.pass_by(minutes=10)
    back(team)  # C shows Bob as owner now, so it is read in this very round
    types(team, "C", "priority", "mid")
    team.clock.pass_by(minutes=10)
    assert team.sync().summary.conflicts == 1
    assert shows(team, "Epic 0", "priority") == {"A": "low", "B": "low", "C": "mid"}


def test_a_verdict_that_a_tool_shows_already_is_not_replaced_unseen(team: Team3) -> None:
    """C shows what was decided all the time; what was typed there before the verdict is apart."""
    for name, word in {"A": "high", "B": "urgent"}.items():
        types(team, name, "priority", word)
    assert team.sync().summary.conflicts == 1
    types(team, "C", "priority", "mid")
    (held,) = store(team).conflicts()
    decided(team, lambda s: resolve(s, held, "low", held.revision, how="by hand", by="ann"))
    team.sync()
    team.clock.pass_by(minutes=10)
    assert team.sync().summary.conflicts == 1
    assert shows(team, "Epic 0", "priority")["C"] == "mid"


def test_a_change_that_does_not_show_there_needs_no_reading(team: Team3) -> None:
    """Whoever looked at C has seen all that it can show of the new title."""
    long = "Epic 0 of all the epics"
    types(team, "A", "title", long)
    team.settle()
    team.settle()
    reads = team.tools["C"].requests["read"]
    types(team, "A", "title", f"{long} there are")
    assert team.sync().summary.applied == 1
    settled = state(team)
    team.clock.pass_by(minutes=10)
    team.sync()
    assert (team.tools["C"].requests["read"], state(team)) == (reads, settled)
