"""The sandbox's virtual time: it stands still until it is told to move."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TICK = timedelta(milliseconds=1)


@dataclass(slots=True)
class Clock:
    """Tell the one time that all emulated tools share (aware, UTC)."""

    now: datetime = field(default=START)

    def tick(self) -> datetime:
        """Pass one millisecond, so that every mutation has a time of its own, and return now."""
        self.now += TICK
        return self.now

    def advance(self, seconds: float) -> datetime:
        """Move forward (or back, for clock jumps) by seconds and return now."""
        self.now += timedelta(seconds=seconds)
        return self.now

    def set(self, moment: datetime) -> datetime:
        """Jump to an aware moment and return now."""
        if moment.tzinfo is None:
            raise ValueError(f"The moment {moment.isoformat()} has no time zone; add one, e.g. Z.")
        self.now = moment.astimezone(UTC)
        return self.now


def iso(moment: datetime) -> str:
    """Write a moment as 2026-03-02T08:00:00.000Z."""
    return (
        moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"
    )
