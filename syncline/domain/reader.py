"""Who reads, and when: the one gate that every message passes."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from syncline.domain.calendar import Calendar
from syncline.domain.people import Person
from syncline.domain.schedule import Digest, QuietHours

HOURS = QuietHours(time(18), time(9))
"""Nobody is written to outside 9 to 18 of their own day, where nothing else is configured."""
DAY = timedelta(days=1)
LOOK_BACK = 14  # days in which a digest that a holiday moved is looked for


@dataclass(frozen=True, slots=True)
class Reader:
    """A person with zone, working days and hours."""

    person: Person
    calendar: Calendar = field(default_factory=Calendar)
    digest: Digest = field(default_factory=Digest)
    quiet: QuietHours = HOURS

    def local(self, now: datetime) -> datetime:
        """Return a moment as this person's clock shows it."""
        return now.astimezone(ZoneInfo(self.person.timezone))

    def is_active(self, now: datetime) -> bool:
        """Tell whether this person still belongs here on that day."""
        return self.person.is_here(self.local(now).date())

    def is_away(self, now: datetime) -> bool:
        """Tell whether this person is on leave on that day."""
        today = self.local(now).date()
        return any(first <= today <= last for first, last in self.person.away)

    def works_on(self, day: date) -> bool:
        """Tell whether this person works on a day."""
        away = any(first <= day <= last for first, last in self.person.away)
        return self.calendar.is_working_day(day) and not away

    def hears(self, now: datetime) -> bool:
        """Tell whether this person may be written to now; nothing passes beside this."""
        return self.is_active(now) and self.is_at_work(now)

    def is_at_work(self, now: datetime) -> bool:
        """Tell whether a moment is in this person's working hours."""
        local = self.local(now)
        return self.works_on(local.date()) and not self.quiet.covers(local.time())

    def morning_is_due(self, now: datetime) -> bool:
        """Tell whether the hour of the digest has passed on a working day."""
        local = self.local(now)
        return self.works_on(local.date()) and local.time() >= self.digest.at

    def digest_is_due(self, now: datetime, since: datetime | None) -> bool:
        """Tell whether a digest is due today, or was since the last round.

        One on a day off moves to the next working day.
        """
        if not self.morning_is_due(now):
            return False
        local, last = self.local(now), self.local(since or now)
        for back in range(LOOK_BACK):
            day = local.date() - back * DAY
            hour = datetime.combine(day, self.digest.at, local.tzinfo)
            if back and self.works_on(day) and last >= hour:
                return False  # that day had its round
            if day.weekday() in self.digest.days:
                return True
        return False

    def same_week(self, one: datetime, other: datetime) -> bool:
        """Tell whether two moments are in one of this person's weeks, which begin on Mondays."""
        return self.local(one).isocalendar()[:2] == self.local(other).isocalendar()[:2]

    def same_day(self, one: datetime, other: datetime) -> bool:
        """Tell whether two moments are on one of this person's days."""
        return self.local(one).date() == self.local(other).date()
