"""How far an alert goes, and to whom: by team and rule, and what is private to a person."""

from dataclasses import replace

import pytest

from syncline.domain.people import People, Person
from syncline.domain.policy import AlertSettings, Reach, RuleSetting, Team
from syncline.domain.precision import Precision
from syncline.engine.addressing import NOBODY
from syncline.engine.evaluate import Evaluated, judged
from tests.rules.examples import INES, KARIM, OPS, PAUL, PORTFOLIO, ago, facts, item, move

DUE = item(touched=3, fields={"target": ago(-10)})
LATE = item(touched=3, fields={"target": ago(6)})
OURS = Team("payments", INES, KARIM, "#payments", "on")


def found(evaluated: Evaluated, rule: str) -> list[tuple[str, ...]]:
    """Return the rows of people who can act on what a rule found."""
    alerts = (*evaluated.alerts, *evaluated.silent)
    return [(a.owner, *a.chain) for a in alerts if a.finding.rule == rule]


def contract(days: int, **team: str | None) -> Evaluated:
    """Look at an item of Ines, whose contract ended so many working days ago."""
    people = People([Person(INES, contract_end=ago(days))])
    rules = replace(PORTFOLIO, teams={"payments": replace(OURS, **team)})
    return judged(facts(DUE, people=people, portfolio=rules))


@pytest.mark.parametrize(
    ("team", "wanted"),
    [({}, (KARIM, OPS)), ({"lead": None, "pm": PAUL}, (PAUL, OPS)), ({"lead": None}, (OPS,))],
)
@pytest.mark.parametrize(("rule", "days"), [("E5", -3), ("E2", 1)])
def test_the_end_of_a_contract_is_for_those_who_answer_for_the_team(
    rule: str, days: int, team: dict[str, str | None], wanted: tuple[str, ...]
) -> None:
    """Never for the person, though she is the product manager, and never for a channel."""
    assert found(contract(days, **team), rule) == [wanted]


def test_what_has_nobody_is_found_all_the_same() -> None:
    """No owner, no team, no steward: it is listed, and addressed to nobody."""
    begun = (move("status", "planned", "started", 10),)
    alone = item(touched=3, team=None, moves=begun, fields={"owner": None})
    rules = replace(PORTFOLIO, teams={}, steward="")
    assert found(judged(facts(alone, portfolio=rules)), "E1") == [(NOBODY,)]


@pytest.mark.parametrize(
    ("everywhere", "mine", "wanted"),
    [
        (None, None, "on"),  # as the pack has it
        (None, "shadow", "shadow"),
        ("off", "on", "on"),
        ("shadow", "pilot", "pilot"),
        ("on", "off", None),
    ],
)
def test_a_team_has_the_last_word_on_a_rule(
    everywhere: Reach | None, mine: Reach | None, wanted: Reach | None
) -> None:
    """Over the portfolio and the pack; the other teams are told as before."""
    own = replace(OURS, rules={"C4": mine} if mine else {})
    alerts = AlertSettings(rules={"C4": RuleSetting(everywhere)} if everywhere else {})
    rules = replace(PORTFOLIO, teams={"payments": own}, alerts=alerts)
    seen = judged(facts(LATE, portfolio=rules))
    reached = [a.reach for a in (*seen.alerts, *seen.silent) if a.finding.rule == "C4"]
    assert reached == ([wanted] if wanted else [])


def test_a_rule_that_a_team_names_is_not_demoted_there() -> None:
    """As one that the portfolio names: who wrote that has decided."""
    own = replace(OURS, rules={"C4": "on"})
    noisy = {"C4": Precision(3, 20)}
    rules = replace(PORTFOLIO, teams={"payments": own})
    assert found(replace(judged(facts(LATE, portfolio=rules, demoted=noisy)), silent=()), "C4")
    assert not found(replace(judged(facts(LATE, demoted=noisy)), silent=()), "C4")
