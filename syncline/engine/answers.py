"""Poll for what people answered, by a sign below a message or a label in a tool; once each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from syncline.domain.answering import SIGNS, answered, labelled
from syncline.domain.errors import ConfigurationError, SynclineError
from syncline.domain.memo import Memo
from syncline.domain.outbox import LABEL, Answer, Episode, Message
from syncline.domain.state import LeaseTaken
from syncline.engine.desk import Desk
from syncline.engine.questions import Question, question, settle
from syncline.ports import Answering

LOOK_BACK = timedelta(days=15)  # a message that is older is not asked for answers any more
A_ROUND = 40  # messages that one round asks: Slack allows some fifty such calls a minute
OPEN = ("firing", "acknowledged", "snoozed")
CHOICES = frozenset({"first", "second"})


@dataclass(frozen=True)
class Said:
    """One answer: to which episode, which sign, by whom, and below which message."""

    episode: Episode
    sign: str
    by: str
    place: str
    days: int = 0
    message: Message | None = None


def hear(desk: Desk) -> list[str]:
    """Take every new answer in; return what could not be asked, or not be done, as sentences."""
    episodes = {e.id: e for e in desk.store.episodes(*OPEN)}
    known = {(a.episode, a.sign) for a in desk.store.answers()}
    trouble: list[str] = []
    for said in (*_signs(desk, episodes, trouble), *_labels(desk, episodes.values())):
        if (said.episode.id, said.sign) in known:
            continue
        if said.sign in CHOICES and not _settled(desk, said, trouble):
            continue
        known.add((said.episode.id, said.sign))
        _noted(desk, said, episodes)
    return trouble


def _noted(desk: Desk, said: Said, episodes: dict[str, Episode]) -> None:
    """Keep the answer, and let the episode take the step that follows from it."""
    now, episode = desk.clock.now(), episodes[said.episode.id]
    calendar = desk.portfolio(episode.home).calendar
    answer = Answer(episode.id, said.sign, said.by, now, episode.rule, said.place)
    step = answered(episode, said.sign, said.by, now, calendar, said.days)
    if step is None:
        desk.commit([answer])
        return
    episodes[episode.id] = step.episode
    desk.commit([answer, step.episode, *([step.step] if step.step else [])])


def _signs(desk: Desk, episodes: Mapping[str, Episode], trouble: list[str]) -> Iterator[Said]:
    """Yield the signs below the newest messages that are about something open."""
    for channel in desk.channels:
        if not isinstance(channel, Answering):
            continue
        told = _messages(desk, channel.name, episodes)
        for reference in list(told)[:A_ROUND]:
            try:
                reactions = channel.answers(reference)
            except SynclineError as error:
                trouble.append(str(error))
                break
            for one in reactions:
                if sign := SIGNS.get(one.sign):
                    who = desk.people.canonical(channel.name, one.by, None)
                    yield from _meant(told[reference], episodes, sign, who, channel.name)


def _messages(
    desk: Desk, channel: str, episodes: Mapping[str, Episode]
) -> dict[str, list[Message]]:
    """Return the lines of each message that may be answered, the newest message first."""
    since = desk.clock.now() - LOOK_BACK
    found: dict[str, list[Message]] = defaultdict(list)
    for message in reversed(desk.store.messages("OK")):
        wanted = message.channel == channel and message.at > since and message.line
        if wanted and message.episode in episodes:
            found[message.note.split(" ")[0]].append(message)
    return found


def _meant(
    told: Sequence[Message], episodes: Mapping[str, Episode], sign: str, who: str | None,
    channel: str,
) -> Iterator[Said]:  # fmt: skip
    """Yield what a sign means: a choice is about the one question, all else about every line."""
    for message in told:
        by = who or message.person
        asks = " " in message.note
        if sign not in CHOICES or asks:
            yield Said(episodes[message.episode], sign, by, channel, 0, message)


def _labels(desk: Desk, episodes: Iterable[Episode]) -> Iterator[Said]:
    """Yield what labels of records say, as the last sync read them; makes no request."""
    by_home: dict[str, list[Episode]] = defaultdict(list)
    for episode in episodes:
        by_home[episode.home].append(episode)
    for home, found in by_home.items():
        store = desk.stores.get(home)
        states = store.load({e.item for e in found}) if store else {}
        for episode in found:
            state = states.get(episode.item)
            labels = state.value("labels") if state else None
            if isinstance(labels, frozenset):
                for sign, days in labelled(labels).items():
                    yield Said(episode, sign, episode.owner, LABEL, days)


def _settled(desk: Desk, said: Said, trouble: list[str]) -> bool:
    """Settle the question that was answered, and reply with what is written; else say why not."""
    store = desk.stores.get(said.episode.home)
    asked = question(store, said.episode) if store else None
    if asked is None or desk.deciding is None:
        return True  # it was settled by somebody else, or nowhere to be settled
    if said.message and said.message.note.split(" ")[1:] != [asked.key]:
        sentence = f"{said.episode.name}: it has changed since, so nothing was decided."
    else:
        done = _decided(desk, said, asked)
        if done is None:
            trouble.append(f"{said.episode.name}: a run is at work; decided in the next round.")
            return False
        sentence = done
    _reply(desk, said, sentence, trouble)
    return True


def _decided(desk: Desk, said: Said, asked: Question) -> str | None:
    assert desk.deciding is not None
    with desk.deciding(said.episode.home) as session:
        if isinstance(session, LeaseTaken):
            return None
        try:
            return settle(session, asked, said.sign, said.by)
        except ConfigurationError as error:
            return str(error)


def _reply(desk: Desk, said: Said, sentence: str, trouble: list[str]) -> None:
    """Say below the message what was done. A reply that is lost is not said again."""
    channel = next((c for c in desk.channels if c.name == said.place), None)
    if said.message is None or not isinstance(channel, Answering):
        return
    try:
        channel.reply(said.message.note.split(" ")[0], Memo(sentence))
    except SynclineError as error:
        trouble.append(str(error))
