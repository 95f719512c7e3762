"""When messages go out: the days and the hour of a digest, and the hours of silence."""

from dataclasses import dataclass
from datetime import datetime, time

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True)
class Digest:
    """The weekdays (`date.weekday` numbers) and the local time of a digest."""

    days: frozenset[int] = frozenset({0})
    at: time = time(9, 15)

    def is_due(self, local: datetime) -> bool:
        """Tell whether today's digest time has come, in the reader's time zone."""
        return local.weekday() in self.days and local.time().replace(tzinfo=None) >= self.at


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Hours in which nobody is written to; `start` later than `end` runs over midnight."""

    start: time
    end: time

    def covers(self, local: time) -> bool:
        """Tell whether this local time is quiet; the end itself is not."""
        local = local.replace(tzinfo=None)
        if self.start <= self.end:
            return self.start <= local < self.end
        return local >= self.start or local < self.end
