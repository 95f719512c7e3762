"""Labels as answers: only what was put on after somebody was told, once, and taken off again."""

from dataclasses import replace
from pathlib import Path

import pytest

from connectors.memory.channel import MemoryChannel
from syncline.domain.answering import labelled
from syncline.domain.fields import FieldSpec, FieldType
from syncline.domain.memo import Memo
from syncline.domain.outbox import LABEL
from syncline.domain.people import People, Person
from syncline.engine.session import holding
from syncline.ports import Channel, Delivered
from tests.engine.asked import Asked
from tests.engine.moves import store
from tests.engine.rounds import INES, OPS, Rounds, alert


@pytest.mark.parametrize(
    ("label", "said"),
    [("Ops-OK", ("ack", 0)), ("ops-done", ("done", 0)), ("ops-useful", ("useful", 0)),
     ("ops-not-useful", ("useless", 0)), ("ops-snooze-10d", ("snooze", 10)),
     ("ops-snooze-999d", ("snooze", 42)), ("ops-third", ("third", 0)), ("ops-snooze-d", None),
     ("ops:ignore", None), ("ops-ignore", None), ("urgent", None)],
)  # fmt: skip
def test_a_label_says_one_thing(label: str, said: tuple[str, int] | None) -> None:
    """Whatever its case; a snooze says for how long, and never for ever."""
    assert labelled(label) == said


def test_a_question_is_settled_by_a_label(asked: Asked) -> None:
    """By whoever put it on; the reply is below the message, and the label goes."""
    asked.run()
    asked.label("ops-second", by="paul@acme.example")
    asked.run()
    assert asked.open == ()
    assert "the title becomes Pay in four" in asked.replies[0]
    assert [(a.sign, a.by, a.place) for a in asked.answers] == [
        ("second", "paul@acme.example", LABEL)
    ]
    assert (asked.titles, asked.labels) == ({"Pay in four"}, set())


def test_all_who_were_asked_hear_what_a_label_decided(asked: Asked) -> None:
    """Each in their language: the owner, and the steward to whom it was handed over."""
    asked.rounds.people = People([Person(INES, locale="fr"), Person(OPS)])
    asked.run()
    asked.rounds.clock.pass_by(days=4)
    asked.run(owner=OPS)
    asked.label("ops-first")
    asked.run(owner=OPS)
    (french,), (english,) = (sent.replies for sent in asked.rounds.channel.sent)
    assert "le titre devient Pay in 3" in french.head
    assert "the title becomes Pay in 3" in english.head


def test_a_label_of_an_earlier_question_decides_no_later_one(asked: Asked) -> None:
    """Nor one that was there before anybody was asked; both values wait for a person."""
    asked.label("ops-second")
    for _ in range(3):
        asked.run()
        asked.rounds.clock.pass_by(minutes=30)
    assert len(asked.open) == 1
    assert asked.answers == []
    assert asked.labels == set()  # so that it can be put on again
    asked.label("ops-second")
    asked.run()
    assert asked.titles == {"Pay in four"}


def test_a_label_that_was_only_read_later_was_there_before(asked: Asked) -> None:
    """Put on before the message went out, and read by the sync after it."""
    (record,) = asked.team.tools["A"].records()
    labels = frozenset({"x", "ops-second"})
    asked.team.tools["A"].edit(record.id, "labels", labels, by="a@acme.example")
    asked.team.clock.pass_by(minutes=1)
    asked.run()
    asked.edit()
    asked.run()
    assert len(asked.open) == 1
    assert asked.answers == []


def test_an_old_label_silences_nothing(asked: Asked) -> None:
    """Neither is it a verdict on a rule that nobody was told of."""
    asked.label("ops-ok", "ops-not-useful")
    asked.rounds.run(silent=[alert(asked.item)])
    for _ in range(3):
        asked.rounds.run(alert(asked.item))
        asked.rounds.tomorrow()
    assert [sent.email for sent in asked.rounds.channel.sent] == [INES]
    assert asked.answers == []


