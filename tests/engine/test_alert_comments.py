"""Alerts as comments on the items: for who wishes them, once, and the rest by another channel."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from connectors.comment import CommentChannel, Writer
from syncline.domain.delivery import Parcel, Waiting, apart
from syncline.domain.errors import Rejected, UnknownOutcome
from syncline.domain.fields import CORE_FIELDS
from syncline.domain.item import Item, Record, RecordId
from syncline.domain.notes import Note
from syncline.domain.people import People, Person
from syncline.domain.state import Lease
from syncline.engine.desk import ALERTS
from tests.blank import open_file
from tests.engine.rounds import INES, LEAD, MONDAY, OPS, PAUL, RULES, Rounds, alert


@dataclass
class Board:
    """A tool whose comments are kept; it may refuse them, or lose its answers."""

    notes: list[tuple[RecordId, Note]] = field(default_factory=list)
    trouble: Exception | None = None

    def note(self, record: RecordId, note: Note) -> None:
        """Take a comment."""
        if isinstance(self.trouble, Rejected):
            raise self.trouble
        self.notes.append((record, note))
        if self.trouble:
            raise self.trouble


@dataclass
class Town:
    """A round of alerts with a board and Slack; Inès wishes comments, the others do not."""

    rounds: Rounds
    board: Board


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """Give two items on the board, one in a list that nobody may write to, and a first round."""
    board = Board()
    wishes = Person(INES, "Inès", {"trello": "ines"}, channel="comment")
    people = People([wishes, *map(Person, (PAUL, LEAD, OPS))])
    rounds = Rounds(tmp_path / "s.db", people=people)
    rounds.rules = replace(RULES, replicas=("read", "board"), fields=CORE_FIELDS)
    writers = {("p", "board"): Writer("trello", board)}
    rounds.others = (CommentChannel(writers, people),)
    store = open_file(tmp_path / "p.db")
    items = store.portfolio("p")
    lease = items.acquire("t", MONDAY, ttl=MONDAY - MONDAY.replace(hour=8), alive=lambda _: True)
    assert isinstance(lease, Lease)
    for name in ("1", "2"):
        places = [Record(name, "board", f"card-{name}", "", ""), Record(name, "read", name, "", "")]
        items.commit(lease, [Item(name, "task", "web", MONDAY), *places], MONDAY)
    rounds.stores = {"p": items}
    rounds.begin()
    yield Town(rounds, board)
    store.close()
    assert rounds.store
    rounds.store.close()


def test_one_line_is_one_comment_on_its_own_item_once(town: Town) -> None:
    """It calls the person by the account of people.yaml, and a second round is silent."""
    firing = [alert("1"), alert("2", rule="C4")]
    told = town.rounds.run(*firing)
    assert not told.failed
    assert told.waiting == 0
    assert sorted(record for record, _ in town.board.notes) == ["card-1", "card-2"]
    assert {(note.account, note.name) for _, note in town.board.notes} == {("ines", "Inès")}
    assert all("ops-ok" in " ".join(note.parts) for _, note in town.board.notes)
    for _ in range(3):
        town.rounds.tomorrow()
        assert not town.rounds.run(*firing).sent
    assert len(town.board.notes) == 2
    assert town.rounds.channel.sent == []


def test_what_is_on_trial_asks_by_label(town: Town) -> None:
    """Nobody can put a sign below a comment."""
    town.rounds.run(replace(alert("1"), reach="pilot"))
    ((_, note),) = town.board.notes
    assert "ops-useful" in note.parts[-1]


def test_only_who_wishes_comments_gets_them(town: Town) -> None:
    """Anybody can read them: Paul is told alone."""
    town.rounds.run(alert("1", PAUL))
    assert town.board.notes == []
    assert len(town.rounds.told(PAUL)) == 1


def test_what_is_on_no_board_goes_through_the_next_channel(town: Town) -> None:
    """An item without a record, and a heap of one rule; each once."""
    town.rounds.run(alert("1"), alert("9", rule="C4"))
    assert [record for record, _ in town.board.notes] == ["card-1"]
    assert ["PAY-9" in line for line in town.rounds.told(INES)] == [True]
    town.rounds.clock.pass_by(days=7)
    town.rounds.run(*(alert(name, rule="B1") for name in ("1", "2", "3")))
    assert len(town.board.notes) == 1
    assert "2 others" in town.rounds.told(INES)[-1]


def test_a_refused_comment_is_told_otherwise_and_the_next_one_tried(town: Town) -> None:
    """It says nothing of other items, and is not tried again."""
    town.board.trouble = Rejected("trello", "card-1", "the card is archived")
    told = town.rounds.run(alert("1"))
    assert told.failed == (f"{INES}: {town.board.trouble}",)
    assert len(town.rounds.told(INES)) == 1
    town.board.trouble = None
    town.rounds.tomorrow()
    town.rounds.run(alert("1"), alert("2"))
    assert [record for record, _ in town.board.notes] == ["card-2"]
    assert len(town.rounds.told(INES)) == 1


def test_a_comment_whose_answer_is_lost_is_never_repeated(town: Town) -> None:
    """It may be there: not by a comment, and not by another channel."""
    town.board.trouble = UnknownOutcome("trello", "the answer was lost")
    assert town.rounds.run(alert("1")).failed
    town.board.trouble = None
    town.rounds.tomorrow()
    town.rounds.run(alert("1"))
    assert len(town.board.notes) == 1
    assert town.rounds.channel.sent == []
    assert town.rounds.store
    (line,) = town.rounds.store.portfolio(ALERTS).messages()
    assert (line.channel, line.state) == ("comment", "UNKNOWN")


def test_a_summary_and_an_escalation_are_no_comments(town: Town) -> None:
    """The one is a heap, the other private."""
    town.rounds.clock.pass_by(days=7)
    town.rounds.run(alert("1"), alert("2", rule="C4"))
    assert town.board.notes == []
    (sent,) = town.rounds.channel.sent
    assert len(sent.memo.lines) == 2
    assert town.rounds.store
    (one, _) = town.rounds.store.portfolio(ALERTS).episodes("firing")
    mine, theirs = Waiting(one, alert("1")), Waiting(one, alert("1"), "escalation")
    private = Parcel("digest", ((theirs,), (mine,)))
    assert [part.lines for part in apart(private)] == [((mine,),)]


def test_what_is_about_a_person_is_no_comment(town: Town) -> None:
    """Anybody who sees the item would read when a contract ends; it is told otherwise."""
    town.rounds.run(alert("1", rule="E5"))
    assert town.board.notes == []
    assert len(town.rounds.told(INES)) == 1


def test_who_is_known_to_no_tool_is_told_otherwise(town: Town) -> None:
    """A comment that calls nobody is read by nobody."""
    people = People([Person(INES, channel="comment")])
    town.rounds.people = people
    town.rounds.others = (CommentChannel({("p", "board"): Writer("trello", town.board)}, people),)
    (reason,) = town.rounds.run(alert("1")).failed
    assert "names no account" in reason
    assert len(town.rounds.told(INES)) == 1
    assert town.board.notes == []
