"""Cursors move last: what a run has read and not settled is listed again by the next one."""

from collections.abc import Sequence
from datetime import date

import pytest

from connectors.memory import Fault
from flows.stages import threads
from syncline.domain.state import Lease
from syncline.engine.observe import Observation
from syncline.engine.run import Stages, sync
from syncline.engine.session import Session, holding
from tests.engine.conftest import Team3
from tests.engine.moves import seeded, shows, store

DAY = date(2026, 5, 4)


def edited(team: Team3) -> None:
    """Let somebody edit in A, longer ago than two readings overlap."""
    ids = seeded(team)
    team.sync()
    team.tools["A"].edit(ids["A"][0], "target", DAY)
    team.clock.pass_by(minutes=3)


def carried(team: Team3) -> bool:
    """Tell whether the next sync, which lists only changes, carries the edit."""
    team.clock.pass_by(minutes=3)
    team.sync()
    return set(shows(team, "Epic 0", "target").values()) == {DAY}


def test_a_run_that_dies_after_reading_has_not_passed_what_it_read(three: Team3) -> None:
    """Between the last answer and the first commit."""
    edited(three)
    whole = threads()

    def reads_and_dies(session: Session) -> Sequence[Observation]:
        whole.observe(session)
        raise KeyboardInterrupt

    with holding(store(three), three.clock, "dies", lambda _: True) as lease:
        assert isinstance(lease, Lease)
        with pytest.raises(KeyboardInterrupt):
            sync(three.session(lease), Stages(reads_and_dies, whole.apply))
    assert carried(three)


def test_a_reading_that_breaks_off_has_not_passed_what_it_listed(three: Team3) -> None:
    """The listing was whole; the direct read of what looked edited failed."""
    edited(three)
    three.tools["A"].fail(Fault("outage", "read"))
    assert three.sync().summary.outcome == "PARTIAL"
    assert carried(three)
