"""A refusal is not for ever: it is tried again, ends with what arrives, and the steward hears."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from connectors.memory.channel import MemoryChannel
from syncline.domain.alerts import Alert
from syncline.domain.people import People, Person
from syncline.domain.rules.facts import Facts
from syncline.engine.desk import ALERTS
from syncline.engine.evaluate import evaluate, judged
from syncline.engine.reaching import cut_off
from tests.engine.rounds import INES, LEAD, MONDAY, OPS, PAUL, RULES, Rounds, alert


@pytest.fixture
def rounds(tmp_path: Path) -> Iterator[Rounds]:
    """Give a store that has had its first round, and a channel that does not find Ines."""
    made = Rounds(tmp_path / "s.db")
    made.begin()
    made.channel.refusals[INES] = "users_not_found"
    yield made
    assert made.store
    made.store.close()


def unreached(rounds: Rounds) -> Mapping[str, str]:
    """Return whom no message reaches."""
    assert rounds.store
    alerts = rounds.store.portfolio(ALERTS)
    return cut_off(rounds.rules, rounds.people, alerts, rounds.clock.now())


def of_the_steward(rounds: Rounds) -> list[Alert]:
    """Return what the steward is told of people."""
    known = Facts(rounds.rules, rounds.clock.now(), unreached=unreached(rounds))
    return [one for one in judged(known).alerts if one.finding.rule == "G12"]


def told(rounds: Rounds) -> list[str]:
    """Return who got a message, in order."""
    return [sent.email for sent in rounds.channel.sent]


def test_who_was_refused_once_is_tried_again_a_week_later(rounds: Rounds) -> None:
    """Until then somebody else hears; her account was put right the next day."""
    rounds.run(alert("1", INES, PAUL))
    rounds.tomorrow()
    rounds.channel.refusals.clear()
    rounds.run(alert("1", INES, PAUL))
    assert told(rounds) == [PAUL]
    rounds.clock.at = MONDAY + timedelta(days=7)
    rounds.run(alert("2", INES, PAUL))
    assert told(rounds) == [PAUL, INES]
    rounds.tomorrow()
    rounds.run(alert("3", INES, PAUL))
    assert told(rounds) == [PAUL, INES, INES]


def test_who_is_refused_again_waits_for_another_week(rounds: Rounds) -> None:
    """One call a week, and no more, asks for somebody who is not there."""
    for _ in range(15):
        rounds.run(alert("1", INES, PAUL))
        rounds.tomorrow()
    assert told(rounds) == [PAUL]
    assert rounds.store
    (row,) = rounds.store.portfolio(ALERTS).messages("FAILED")
    assert row.at == MONDAY + timedelta(days=14)


def test_the_steward_hears_whom_no_message_reaches_until_one_does(rounds: Rounds) -> None:
    """Once, with the reason."""
    assert of_the_steward(rounds) == []
    rounds.run(alert("1", INES, PAUL))
    for _ in range(7):
        rounds.tomorrow()
        rounds.run(*of_the_steward(rounds))
    (line,) = rounds.told(OPS)
    assert INES in line
    assert "users_not_found" in line
    rounds.channel.refusals.clear()
    rounds.tomorrow()
    rounds.run(alert("2", INES, PAUL), *of_the_steward(rounds))
    assert told(rounds)[-1] == INES
    assert of_the_steward(rounds) == []


def test_a_round_asks_the_outbox_whom_no_message_reaches(rounds: Rounds) -> None:
    """The rules of a portfolio, as a round asks them."""
    rounds.run(alert("1", INES, PAUL))
    assert rounds.store
    mine, alerts = rounds.store.portfolio("p"), rounds.store.portfolio(ALERTS)
    found = evaluate(rounds.rules, rounds.people, mine, rounds.clock.now(), alerts=alerts)
    assert [(one.finding.rule, one.owner) for one in found.alerts] == [("G12", OPS)]


def test_who_is_reached_in_another_way_is_not_cut_off(rounds: Rounds) -> None:
    """The second channel took it, in the same moment."""
    rounds.others = (MemoryChannel("mail"),)
    rounds.run(alert("1", INES, PAUL))
    assert unreached(rounds) == {}


@pytest.mark.parametrize(
    ("gone", "known"),
    [
        (Person(INES, active=False), False),
        (Person(INES, contract_end=date(2026, 3, 1)), False),
        (Person(INES), True),
    ],
)
def test_a_leaver_is_no_news_to_the_steward(rounds: Rounds, gone: Person, *, known: bool) -> None:
    """People.yaml says so; of a channel of a team nobody can tell."""
    rounds.channel.refusals["#web"] = "not_in_channel"
    rounds.run(alert("1", INES, PAUL), alert("2", "#web", LEAD))
    rounds.people = People([gone, Person(PAUL)])
    assert (INES in unreached(rounds)) is known
    assert unreached(rounds)["#web"] == "not_in_channel"


def test_each_steward_hears_of_their_own_portfolio(rounds: Rounds) -> None:
    """Whose item it was."""
    rounds.run(alert("1", INES, PAUL))
    rounds.rules = replace(RULES, name="other")
    assert unreached(rounds) == {}
    rounds.rules = RULES
    rounds.clock.pass_by(days=28)
    assert unreached(rounds) == {}, "nothing was due to her for weeks"


def test_nobody_else_hears_of_what_its_owner_could_not_be_told(rounds: Rounds) -> None:
    """An escalation begins with what arrived."""
    rounds.rules = replace(RULES, alerts=replace(RULES.alerts, escalation=True))
    for _ in range(9):
        rounds.run(alert("1", INES, severity="S2"))
        rounds.tomorrow()
    assert told(rounds) == []
