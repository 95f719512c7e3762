"""The monthly pulse: three sentences in one message, answered by signs, counted without names."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from syncline.domain.delivery import APART
from syncline.domain.errors import SynclineError
from syncline.domain.memo import Line, Memo
from syncline.domain.outbox import Message, Score
from syncline.domain.people import Person
from syncline.engine.delivery import AN_HOUR, Outbox, called
from syncline.engine.desk import Desk
from syncline.ports import Answering, Channel
from syncline.words import say

READERS = timedelta(days=28)  # whoever was told something since
SETTLED = timedelta(days=1)  # after which all signs of an answer are there
LOOK_BACK = timedelta(days=15)
QUESTIONS = {"one": 1, "two": 2, "three": 3}
NONE = "zero"
TRUE, NOT = 5, 1  # scores
ANSWERED = "answered"  # in place of where the message is: it is not looked at again


def ask(desk: Desk) -> list[str]:
    """Ask each reader once a month, on a morning of theirs; return what could not be sent."""
    trouble: list[str] = []
    now, outbox = desk.clock.now(), Outbox(list(desk.store.messages()))
    room = AN_HOUR - outbox.since(now - timedelta(hours=1))
    for address, (home, _) in sorted(readers(desk, outbox).items()):
        reader = desk.reader(address, home)
        name = f"pulse-{reader.local(now):%Y-%m}"
        asked = any(m.episode == name and m.person == address and m.state != "PENDING"
                    for m in outbox.messages)  # fmt: skip
        quiet = not (reader.hears(now) and reader.morning_is_due(now))
        if asked or quiet or room <= 0 or outbox.past(address).within(now, APART):
            continue
        if channel := _channel(desk, outbox, reader.person):
            room -= 1
            trouble += _posted(desk, channel, reader.person, name)
    return trouble


def hear(desk: Desk) -> list[str]:
    """Count every answer that is a day old, and forget whose it was; return what went wrong."""
    now, outbox = desk.clock.now(), Outbox(list(desk.store.messages("OK")))
    teams = readers(desk, outbox)
    for message in outbox.messages:
        if message.kind != "pulse" or message.note == ANSWERED:
            continue
        channel = next((c for c in desk.channels if c.name == message.channel), None)
        if not SETTLED <= now - message.at <= LOOK_BACK or not isinstance(channel, Answering):
            continue
        try:
            signs = {one.sign for one in channel.answers(message.note)}
        except SynclineError as error:
            return [str(error)]
        if signs & {*QUESTIONS, NONE}:
            team = teams[message.person][1] if message.person in teams else ""
            scores = _scores(message.episode.removeprefix("pulse-"), team, signs)
            desk.commit([*scores, replace(message, note=ANSWERED)])
    return []


def readers(desk: Desk, outbox: Outbox) -> dict[str, tuple[str, str]]:
    """Return who was told something lately where the pulse is on: portfolio and team."""
    homes = {name for name, rules in desk.portfolios.items() if rules.alerts.pulse}
    if not homes:
        return {}
    since = desk.clock.now() - READERS
    known = {e.id: (e.home, e.team or "") for e in desk.store.episodes() if e.home in homes}
    lately = (m for m in outbox.messages if m.state == "OK" and m.line and m.at > since)
    return {m.person: known[m.episode] for m in lately if m.episode in known and "@" in m.person}


def _channel(desk: Desk, outbox: Outbox, person: Person) -> Channel | None:
    """Return where a person can answer below a message."""
    refused = outbox.refused(desk.clock.now())
    ways = (c for c in desk.ways(person) if (person.email, c.name) not in refused)
    return next((c for c in ways if isinstance(c, Answering)), None)


def _posted(desk: Desk, channel: Channel, person: Person, name: str) -> Iterator[str]:
    """Write the message down, send it, and note what became of it; yield what went wrong."""
    now = desk.clock.now()
    row = Message(name, person.email, channel.name, "SENT", now, "", "pulse", 0)
    desk.commit([row])
    state, note = called(channel, person.email, _worded(person, now))
    desk.commit([replace(row, state=state, note=note)])
    if state != "OK":
        yield f"{person.email}: {note}"


def _worded(person: Person, now: datetime) -> Memo:
    def said(key: str) -> str:
        return say(person.locale, key, {}, now.date())

    lines = tuple(Line(said(f"pulse-{number}")) for number in QUESTIONS.values())
    return Memo(said("pulse-head"), lines, (said("pulse-how"),), person.locale)


def _scores(month: str, team: str, signs: set[str]) -> list[Score]:
    return [
        Score(month, team, number, TRUE if sign in signs else NOT)
        for sign, number in QUESTIONS.items()
    ]
