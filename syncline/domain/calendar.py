"""Working days: a weekend and the days on which nobody is expected to work."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY, SUNDAY = 5, 6
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of one place; `weekend` holds weekdays as `date.weekday` numbers them."""

    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})
    holidays: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Tell whether people work on this day."""
        return day.weekday() not in self.weekend and day not in self.holidays

    def working_days_between(self, start: date, end: date) -> int:
        """Count the working days after `start`, up to and including `end`; negative backwards.

        Law: between(a, b) == -between(b, a); a day is 0 away from itself. The cost does not grow
        with the distance, only with the number of holidays.
        """
        if end < start:
            return -self.working_days_between(end, start)
        weeks, rest = divmod((end - start).days, 7)
        days = weeks * (7 - len(self.weekend)) + sum(
            (start + DAY * n).weekday() not in self.weekend for n in range(1, rest + 1)
        )
        return days - sum(
            start < day <= end and day.weekday() not in self.weekend for day in self.holidays
        )

    def add_working_days(self, start: date, count: int) -> date:
        """Return the day that lies `count` working days after `start` (before, when negative).

        Zero returns `start` itself. Law: between(start, add(start, n)) == n for n >= 0.
        """
        step = DAY if count > 0 else -DAY
        day, left = start, abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day


def days_from(start: date, end: date) -> Collection[date]:
    """Return every day from `start` to `end`, both included."""
    return [start + DAY * n for n in range((end - start).days + 1)]
