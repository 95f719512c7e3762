"""What the rules are told of a portfolio: the working days of each owner among it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from syncline.domain.calendar import Calendar
from syncline.domain.people import People, Person
from syncline.engine.facts import gather
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import store

LEO, MIA = "leo@acme.example", "mia@acme.example"
FRIDAY, MONDAY = date(2026, 2, 27), date(2026, 3, 2)


@pytest.mark.parametrize(
    ("owner", "days"),
    [(LEO, 0), ("l.eo@acme.example", 0), (MIA, 1), ("stranger@acme.example", 1)],
    ids=["own calendar", "by an alias", "the portfolio's", "nobody known"],
)
def test_ages_count_the_owners_working_days(tmp_path: Path, owner: str, days: int) -> None:
    """Where Monday is a holiday, nothing got older over that weekend."""
    monday_off = Calendar(holidays=frozenset({MONDAY}))
    aliases = frozenset({"l.eo@acme.example"})
    people = People([Person(LEO, calendar=monday_off, aliases=aliases), Person(MIA)])
    team = Team3(tmp_path / "s.db", portfolio("A", "B"))
    for tool in team.tools.values():
        tool.add({"title": "E", "status": "planned", "owner": owner}, kind="epic")
    team.settle()
    known = gather(
        replace(team.portfolio, calendar=Calendar()), people, store(team), team.clock.now()
    )
    (work,) = known.items
    assert known.between(FRIDAY, MONDAY, work) == days
    assert known.calendar(work).is_working_day(MONDAY) is bool(days)
    assert team.store
    team.store.close()
