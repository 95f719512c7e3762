"""Files through whole runs: every tool has each of them, once, and nothing a person added goes."""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.memory import Fault
from connectors.memory.shelf import held_of
from syncline.domain.state import Intent
from syncline.ports import FileRule
from tests.engine.hanging import NAMES, Desk, digest

COPIES = FileRule(copy=True, limit=1_000)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Return an epic in three tools whose files are copied."""
    made = Desk(tmp_path, "attachments", "siblings", rule=COPIES)
    yield made
    made.close()


def bodies(desk: Desk, name: str) -> list[bytes]:
    """Return the bytes that hang on the record of a tool."""
    tool = desk.team.tools[name]
    held = held_of(tool.record(desk.record[name]).fields)
    return sorted(tool.files[one.url] for one in held if one.file)


def marks(desk: Desk, name: str) -> list[str]:
    """Return what a tool shows, without the links to siblings."""
    return [one for one in desk.marks(name) if "/files/" in one or len(one) == 10]


def intents(desk: Desk) -> list[Intent]:
    """Return what was written in all runs."""
    assert desk.team.store
    store = desk.team.store.portfolio(desk.team.portfolio.name)
    return [one for run in store.runs(99) for one in store.intents_of(run.id)]


def test_a_file_of_one_tool_is_copied_into_the_others(desk: Desk) -> None:
    """Byte for byte, with its SHA-256 kept; and the next run has nothing to do."""
    desk.attach("A", "plan.pdf", b"the plan")
    desk.rest()
    assert all(bodies(desk, name) == [b"the plan"] for name in NAMES)
    assert [one for one in intents(desk) if digest(b"the plan") in one.note]
    assert not desk.team.plan().operations


def test_a_file_goes_where_its_original_goes(desk: Desk) -> None:
    """Only the copies of Syncline."""
    gone = desk.attach("A", "old.pdf", b"old")
    desk.attach("B", "new.pdf", b"new")
    desk.rest()
    desk.detach(gone)
    desk.rest()
    assert all(bodies(desk, name) == [b"new"] for name in NAMES)


def test_a_removed_copy_of_a_file_stays_away(desk: Desk) -> None:
    """And the original stays where it is."""
    url = desk.attach("A", "plan.pdf", b"the plan")
    desk.rest()
    assert desk.remove_copy("B", url)
    desk.attach("C", "more.pdf", b"more")
    desk.rest()
    assert bodies(desk, "B") == [b"more"]
    assert bodies(desk, "A") == bodies(desk, "C") == [b"more", b"the plan"]


def test_a_lost_store_doubles_no_file(desk: Desk) -> None:
    """The name of a copy tells what it is a copy of."""
    desk.attach("A", "plan.pdf", b"the plan")
    desk.rest()
    desk.close()
    desk.team.store = None
    for file in desk.team.path.parent.glob("s.db*"):
        file.unlink()
    desk.team.reopen()
    desk.team.settle()
    desk.rest()
    assert all(bodies(desk, name) == [b"the plan"] for name in NAMES)


def test_what_is_too_large_is_linked_and_the_reason_is_kept(desk: Desk) -> None:
    """In the account of the write."""
    desk.attach("A", "film.mov", b"x" * 1_001)
    desk.rest()
    assert [one for one in intents(desk) if "more than 1,000" in one.note]
    assert bodies(desk, "B") == []
    assert [url for _, url in desk.shown("B") if "/files/" in url] == [*desk.put]


@pytest.mark.parametrize("seed", range(8))
def test_whatever_fails_every_file_is_everywhere_once(tmp_path: Path, seed: int) -> None:
    """Files, removals, removed copies and lost answers, in any order between runs."""
    dice, desk = random.Random(seed), Desk(tmp_path, "attachments", rule=COPIES)
    for step in range(20):
        act(desk, dice, step)
    desk.calm()
    for name in NAMES:
        assert marks(desk, name) == desk.expected(name), name
    assert not desk.team.plan().operations
    desk.close()


def act(desk: Desk, dice: random.Random, step: int) -> None:
    """Do one thing that people or networks do."""
    chance, name = dice.random(), dice.choice(NAMES)
    if chance < 0.35:
        desk.attach(name, f"file {step}.txt", b"body %d" % step)
    elif chance < 0.42 and desk.put:
        desk.detach(dice.choice(sorted(desk.put)))
    elif chance < 0.5 and desk.put:
        desk.calm()  # a copy whose answer was lost, removed before anybody looked, is made again
        desk.remove_copy(name, dice.choice(sorted(desk.put)))
    elif chance < 0.7:
        kind = dice.choice(("lost", "unsent", "late", "outage", "rejected"))
        fault = Fault(kind, "update", after=dice.randrange(2), delay=timedelta(seconds=20))
        desk.team.tools[name].faults.add(fault)
    else:
        desk.team.clock.pass_by(minutes=dice.choice((0, 1, 5, 30)))
        desk.team.sync()
