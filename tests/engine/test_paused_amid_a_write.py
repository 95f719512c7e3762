"""A run that is paused between two calls of one operation makes no further one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from syncline.domain.errors import LeaseLost
from syncline.ports import FileRule
from tests.engine.hanging import Desk
from tests.engine.moves import flying


def two_files(path: Path) -> Desk:
    """Let a person attach two files in A, which are to be copied one by one."""
    desk = Desk(path, "attachments", rule=FileRule(copy=True, limit=1000))
    desk.attach("A", "one.pdf", b"1")
    desk.attach("A", "two.pdf", b"2")
    return desk


def pause_before_the_second_call(desk: Desk, meanwhile: Callable[[], None]) -> None:
    """Let time pass in the midst of the operation that copies both files to C."""
    calls = []

    def before(call: str, _record: str | None) -> None:
        if call == "update":
            calls.append(call)
            if len(calls) == 2:
                desk.team.tools["C"].before = lambda *_: None
                meanwhile()

    desk.team.tools["C"].before = before


def names(desk: Desk, tool: str) -> list[str]:
    """Return the names of the files that hang there, without where they are from."""
    return [name.split(" ")[0] for name, _ in desk.shown(tool)]


def test_another_run_has_finished_it_meanwhile(tmp_path: Path) -> None:
    """Its lease ran out while it slept; the second file is there once."""
    desk = two_files(tmp_path)

    def another_run() -> None:
        desk.team.clock.pass_by(hours=2)
        desk.rest(4)
        assert names(desk, "C") == ["one", "two"]

    pause_before_the_second_call(desk, another_run)
    with pytest.raises(LeaseLost):
        desk.team.sync()
    assert names(desk, "C") == ["one", "two"]
    desk.rest()
    assert names(desk, "B") == names(desk, "C") == ["one", "two"]


def test_nobody_has_taken_its_lease_and_the_time_of_the_write_is_over(tmp_path: Path) -> None:
    """From then on whoever reads takes what is not there for never written."""
    desk = two_files(tmp_path)
    pause_before_the_second_call(desk, lambda: desk.team.clock.pass_by(minutes=10))
    result = desk.team.sync()
    assert result.summary.outcome == "PARTIAL"
    assert names(desk, "C") == ["one"]
    assert [intent.state for intent in flying(desk.team)] == ["UNKNOWN"]
    desk.rest()
    assert names(desk, "B") == names(desk, "C") == ["one", "two"]
