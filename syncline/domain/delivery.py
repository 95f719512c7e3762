"""What one person is told now: at most one digest and one interrupt a day, within a budget."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from syncline.domain.alerts import Alert
from syncline.domain.outbox import Episode, Message, MessageKind
from syncline.domain.reader import Reader
from syncline.domain.rules.registry import PRIVATE

LINES = 5  # of one message
BUDGET = 6  # lines a week; what is severe goes beyond it
GROUP = 3  # so many alerts of one rule become one line
APART = timedelta(hours=1)  # between two messages to one person


@dataclass(frozen=True, slots=True)
class Waiting:
    """An episode that a person was not told of, with its alert as it is now.

    `tried`: by a rule or a team on trial.
    """

    episode: Episode
    alert: Alert
    kind: MessageKind = "digest"  # escalation, where it is somebody else's
    tried: bool = False


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message: a tuple of episodes is one line; `counted` are only counted."""

    kind: MessageKind
    lines: tuple[tuple[Waiting, ...], ...]
    counted: tuple[Waiting, ...] = ()

    @property
    def is_tried(self) -> bool:
        """Tell whether its reader is to say if it was useful."""
        return any(one.tried for line in self.lines for one in line)

    @property
    def size(self) -> int:
        """Return how many episodes it is about."""
        return sum(map(len, self.lines)) + len(self.counted)

    def without(self, told: "Parcel") -> "Parcel":
        """Return it without the lines that another one told."""
        return replace(self, lines=tuple(line for line in self.lines if line not in told.lines))


@dataclass(frozen=True, slots=True)
class Past:
    """What a person got before."""

    messages: tuple[Message, ...] = ()

    def lines_this_week(self, reader: Reader, now: datetime) -> int:
        """Count the lines that were read since the person's own Monday.

        Not within seven days: a digest that goes out a second earlier than the last would find
        nothing left.
        """
        lines = {(m.at, m.line) for m in self.messages if m.line and reader.same_week(m.at, now)}
        return len(lines)

    def within(self, now: datetime, span: timedelta) -> bool:
        """Tell whether there was a message so shortly before, or after a clock was set back."""
        return any(abs(now - m.at) < span for m in self.messages)

    def on_day(self, reader: Reader, now: datetime, *kinds: MessageKind) -> bool:
        """Tell whether there was a message of these kinds on the person's own today."""
        return any(m.kind in kinds and reader.same_day(m.at, now) for m in self.messages)


def parcel(
    reader: Reader, waiting: Iterable[Waiting], past: Past, now: datetime, last: datetime | None
) -> Parcel | None:
    """Return the message that is due to a person now, if any."""
    found = [one for one in waiting if one.episode.severity != "S4"]
    if not found or not reader.hears(now) or past.within(now, APART):
        return None
    urgent = [one for one in found if one.episode.severity == "S1" and not one.episode.batch]
    if urgent and not past.on_day(reader, now, "interrupt"):
        return _packed("interrupt", urgent)
    if past.on_day(reader, now, "digest", "summary", "escalation"):
        return None
    if any(one.episode.batch for one in found) and reader.morning_is_due(now):
        return _packed("summary", found)
    return _digest(reader, found, past, now, last)


def apart(due: Parcel) -> tuple[Parcel, ...]:
    """Return what can be said on single items, one parcel each: nothing private, and no heap."""
    if due.kind == "summary":
        return ()
    single = (line[0] for line in due.lines if len(line) == 1)
    return tuple(
        Parcel(due.kind, ((one,),))
        for one in single
        if one.kind != "escalation" and one.episode.rule not in PRIVATE
    )


def _digest(
    reader: Reader, found: list[Waiting], past: Past, now: datetime, last: datetime | None
) -> Parcel | None:
    """Pack what is severe on any morning, and the rest on the days of the digest."""
    if not reader.morning_is_due(now):
        return None
    severe = [one for one in found if one.episode.severity in {"S1", "S2"}]
    if not reader.digest_is_due(now, last):
        return _packed("digest", severe) if severe else None
    left = max(BUDGET - past.lines_this_week(reader, now), 0)
    severe_lines = len(grouped(severe))
    if left <= severe_lines:
        return _packed("digest", severe) if severe else None
    return _packed("digest", found, min(LINES, left))


def _packed(kind: MessageKind, found: Sequence[Waiting], lines: int = LINES) -> Parcel:
    groups = grouped(found)
    rest = tuple(one for group in groups[lines:] for one in group)
    return Parcel(kind, tuple(groups[:lines]), rest)


def grouped(found: Sequence[Waiting]) -> list[tuple[Waiting, ...]]:
    """Return one tuple a line, the most severe and oldest first; many of one rule are one line.

    So a bulk edit, which makes one rule fire on many items, is one event.
    """
    by_rule: dict[tuple[str, str, str], list[Waiting]] = defaultdict(list)
    for one in sorted(found, key=_order):
        by_rule[one.episode.rule, one.episode.severity, one.kind].append(one)
    groups: list[tuple[Waiting, ...]] = []
    for same in by_rule.values():
        groups += [tuple(same)] if len(same) >= GROUP else [(one,) for one in same]
    return sorted(groups, key=lambda group: _order(group[0]))


def _order(one: Waiting) -> tuple[str, datetime, str, str]:
    episode = one.episode
    return (episode.severity, episode.opened_at, episode.text, episode.id)
