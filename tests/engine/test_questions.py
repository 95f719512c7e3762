"""Questions: every value with author and time, settled by a number below the message."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from connectors.comment import CommentChannel
from syncline.domain.delivery import Parcel, Waiting
from syncline.domain.people import People, Person
from syncline.domain.policy import Portfolio
from syncline.domain.state import Candidate, Conflict, Lease
from syncline.engine.desk import ALERTS, Desk
from syncline.engine.memos import worded
from syncline.engine.session import holding
from tests.engine.asked import Asked
from tests.engine.moves import store
from tests.engine.rounds import INES, MONDAY, OPS, Rounds


@pytest.fixture
def proposed(tmp_path: Path, rounds: Rounds) -> Iterator[Asked]:
    """Give a proposal of B, where A decides the title."""
    made = Asked(tmp_path, rounds, decides="A")
    yield made
    assert made.team.store
    made.team.store.close()


@pytest.mark.parametrize(("sign", "wanted"), [("one", "Pay in 3"), ("two", "Pay in four")])
def test_a_question_shows_both_values_and_is_settled_by_a_sign(
    asked: Asked, sign: str, wanted: str
) -> None:
    """With author and time, each value once; the reply says what is written, and so it is."""
    asked.run()
    (sent,) = asked.rounds.channel.sent
    line = sent.memo.lines[0].text
    assert "the title waits for a decision" in line
    assert "1️⃣ A: Pay in 3, a@acme.example, 2 Mar 10:20 · 2️⃣ B: Pay in four, b@acme" in line
    assert line.count("Pay in four") == 1
    asked.rounds.channel.react(1, sign)
    asked.run()
    assert asked.open == ()
    (reply,) = asked.replies
    assert f"the title becomes {wanted}. The next sync writes it" in reply
    assert asked.titles == {wanted}


def test_three_tools_that_differ_are_three_values(tmp_path: Path, rounds: Rounds) -> None:
    """And the third can be chosen; a number beyond them says nothing."""
    asked = Asked(tmp_path, rounds, "ABC")
    asked.run()
    assert "3️⃣ C: Pay in 5" in rounds.channel.sent[0].memo.lines[0].text
    rounds.channel.react(1, "four")
    asked.run()
    assert (asked.replies, asked.answers) == ([], [])
    rounds.channel.react(1, "three")
    asked.run()
    assert asked.titles == {"Pay in 5"}


def test_tools_that_say_the_same_are_one_answer(tmp_path: Path, rounds: Rounds) -> None:
    """Under both their names, with whoever typed it last."""
    asked = Asked(tmp_path, rounds, "ABC")
    asked.edit(title={"C": "Pay in 3"})
    asked.run()
    assert "1️⃣ A, C: Pay in 3, c@acme.example" in rounds.channel.sent[0].memo.lines[0].text


def test_an_owner_may_answer_after_the_question_was_handed_over(asked: Asked) -> None:
    """The steward hears of it after three days; the message of the owner asks it all the same."""
    asked.run()
    asked.rounds.clock.pass_by(days=3)
    asked.run(owner=OPS)
    asked.rounds.clock.pass_by(days=1)
    asked.run(owner=OPS)
    assert [sent.email for sent in asked.rounds.channel.sent] == [INES, OPS]
    asked.rounds.channel.react(1, "one")
    asked.run(owner=OPS)
    assert asked.open == ()
    assert asked.rounds.channel.sent[0].replies
    asked.rounds.channel.react(2, "two")
    asked.run(owner=OPS)
    assert "this is decided already" in asked.rounds.channel.sent[1].replies[0].head
    assert asked.titles == {"Pay in 3"}


def test_a_reply_is_in_the_language_of_who_was_asked(asked: Asked) -> None:
    """And names a field as that language does."""
    asked.rounds.people = People([Person(INES, locale="fr"), Person(OPS)])
    asked.run()
    asked.rounds.channel.react(1, "one")
    asked.run()
    assert "le titre devient Pay in 3. La prochaine synchronisation" in asked.replies[0]


def test_nobody_overrules_a_value_that_came_after_the_message(asked: Asked) -> None:
    """The reply says so, with what there is now, and the conflict stays."""
    asked.run()
    asked.edit(title={"B": "Pay in five"})
    asked.rounds.channel.react(1, "one")
    asked.run()
    assert len(asked.open) == 1
    (reply,) = asked.replies
    assert "it has changed since" in reply
    assert "B: Pay in five" in reply


def test_a_question_waits_for_a_run_that_is_at_work(asked: Asked) -> None:
    """And is decided in the next round."""
    asked.run()
    asked.rounds.channel.react(1, "one")
    with holding(store(asked.team), asked.team.clock, "a run", lambda _: True):
        assert any("a run is at work" in said for said in asked.run())
    assert len(asked.open) == 1
    asked.run()
    assert asked.open == ()


@pytest.mark.parametrize(
    ("sign", "wanted", "said"),
    [("one", "Pay in four", "the title becomes Pay in four"),
     ("two", "Pay in 3", "the title stays Pay in 3. The next sync writes it back in B")],
)  # fmt: skip
def test_a_proposal_is_a_question_too(proposed: Asked, sign: str, wanted: str, said: str) -> None:
    """The proposed value, or what is agreed, with whoever decided that and when."""
    proposed.run()
    line = proposed.rounds.channel.sent[0].memo.lines[0].text
    assert "1️⃣ B: Pay in four, b@acme.example, 2 Mar 10:20" in line
    assert "2️⃣ as agreed: Pay in 3, a@acme.example, 2 Mar 10:20" in line
    proposed.rounds.channel.react(1, sign)
    proposed.run()
    assert said in proposed.replies[0]
    assert proposed.titles == {wanted}


def test_nobody_overrules_what_was_agreed_after_the_message(proposed: Asked) -> None:
    """A proposal against another value is another question."""
    proposed.run()
    proposed.edit(title={"A": "Pay later"})
    proposed.rounds.channel.react(1, "one")
    proposed.run()
    (reply,) = proposed.replies
    assert "it has changed since" in reply
    assert "as agreed: Pay later, a@acme.example" in reply
    assert len(proposed.proposals) == 1


def test_a_proposal_waits_while_its_field_is_a_conflict(proposed: Asked) -> None:
    """Nothing is decided over its sides, and the reply says why."""
    proposed.run()
    (made,) = proposed.proposals
    sides = {name: Candidate(name, 1, name) for name in "AB"}
    held = store(proposed.team)
    with holding(held, proposed.team.clock, "x", lambda _: True) as lease:
        assert isinstance(lease, Lease)
        held.commit(lease, [Conflict("c-1", made.item, "title", sides, (), MONDAY)], MONDAY)
    proposed.rounds.channel.react(1, "one")
    proposed.run()
    assert "another question about the title is to be decided first" in proposed.replies[0]
    assert proposed.proposals == (made,)


def test_whoever_cannot_answer_is_not_asked_to(tmp_path: Path, rounds: Rounds) -> None:
    """Comments take no signs, and where labels are not synced no label reaches Syncline."""
    asked = Asked(tmp_path, rounds)
    asked.run()
    assert rounds.store
    alerts = rounds.store.portfolio(ALERTS)
    (episode,) = alerts.episodes()
    due = Parcel("digest", ((Waiting(episode, asked.question(INES, asked.open[0]), tried=True),),))
    channel = CommentChannel({}, People())

    def said(rules: Portfolio) -> tuple[str, ...]:
        desk = Desk(alerts, Lease("", 0, ""), (), People(), rounds.clock, {"p": rules},
                    stores=rounds.stores)  # fmt: skip
        return worded(desk, Person(INES), due, channel).memo.plain()

    assert "[ops-second] B: Pay in four" in said(rounds.rules)[1]
    fields = {name: spec for name, spec in rounds.rules.fields.items() if name != "labels"}
    bare = said(replace(rounds.rules, fields=fields))
    assert "ops-" not in "".join(bare)
    assert "A: Pay in 3" in bare[1]
