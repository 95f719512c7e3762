"""A parcel in the reader's words: the memo that a channel renders."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from syncline.domain.alerts import Alert
from syncline.domain.delivery import Parcel, Waiting
from syncline.domain.memo import Line, Memo, Place
from syncline.domain.outbox import Episode
from syncline.domain.people import Person
from syncline.engine.desk import Desk
from syncline.engine.questions import Question, question, spelled
from syncline.ports import Answering, Channel
from syncline.words import say

NAMED = 3  # items of a line that stands for many


@dataclass(frozen=True)
class Worded:
    """A memo, and the question that it asks: of which episode, and under which name."""

    memo: Memo
    asks: str = ""
    key: str = ""


def worded(desk: Desk, person: Person, parcel: Parcel, channel: Channel) -> Worded:
    """Return the message of a parcel: a head, one line with one action each, and how to answer.

    It asks at most one question, so that 1 and 2 mean just that one. Where nobody can answer
    below a message, it says by which labels one answers in the tool.
    """
    signs = isinstance(channel, Answering)
    choose = "digest-choose" if signs else "digest-choose-label"
    on = desk.clock.now().date()

    def said(key: str, **values: str | int) -> str:
        return say(person.locale, key, values, on)

    asked = next(filter(None, (_asked(desk, group) for group in parcel.lines)), None)
    lines = []
    for group in parcel.lines:
        line = _line(desk, group, said, sentences(group[0].alert, person.locale, on))
        if asked and group[0].episode is asked[0]:
            text = f"{line.text} {spelled(asked[1], person)}"
            line = replace(line, text=text, action=said(choose))
        lines.append(line)
    foot = [said("digest-more", count=len(parcel.counted))] if parcel.counted else []
    foot.append(said("digest-signs" if signs else "digest-labels"))
    if parcel.is_tried:
        foot.append(said("digest-tried" if signs else "digest-tried-label"))
    head = said(f"{parcel.kind}-head", count=parcel.size)
    made = Memo(head, tuple(lines), tuple(foot), person.locale)
    return Worded(made, asked[0].id, asked[1].key) if asked else Worded(made)


def _asked(desk: Desk, group: Sequence[Waiting]) -> tuple[Episode, Question] | None:
    """Return the question of a line that stands for one episode, where it is still open."""
    episode = group[0].episode
    store = desk.stores.get(episode.home)
    found = question(store, episode) if store and len(group) == 1 else None
    return (episode, found) if found else None


def sentences(alert: Alert, locale: str, on: date) -> tuple[str, str]:
    """Say what is so now, and what to do, in a language."""
    rule, values = alert.finding.rule, {**alert.finding.values, "name": alert.name}
    text = say(locale, rule, values, on)
    if "together" in values:  # one person changed many at once: that is one event
        text = f"{text} {say(locale, 'digest-together', values, on)}"
    return text, say(locale, f"{rule}-do", values, on)


def _line(
    desk: Desk, group: Sequence[Waiting], said: Callable[..., str], first: tuple[str, str]
) -> Line:
    """Return the line of some episodes of a rule; `first`: what is said of the first of them."""
    text, action = first
    others = [one.alert.name for one in group[1:]]
    if others:
        names = ", ".join(others[: NAMED - 1])
        text = f"{text} {said('digest-same', count=len(others), names=names)}"
    if group[0].kind == "escalation":
        text = f"{said('digest-private')} {text}"
    link, places = _where(desk, group[0].episode)
    return Line(text, action, link, places=places)


def _where(desk: Desk, episode: Episode) -> tuple[str, tuple[Place, ...]]:
    """Return the records of the item, and the link to the first, in the order of the file."""
    store = desk.stores.get(episode.home)
    state = store.load([episode.item]).get(episode.item) if store else None
    if state is None:
        return "", ()
    order = [r for r in desk.portfolio(episode.home).replicas if r in state.homes]
    link = next((state.records[r].url for r in order if state.records[r].url), "")
    return link, tuple(Place(episode.home, r, state.records[r].id) for r in order)
