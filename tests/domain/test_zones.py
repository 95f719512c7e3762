"""Hours of silence and digests in every zone, on the days on which its clocks change."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from syncline.domain.schedule import Digest, QuietHours
from tests.domain.clocks import changes

STEP = timedelta(minutes=30)
NIGHT = QuietHours(time(19), time(8, 30))
EVERY_DAY = Digest(frozenset(range(7)), time(9, 15))


def moments(day: date, zone: ZoneInfo) -> Iterator[datetime]:
    """Yield the real moments around a local day, as they are shown there."""
    at = datetime.combine(day, time(), UTC) - timedelta(hours=16)
    while at < datetime.combine(day, time(), UTC) + timedelta(hours=40):
        yield at.astimezone(zone)
        at += STEP


@pytest.mark.slow
def test_no_change_of_clocks_makes_a_silent_hour_loud_or_a_digest_twice_due() -> None:
    """What a wall clock shows decides: no fixed date and no fixed offset is in it."""
    seen = 0
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        for day in changes(zone):
            seen += 1
            due_days = set()
            for local in moments(day, zone):
                silent = not time(8, 30) <= local.time() < time(19)
                assert NIGHT.covers(local.time()) == silent, (name, local)
                due = EVERY_DAY.is_due(local)
                assert due == (local.time() >= time(9, 15)), (name, local)
                if due:
                    due_days.add(local.date())
            assert day in due_days, f"{name}: no digest on {day}"
    assert seen > 1000
