"""When items will be done: from the pace of their team, as a range, the same on one day."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from syncline.domain.fields import FieldSpec, FieldType
from syncline.domain.item import Kind
from syncline.domain.policy import Delivers, Portfolio
from syncline.domain.rules.facts import Facts
from syncline.domain.rules.pace import Forecast
from syncline.domain.rules.work import Move, Work
from syncline.engine.forecast import forecasts, kept
from syncline.store import open_store
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import store
from tests.rules.examples import TODAY, at, facts, item

EVERY_DAY = tuple(range(1, 90))


def done(name: str, days: int, parent: str | None = None, kind: Kind = "story") -> Work:
    """Return what was finished so many calendar days ago."""
    moves = (
        Move("status", "planned", "started", at(TODAY - timedelta(days=days + 3))),
        Move("status", "started", "done", at(TODAY - timedelta(days=days))),
    )
    fields = {"parent": parent} if parent else {}
    return item(name, kind=kind, status="done", moves=moves, fields=fields)


def world(*days: int, left: int = 10, own: int = 0, **more: Any) -> Facts:
    """Return an epic with open parts, in a team that finished one item on each of these days."""
    past = [done(f"d{n}", day, "i" if n < own else None) for n, day in enumerate(days)]
    parts = [item(f"o{n}", status="planned", fields={"parent": "i"}) for n in range(left)]
    return facts(item(kind="epic"), *parts, *past, **more)


def ready(known: Facts, name: str = "i") -> Forecast | None:
    """Return the forecast of an item."""
    return forecasts(known).get(name)


def test_a_team_that_finishes_one_a_day_needs_ten_days_for_ten() -> None:
    """Nearly every drawn day has one; a weekend is moved to the Monday after."""
    found = ready(world(*EVERY_DAY))
    assert found
    assert (found.left, found.weeks) == (10, 12)
    assert date(2026, 3, 12) <= found.p50 <= found.p85 <= date(2026, 3, 13)


def test_days_without_anything_done_count() -> None:
    """One in three days makes it three times as long, and the range wide."""
    found = ready(world(*EVERY_DAY[::3]))
    assert found
    assert 25 <= (found.p50 - TODAY).days <= 33
    assert (found.p85 - found.p50).days >= 5


def test_more_work_is_never_done_earlier() -> None:
    """Whatever is drawn."""
    found = [ready(world(*EVERY_DAY[::2], left=left)) for left in (5, 10, 20, 40)]
    days = [(one.p50, one.p85) for one in found if one]
    assert len(days) == 4
    assert days == sorted(days)


def test_an_item_that_had_half_of_its_team_takes_twice_as_long() -> None:
    """Its own share of what was finished, once five of its parts are."""
    whole, half = ready(world(*EVERY_DAY, own=89)), ready(world(*EVERY_DAY, own=44))
    assert whole
    assert half
    assert 1.8 <= (half.p50 - TODAY).days / (whole.p50 - TODAY).days <= 2.2


def test_the_same_facts_on_the_same_day_give_the_same_dates() -> None:
    """And another day draws anew."""
    one, again = world(*EVERY_DAY[::4]), world(*EVERY_DAY[::4])
    assert forecasts(one) == forecasts(again) != {}
    assert world().today == TODAY


@pytest.mark.parametrize(
    ("known", "why"),
    [
        (world(), "nothing was ever finished"),
        (world(5, left=400), "it would take longer than a year"),
        (world(*EVERY_DAY, left=0), "nothing is left"),
    ],
    ids=["no pace", "too far", "nothing left"],
)
def test_what_nobody_can_tell_has_no_forecast(known: Facts, why: str) -> None:
    """Rather than a date that means nothing."""
    assert ready(known) is None, why


def test_a_roadmap_item_is_forecast_by_the_leaves_of_what_delivers_it() -> None:
    """Not by its epics, of which one may be a day and another a year."""
    known = world(*EVERY_DAY, delivers={"i": frozenset({"r"})})
    top = item("r", kind="initiative", homes=frozenset({"roadmap"}))
    found = forecasts(replace(known, works={**known.works, "r": top}))
    assert found["r"].left == 10


def test_items_in_a_circle_end() -> None:
    """Bad data is no loop."""
    known = facts(item(fields={"parent": "j"}), item("j", fields={"parent": "i"}), done("d", 1))
    assert forecasts(known) == {}


def test_a_day_is_computed_once_and_kept(tmp_path: Path) -> None:
    """The second time nothing is gathered; the next day it is; an empty day is kept as well."""
    opened, asked = open_store(f"sqlite:///{tmp_path / 's.db'}"), []

    def ask(known: Facts) -> Facts:
        asked.append(known)
        return known

    for name, known in (("full", world(*EVERY_DAY)), ("empty", world())):
        rows = opened.portfolio(name)
        first, fresh = kept(lambda known=known: ask(known), rows, TODAY, writes=True)  # type: ignore[misc]  # a default holds it
        again, new = kept(lambda known=known: ask(known), rows, TODAY, writes=True)  # type: ignore[misc]
        assert (dict(first), fresh, new) == (dict(again), True, False)
    assert len(asked) == 2
    kept(lambda: ask(world()), opened.portfolio("full"), TODAY + timedelta(days=1), writes=False)
    assert len(asked) == 3
    assert opened.portfolio("full").forecasts(TODAY + timedelta(days=1)) == ()
    opened.close()


def test_a_roadmap_item_shows_the_later_date_in_its_own_tool(tmp_path: Path) -> None:
    """`up: {forecast: p85}`, from the stories that Syncline saw finished, computed once a day."""
    team = Team3(tmp_path / "s.db", with_forecast())
    road = team.tools["A"].add({"title": "Road", "status": "planned"}, kind="initiative")
    tie = f"memory://A/{road}"
    epic = team.tools["B"].add({"title": "E", "status": "planned", "tie": tie}, kind="epic")
    story = {"status": "planned", "parent": epic}
    stories = [team.tools["B"].add({"title": f"S{n}", **story}, kind="story") for n in range(30)]
    team.settle()
    for one in stories[:20]:  # each takes a day, and the next one comes the day after
        team.tools["B"].edit(one, "status", "in_progress", by="ada")
        team.settle()
        team.tools["B"].edit(one, "status", "done", by="ada")
        team.clock.pass_by(days=1)
        team.settle()
    shown = team.tools["A"].record(road).fields["forecast"]
    today = team.clock.now().date()
    known = {row.item: row for row in store(team).forecasts(today)}
    found = known[store(team).find(road) or ""]
    assert (shown, found.left) == (found.p85, 11)  # before what this very round has read
    assert timedelta(days=10) <= found.p85 - today <= timedelta(days=16)
    assert team.store
    team.store.close()


def with_forecast() -> Portfolio:
    """Return a roadmap, A, that shows when the epics of B will be done."""
    made = portfolio("A", "B")
    link = Delivers("A", {"B": "epic"}, {"B": "tie"}, {"forecast": "p85"})
    fields = {**made.fields, "forecast": FieldSpec("forecast", FieldType.DATE, computed=True)}
    return replace(made, delivers=(link,), fields=fields, same_as=())
