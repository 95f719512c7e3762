"""Answers: a sign below a message or a label in a tool, heard once, and what follows from it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from syncline.domain.answering import labelled
from syncline.domain.outbox import Episode
from syncline.domain.rules.shape import Finding
from syncline.domain.state import Conflict, Lease, LeaseTaken, Proposal
from syncline.engine.desk import ALERTS
from syncline.engine.session import Session, holding
from tests.engine.conftest import Team3, portfolio
from tests.engine.moves import store
from tests.engine.rounds import INES, MONDAY, OPS, RULES, Rounds, alert


@pytest.fixture
def rounds(tmp_path: Path) -> Iterator[Rounds]:
    """Give a store that knows of nothing, and has had its first round."""
    made = Rounds(tmp_path / "alerts.db")
    made.begin()
    yield made
    assert made.store
    made.store.close()


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


def test_labels_of_a_record_are_answers() -> None:
    """Whatever their case; a snooze says for how long, and never for ever."""
    assert labelled({"ops-snooze-10d", "Ops-OK", "urgent"}) == {"ack": 0, "snooze": 10}
    assert labelled({"ops-ignore"}) == {"mute": 0}
    assert labelled({"ops-done", "ops-useful"}) == {"done": 0, "useful": 0}
    assert labelled({"ops-snooze-999d"}) == {"snooze": 42}
    assert labelled({"ops-snooze-d", "ops"}) == {}


class Asked:
    """Two tools that disagree on a date, and rounds that ask about it."""

    def __init__(self, path: Path, rounds: Rounds) -> None:
        rules = replace(portfolio("A", "B"), name="p", steward=OPS)
        self.team = Team3(path / "state.db", rules, clock=rounds.clock)
        self.rounds = rounds
        self.team.tools["A"].add({"title": "E", "labels": frozenset({"x"})}, kind="epic")
        self.team.settle()
        for name, value in (("A", "Pay in 3"), ("B", "Pay in four")):
            (record,) = self.team.tools[name].records()
            self.team.tools[name].edit(record.id, "title", value, by=f"{name}@acme.example")
        self.team.sync()
        rounds.rules = replace(rules, alerts=RULES.alerts)
        rounds.stores = {"p": store(self.team)}
        rounds.deciding = self.session

    def session(self, _: str) -> AbstractContextManager[Session | LeaseTaken]:
        """Hold the portfolio's lease."""
        return _Deciding(self.team)

    @property
    def conflict(self) -> Conflict:
        """Return the open conflict."""
        return store(self.team).conflicts()[0]

    def run(self) -> tuple[str, ...]:
        """Do a round in which the question is asked; return what went wrong."""
        item = self.conflict.item if store(self.team).conflicts() else "gone"
        finding = Finding(
            "G1", "S2", {"field": "title", "sides": "x", "days": 2, "case": "conflict"},
            (item,), "title",
        )  # fmt: skip
        found = replace(alert(item, severity="S2"), finding=finding)
        firing = [found] if item != "gone" else []
        return self.rounds.run(*firing).failed


class _Deciding(AbstractContextManager[Session | LeaseTaken]):
    def __init__(self, team: Team3) -> None:
        self.team = team
        self.held = holding(store(team), team.clock, "decides", lambda _: True)

    def __enter__(self) -> Session | LeaseTaken:
        lease = self.held.__enter__()
        return self.team.session(lease) if isinstance(lease, Lease) else lease

    def __exit__(self, *wrong: object) -> None:
        self.held.__exit__(None, None, None)


@pytest.fixture
def asked(tmp_path: Path, rounds: Rounds) -> Iterator[Asked]:
    """Give a conflict about a title."""
    made = Asked(tmp_path, rounds)
    yield made
    assert made.team.store
    made.team.store.close()


@pytest.mark.parametrize(("sign", "wanted"), [("one", "Pay in 3"), ("two", "Pay in four")])
def test_a_question_shows_both_values_and_is_settled_by_a_sign(
    asked: Asked, sign: str, wanted: str
) -> None:
    """With author and time; the reply says what is written, and both tools show it."""
    asked.run()
    (sent,) = asked.rounds.channel.sent
    line = sent.memo.lines[0]
    assert "1️⃣ A: Pay in 3, a@acme.example, 2026-03-02" in line.text
    assert "2️⃣ B: Pay in four, b@acme.example" in line.text
    asked.rounds.channel.react(1, sign)
    asked.run()
    assert store(asked.team).conflicts() == ()
    assert wanted in sent.replies[0].head
    asked.team.sync()
    assert set(asked.team.values("A", "title")) == set(asked.team.values("B", "title")) == {wanted}


def test_nobody_overrules_a_value_that_came_after_the_message(asked: Asked) -> None:
    """The reply says so, and the conflict stays."""
    asked.run()
    (record,) = asked.team.tools["B"].records()
    asked.team.clock.pass_by(minutes=10)
    asked.team.tools["B"].edit(record.id, "title", "Pay in five", by="b@acme.example")
    asked.team.sync()
    asked.rounds.channel.react(1, "one")
    asked.run()
    assert len(store(asked.team).conflicts()) == 1
    assert "it has changed since" in asked.rounds.channel.sent[0].replies[0].head


def test_a_question_waits_for_a_run_that_is_at_work(asked: Asked) -> None:
    """And is decided in the next round."""
    asked.run()
    asked.rounds.channel.react(1, "one")
    with holding(store(asked.team), asked.team.clock, "a run", lambda _: True):
        assert any("a run is at work" in said for said in asked.run())
    assert len(store(asked.team).conflicts()) == 1
    asked.run()
    assert store(asked.team).conflicts() == ()


def test_a_question_is_settled_by_a_label(asked: Asked) -> None:
    """Where nobody reads messages."""
    asked.run()
    (record,) = asked.team.tools["A"].records()
    labels = frozenset({"x", "ops-second"})
    asked.team.tools["A"].edit(record.id, "labels", labels, by="a@acme.example")
    asked.team.clock.pass_by(minutes=10)
    asked.team.sync()
    asked.run()
    assert store(asked.team).conflicts() == ()
    asked.team.sync()
    assert set(asked.team.values("A", "title")) == {"Pay in four"}


def test_proposals_are_questions_too(asked: Asked, tmp_path: Path) -> None:
    """The proposed value, or the agreed one."""
    from syncline.engine.questions import question  # noqa: PLC0415  # beside what it is about

    made = Proposal("p-1", asked.conflict.item, "B", "target", None, None, MONDAY, "b@acme.example")
    held = store(asked.team)
    with holding(held, asked.team.clock, "x", lambda _: True) as lease:
        assert isinstance(lease, Lease)
        held.commit(lease, [made], MONDAY)
    about = Episode("e", "p", f"p|G1|{made.item}|{INES}|target@B", "G1", made.item, INES, "S2", "",
                    "", MONDAY)  # fmt: skip
    found = question(held, about)
    assert found
    assert (found.key, found.options[0].place) == ("p-1.1", "B")
