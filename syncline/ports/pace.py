"""How fast one credential may call its tool, whoever uses it: turns, one after the other."""

from dataclasses import dataclass
from math import floor
from typing import Protocol

HEADROOM = 0.9  # of a limit is spread evenly; the rest may come at once


@dataclass(frozen=True, slots=True)
class Limit:
    """So many calls in any window of so many seconds."""

    calls: int
    window: float

    def share(self, part: float) -> "Limit":
        """Return a part of this limit, such as 0.6; one call a window at the least."""
        return Limit(max(1, floor(self.calls * part)), self.window)

    @property
    def apart(self) -> float:
        """Return how many seconds lie between two calls when all want to call."""
        return self.window / (self.calls * HEADROOM)

    @property
    def slack(self) -> float:
        """Return how many seconds early a call may be: those that may come at once."""
        return self.apart * max(0.0, self.calls * (1 - HEADROOM) - 1)

    def wait(self, turn: float, now: float) -> float:
        """Return how long to wait for a turn that was taken at a time (GCRA, virtual scheduling).

        In any window there are then at most `calls` calls: 90 % spread, and 10 % at once.
        """
        return max(0.0, turn - self.slack - now)


class Pace(Protocol):
    """The turns of one credential; shared by all who use it, in one process or in many."""

    def take(self) -> float:
        """Take the next turn; return the seconds until it comes."""

    def hold(self, seconds: float) -> None:
        """Let nobody's turn come for so long: the tool has refused a call."""


class Unpaced:
    """Let everybody call at once."""

    def take(self) -> float:
        """Return no wait."""
        return 0.0

    def hold(self, seconds: float) -> None:
        """Hold nobody; whoever was refused waits alone."""


UNPACED = Unpaced()
