"""The monthly pulse: who is asked, how often, and what is kept of an answer."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.memory.channel import MemoryChannel
from syncline.domain.outbox import Score
from syncline.domain.people import People, Person
from syncline.engine.desk import ALERTS
from syncline.ports import Store
from tests.engine.rounds import INES, PAUL, RULES, Rounds, alert


@pytest.fixture
def rounds(tmp_path: Path) -> Iterator[Rounds]:
    """Give a portfolio that asks, and Inès, who was told something this Monday."""
    made = Rounds(tmp_path / "s.db")
    made.rules = replace(RULES, alerts=replace(RULES.alerts, pulse=True))
    made.begin()
    made.run(alert("1"))
    made.clock.pass_by(hours=2)
    yield made
    assert made.store
    made.store.close()


def kept(rounds: Rounds) -> Store:
    """Return what is kept of alerts."""
    assert rounds.store
    return rounds.store.portfolio(ALERTS)


def asked(rounds: Rounds) -> list[str]:
    """Return who was asked, in order."""
    return [one.email for one in rounds.channel.sent if len(one.memo.lines) == 3]


def test_a_reader_is_asked_once_a_month(rounds: Rounds) -> None:
    """However many rounds there are; not an hour after another message, nor at night."""
    assert asked(rounds) == []
    for _ in range(10):
        rounds.run()
        rounds.clock.pass_by(hours=11)
    assert asked(rounds) == [INES]
    assert rounds.channel.sent[-1].memo.head.startswith("Three sentences")
    rounds.clock.at = rounds.clock.at.replace(month=4, day=1, hour=3)
    rounds.run()
    assert asked(rounds) == [INES], "at night nobody is asked"
    rounds.run(alert("2"))  # who was told nothing for four weeks has nothing to say of it
    rounds.clock.pass_by(days=1, hours=8)
    rounds.run(alert("2"))
    rounds.clock.pass_by(hours=2)
    rounds.run(alert("2"))
    assert asked(rounds) == [INES, INES]


def test_an_answer_is_counted_without_a_name(rounds: Rounds) -> None:
    """Signs for what is true; a day later three scores of the team, and no trace of who."""
    rounds.run()
    for sign in ("one", "three", "eyes"):
        rounds.channel.react(2, sign)
    rounds.clock.pass_by(hours=5)
    rounds.run()
    assert kept(rounds).scores() == (), "she may still be at it"
    for _ in range(3):
        rounds.tomorrow()
        rounds.run()
    given = [Score("2026-03", "web", number, score) for number, score in ((1, 5), (2, 1), (3, 5))]
    assert list(kept(rounds).scores()) == given
    (message,) = (m for m in kept(rounds).messages() if m.kind == "pulse")
    assert (message.note, message.line) == ("answered", 0)
    assert all(answer.by != INES for answer in kept(rounds).answers())


def test_none_is_an_answer_and_silence_is_none(rounds: Rounds) -> None:
    """Zero says that no sentence is true."""
    rounds.run()
    rounds.tomorrow()
    rounds.run()
    assert kept(rounds).scores() == ()
    rounds.channel.react(2, "zero")
    rounds.tomorrow()
    rounds.run()
    assert [one.score for one in kept(rounds).scores()] == [1, 1, 1]


def test_nobody_is_asked_where_it_is_not_wanted(rounds: Rounds) -> None:
    """It is off unless a portfolio says so; who reads nothing of it is not asked either."""
    rounds.rules = RULES
    rounds.run()
    assert asked(rounds) == []
    rounds.rules = replace(RULES, alerts=replace(RULES.alerts, pulse=True))
    rounds.run()
    assert PAUL not in asked(rounds)


def test_a_lost_answer_is_not_asked_for_again(rounds: Rounds) -> None:
    """The question may have arrived."""
    rounds.channel.lose = 1
    assert rounds.run().failed
    rounds.tomorrow()
    rounds.run()
    assert asked(rounds) == [INES]


def test_who_cannot_answer_below_a_message_is_not_asked(rounds: Rounds) -> None:
    """In an e-mail a sign means nothing."""

    class Mail(MemoryChannel):
        answers = reply = None  # type: ignore[assignment]  # as a channel without them

    rounds.people = People([Person(INES)])
    rounds.channel = Mail()  # type: ignore[assignment]
    rounds.run()
    assert rounds.channel.sent == []
