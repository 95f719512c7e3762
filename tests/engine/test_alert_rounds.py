"""Who is told of what, and how often: episodes and messages over a real store and a channel."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from connectors.memory.channel import MemoryChannel
from syncline.domain.delivery import LINES
from syncline.domain.people import People, Person
from syncline.domain.policy import AlertSettings
from syncline.domain.rules.shape import Hold
from syncline.domain.schedule import Digest
from syncline.domain.state import Lease, LeaseTaken
from syncline.engine.addressing import NOBODY
from syncline.engine.desk import ALERTS
from syncline.engine.session import holding
from tests.engine.rounds import AT_ONCE, DAILY, INES, LEAD, MONDAY, OPS, PAUL, Rounds, alert


def test_ten_thousand_items_that_turn_stale_at_once_are_one_message_to_each(rounds: Rounds) -> None:
    """One line for all of them; no second message in the next hours."""
    firing = [alert(str(n), (INES, PAUL)[n % 2]) for n in range(10_000)]
    for _ in range(3):
        rounds.run(*firing)
        rounds.clock.pass_by(hours=1)
    assert sorted(sent.email for sent in rounds.channel.sent) == [INES, PAUL]
    for sent in rounds.channel.sent:
        assert sent.lines[0].startswith("5,000 of your items")
        assert "4,999 others" in sent.lines[1]


def test_what_does_not_fit_is_counted_and_comes_another_day(rounds: Rounds) -> None:
    """Five lines, and the number of the rest."""
    rules = ("A3", "B1", "C4", "G7")
    firing = [alert(f"{n}{rule}", rule=rule) for rule in rules for n in range(2)]
    rounds.run(*firing)
    (first,) = rounds.channel.sent
    assert len(first.memo.lines) == LINES
    assert first.memo.foot[0] == "... and 3 more."
    rounds.tomorrow()
    rounds.run(*firing)
    assert len(rounds.told(INES)) == 6, "the budget of a week is six lines"
    rounds.clock.pass_by(days=7)
    rounds.run(*firing)
    assert len(set(rounds.told(INES))) == len(rounds.told(INES)) == 8


def test_different_alerts_of_one_round_are_all_told(rounds: Rounds) -> None:
    """No timer swallows what is new."""
    rounds.run(alert("1"), alert("2", rule="C4"))
    assert len(rounds.told(INES)) == 2
    rounds.tomorrow()
    rounds.run(alert("1"), alert("2", rule="C4"), alert("3", rule="B1"))
    assert ["PAY-3" in line for line in rounds.told(INES)[2:]] == [True], "and only what is new"


def test_a_crash_between_sending_and_noting_it_tells_nobody_twice(rounds: Rounds) -> None:
    """It was written down before it was sent; a crash loop sends one message."""
    rounds.channel.dies = True
    for _ in range(5):
        try:
            rounds.run(alert("1"))
        except KeyboardInterrupt:
            rounds.reopen()
        rounds.clock.pass_by(hours=25)
    rounds.channel.dies = False
    rounds.run(alert("1"))
    assert len(rounds.channel.sent) == 1
    assert rounds.store
    (message,) = rounds.store.portfolio(ALERTS).messages()
    assert (message.state, message.note) == ("UNKNOWN", "the round ended before its answer came")


def test_a_lost_answer_tells_nobody_twice(rounds: Rounds) -> None:
    """The message may have arrived, so it is never sent again."""
    rounds.channel.lose = 1
    for _ in range(3):
        rounds.run(alert("1"))
        rounds.tomorrow()
    assert len(rounds.channel.sent) == 1


def test_a_channel_that_is_out_is_tried_by_the_next_round(rounds: Rounds) -> None:
    """Nothing was sent, so nothing is lost and nothing is doubled."""
    rounds.channel.out = True
    assert rounds.run(alert("1")).failed
    assert rounds.run(alert("1")).failed
    rounds.channel.out = False
    rounds.run(alert("1"))
    rounds.run(alert("1"))
    assert len(rounds.channel.sent) == 1


def test_an_episode_that_has_ended_is_told_no_more(rounds: Rounds) -> None:
    """Neither its end nor a restart tells it again; what is so again later is another one."""
    rounds.run(alert("1"))
    rounds.tomorrow()
    assert rounds.run().resolved == 1
    rounds.reopen()
    rounds.run()
    assert len(rounds.channel.sent) == 1
    rounds.tomorrow()
    rounds.run(alert("1"))
    assert len(rounds.channel.sent) == 2


def test_missing_data_neither_ends_an_episode_nor_tells_it_again(rounds: Rounds) -> None:
    """A sync that could not read a tool looks like an end of all that was wrong there."""
    rounds.run(alert("1"))
    for _ in range(3):
        rounds.tomorrow()
        rounds.run(complete=False)
        rounds.run(frozen=frozenset({"1"}))
        rounds.tomorrow()
        rounds.run(alert("1"))
    assert len(rounds.channel.sent) == 1


def test_nobody_is_told_of_an_item_that_was_not_read_but_the_steward_of_the_tool(
    rounds: Rounds,
) -> None:
    """It may long be done there."""
    trouble = replace(alert("replica:roadmap", OPS, severity="S1", rule="G7"), team=None)
    rounds.run(alert("1"), trouble)
    rounds.clock.pass_by(hours=2)
    told = rounds.run(alert("1"), alert("2", PAUL), complete=False)
    assert not told.sent
    assert {sent.email for sent in rounds.channel.sent} == {INES, OPS}


def test_of_a_tool_that_cannot_be_read_the_steward_hears_meanwhile(rounds: Rounds) -> None:
    """Not when it is readable again; and of a plan that waits, before anybody approves it."""
    trouble = replace(alert("replica:roadmap", OPS, severity="S1", rule="G7"), team=None)
    held = replace(alert("plan:held", OPS, severity="S1", rule="G5"), team=None)
    rounds.run(trouble, held, alert("1"), complete=False)
    assert {sent.email for sent in rounds.channel.sent} == {OPS}
    assert len(rounds.told(OPS)) == 2
    rounds.tomorrow()
    rounds.run(held, complete=False)
    rounds.tomorrow()
    rounds.run(held, complete=False)
    assert rounds.store
    left = rounds.store.portfolio(ALERTS).episodes("firing")
    assert {one.rule for one in left if one.cleared_at is None} == {"G5"}


def test_only_one_round_tells_at_a_time(rounds: Rounds) -> None:
    """Another one finds the lease taken and is told by whom."""
    assert rounds.store
    store = rounds.store.portfolio(ALERTS)
    with (
        holding(store, rounds.clock, "first", lambda _: True) as mine,
        holding(store, rounds.clock, "second", lambda _: True) as other,
    ):
        assert isinstance(mine, Lease)
        assert isinstance(other, LeaseTaken)
        assert other.holder == "first"


def test_what_one_person_is_refused_another_is_told(rounds: Rounds) -> None:
    """The tool knows better than people.yaml who has left; the message goes to somebody."""
    rounds.channel.refusals[INES] = "this account is deactivated"
    firing = alert("1", INES, PAUL, LEAD), alert("2", PAUL)
    told = rounds.run(*firing)
    assert told.failed == (f"{INES}: this account is deactivated",)
    for _ in range(3):
        rounds.tomorrow()
        rounds.run(*firing)
    assert [sent.email for sent in rounds.channel.sent] == [PAUL, PAUL]
    assert sorted(len(sent.memo.lines) for sent in rounds.channel.sent) == [1, 1]


def test_whom_no_channel_reaches_ends_with_a_reason(rounds: Rounds) -> None:
    """Never without a word: the round says so each time, and the outbox why."""
    rounds.channel.refusals = dict.fromkeys((INES, PAUL), "deactivated")
    rounds.run(alert("1", INES, PAUL))
    rounds.tomorrow()
    rounds.run(alert("1", INES, PAUL))
    rounds.tomorrow()
    told = rounds.run(alert("1", INES, PAUL))
    assert "PAY-1 Pay later: nobody who could act can be reached" in told.failed[0]


def test_what_has_nobody_is_said_so_in_every_round(rounds: Rounds) -> None:
    """A finding without owner, team or steward is an episode like any other, and never lost."""
    for _ in range(2):
        rounds.tomorrow()
        told = rounds.run(alert("1", NOBODY), alert("2", NOBODY, severity="S4"))
    (trouble,) = told.failed
    assert "nobody who could act" in trouble
    assert "Name a steward" in trouble
    assert rounds.channel.sent == []


def test_a_second_channel_takes_what_the_first_refuses(rounds: Rounds) -> None:
    """In the same round; and the one that a person wishes comes first."""
    mail = MemoryChannel("mail")
    rounds.others = (mail,)
    rounds.channel.refusals[INES] = "users_not_found"
    rounds.people = People([Person(INES), Person(PAUL, channel="mail")])
    rounds.run(alert("1"), alert("2", PAUL))
    assert rounds.channel.sent == []
    assert sorted(sent.email for sent in mail.sent) == [INES, PAUL]


@pytest.mark.parametrize(
    ("severity", "delegate", "wanted"),
    [("S3", None, None), ("S3", LEAD, LEAD), ("S2", None, PAUL), ("S2", LEAD, LEAD)],
)
def test_who_is_away_is_stood_in_for_or_waited_for(
    rounds: Rounds, severity: str, delegate: str | None, wanted: str | None
) -> None:
    """A delegate first; what is severe goes on along the chain; the rest waits."""
    away = ((date(2026, 3, 1), date(2026, 3, 3)),)
    rounds.people = People([Person(INES, away=away, delegate=delegate), Person(PAUL), Person(LEAD)])
    one = alert("1", INES, PAUL, severity=severity)  # type: ignore[arg-type]
    rounds.run(one)
    assert [sent.email for sent in rounds.channel.sent] == ([wanted] if wanted else [])
    rounds.clock.at = MONDAY + timedelta(days=2)
    rounds.run(one)
    assert (rounds.channel.sent[-1].email == INES) is True


def test_a_leaver_is_never_told(rounds: Rounds) -> None:
    """The day after the contract ends, the chain goes on without."""
    rounds.people = People([Person(INES, contract_end=date(2026, 3, 1)), Person(PAUL)])
    rounds.run(alert("1", INES, PAUL))
    assert [sent.email for sent in rounds.channel.sent] == [PAUL]


def test_the_last_of_a_chain_is_the_channel_of_the_team(rounds: Rounds) -> None:
    """Where nobody else is left."""
    rounds.people = People([Person(INES, active=False)])
    rounds.run(alert("1", INES, "#web"))
    assert [sent.email for sent in rounds.channel.sent] == ["#web"]


def test_what_a_team_only_records_is_told_nobody(rounds: Rounds) -> None:
    """It has its episode all the same, as the measure of what would have been sent."""
    rounds.run(silent=[alert("1")])
    assert rounds.channel.sent == []
    assert rounds.store
    assert len(rounds.store.portfolio(ALERTS).episodes("firing")) == 1


def test_what_is_on_trial_asks_whether_it_was_useful(rounds: Rounds) -> None:
    """Whoever reads one line of a pilot is asked; who reads none is not."""
    pilot = replace(alert("1"), reach="pilot")
    rounds.run(pilot, alert("2"), alert("3", PAUL))
    asked = {sent.email: "was it useful?" in sent.lines[-1] for sent in rounds.channel.sent}
    assert asked == {INES: True, PAUL: False}


def test_it_has_to_last_before_anybody_is_told(rounds: Rounds) -> None:
    """Two runs and four hours, as the rule says."""
    rounds.rules = replace(rounds.rules, alerts=AlertSettings(digest=DAILY, hold=Hold(2, 4, 1)))
    rounds.run(alert("1"))
    rounds.clock.pass_by(hours=3)
    rounds.run(alert("1"))
    assert rounds.channel.sent == []
    rounds.clock.pass_by(hours=2)
    rounds.run(alert("1"))
    assert len(rounds.channel.sent) == 1


def test_what_waits_for_its_day_is_counted(rounds: Rounds) -> None:
    """So that nobody wonders why nothing was sent."""
    weekly = AlertSettings(digest=Digest(), hold=AT_ONCE)
    rounds.rules = replace(rounds.rules, alerts=weekly)
    rounds.run()
    rounds.tomorrow()
    told = rounds.run(alert("1"))
    assert (dict(told.sent), told.waiting) == ({}, 1)
