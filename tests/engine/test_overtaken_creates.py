"""Two runs want to make the same record: the claim comes before the call, so one of them does."""

from collections.abc import Callable, Sequence

import pytest

from flows.stages import threads
from syncline.domain.errors import LeaseLost
from syncline.domain.plan import Create
from syncline.domain.state import Intent, Lease, Row
from syncline.engine.run import sync
from syncline.engine.session import Session, holding
from tests.engine.conftest import Team3
from tests.engine.moves import flying, seeded, store, titles


def before_the_call(patch: pytest.MonkeyPatch, meanwhile: Callable[[], object]) -> None:
    """Let something happen once, when a create is claimed and not yet called."""
    commit, once = Session.commit, [meanwhile]

    def commit_and_wait(session: Session, rows: Sequence[Row]) -> None:
        commit(session, rows)
        claimed = (r for r in rows if isinstance(r, Intent) and r.state == "SENT")
        if once and any(isinstance(r.operation, Create) for r in claimed):
            once.pop()()

    patch.setattr(Session, "commit", commit_and_wait)


@pytest.mark.parametrize("minutes", [0, 20])
def test_a_create_that_two_runs_want_is_made_once(
    three: Team3, monkeypatch: pytest.MonkeyPatch, minutes: int
) -> None:
    """The second one takes the lease between claim and call, and runs whole."""
    seeded(three)
    three.tools["A"].add({"title": "New", "status": "planned"}, kind="epic")

    def another_run() -> None:
        three.clock.pass_by(minutes=minutes)
        with holding(store(three), three.clock, "other", lambda _: False) as lease:
            assert isinstance(lease, Lease)
            sync(three.session(lease), threads())

    before_the_call(monkeypatch, another_run)
    with pytest.raises(LeaseLost):
        three.sync()
    for _ in range(3):
        assert all(titles(three, name).count("New") <= 1 for name in "ABC")
        three.clock.pass_by(minutes=10)
        assert three.sync().summary.outcome == "OK"
    assert [titles(three, name).count("New") for name in "ABC"] == [1, 1, 1]
    assert [three.tools[name].requests["create"] for name in "BC"] == [1, 1]
    assert not flying(three)
