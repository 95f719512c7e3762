"""Moments of a card <-> canonical days; pure.

Trello keeps moments, and every member sees them in a zone of their own. People type a due date
with a time of day, so that its day is the one in UTC. A start has no time of day: Trello keeps the
midnight of whoever typed it, which in UTC may be the evening before, so that its day is the one of
the nearest midnight.
"""

from datetime import UTC, date, datetime, time, timedelta

NOON = time(12)
MORNING = time(10, tzinfo=UTC)
"""The time of day that is written. From Honolulu (-10) to Auckland in summer (+13) it is the same
day everywhere; noon in UTC is the next one in Auckland. For both readings below it is the day."""


def due_day(moment: datetime) -> date:
    """Return the day of a moment that was typed with a time of day."""
    return moment.date()


def start_day(moment: datetime) -> date:
    """Return the day whose midnight this is, in a zone west of +12; noon itself is of its day."""
    evening = moment.time() > NOON and moment.date() < date.max
    return moment.date() + timedelta(days=evening)


def morning(day: date) -> datetime:
    """Return the moment that stands for a day."""
    return datetime.combine(day, MORNING)


def moved(held: datetime | None, day: date) -> datetime:
    """Return a due date on another day, at the time of day that somebody typed."""
    return morning(day) if held is None else datetime.combine(day, held.timetz())


def written(moment: datetime | None) -> str | None:
    """Return a moment as Trello takes it."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
