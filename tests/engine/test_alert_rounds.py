"""Who is told of what, and how often: episodes and messages over a real store and a channel."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from connectors.memory.channel import MemoryChannel
from syncline.domain.alerts import LINES_A_DIGEST, Alert
from syncline.domain.errors import Outage
from syncline.domain.memo import Memo
from syncline.domain.people import People, Person
from syncline.domain.rules.shape import Finding
from syncline.domain.state import Lease, LeaseTaken
from syncline.engine.evaluate import Evaluated
from syncline.engine.notify import ALERTS, Desk, Told, due, tell, update_episodes
from syncline.engine.session import holding
from syncline.ports import Delivered, NotDelivered
from syncline.store import SqlStore
from tests.blank import open_file
from tests.engine.conftest import Clock

INES, PAUL = "ines@acme.example", "paul@acme.example"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Dying(MemoryChannel):
    """A channel during whose call the process may die, or the tool be out."""

    dies = False
    out = False

    def send(self, to: str, memo: Memo) -> Delivered | NotDelivered:
        """Send, and perhaps never say so."""
        if self.out:
            raise Outage(self.name, "it does not answer")
        answer = super().send(to, memo)
        if self.dies:
            raise KeyboardInterrupt
        return answer


@dataclass
class Round:
    """Rounds of alerts over one store, as a schedule starts them."""

    path: Path
    clock: Clock = field(default_factory=lambda: Clock(MONDAY))
    channel: Dying = field(default_factory=Dying)
    people: People = field(default_factory=lambda: People([Person(INES), Person(PAUL)]))
    store: SqlStore | None = None

    def reopen(self) -> None:
        """Open the store, as a new process does."""
        if self.store:
            self.store.close()
        self.store = open_file(self.path)

    def run(self, *firing: Alert, complete: bool = True) -> Told:
        """Find these alerts, and tell whoever is due."""
        assert self.store
        store = self.store.portfolio(ALERTS)
        with holding(store, self.clock, "alerts", lambda _: False) as lease:
            assert isinstance(lease, Lease)
            desk = Desk(store, lease, self.channel, self.people, self.clock)
            evaluated = [Evaluated("p", firing, (), complete)]
            update_episodes(desk, evaluated)
            return tell(desk, due(desk, evaluated))

    def told(self, email: str) -> list[str]:
        """Return every line but the heads that a person got, in order."""
        return [
            line for sent in self.channel.sent if sent.email == email for line in sent.lines[1:]
        ]


@pytest.fixture
def rounds(tmp_path: Path) -> Iterator[Round]:
    """Give a store that knows of nothing."""
    made = Round(tmp_path / "s.db")
    made.reopen()
    yield made
    assert made.store
    made.store.close()


def alert(item: str, owner: str = INES) -> Alert:
    """Return silence on an item."""
    return Alert("p", item, f"PAY-{item} Pay later", owner, Finding("A3", "S3", {"days": 3}))


def test_ten_thousand_items_that_turn_stale_at_once_are_one_message_to_each(rounds: Round) -> None:
    """Five lines and a count; the rest waits for another day."""
    firing = [alert(str(n), (INES, PAUL)[n % 2]) for n in range(10_000)]
    for _ in range(3):
        rounds.run(*firing)
        rounds.clock.pass_by(hours=1)
    assert sorted(sent.email for sent in rounds.channel.sent) == [INES, PAUL]
    for sent in rounds.channel.sent:
        assert len(sent.lines) == 1 + LINES_A_DIGEST + 1
        assert sent.lines[0].startswith("5,000 of your items")
    rounds.clock.pass_by(days=1)
    rounds.run(*firing)
    assert len(rounds.channel.sent) == 4, "what did not fit comes the day after, once more in one"


def test_different_alerts_of_one_round_are_all_told(rounds: Round) -> None:
    """No timer swallows what is new."""
    rounds.run(*(alert(str(n)) for n in range(4)))
    assert len([line for line in rounds.told(INES) if line.startswith("• ")]) == 4
    rounds.clock.pass_by(days=1)
    rounds.run(*(alert(str(n)) for n in range(5)))
    assert ["PAY-4" in line for line in rounds.told(INES)[4:]] == [True], "and only what is new"


def test_a_crash_between_sending_and_noting_it_tells_nobody_twice(rounds: Round) -> None:
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


def test_a_lost_answer_tells_nobody_twice(rounds: Round) -> None:
    """The message may have arrived, so it is never sent again."""
    rounds.channel.lose = 1
    for _ in range(3):
        rounds.run(alert("1"))
        rounds.clock.pass_by(days=1)
    assert len(rounds.channel.sent) == 1


def test_a_channel_that_is_out_is_tried_by_the_next_round(rounds: Round) -> None:
    """Nothing was sent, so nothing is lost and nothing is doubled."""
    rounds.channel.out = True
    assert rounds.run(alert("1")).failed
    assert rounds.run(alert("1")).failed
    rounds.channel.out = False
    rounds.run(alert("1"))
    rounds.run(alert("1"))
    assert len(rounds.channel.sent) == 1


def test_an_episode_that_has_ended_is_told_no_more(rounds: Round) -> None:
    """Neither its end nor a restart tells it again; what fires again later is another one."""
    rounds.run(alert("1"))
    rounds.clock.pass_by(days=1)
    rounds.run()
    rounds.reopen()
    rounds.run()
    assert len(rounds.channel.sent) == 1
    rounds.clock.pass_by(days=1)
    rounds.run(alert("1"))
    assert len(rounds.channel.sent) == 2


def test_missing_data_neither_ends_an_episode_nor_tells_it_again(rounds: Round) -> None:
    """A sync that could not read a tool looks like an end of all that was wrong there."""
    rounds.run(alert("1"))
    for _ in range(3):
        rounds.clock.pass_by(days=1)
        rounds.run(complete=False)
        rounds.clock.pass_by(days=1)
        rounds.run(alert("1"))
    assert len(rounds.channel.sent) == 1


def test_only_one_round_tells_at_a_time(rounds: Round) -> None:
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


def test_a_person_who_is_refused_is_named_and_stops_nobody(rounds: Round) -> None:
    """Somebody who has left the workspace; the others are told."""
    rounds.channel.refusals[INES] = "this account is deactivated"
    told = rounds.run(alert("1"), alert("2", PAUL))
    assert told.failed == (f"{INES}: this account is deactivated",)
    assert [sent.email for sent in rounds.channel.sent] == [PAUL]


@pytest.mark.xfail(strict=True, reason="who stands in is asked before sending, not after a refusal")
def test_what_one_person_is_refused_another_is_told(rounds: Round) -> None:
    """The tool knows better than people.yaml who has left; the message goes to somebody."""
    rounds.people = People([Person(INES, delegate=PAUL), Person(PAUL)])
    rounds.channel.refusals[INES] = "this account is deactivated"
    for _ in range(3):
        rounds.run(alert("1"))
        rounds.clock.pass_by(days=1)
    assert [sent.email for sent in rounds.channel.sent] == [PAUL]


@pytest.mark.parametrize("days", [1, 400])
def test_a_clock_that_jumps_tells_nothing_twice(rounds: Round, days: int) -> None:
    """Forward or back: what was told stays told."""
    rounds.run(alert("1"))
    rounds.clock.at += timedelta(days=days)
    rounds.run(alert("1"))
    rounds.clock.at -= timedelta(days=2 * days)
    rounds.run(alert("1"))
    assert len(rounds.channel.sent) == 1
