"""Settle the question that somebody answered, and tell them what is written."""

from dataclasses import replace
from datetime import date
from typing import Literal

from syncline.domain.errors import ConfigurationError, SynclineError
from syncline.domain.memo import Line, Memo
from syncline.domain.outbox import LABEL, Episode, Message
from syncline.domain.people import Person
from syncline.domain.state import LeaseTaken
from syncline.engine.answerable import Answerable, Heard
from syncline.engine.delivery import called
from syncline.engine.desk import Desk
from syncline.engine.memos import where
from syncline.engine.phrases import decided, spelled
from syncline.engine.questions import Option, Question, asked, settle
from syncline.ports import Answering
from syncline.words import say

OF = "."  # between an episode and the answer that a reply is to
Became = Literal["taken", "passed", "waits"]
"""What became of a choice: passed, as there is no such value, or two questions for one label;
or it waits for a run to end."""


def settled(desk: Desk, answerable: Answerable, heard: Heard, trouble: list[str]) -> Became:
    """Settle a question, and reply to whoever answered; of a label, to all who were asked."""
    about, store = answerable.asked(heard.message), desk.stores.get(heard.episode.home)
    if desk.deciding is None or store is None:
        return "taken"  # nowhere to be settled
    if heard.doubtful:
        _reply(desk, heard, _said(desk, heard, "reply-doubtful"), trouble)
        return "passed"
    found = asked(store, about) if about else None
    option = found.chosen(heard.sign) if found else None
    if found and option is None:
        return "passed"
    done: bool | None = False
    if found and option and heard.message.question == found.key:
        done = _settling(desk, heard, found, option)
    if done is None:
        return "waits"
    for one in _whom(answerable, heard):
        if found and option and done:
            sentence = decided(heard.episode.name, found, option, *_reader(desk, one))
        else:
            sentence = _refused(desk, one)
        _reply(desk, one, sentence, trouble)
    return "taken"


def _whom(answerable: Answerable, heard: Heard) -> list[Heard]:
    """Return an answer once for each message that it is an answer to."""
    if heard.place != LABEL:
        return [heard]
    question = heard.message.question
    return [replace(heard, message=m) for m, _ in answerable.lines if m.question == question]


def _settling(desk: Desk, heard: Heard, found: Question, option: Option) -> bool | None:
    """Decide; tell whether that was possible, None while a run is at work."""
    assert desk.deciding is not None
    with desk.deciding(heard.episode.home) as session:
        if isinstance(session, LeaseTaken):
            return None
        try:
            settle(session, found, option, heard.by)
        except ConfigurationError:  # it moved on in this very moment, or waits for another
            return False
    return True


def _refused(desk: Desk, heard: Heard) -> str:
    """Say why nothing was decided, as it is now."""
    about, store = Answerable(desk).asked(heard.message), desk.stores[heard.episode.home]
    if about is None:
        return _said(desk, heard, "reply-settled")
    if (found := asked(store, about)).key != heard.message.question:
        return _said(desk, heard, "reply-changed", sides=spelled(found, *_reader(desk, heard)))
    return _said(desk, heard, "reply-on-hold", field=about.field)


def _reader(desk: Desk, heard: Heard) -> tuple[Person, date]:
    return desk.person(heard.message.person, heard.episode.home), desk.clock.now().date()


def _said(desk: Desk, heard: Heard, key: str, **values: str) -> str:
    person, on = _reader(desk, heard)
    return say(person.locale, key, {"name": heard.episode.name, **values}, on)


def _reply(desk: Desk, heard: Heard, sentence: str, trouble: list[str]) -> None:
    """Tell whoever was asked what was done: below the message, or as one of its own.

    A reply that is lost is not said again.
    """
    message = heard.message
    channel = next((c for c in desk.channels if c.name == message.channel), None)
    if not isinstance(channel, Answering):
        name = f"{heard.episode.id}{OF}{heard.sign}"
        desk.commit([Message(name, message.person, message.channel, "PENDING",
                             desk.clock.now(), sentence, "reply", 0)])  # fmt: skip
        return
    try:
        channel.reply(message.reference, Memo(sentence, locale=_reader(desk, heard)[0].locale))
    except SynclineError as error:
        trouble.append(str(error))


def post(desk: Desk, answerable: Answerable) -> list[str]:
    """Send the replies that stand below no message, in their reader's hours; return troubles."""
    trouble: list[str] = []
    now = desk.clock.now()
    for row in desk.store.messages("PENDING"):
        episode = answerable.episodes.get(row.episode.partition(OF)[0])
        channel = next((c for c in desk.channels if c.name == row.channel), None)
        if row.kind != "reply" or episode is None or channel is None:
            continue
        reader = desk.reader(row.person, episode.home)
        if reader.hears(now):
            desk.commit([replace(row, state="SENT", at=now)])
            state, note = called(channel, row.person, _letter(desk, reader.person, episode, row))
            kept = row.note if state == "PENDING" else note
            desk.commit([replace(row, state=state, at=now, note=kept)])
            trouble += [f"{row.person}: {note}"] if state != "OK" else []
    return trouble


def _letter(desk: Desk, person: Person, episode: Episode, row: Message) -> Memo:
    link, places = where(desk, episode)
    head = say(person.locale, "reply-head", {}, desk.clock.now().date())
    return Memo(head, (Line(row.note, "", link, places=places),), (), person.locale)
