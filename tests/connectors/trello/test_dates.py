"""Moments and days: one day for everybody, whatever zone they look from."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.trello.dates import due_day, morning, moved, start_day, written

ZONES = (
    "Pacific/Honolulu", "America/Los_Angeles", "America/St_Johns", "UTC", "Europe/Paris",
    "Africa/Tunis", "Asia/Kolkata", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland",
    "Pacific/Chatham",
)  # fmt: skip
DAYS = st.dates(date(1990, 1, 1), date(2099, 12, 31))


@given(DAYS, st.sampled_from(ZONES))
def test_what_is_written_for_a_day_is_that_day_for_people_in_their_own_zone(
    day: date, zone: str
) -> None:
    """From Honolulu to Chatham, in winter and in summer."""
    assert morning(day).astimezone(ZoneInfo(zone)).date() == day


@given(DAYS)
def test_a_written_day_is_read_as_itself(day: date) -> None:
    """As a due date and as a start."""
    assert due_day(morning(day)) == start_day(morning(day)) == day


@given(DAYS, st.sampled_from(["America/Los_Angeles", "Europe/Paris", "Asia/Tokyo", "UTC"]))
def test_the_midnight_of_whoever_typed_a_start_is_its_day(day: date, zone: str) -> None:
    """In Paris it is still the evening before, in UTC."""
    midnight = datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)
    assert start_day(midnight) == day


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-03-03T23:00:00+00:00", date(2026, 3, 4)),  # midnight in Paris
        ("2026-03-04T08:00:00+00:00", date(2026, 3, 4)),  # midnight in Los Angeles
        ("2026-03-04T12:00:00+00:00", date(2026, 3, 4)),  # the noon that programs write
        ("9999-12-31T23:00:00+00:00", date.max),
    ],
)
def test_a_start_is_the_day_of_the_nearest_midnight(moment: str, day: date) -> None:
    """Also at the end of time."""
    assert start_day(datetime.fromisoformat(moment)) == day


def test_a_due_date_that_moves_keeps_the_time_that_was_typed() -> None:
    """Only a due date that was empty gets ours."""
    held = datetime(2026, 3, 4, 16, 30, tzinfo=UTC)
    assert moved(held, date(2026, 3, 11)) == held + timedelta(days=7)
    assert moved(None, date(2026, 3, 11)) == datetime(2026, 3, 11, 10, tzinfo=UTC)


def test_a_moment_is_written_to_the_millisecond_in_utc() -> None:
    """As Trello writes it itself."""
    paris = datetime(2026, 3, 4, 1, 30, tzinfo=ZoneInfo("Europe/Paris"))
    assert written(paris) == "2026-03-04T00:30:00.000Z"
    assert written(None) is None
