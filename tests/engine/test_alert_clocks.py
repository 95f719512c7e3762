"""Rounds of alerts and time: a first one, a late one, and clocks that were set."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from syncline.domain.policy import Portfolio, Reach
from syncline.engine.desk import ALERTS, Uptime
from tests.engine.rounds import MONDAY, OPS, RULES, Rounds, alert


@pytest.fixture
def rounds(tmp_path: Path) -> Iterator[Rounds]:
    """Give a store that knows of nothing, and has had its first round."""
    made = Rounds(tmp_path / "s.db")
    made.begin()
    yield made
    assert made.store
    made.store.close()


def test_a_first_round_is_one_summary_to_each_and_nothing_after(tmp_path: Path) -> None:
    """However much it found: the rest does not trickle out in the weeks that follow."""
    first = Rounds(tmp_path / "s.db")
    first.reopen()
    first.clock.at = MONDAY
    firing = [alert(f"{n}{r}", rule=r) for r in ("A3", "B1", "C4", "G7") for n in range(2)]
    first.run(*firing)
    (sent,) = first.channel.sent
    assert sent.lines[0].startswith("After a first look, or a long pause: 8 of your items")
    for _ in range(20):
        first.tomorrow()
        first.run(*firing)
    assert len(first.channel.sent) == 1
    assert first.store
    first.store.close()


def test_a_late_round_is_one_summary_and_a_weekend_is_not_late(rounds: Rounds) -> None:
    """After more than a working day of silence."""
    rounds.clock.at = MONDAY + timedelta(days=2)
    rounds.run(alert("1"), alert("2", rule="C4"))
    assert rounds.channel.sent[0].lines[0].startswith("After a first look, or a long pause")
    rounds.clock.at = MONDAY + timedelta(days=4)
    rounds.run()
    rounds.clock.at = MONDAY + timedelta(days=7)
    rounds.run(alert("3"))
    assert rounds.channel.sent[1].lines[0] == "One of your items could use a look:"


@pytest.mark.parametrize("hours", [-2, 5])
def test_a_clock_that_is_set_tells_nobody_and_says_so(rounds: Rounds, hours: int) -> None:
    """Forward is known from the machine's own time; the round after goes on."""
    rounds.uptime = Uptime(1000.0, "b")
    rounds.run()
    rounds.clock.pass_by(hours=hours)
    rounds.uptime = Uptime(1060.0, "b")
    told = rounds.run(alert("1"))
    assert "The clock was set" in told.held
    assert rounds.channel.sent == []
    rounds.clock.at = MONDAY + timedelta(hours=1)
    rounds.uptime = None
    rounds.run(alert("1"))
    rounds.run(alert("1"))
    assert len(rounds.channel.sent) == 1


def test_time_that_passed_is_no_jump(rounds: Rounds) -> None:
    """A night, a machine that started anew, a machine that slept."""
    rounds.uptime = Uptime(1000.0, "b")
    rounds.run()
    rounds.tomorrow()
    rounds.uptime = Uptime(1000.0 + 86_400, "b")
    assert not rounds.run().held
    rounds.tomorrow()
    rounds.uptime = Uptime(60.0, "c")
    assert not rounds.run(alert("1")).held
    assert len(rounds.channel.sent) == 1


@pytest.mark.parametrize("days", [1, 400])
def test_a_clock_that_jumps_tells_nothing_twice(rounds: Rounds, days: int) -> None:
    """Forward or back: what was told stays told."""
    rounds.run(alert("1"))
    rounds.clock.at += timedelta(days=days)
    rounds.run(alert("1"))
    rounds.clock.at -= timedelta(days=2 * days)
    rounds.run(alert("1"))
    rounds.run(alert("1"))
    assert len(rounds.channel.sent) == 1


MANY = [
    alert(f"{n}{rule}", rule=rule)
    for rule in ("A1", "A3", "A6", "B1", "B3", "B4", "C4", "C7", "C8", "D2")
    for n in range(2)
]


def switched(reach: Reach) -> Portfolio:
    """Return the configuration with the team's alerts gone so far."""
    return replace(RULES, teams={"web": replace(RULES.teams["web"], alerts=reach)})


@pytest.mark.parametrize("before", ["off", "shadow"])
def test_a_team_that_is_switched_on_gets_one_summary(rounds: Rounds, before: Reach) -> None:
    """Whether what it is told was recorded all the time, or is found for the first time."""
    rounds.rules = switched(before)
    for _ in range(3):
        rounds.run(silent=MANY if before == "shadow" else ())
        rounds.tomorrow()
    rounds.rules = RULES
    for _ in range(20):
        rounds.run(*MANY)
        rounds.tomorrow()
    (sent,) = rounds.channel.sent
    assert "20 of your items" in sent.memo.head
    rounds.run(*MANY, alert("new", severity="S2"))
    assert [len(one.memo.lines) for one in rounds.channel.sent] == [5, 1], "and then as ever"


def test_another_portfolio_gets_one_summary(rounds: Rounds) -> None:
    """Which one round leaves out is not new in the next one."""
    rounds.run(alert("1"))
    rounds.tomorrow()
    other = [replace(one, portfolio="q", team=None) for one in MANY]
    rounds.rules = replace(RULES, name="q", teams={})
    rounds.run(*other)
    assert [len(one.memo.lines) for one in rounds.channel.sent] == [1, 5]
    rounds.tomorrow()
    rounds.rules = RULES
    rounds.run(alert("1"), alert("2", severity="S2"))
    assert [len(one.memo.lines) for one in rounds.channel.sent] == [1, 5, 1]


def test_of_syncline_itself_nothing_waits_for_a_summary(rounds: Rounds) -> None:
    """A tool that cannot be read interrupts its steward from the first round on."""
    rounds.rules = replace(RULES, name="q", teams={})
    trouble = alert("replica:roadmap", OPS, severity="S1", rule="G7")
    rounds.run(replace(trouble, portfolio="q", team=None))
    assert rounds.store
    (one,) = rounds.store.portfolio(ALERTS).episodes()
    assert not one.batch
