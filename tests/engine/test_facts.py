"""What the rules are told of a portfolio: the working days of each owner among it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from syncline.domain.calendar import Calendar
from syncline.domain.deciding import there_since
from syncline.domain.item import Edited, Snapshot
from syncline.domain.people import People, Person
from syncline.domain.policy import AlertSettings, RuleSetting
from syncline.domain.rules.shape import Limit
from syncline.engine.facts import gather
from syncline.engine.run import Scope
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import store
from tests.engine.test_scopes import limited

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


def test_what_was_there_before_is_as_old_as_the_logs_of_its_tools_say(tmp_path: Path) -> None:
    """Else all work would be new on the day that Syncline came; of two tools the later one."""
    team = Team3(tmp_path / "s.db", portfolio("A", "B"))
    came = team.clock.now()
    ids = {
        n: t.add({"title": "E", "status": "planned"}, kind="epic") for n, t in team.tools.items()
    }
    for name, days in (("A", 20), ("B", 3)):
        team.clock.pass_by(days=days)
        team.tools[name].edit(ids[name], "status", "in_progress")
    edited = team.clock.now()
    team.clock.pass_by(days=30)
    team.tools["A"].edit(ids["A"], "title", "F")
    team.tools["B"].edit(ids["B"], "title", "F")
    team.settle()
    known = gather(team.portfolio, People(), store(team), team.clock.now())
    (work,) = known.items
    assert work.fields["status"] == "in_progress"
    assert known.changed(work, "status") == edited.date()
    assert known.changed(work, "status") == came.date() + timedelta(days=23)
    assert work.seen_on == known.began_on == team.clock.now().date()
    team.clock.pass_by(days=2)
    team.tools["A"].edit(ids["A"], "status", "planned")
    team.clock.pass_by(minutes=10)
    team.settle()
    (work,) = gather(team.portfolio, People(), store(team), team.clock.now()).items
    moved = work.last("status")
    assert moved
    assert known.day(moved.at) == team.clock.now().date(), "our own history"
    assert team.store
    team.store.close()


@pytest.mark.parametrize(
    ("logged", "updated", "since"),
    [
        ((5,), (2,), 5),  # the log, whatever became of the record since
        ((8, 5), (1, 1), 5),
        ((), (7, 3), 3),  # no log: at least as old as the last change of its records
        ((), (), None),
        ((), (0,), None),  # somebody is at it
        ((0, 5), (9,), None),
    ],
)
def test_a_value_is_dated_by_logs_else_by_the_last_change(
    logged: tuple[int, ...], updated: tuple[int, ...], since: int | None
) -> None:
    """Numbers are days ago."""
    now = datetime(2026, 3, 2, tzinfo=UTC)
    bare = Snapshot("A", "1", "", "", "epic", {}, "")
    shown = [replace(bare, edits={"status": Edited(None, now - timedelta(days=n))}) for n in logged]
    shown += [replace(bare, updated=now - timedelta(days=n)) for n in updated]
    assert there_since("status", shown, now) == (
        None if since is None else now - timedelta(days=since)
    )


@pytest.mark.parametrize(("hours", "known"), [(23, True), (25, False), (21 * 24, False)])
def test_what_was_read_long_ago_is_not_known(tmp_path: Path, hours: int, known: bool) -> None:  # noqa: FBT001  # a case
    """A schedule that stopped makes no item silent: nothing is told, and nothing has ended."""
    team = Team3(tmp_path / "s.db", portfolio("A", "B"))
    for tool in team.tools.values():
        tool.add({"title": "E", "status": "planned"}, kind="epic")
    team.settle()
    team.clock.pass_by(hours=hours)
    assert gather(team.portfolio, People(), store(team), team.clock.now()).complete is known
    patient = AlertSettings(rules={"G9": RuleSetting(limits={"after": Limit(30, "days")})})
    rules = replace(team.portfolio, alerts=patient)
    assert gather(rules, People(), store(team), team.clock.now()).complete
    team.settle()
    assert gather(team.portfolio, People(), store(team), team.clock.now()).complete
    assert team.store
    team.store.close()


def test_a_run_that_read_a_part_says_nothing_of_the_rest(tmp_path: Path) -> None:
    """Neither one of some items, nor one of some replicas."""
    team = Team3(tmp_path / "s.db", portfolio("A", "B", "C"))
    ids = {
        n: t.add({"title": "E", "status": "planned"}, kind="epic") for n, t in team.tools.items()
    }
    team.settle()
    team.clock.pass_by(hours=25)
    for scope in (Scope(frozenset({ids["A"]})), Scope(replicas=frozenset({"A", "B"}))):
        assert limited(team, scope).summary.outcome == "OK"
        known = gather(team.portfolio, People(), store(team), team.clock.now())
        assert not known.complete
    team.settle()
    assert gather(team.portfolio, People(), store(team), team.clock.now()).complete
    assert team.store
    team.store.close()
