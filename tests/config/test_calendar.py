"""Working days: laws of counting, against counting day by day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncline.domain.calendar import Calendar
from syncline.domain.schedule import Digest, QuietHours

DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
NEAR = st.integers(-60, 60)
CALENDARS = st.builds(
    Calendar,
    st.frozensets(st.integers(0, 6), max_size=3),
    st.frozensets(st.dates(date(2025, 12, 1), date(2026, 3, 1)), max_size=9),
)
JANUARY = st.dates(date(2026, 1, 1), date(2026, 1, 31))


@given(CALENDARS, JANUARY, NEAR)
def test_counting_in_weeks_equals_counting_day_by_day(
    calendar: Calendar, start: date, distance: int
) -> None:
    """The first day is not counted, the last one is; backwards is negative."""
    end = start + timedelta(distance)
    first, last = sorted((start, end))
    slow = sum(
        calendar.is_working_day(first + timedelta(n)) for n in range(1, (last - first).days + 1)
    )
    assert calendar.working_days_between(start, end) == (slow if distance >= 0 else -slow)


@given(CALENDARS, JANUARY, st.integers(0, 40))
def test_what_was_added_is_what_lies_between(calendar: Calendar, start: date, count: int) -> None:
    """between(start, add(start, n)) == n, and one lands on a working day."""
    end = calendar.add_working_days(start, count)
    assert calendar.working_days_between(start, end) == count
    assert count == 0 or calendar.is_working_day(end)


@given(CALENDARS, DAYS, DAYS)
def test_between_is_antisymmetric(calendar: Calendar, left: date, right: date) -> None:
    """There and back is nothing."""
    there = calendar.working_days_between(left, right)
    assert there == -calendar.working_days_between(right, left)


@pytest.mark.parametrize(("start", "end", "days"), [
    (date(2026, 7, 10), date(2026, 7, 10), 0),
    (date(2026, 7, 10), date(2026, 7, 13), 1),  # over a weekend
    (date(2026, 7, 13), date(2026, 7, 15), 1),  # over Bastille Day
    (date(2026, 7, 11), date(2026, 7, 12), 0),  # Saturday to Sunday
])  # fmt: skip
def test_weekends_and_holidays_do_not_count(start: date, end: date, days: int) -> None:
    """Human deadlines are in working days."""
    assert (
        Calendar(holidays=frozenset({date(2026, 7, 14)})).working_days_between(start, end) == days
    )


def test_a_digest_is_due_on_its_days_from_its_time_on() -> None:
    """Monday 09:15, in the reader's time."""
    due = [
        Digest().is_due(datetime(2026, 11, d, h, 15, tzinfo=UTC))
        for d, h in ((23, 9), (23, 8), (24, 9))
    ]
    assert due == [True, False, False]


@pytest.mark.parametrize(("start", "end", "hours"), [
    (19, 8, {19, 23, 0, 7}), (12, 14, {12, 13}), (9, 9, set[int]()),
])  # fmt: skip
def test_quiet_hours_include_their_start_and_not_their_end(
    start: int, end: int, hours: set[int]
) -> None:
    """Over midnight as well; equal times are no quiet hours."""
    quiet = QuietHours(time(start), time(end))
    assert {h for h in (19, 23, 0, 7, 8, 12, 13, 14, 9) if quiet.covers(time(h))} == hours
