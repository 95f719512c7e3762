"""When the clocks of a zone change."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

YEARS = range(2025, 2031)
HALF = timedelta(minutes=30)


def turns(zone: ZoneInfo) -> Iterator[datetime]:
    """Yield the moments of these years at which the clocks of a zone change, to the half hour.

    No zone changes its clocks twice within a week.
    """
    start = datetime(YEARS[0], 1, 1, tzinfo=UTC)
    weeks = [start + timedelta(weeks=n) for n in range(52 * len(YEARS) + 1)]
    shown = [(week, week.astimezone(zone).utcoffset()) for week in weeks]
    for (before, was), (after, now) in pairwise(shown):
        if was != now:
            yield _turn(zone, before, after)


def _turn(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    was = before.astimezone(zone).utcoffset()
    while after - before > HALF:
        middle = before + (after - before) // HALF // 2 * HALF
        changed = middle.astimezone(zone).utcoffset() != was
        before, after = (before, middle) if changed else (middle, after)
    return after


def changes(zone: ZoneInfo) -> Iterator[date]:
    """Yield the local days on which they do."""
    return (turn.astimezone(zone).date() for turn in turns(zone))
