"""Which findings explain others away: only what is told itself, as far as they are."""

from dataclasses import replace
from typing import Any

import pytest

from syncline.domain.policy import AlertSettings, Delivers, RuleSetting
from syncline.domain.precision import Precision
from syncline.domain.rules.facts import Facts
from syncline.domain.rules.work import Work
from syncline.engine.evaluate import judged
from tests.rules.examples import PORTFOLIO, ago, facts, item, move

SLIPS = tuple(
    move("target", ago(40 - n * 5), ago(35 - n * 5) if n < 5 else ago(6), 30 - n) for n in range(6)
)
LATE = item("x", fields={"target": ago(6)}, touched=3, moves=SLIPS)  # C4; slipped besides: C5


def world(*works: Work, team: str = "on", **states: Any) -> Facts:
    """Return facts of these items, with these states of rules, and of their team."""
    rules = {rule: RuleSetting(state=state) for rule, state in states.items()}
    teams = {name: replace(one, alerts=team) for name, one in PORTFOLIO.teams.items()}  # type: ignore[arg-type]
    settings = AlertSettings(rules=rules)
    return facts(*works, portfolio=replace(PORTFOLIO, alerts=settings, teams=teams))


def told(known: Facts) -> list[str]:
    """Return the rules that somebody is told of."""
    return sorted({alert.finding.rule for alert in judged(known).alerts})


def recorded(known: Facts) -> list[str]:
    """Return the rules that are only recorded."""
    return sorted({alert.finding.rule for alert in judged(known).silent})


def test_a_rule_that_nobody_is_told_of_silences_none_that_is_told() -> None:
    """The item is six days late; that it moved as well is only recorded in this pack."""
    assert told(world(LATE)) == ["C4"]
    assert "C5" in recorded(world(LATE))


@pytest.mark.parametrize("state", ["pilot", "on"])
def test_a_rule_that_is_told_silences_what_it_explains(state: str) -> None:
    """One alert of one lateness."""
    assert told(world(LATE, C5=state)) == ["C5"]


def test_a_rule_that_was_demoted_silences_none_that_is_told() -> None:
    """People call it useless, and it is only recorded."""
    known = replace(world(LATE, C5="on"), demoted={"C5": Precision(3, 20)})
    assert "C4" in told(known)


def test_a_rule_of_s4_silences_none_that_is_told() -> None:
    """Nobody is told of it, whatever its state."""
    known = world(LATE, C5="on")
    rules = {"C5": RuleSetting(state="on", severity="S4")}
    portfolio = replace(known.portfolio, alerts=AlertSettings(rules=rules))
    assert "C4" in told(replace(known, portfolio=portfolio))


def test_what_a_team_only_records_is_as_it_would_be_told() -> None:
    """There a rule silences another as it would with alerts on."""
    known = world(LATE, team="shadow", C5="on")
    assert told(known) == []
    assert "C4" not in recorded(known)


def test_what_is_silenced_itself_silences_nothing() -> None:
    """The parent's slips are told in place of its lateness, which says nothing of the part's."""
    part = item("y", fields={"target": ago(6), "parent": "x"}, touched=3)
    assert "C4" in told(world(LATE, part, C5="on"))
    late = item("x", fields={"target": ago(6)}, touched=3)
    owners = [alert.item for alert in judged(world(late, part)).alerts]
    assert owners == ["x"], "that of the parent alone"


def test_of_items_that_are_part_of_each_other_one_is_told() -> None:
    """Not none, as where each silences the other."""
    ring = [
        item(one, fields={"target": ago(6), "parent": other}, touched=3)
        for one, other in ("xy", "yx")
    ]
    late = [a.item for a in judged(world(*ring)).alerts if a.finding.rule == "C4"]
    assert late == ["x"]


def test_a_part_is_told_where_the_item_above_it_is_only_recorded() -> None:
    """Its team has not turned alerts on."""
    above = item("x", fields={"target": ago(6)}, touched=3)._replace(team="data")
    part = item("y", fields={"target": ago(6)}, touched=3)
    known = world(above, part)
    teams = {
        **known.portfolio.teams,
        "data": replace(known.portfolio.teams["data"], alerts="shadow"),
    }
    links = (Delivers("roadmap", {"delivery": "epic"}),)
    portfolio = replace(known.portfolio, teams=teams, delivers=links)
    known = replace(known, portfolio=portfolio, delivers={"y": frozenset({"x"})})
    assert [a.item for a in judged(known).alerts] == ["y"]
