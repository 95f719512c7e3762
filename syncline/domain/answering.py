"""What a sign or a label of a reader means, and what becomes of the episode."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from syncline.domain.calendar import Calendar
from syncline.domain.episodes import Stepped, moved
from syncline.domain.fields import Value
from syncline.domain.outbox import Episode, EpisodeState
from syncline.domain.state import FieldChange

CHOICES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
"""Which value of a question was chosen."""
_NUMERALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SIGNS: Mapping[str, str] = {
    "eyes": "ack",
    "zzz": "snooze",
    "white_check_mark": "done",
    "heavy_check_mark": "done",
    "+1": "useful",
    "thumbsup": "useful",
    "-1": "useless",
    "thumbsdown": "useless",
    **dict(zip(_NUMERALS, CHOICES, strict=True)),
}
"""Slack's names of the reactions that mean something; any other is only a reaction."""
REST = 5  # working days that an acknowledged or snoozed alert is silent
LONGEST = 42  # days that a label may ask for: some thirty working days
_SNOOZE = re.compile(r"ops-snooze-(\d{1,3})d")
_LABELS = {
    "ops-ok": "ack", "ops-done": "done", "ops-useful": "useful", "ops-not-useful": "useless",
    **{f"ops-{choice}": choice for choice in CHOICES},
}  # fmt: skip
_TYPED = frozenset({"adopted", "merged"})  # what was there when records were paired is no answer
_STATES: Mapping[str, tuple[EpisodeState, str]] = {
    "ack": ("acknowledged", "seen"),
    "done": ("acknowledged", "said to be done"),
    "snooze": ("snoozed", "not now"),
    "useless": ("muted", "not useful"),
}


def labelled(label: str) -> tuple[str, int] | None:
    """Return what a label says, with the days that it asks for (0: the usual); None: no answer."""
    plain = label.strip().casefold()
    if rest := _SNOOZE.fullmatch(plain):
        return "snooze", min(max(int(rest[1]), 1), LONGEST)
    return (sign, 0) if (sign := _LABELS.get(plain)) else None


def answers_in(value: Value) -> frozenset[str]:
    """Return the answers among the labels of an item, or in a field that holds one."""
    words = value if isinstance(value, frozenset) else {value} if isinstance(value, str) else ()
    return frozenset(word for word in words if labelled(word))


def put_on(history: Iterable[FieldChange], name: str, label: str) -> FieldChange | None:
    """Return when, where and by whom a person last put a label on, as history tells."""
    found = None
    for change in history:
        added = answers_in(change.new) - answers_in(change.old)
        if change.field == name and change.what in _TYPED and label in added:
            found = change
    return found


def answered(
    episode: Episode, sign: str, by: str, now: datetime, calendar: Calendar, days: int = 0
) -> Stepped | None:
    """Return the step that an answer makes an episode take, if any.

    What was acknowledged comes back once if it is still so; a snooze always ends.
    """
    if sign not in _STATES or not episode.is_open:
        return None
    state, why = _STATES[sign]
    if state == episode.state or episode.state == "muted":
        return None
    until = now + timedelta(days=days) if days else _later(now, calendar)
    again = state == "snoozed" or (state == "acknowledged" and episode.reopens is None)
    return moved(episode, state, why, now, by, until if again else None)


def _later(now: datetime, calendar: Calendar) -> datetime:
    day = calendar.add_working_days(now.date(), REST)
    return now + (day - now.date())
