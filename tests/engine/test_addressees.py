"""Who is told of an item: its owner, or whoever stands in, and in the end always somebody."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from connectors.memory import Fault
from syncline.domain.people import People, Person
from syncline.domain.policy import Team
from syncline.engine.evaluate import evaluate
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import store

OWNER, STAND_IN = "leo@acme.example", "mia@acme.example"
PM, LEAD, STEWARD = "pm@acme.example", "lead@acme.example", "ops@acme.example"
TEAM = Team("web", hints={"squad": "Web"}, pm=PM, lead=LEAD, alerts="on")


@pytest.fixture
def late(tmp_path: Path) -> Iterator[Team3]:
    """Give an epic of Leo's whose target has passed, of team Web."""
    rules = replace(portfolio("A", "B"), teams={"web": TEAM}, steward=STEWARD)
    team = Team3(tmp_path / "s.db", rules)
    late_since = date(2026, 2, 2)
    for tool in team.tools.values():
        tool.add(
            {"title": "E", "status": "in_progress", "owner": OWNER, "target": late_since},
            kind="epic",
        )
    team.settle()
    database = store(team)
    (item,) = database.items()
    with database._database.writing() as transaction:
        transaction.driver.execute("UPDATE items SET team = 'web'")
    assert item
    team.clock.pass_by(hours=2)  # nobody is still at it
    yield team
    assert team.store
    team.store.close()


def told(team: Team3, *people: Person) -> set[str]:
    """Return who is told."""
    known = People(people)
    found = evaluate(team.portfolio, known, store(team), team.clock.now())
    return {alert.owner for alert in found.alerts if alert.finding.rule in {"C4", "G7"}}


GONE = Person(OWNER, active=False, delegate=STAND_IN)


@pytest.mark.parametrize(
    ("people", "wanted"),
    [
        ((Person(OWNER),), OWNER),
        ((), OWNER),
        ((GONE, Person(STAND_IN)), STAND_IN),
        ((GONE, Person(STAND_IN, active=False)), PM),
        ((GONE, Person(STAND_IN, active=False), Person(PM, active=False)), LEAD),
        (
            (
                GONE,
                *(Person(who, active=False) for who in (STAND_IN, PM, LEAD)),
            ),
            STEWARD,
        ),
    ],
    ids=["owner", "unknown owner", "delegate", "pm", "lead", "steward"],
)
def test_whoever_has_left_is_stood_in_for(
    late: Team3, people: tuple[Person, ...], wanted: str
) -> None:
    """Owner, delegate, product manager, lead, steward; never nobody."""
    assert told(late, *people) == {wanted}


def test_a_replica_that_is_not_read_is_told_once_to_the_steward(late: Team3) -> None:
    """However long it lasts: one alert, to whoever can mend it."""
    late.tools["B"].fail(Fault("outage", "list", count=0))
    for _ in range(3):
        late.clock.pass_by(hours=25)
        late.sync()
    found = evaluate(late.portfolio, People(), store(late), late.clock.now())
    assert [a.owner for a in found.alerts if a.finding.rule == "G7"] == [STEWARD]
    assert not found.complete


def test_nobody_is_reminded_of_an_item_whose_tool_was_not_read_for_days(late: Team3) -> None:
    """It may long be done there; the steward's alert says all that is known."""
    late.tools["B"].fail(Fault("outage", "list", count=0))
    for _ in range(3):
        late.clock.pass_by(hours=25)
        late.sync()
    assert told(late) == {STEWARD}
