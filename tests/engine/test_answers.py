"""Answers: a sign below a message, heard once, and what follows from it."""

from datetime import timedelta

import pytest

from syncline.domain.outbox import Episode
from syncline.domain.people import People, Person
from syncline.engine.desk import ALERTS
from tests.engine.rounds import INES, MONDAY, Rounds, alert


def episode(rounds: Rounds) -> Episode:
    """Return the newest episode."""
    assert rounds.store
    return rounds.store.portfolio(ALERTS).episodes()[-1]


@pytest.mark.parametrize(
    ("sign", "state", "kept"),
    [("eyes", "acknowledged", "ack"), ("zzz", "snoozed", "snooze"),
     ("white_check_mark", "acknowledged", "done"), ("-1", "muted", "useless"),
     ("+1", "firing", "useful")],
)  # fmt: skip
def test_a_sign_is_heard_once_and_kept_for_its_rule(
    rounds: Rounds, sign: str, state: str, kept: str
) -> None:
    """However often the message is asked; the log says who it was."""
    rounds.run(alert("1"))
    rounds.channel.react(1, sign)
    for _ in range(3):
        rounds.clock.pass_by(minutes=30)
        rounds.run(alert("1"))
    assert episode(rounds).state == state
    assert rounds.store
    kept_answers = rounds.store.portfolio(ALERTS).answers()
    assert [(a.sign, a.rule, a.by) for a in kept_answers] == [(kept, "A3", INES)]
    steps = rounds.store.portfolio(ALERTS).transitions(episode(rounds).id)
    assert [s.by for s in steps if s.by] == ([INES] if state != "firing" else [])


def test_any_other_sign_is_only_a_reaction(rounds: Rounds) -> None:
    """Nothing follows from it."""
    rounds.run(alert("1"))
    rounds.channel.react(1, "tada")
    rounds.run(alert("1"))
    assert episode(rounds).state == "firing"


def test_a_snooze_ends_and_the_alert_comes_back_once(rounds: Rounds) -> None:
    """After five working days, as a new episode; acknowledged again it stays silent."""
    rounds.run(alert("1"))
    rounds.channel.react(1, "eyes")
    for _ in range(40):
        rounds.run(alert("1"))
        rounds.tomorrow()
        if len(rounds.channel.sent) == 2 and not rounds.channel.sent[1].reactions:
            assert rounds.clock.at - MONDAY >= timedelta(days=7)
            rounds.channel.react(2, "eyes")
    assert len(rounds.channel.sent) == 2
    assert episode(rounds).reopens


def test_every_message_has_its_turn(rounds: Rounds) -> None:
    """However many wait for an answer: those that were not asked for longest, and unanswered."""
    people = [f"reader{n:03}@acme.example" for n in range(120)]
    rounds.people = People(map(Person, people))
    firing = [alert(f"{n}", who) for n, who in enumerate(people)]
    rounds.run(*firing)
    for n in range(1, 121):
        rounds.channel.react(n, "+1")
    for _ in range(3):
        rounds.clock.pass_by(minutes=30)
        rounds.run(*firing)
    assert rounds.store
    assert len(rounds.store.portfolio(ALERTS).answers()) == 120
    for n in (1, 60, 120):
        rounds.channel.react(n, "eyes")  # a second word is heard as well
    for _ in range(3):
        rounds.clock.pass_by(minutes=30)
        rounds.run(*firing)
    assert len(rounds.store.portfolio(ALERTS).answers()) == 123
