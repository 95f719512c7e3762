"""What a run tells Prefect's events: a plan is asked about until somebody answers."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from prefect.client.schemas.objects import FlowRun

from flows.asking import asks
from flows.events import PLAN_HELD, Payload, before, of_run
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import store
from tests.engine.test_scopes import first_held


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team3]:
    """Return three tools in memory with a first plan that waits."""
    made = Team3(tmp_path / "state.db", portfolio("A", "B", "C"))
    first_held(made, 1)
    yield made
    assert made.store
    made.store.close()


def told(team: Team3, asked: Callable[[str], bool]) -> list[Payload]:
    """Run a sync; return what was told of plans that wait."""
    former = before(store(team))
    events = of_run(store(team), former, team.sync(), asked)
    return [payload for what, payload in events if what == PLAN_HELD]


def test_a_plan_is_told_of_until_somebody_is_asked(team: Team3) -> None:
    """A question that was lost, or that a run outside Prefect could not put, is put again."""
    held = store(team).held()
    assert held
    for _ in range(2):
        [payload] = told(team, lambda _: False)
        assert payload["digest"] == held.digest
        assert "supersedes" not in payload
    assert told(team, lambda digest: digest == held.digest) == []


def test_another_plan_is_told_of_whoever_is_asked(team: Team3) -> None:
    """With the one that it takes the place of."""
    held = store(team).held()
    assert held
    team.tools["A"].add({"title": "A late one", "status": "planned"}, kind="epic")
    [payload] = told(team, lambda _: True)
    assert payload["supersedes"] == held.digest != payload["digest"]


@pytest.mark.parametrize(
    ("name", "portfolio", "about_it"),
    [
        ("approve demo 0123456789ab", "demo", True),
        ("approve demo ba9876543210", "demo", False),  # the plan that waited before
        ("just-fennec", "demo", True),  # on its way: it will ask about whatever waits
        ("approve demo", "demo", True),
        ("approve spare 0123456789ab", "spare", False),
        ("just-fennec", "spare", False),
    ],
)
def test_which_run_asks_about_a_plan(name: str, portfolio: str, about_it: bool) -> None:  # noqa: FBT001  # a column of a table
    """One that names the plan, and one that has yet to look what waits."""
    request = {"request": {"portfolio": portfolio}}
    run = FlowRun(id=uuid4(), flow_id=uuid4(), name=name, parameters=request)
    assert asks(run, "demo", "0123456789ab") is about_it
