"""Telling people: each of them once a day at most, of each thing once, whatever is lost or dies."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.memory.channel import MemoryChannel
from syncline.domain.alerts import Alert
from syncline.domain.memo import Memo
from syncline.domain.people import People, Person
from syncline.domain.rules.shape import Finding
from syncline.domain.state import Lease
from syncline.engine.evaluate import Evaluated
from syncline.engine.notify import ALERTS, Desk, Told, due, tell, update_episodes
from tests.blank import open_file
from tests.engine.conftest import Clock

INES = "ines@acme.example"


@pytest.fixture
def channel() -> MemoryChannel:
    """Return a channel that keeps what arrives."""
    return MemoryChannel()


@pytest.fixture
def desk(tmp_path: Path, channel: MemoryChannel) -> Iterator[Desk]:
    """Give a desk with a store of its own, for one person."""
    clock, store = Clock(), open_file(tmp_path / "state.db")
    alerts = store.portfolio(ALERTS)
    lease = alerts.acquire("test", clock.wall(), ttl=timedelta(hours=1), alive=lambda _: True)
    assert isinstance(lease, Lease)
    yield Desk(alerts, lease, channel, People([Person(INES)]), clock)
    store.close()


def told(desk: Desk, *items: str) -> Told:
    """Let a rule fire on these items, and tell whoever must know."""
    silence = Finding("A3", "S3", {"days": 3})
    alerts = tuple(Alert("p", item, f"PAY-{item}", INES, silence) for item in items)
    evaluated = [Evaluated("p", alerts, (), complete=True)]
    update_episodes(desk, evaluated)
    return tell(desk, due(desk, evaluated))


def named(lines: Sequence[str]) -> set[str]:
    """Return the items that a message names."""
    return {item for item in ("PAY-1", "PAY-2") if any(item in line for line in lines)}


def a_day_later(desk: Desk) -> None:
    """Let a day pass."""
    assert isinstance(desk.clock, Clock)
    desk.clock.pass_by(days=1)


def test_a_person_is_told_once_and_of_the_rest_on_another_day(
    desk: Desk, channel: MemoryChannel
) -> None:
    """What is new on the same day waits; what was told is not told again."""
    told(desk, "1")
    told(desk, "1", "2")
    assert [named(sent.lines) for sent in channel.sent] == [{"PAY-1"}]
    a_day_later(desk)
    told(desk, "1", "2")
    a_day_later(desk)
    told(desk, "1", "2")
    assert [named(sent.lines) for sent in channel.sent] == [{"PAY-1"}, {"PAY-2"}]


def test_a_message_whose_answer_was_lost_is_never_sent_again(
    desk: Desk, channel: MemoryChannel
) -> None:
    """It may have arrived."""
    channel.lose = 1
    assert told(desk, "1").failed
    a_day_later(desk)
    assert not told(desk, "1").failed
    assert len(channel.sent) == 1


def test_a_run_that_dies_while_it_sends_sends_nothing_twice(
    desk: Desk, channel: MemoryChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The outbox knew of the message before the channel did."""
    send = channel.send

    def sends_and_dies(to: str, memo: Memo) -> None:
        send(to, memo)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(channel, "send", sends_and_dies)
        with pytest.raises(KeyboardInterrupt):
            told(desk, "1")
    a_day_later(desk)
    told(desk, "1")
    assert len(channel.sent) == 1
