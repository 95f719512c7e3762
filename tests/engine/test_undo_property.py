"""Any history of edits and runs: an undo restores exactly what nobody has changed since."""

import tempfile
from collections.abc import Collection, Iterable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from syncline.domain.errors import ConfigurationError
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import seeded
from tests.engine.undoing import shown_undo, undone

PLACES, EPICS = ("A", "B", "C"), 2
VALUES = {
    "target": (date(2026, 5, 1), date(2026, 6, 1), None),
    "priority": ("high", "low"),
    "labels": (frozenset({"x"}), frozenset({"y"}), frozenset({"x", "z"}), frozenset()),
}
Edit = tuple[str, int, str, int]
Content = dict[tuple[str, int, str], object]

edits = st.lists(
    st.tuples(
        st.sampled_from(PLACES), st.integers(0, EPICS - 1), st.sampled_from(list(VALUES)),
        st.integers(0, 3),
    ),
    max_size=4,
)  # fmt: skip


def typed(team: Team3, ids: dict[str, list[str]], made: Iterable[Edit]) -> set[tuple[int, str]]:
    """Let people type; return the fields that they touched."""
    touched = set()
    for place, epic, name, choice in made:
        value = VALUES[name][choice % len(VALUES[name])]
        if content(team)[place, epic, name] != (value or None):
            team.tools[place].edit(ids[place][epic], name, value)
            touched.add((epic, name))
    return touched


def content(team: Team3) -> Content:
    """Return what every tool shows."""
    return {
        (place, n, name): record.fields.get(name) or None
        for place, tool in team.tools.items()
        for n, record in enumerate(sorted(tool.records(), key=lambda r: r.id))
        for name in VALUES
    }


def synced(team: Team3) -> str:
    """Run a sync and let every lag pass; return its name."""
    run = team.sync().summary.run
    team.clock.pass_by(minutes=10)
    return run


@settings(
    max_examples=15, deadline=None, derandomize=True,
    phases=(Phase.explicit, Phase.generate),  # to shrink runs of runs takes minutes
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
@given(before=edits, carried=edits, since=edits, fresh=edits)
def test_what_nobody_has_touched_since_is_as_it_was_before_the_run(
    before: list[Edit], carried: list[Edit], since: list[Edit], fresh: list[Edit]
) -> None:
    """In every tool that the run wrote; what it did not write stays; the undo can be undone."""
    with tempfile.TemporaryDirectory() as folder:
        team = Team3(Path(folder) / "s.db", portfolio(*PLACES))
        ids = seeded(team, EPICS)
        typed(team, ids, before)
        synced(team)
        typed(team, ids, carried)
        was = content(team)
        run = synced(team)
        wrote = content(team)
        touched = typed(team, ids, since)
        synced(team)
        touched |= typed(team, ids, fresh)
        quiet = {key for key in was if key[1:] not in touched}
        written = {key[1:] for key in quiet if was[key] != wrote[key]}
        if was == wrote:
            with pytest.raises(ConfigurationError, match="nothing to take back"):
                shown_undo(team, run)
            return
        stood = content(team)
        undo = undone(team, run).summary.run
        now = content(team)
        assert {k: now[k] for k in quiet if was[k] != wrote[k]} == {
            k: was[k] for k in quiet if was[k] != wrote[k]
        }
        assert {k: now[k] for k in quiet if k[1:] not in written} == {
            k: stood[k] for k in quiet if k[1:] not in written
        }
        assert at_rest(team, now, quiet)
        if now != stood:
            undone(team, undo)
            assert at_rest(team, wrote, quiet)
        assert team.store
        team.store.close()


def at_rest(team: Team3, wanted: Content, quiet: Collection[tuple[str, int, str]]) -> bool:
    """Tell whether the fields that nobody touched stay so, and nothing is left to do."""
    synced(team)
    found = content(team)
    same = all(found[key] == wanted[key] for key in quiet)
    return same and not team.plan().operations