def test_a_label_is_an_answer_to_every_line_about_its_item(asked: Asked) -> None:
    """Once each, and each of them may be answered so again when it comes back."""
    firing = [alert(asked.item), alert(asked.item, rule="C4")]
    asked.rounds.run(*firing)
    asked.label("ops-snooze-3d")
    for _ in range(3):
        asked.rounds.run(*firing)
    assert sorted((a.rule, a.sign) for a in asked.answers) == [("A3", "snooze"), ("C4", "snooze")]
    assert asked.labels == set()
    asked.rounds.clock.pass_by(days=3)
    asked.rounds.run(*firing)
    assert len(asked.rounds.channel.sent) == 2
    asked.label("ops-not-useful")
    asked.rounds.run(*firing)
    assert sorted(a.sign for a in asked.answers) == ["snooze", "snooze", "useless", "useless"]


def test_a_label_decides_nothing_where_two_questions_wait(asked: Asked) -> None:
    """The reply says so; a number below a message means just its own."""
    asked.run()
    asked.edit(owner={"A": "a@acme.example", "B": "b@acme.example"})
    asked.rounds.tomorrow()
    asked.run()
    assert len(asked.rounds.channel.sent) == 2
    asked.label("ops-first")
    asked.run()
    assert len(asked.open) == 2
    assert "more than one question" in asked.replies[0]
    asked.edit(title={"A": "Pay in four"})
    asked.label("ops-first")
    asked.run()
    assert asked.open == ()


def test_a_label_waits_for_a_run_that_is_at_work(asked: Asked) -> None:
    """It stays until it is heard."""
    asked.run()
    asked.label("ops-second")
    with holding(store(asked.team), asked.team.clock, "a run", lambda _: True):
        assert any("a run is at work" in said for said in asked.run())
    asked.run()
    assert asked.titles == {"Pay in four"}
    assert asked.labels == set()


class Post(Channel):
    """A channel below whose messages nobody can answer."""

    name = "post"

    def __init__(self) -> None:
        self.inner = MemoryChannel()

    def send(self, to: str, memo: Memo) -> Delivered:
        """Send one message."""
        self.inner.send(to, memo)
        return Delivered("letter")


def test_who_was_asked_in_a_letter_is_told_in_a_letter(asked: Asked) -> None:
    """What the next sync writes; in their hours, as any message."""
    post = Post()
    asked.rounds.channel, asked.rounds.others = post, ()  # type: ignore[assignment]  # any channel
    asked.run()
    assert "[ops-second] B: Pay in four" in post.inner.sent[0].lines[1]
    asked.label("ops-second")
    asked.run()
    assert [sent.email for sent in post.inner.sent] == [INES, INES]
    assert "the title becomes Pay in four" in post.inner.sent[1].lines[1]


def test_no_letter_comes_out_of_hours(asked: Asked) -> None:
    """The decision holds at once; its reader hears of it in the morning, once."""
    post = Post()
    asked.rounds.channel = post  # type: ignore[assignment]  # any channel
    asked.run()
    asked.rounds.clock.pass_by(hours=10)
    asked.label("ops-second")
    for _ in range(2):
        asked.run()
    assert asked.open == ()
    assert len(post.inner.sent) == 1
    asked.rounds.clock.pass_by(hours=13)
    for _ in range(3):
        asked.run()
    assert [sent.lines[0] for sent in post.inner.sent[1:]] == ["Your answer arrived:"]


def test_a_field_of_their_own_takes_answers(tmp_path: Path, rounds: Rounds) -> None:
    """As labels do: where a tool has a property for it."""
    asked = Asked(tmp_path, rounds, "AB", FieldSpec("answer", FieldType.TEXT))
    rounds.rules = replace(rounds.rules, alerts=replace(rounds.rules.alerts, answers="answer"))
    asked.run()
    asked.edit("paul@acme.example", answer={"B": "ops-first"})
    asked.run()
    assert asked.titles == {"Pay in 3"}
    assert [(a.sign, a.by) for a in asked.answers] == [("first", "paul@acme.example")]
    assert {v for tool in "AB" for v in asked.team.values(tool, "answer").values()} == {None}
