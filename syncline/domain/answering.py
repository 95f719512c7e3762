"""What a sign or a label of a reader means, and what becomes of the episode."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from syncline.domain.calendar import Calendar
from syncline.domain.episodes import Stepped, moved
from syncline.domain.outbox import Episode, EpisodeState

SIGNS: Mapping[str, str] = {
    "eyes": "ack",
    "zzz": "snooze",
    "white_check_mark": "done",
    "heavy_check_mark": "done",
    "+1": "useful",
    "thumbsup": "useful",
    "-1": "useless",
    "thumbsdown": "useless",
    "one": "first",
    "two": "second",
}
"""Slack's names of the reactions that mean something; any other is only a reaction."""
REST = 5  # working days that an acknowledged or snoozed alert is silent
LONGEST = 42  # days that a label may ask for: some thirty working days
_SNOOZE = re.compile(r"ops-snooze-(\d{1,3})d")
_LABELS = {
    "ops-ok": "ack", "ops-done": "done", "ops-useful": "useful", "ops-ignore": "mute",
    "ops-first": "first", "ops-second": "second",
}  # fmt: skip
_STATES: Mapping[str, tuple[EpisodeState, str]] = {
    "ack": ("acknowledged", "seen"),
    "done": ("acknowledged", "said to be done"),
    "snooze": ("snoozed", "not now"),
    "useless": ("muted", "not useful"),
    "mute": ("muted", "to be ignored"),
}


def labelled(labels: Iterable[str]) -> dict[str, int]:
    """Return what labels of a record say, each with the days that it asks for (0: the usual)."""
    found: dict[str, int] = {}
    for label in sorted(labels):
        plain = label.strip().casefold()
        if rest := _SNOOZE.fullmatch(plain):
            found["snooze"] = min(max(int(rest[1]), 1), LONGEST)
        elif sign := _LABELS.get(plain):
            found[sign] = 0
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
