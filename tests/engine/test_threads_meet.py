"""The replicas of one run are written at the same time: what one thread accounts, another heeds."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Barrier
from time import monotonic, sleep

import pytest

from connectors.memory import Quirks
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import seeded, shows, store

Types = Callable[[str, str | None], None]


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[Team3]:
    """Return three tools that keep a changelog."""
    quirks = dict.fromkeys("ABC", Quirks(changelog=True))
    team = Team3(tmp_path / "s.db", portfolio("A", "B", "C"), quirks=quirks)
    yield team
    assert team.store
    team.store.close()


def typed_together(team: Team3, names: str) -> None:
    """Let people type into these tools once both writes are on their way."""
    together = Barrier(len(names), timeout=10)

    def typist(name: str) -> Types:
        left = [1]

        def types(call: str, record: str | None) -> None:
            if call == "update" and record and left:
                left.clear()
                together.wait()
                team.clock.pass_by(seconds=1)
                team.tools[name].edit(record, "priority", f"typed in {name}")

        return types

    for name in names:
        team.tools[name].before = typist(name)


def awaited(there: Callable[[], object]) -> None:
    """Let another thread go on until something is there, for ten seconds at most."""
    until = monotonic() + 10
    while not there() and monotonic() < until:
        sleep(0.01)


def test_two_edits_that_two_writes_cover_at_once_are_sides_of_one_conflict(logged: Team3) -> None:
    """Neither replaces the other, and nobody settles half of it."""
    ids = seeded(logged)
    logged.tools["A"].edit(ids["A"][0], "priority", "high")
    typed_together(logged, "BC")
    logged.sync()
    (conflict,) = store(logged).conflicts()
    sides = {replica: side.value for replica, side in conflict.candidates.items()}
    assert sides == {"B": "typed in B", "C": "typed in C"}
    assert conflict.revision == 2
    assert set(conflict.seen) == {"high", "typed in B", "typed in C"}


def test_what_another_thread_put_on_hold_is_written_no_more(tmp_path: Path) -> None:
    """C's chunk was loaded before B's write covered what Bob typed."""
    quirks = {"B": Quirks(changelog=True)}
    team = Team3(tmp_path / "s.db", portfolio("A", "B", "C"), quirks=quirks)
    ids = seeded(team, 2)
    for record in ids["A"]:
        team.tools["A"].edit(record, "priority", "high")
    written = dict[str, list[str]](B=[], C=[])

    def bob_types(call: str, record: str | None) -> None:
        if call == "update" and record:
            written["B"].append(record)
            if len(written["B"]) == 2:
                awaited(lambda: written["C"])  # its chunk is loaded by now
                team.tools["B"].edit(record, "priority", "urgent")

    def c_waits(call: str, record: str | None) -> None:
        if call == "update" and record and not written["C"]:
            written["C"].append(record)
            awaited(store(team).conflicts)

    team.tools["B"].before, team.tools["C"].before = bob_types, c_waits
    notes = team.sync().summary.notes
    assert any("priority: on hold now" in note for note in notes), notes
    title = f"Epic {ids['B'].index(written['B'][1])}"
    assert shows(team, title, "priority") == {"A": "high", "B": "high", "C": None}
    assert team.store
    team.store.close()
