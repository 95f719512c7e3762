"""Whom no message reaches: a refusal holds for a while, and ends with any message that arrives."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from syncline.domain.outbox import Message

AGAIN = timedelta(days=7)  # until somebody who could not be reached is tried once more
LATELY = timedelta(days=28)  # who was due nothing for so long may have been put right


def refused(messages: Sequence[Message], now: datetime) -> set[tuple[str, str]]:
    """Return through which channel a person is not tried now."""
    failed = {(m.person, m.channel) for m in messages if m.state == "FAILED"}
    mine = (m for m in messages if (m.person, m.channel) in failed) if failed else ()
    last = {(m.person, m.channel): m for m in _tried(mine)}
    return {key for key, m in last.items() if m.state == "FAILED" and now - m.at < AGAIN}


def unreached(messages: Iterable[Message], now: datetime) -> tuple[Message, ...]:
    """Return the last message to each person whom none reached, whatever the channel."""
    last = {m.person: m for m in _tried(messages)}
    failed = (m for m in last.values() if m.state == "FAILED" and now - m.at < LATELY)
    return tuple(sorted(failed, key=lambda m: m.person))


def _tried(messages: Iterable[Message]) -> list[Message]:
    """Return what arrived or was refused, oldest first; of one moment what arrived comes last."""
    tried = (m for m in messages if m.state in {"OK", "FAILED"})
    return sorted(tried, key=lambda m: (m.at, m.state == "OK", -m.line))
