"""A parcel in the reader's words: the memo that a channel renders."""

from collections.abc import Callable, Sequence

from syncline.domain.delivery import Parcel, Waiting
from syncline.domain.memo import Line, Memo
from syncline.domain.people import Person
from syncline.engine.desk import Desk
from syncline.words import say

NAMED = 3  # items of a line that stands for many


def memo(desk: Desk, person: Person, parcel: Parcel) -> Memo:
    """Return the message of a parcel: a head, one line with one action each, and how to answer."""
    on = desk.clock.now().date()

    def said(key: str, **values: str | int) -> str:
        return say(person.locale, key, values, on)

    lines = tuple(_line(group, said) for group in parcel.lines)
    foot = [said("digest-more", count=len(parcel.counted))] if parcel.counted else []
    if any(channel.name == "slack" for channel in desk.ways(person)[:1]):
        foot.append(said("digest-signs"))
    return Memo(said(f"{parcel.kind}-head", count=parcel.size), lines, tuple(foot), person.locale)


def _line(group: Sequence[Waiting], said: Callable[..., str]) -> Line:
    first = group[0].episode
    others = [one.episode.name for one in group[1:]]
    text = first.text
    if others:
        names = ", ".join(others[: NAMED - 1])
        text = f"{text} {said('digest-same', count=len(others), names=names)}"
    if group[0].kind == "escalation":
        text = f"{said('digest-private')} {text}"
    return Line(text, first.action)
