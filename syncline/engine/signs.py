"""The signs below messages, asked of their channel in turn."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from syncline.domain.answering import CHOICES, SIGNS
from syncline.domain.errors import SynclineError
from syncline.domain.outbox import Episode, Message
from syncline.engine.answerable import Answerable, Heard
from syncline.engine.desk import Desk
from syncline.ports import Answering, Reaction

LOOK_BACK = timedelta(days=15)  # a message that is older is not asked for answers any more
A_ROUND = 40  # messages that one round asks: Slack allows some fifty such calls a minute
NEVER = datetime.min.replace(tzinfo=UTC)
Lines = Sequence[tuple[Message, Episode]]


def signs(
    desk: Desk, answerable: Answerable, known: set[tuple[str, str]], trouble: list[str]
) -> Iterator[Heard]:
    """Yield the signs below messages that are about something open."""
    for channel in desk.channels:
        if not isinstance(channel, Answering):
            continue
        told, asked = _messages(desk, channel.name, answerable), []
        for reference in _in_turn(told, known)[:A_ROUND]:
            try:
                reactions = channel.answers(reference)
            except SynclineError as error:
                trouble.append(str(error))
                break
            asked += [message for message, _ in told[reference]]
            yield from _meant(desk, channel.name, told[reference], reactions)
        desk.commit(replace(message, asked_at=desk.clock.now()) for message in asked)


def _messages(desk: Desk, channel: str, answerable: Answerable) -> dict[str, Lines]:
    """Return the lines of each message that may be answered, under where it is."""
    since = desk.clock.now() - LOOK_BACK
    found: dict[str, list[tuple[Message, Episode]]] = defaultdict(list)
    for message, episode in answerable.lines:
        if message.channel == channel and message.at > since:
            found[message.reference].append((message, episode))
    return dict(found)


def _in_turn(told: Mapping[str, Lines], known: set[tuple[str, str]]) -> list[str]:
    """Return the messages in which something is unanswered, then the others; in turn each."""
    answered = {episode for episode, _ in known}

    def turn(reference: str) -> tuple[bool, datetime]:
        lines = told[reference]
        done = all(message.episode in answered for message, _ in lines)
        return done, min(message.asked_at or NEVER for message, _ in lines)

    return sorted(told, key=turn)


def _meant(
    desk: Desk, channel: str, lines: Lines, reactions: Sequence[Reaction]
) -> Iterator[Heard]:
    """Yield what signs mean: a choice is about the one question, all else about every line."""
    for one in reactions:
        if sign := SIGNS.get(one.sign):
            who = desk.people.canonical(channel, one.by, None)
            for message, episode in lines:
                if sign not in CHOICES or message.question:
                    yield Heard(episode, sign, who or message.person, channel, message)
