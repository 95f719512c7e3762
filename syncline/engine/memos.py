"""A parcel in the reader's words: the memo that a channel renders."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from syncline.domain.alerts import Alert
from syncline.domain.answering import CHOICES
from syncline.domain.delivery import Parcel, Waiting
from syncline.domain.item import FieldName
from syncline.domain.memo import Line, Memo, Place
from syncline.domain.outbox import Episode
from syncline.domain.people import Person
from syncline.domain.rules.shape import Said
from syncline.engine.desk import Desk
from syncline.engine.phrases import spelled
from syncline.engine.questions import Question, question
from syncline.ports import Answering, Channel
from syncline.words import say

NAMED = 3  # items of a line that stands for many
NUMBERS = tuple(f"{number}\ufe0f\u20e3" for number in range(1, 10))  # the signs of CHOICES
TAGS = tuple(f"[ops-{choice}]" for choice in CHOICES)


@dataclass(frozen=True)
class Worded:
    """A memo, and the question that it asks: of which episode, and under which name."""

    memo: Memo
    asks: str = ""
    key: str = ""


def worded(desk: Desk, person: Person, parcel: Parcel, channel: Channel) -> Worded:
    """Return the message of a parcel: a head, one line with one action each, and how to answer.

    It asks at most one question, so that a number means just that one.
    """
    pen = _Pen(desk, person, isinstance(channel, Answering), desk.clock.now().date())
    found = [(group, _question(desk, group)) for group in parcel.lines]
    asks = next((one for one in found if one[1] and pen.takes_answers(one[0])), None)
    lines = [pen.line(group, one, asks=(group, one) == asks) for group, one in found]
    head = pen.said(f"{parcel.kind}-head", count=parcel.size)
    made = Memo(head, tuple(lines), tuple(pen.foot(parcel)), person.locale)
    if asks is None or asks[1] is None:
        return Worded(made)
    return Worded(made, asks[0][0].episode.id, asks[1].key)


def _question(desk: Desk, group: Sequence[Waiting]) -> Question | None:
    """Return the question of a line that stands for one episode, where it is still open."""
    store = desk.stores.get(group[0].episode.home)
    return question(store, group[0].episode) if store and len(group) == 1 else None


@dataclass(frozen=True)
class _Pen:
    """What writes to one person; `signs`: they answer below the message, else in the tools."""

    desk: Desk
    person: Person
    signs: bool
    on: date

    def said(self, key: str, **values: Said) -> str:
        return say(self.person.locale, key, values, self.on)

    def field(self, group: Sequence[Waiting]) -> FieldName:
        """Return in which field of an item people answer; none where none is synced."""
        return next(iter(self.desk.portfolio(group[0].episode.home).answer_fields), "")

    def takes_answers(self, group: Sequence[Waiting]) -> bool:
        return self.signs or bool(self.field(group))

    def line(self, group: Sequence[Waiting], asked: Question | None, *, asks: bool) -> Line:
        """Return the line of some episodes of a rule, with the values that a question is about."""
        said = self._line(group)
        if asked is None:
            return said
        marks = () if not asks else NUMBERS if self.signs else TAGS
        text = f"{said.text} {spelled(asked, self.person, self.on, marks)}"
        if not asks:
            return replace(said, text=text)
        choose = "digest-choose" if self.signs else "digest-choose-label"
        return replace(said, text=text, action=self.said(choose, field=self.field(group)))

    def _line(self, group: Sequence[Waiting]) -> Line:
        text, action = sentences(group[0].alert, self.person.locale, self.on)
        others = [one.alert.name for one in group[1:]]
        if others:
            names = ", ".join(others[: NAMED - 1])
            text = f"{text} {self.said('digest-same', count=len(others), names=names)}"
        if group[0].kind == "escalation":
            text = f"{self.said('digest-private')} {text}"
        link, places = where(self.desk, group[0].episode)
        return Line(text, action, link, places=places)

    def foot(self, parcel: Parcel) -> list[str]:
        """Say what is not named, and how to answer, where one can."""
        foot = [self.said("digest-more", count=len(parcel.counted))] if parcel.counted else []
        field = next(filter(None, map(self.field, parcel.lines)), "")
        if self.signs:
            foot.append(self.said("digest-signs"))
        elif field:
            foot.append(self.said("digest-labels", field=field))
        if parcel.is_tried and (self.signs or field):
            foot.append(self.said("digest-tried" if self.signs else "digest-tried-label"))
        return foot


def sentences(alert: Alert, locale: str, on: date) -> tuple[str, str]:
    """Say what is so now, and what to do, in a language."""
    rule, values = alert.finding.rule, {**alert.finding.values, "name": alert.name}
    text = say(locale, rule, values, on)
    if "together" in values:  # one person changed many at once: that is one event
        text = f"{text} {say(locale, 'digest-together', values, on)}"
    return text, say(locale, f"{rule}-do", values, on)


def where(desk: Desk, episode: Episode) -> tuple[str, tuple[Place, ...]]:
    """Return the records of the item, and the link to the first, in the order of the file."""
    store = desk.stores.get(episode.home)
    state = store.load([episode.item]).get(episode.item) if store else None
    if state is None:
        return "", ()
    order = [r for r in desk.portfolio(episode.home).replicas if r in state.homes]
    link = next((state.records[r].url for r in order if state.records[r].url), "")
    return link, tuple(Place(episode.home, r, state.records[r].id) for r in order)
