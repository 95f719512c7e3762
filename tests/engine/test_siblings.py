"""Links to siblings through whole runs: there, once, kept right, and nobody's edit."""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.memory import Fault
from connectors.memory.shelf import NATIVE
from syncline.ports import FileRule
from tests.engine.hanging import NAMES, Desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Return an epic in three tools whose records link to each other."""
    made = Desk(tmp_path, "siblings", rule=FileRule())
    yield made
    made.close()


def links(desk: Desk, name: str) -> list[tuple[str, str]]:
    """Return the links that a tool must show."""
    others = [(n, desk.record[n]) for n in NAMES if n != name]
    moved = desk.team.moved
    return sorted(
        (
            f"{r.upper()} in {n} · Syncline",
            "/".join(filter(None, [f"memory://{n}", moved.get(n), r])),
        )
        for n, r in others
    )


def test_each_record_links_to_its_siblings(desk: Desk) -> None:
    """By name and address; and the next run has nothing to do."""
    assert all(desk.shown(name) == links(desk, name) for name in NAMES)
    assert not desk.team.plan().operations


def test_a_new_record_is_linked_in_all_directions(desk: Desk) -> None:
    """It is made first, and the links follow."""
    made = desk.team.tools["A"].add({"title": "Refund"}, kind="epic")
    desk.rest()
    desk.record = {
        n: next(r.id for r in t.records() if r.fields["title"] == "Refund")
        for n, t in desk.team.tools.items()
    }
    assert desk.record["A"] == made
    assert all(desk.shown(name) == links(desk, name) for name in NAMES)


def test_a_link_that_somebody_removed_stays_away(desk: Desk) -> None:
    """And the others stay; it is no edit."""
    keep = {row for row in desk.rows("B") if "memory://A" in row}
    desk.team.tools["B"].edit(desk.record["B"], NATIVE, frozenset(keep), by="ann")
    desk.rest()
    assert [url for _, url in desk.shown("B")] == [f"memory://A/{desk.record['A']}"]
    assert not desk.team.plan().operations


def test_a_renamed_key_is_followed_and_nothing_is_left_behind(desk: Desk) -> None:
    """The link is known by its replica, so that the former address goes."""
    desk.move("A", "elsewhere")
    desk.rest()
    assert all(desk.shown(name) == links(desk, name) for name in NAMES)
    assert not desk.team.plan().operations


def test_a_lost_store_doubles_no_link(desk: Desk) -> None:
    """The name of a link tells whose it is."""
    desk.close()
    desk.team.store = None
    for file in desk.team.path.parent.glob("s.db*"):
        file.unlink()
    desk.team.reopen()
    desk.team.settle()
    desk.rest()
    assert all(desk.shown(name) == links(desk, name) for name in NAMES)


@pytest.mark.parametrize("seed", range(8))
def test_links_never_pile_up(tmp_path: Path, seed: int) -> None:
    """Whatever is lost, late, refused or moved between runs."""
    dice, desk = random.Random(seed), Desk(tmp_path, "siblings", rule=FileRule())
    for _ in range(16):
        chance, name = dice.random(), dice.choice(NAMES)
        if chance < 0.25:
            desk.move(name, f"m{dice.randrange(9)}")
        elif chance < 0.6:
            kind = dice.choice(("lost", "unsent", "late", "outage", "rejected"))
            fault = Fault(kind, "update", delay=timedelta(seconds=dice.choice((5, 50))))
            desk.team.tools[name].faults.add(fault)
        else:
            desk.team.clock.pass_by(minutes=dice.choice((0, 1, 5, 30)))
            desk.team.sync()
    desk.calm()
    for name in NAMES:
        assert desk.shown(name) == links(desk, name), name
    assert not desk.team.plan().operations
    desk.close()
