"""An alert: a Finding, and who can act on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from syncline.domain.policy import Reach
from syncline.domain.rules.shape import Finding, Said

OURS = ("plan:", "portfolio:", "reader:", "replica:", "rule:")


def about_syncline(item: str) -> bool:
    """Tell whether something is about Syncline itself, and not about what tools show.

    That its own store knows, whatever could be read: a tool that cannot be is the first to tell of.
    """
    return item.startswith(OURS)


class Speech(Protocol):
    """The words of a message in a reader's language."""

    def __call__(self, locale: str, key: str, values: Mapping[str, Said], on: date) -> str:
        """Return one sentence; a year is left out of dates of the year of `on`."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A Finding addressed to its owner."""

    portfolio: str
    item: str
    name: str  # key and title, for people
    owner: str
    finding: Finding
    reach: Reach = "on"  # how far the alerts of its team and rule go
    chain: tuple[str, ...] = ()  # who else can act, where the owner cannot be reached
    team: str | None = None

    @property
    def fingerprint(self) -> str:
        """Name what fires, on what, for whom; never a value, or it would flap."""
        parts = [self.portfolio, self.finding.rule, self.finding.event or self.item, self.owner]
        return "|".join([*parts, self.finding.variant] if self.finding.variant else parts)
