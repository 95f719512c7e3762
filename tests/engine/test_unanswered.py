"""Plans that nobody answers: how long they wait, and what becomes of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from syncline.engine import verdicts
from syncline.engine.picking import chosen
from syncline.engine.run import Scope
from syncline.engine.session import Session
from tests.engine.conftest import Team3
from tests.engine.moves import store
from tests.engine.test_scopes import first_held, limited, under_lease

PATIENCE = timedelta(hours=72)


def expired(session: Session) -> str:
    return verdicts.expire(session, PATIENCE)


def rejected(session: Session) -> str:
    held = session.store.held()
    assert held
    return verdicts.reject(session, held.digest)


def test_a_plan_times_out_although_syncs_meet_it_every_hour(three: Team3) -> None:
    """Meeting it again is no answer: it waits since it was first held."""
    digest, began = first_held(three, 1), three.clock.now()
    told = {}
    for _ in range(80):
        three.clock.pass_by(hours=1)
        if said := under_lease(three, expired):
            told[three.clock.now() - began] = said
        assert three.sync().summary.digest == digest
    [(after, said)] = told.items()
    assert after == PATIENCE
    assert said.startswith(f"Nobody answered within 72 hours. Plan {digest} is rejected.")
    held = store(three).held()
    assert held
    assert held.at == began + PATIENCE


def test_a_plan_that_changed_waits_anew(three: Team3) -> None:
    """It is another question."""
    first_held(three, 1)
    three.clock.pass_by(hours=71)
    three.tools["A"].add({"title": "A late one", "status": "planned"}, kind="epic")
    three.sync()
    three.clock.pass_by(hours=2)
    assert under_lease(three, expired) == ""


@pytest.mark.parametrize("answer", [expired, rejected])
def test_what_was_left_out_is_never_dropped_and_waits_anew(
    three: Team3, answer: Callable[[Session], str]
) -> None:
    """Forgotten, it would be written as soon as it is under the limits."""
    digest = first_held(three)
    held = store(three).held()
    assert held
    limited(three, Scope(picks=chosen(held, ["1"])), digest)
    rest = store(three).held()
    three.clock.pass_by(hours=73)
    assert f"stays aside: it is the rest of plan {digest}" in under_lease(three, answer)
    again = store(three).held()
    assert rest
    assert again
    assert (again.digest, again.at) == (rest.digest, three.clock.now())
    assert under_lease(three, expired) == ""
    assert three.sync().summary.outcome == "HELD"
