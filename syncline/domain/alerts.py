"""Alert episodes: when one opens, stays, resolves, and what one person's digest says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from syncline.domain.naming import short_id
from syncline.domain.policy import Reach
from syncline.domain.rules.shape import Finding, Said
from syncline.domain.state import Episode

LINES_A_DIGEST = 5


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

    @property
    def fingerprint(self) -> str:
        """Name what fires, on what, for whom; never a value, or it would flap."""
        return f"{self.portfolio}|{self.finding.rule}|{self.item}|{self.owner}"


def episodes(
    firing: Iterable[Alert],
    known: Iterable[Episode],
    *,
    now: datetime,
    locale: Mapping[str, str],
    say: Speech,
    frozen: frozenset[str] = frozenset(),
) -> tuple[Episode, ...]:
    """Return the episodes that open or resolve.

    `frozen`: portfolios whose last sync did not read everything; missing data is no resolution.
    """
    before = {e.fingerprint: e for e in known if e.state == "firing"}
    alerts = {a.fingerprint: a for a in firing}
    new = [
        opened(alert, now, locale.get(alert.owner, "en"), say)
        for fingerprint, alert in sorted(alerts.items())
        if fingerprint not in before
    ]
    resolved = [
        replace(episode, state="resolved", resolved_at=now)
        for fingerprint, episode in sorted(before.items())
        if fingerprint not in alerts and episode.home not in frozen
    ]
    return (*new, *resolved)


def opened(alert: Alert, now: datetime, locale: str, say: Speech) -> Episode:
    """Return the episode that an alert opens, in the words of its owner."""
    rule, values = alert.finding.rule, {**alert.finding.values, "name": alert.name}
    return Episode(
        short_id("e", alert.fingerprint, now.isoformat()),
        alert.portfolio,
        alert.fingerprint,
        rule,
        alert.item,
        alert.owner,
        alert.finding.severity,
        say(locale, rule, values, now.date()),
        say(locale, f"{rule}-do", values, now.date()),
        now,
    )


def digest_lines(due: Sequence[Episode], locale: str, say: Speech, on: date) -> list[str]:
    """Return one person's message: the most severe first, one action each, at most five."""
    ordered = sorted(due, key=lambda e: (e.severity, e.opened_at, e.text))
    head = say(locale, "digest-head", {"count": len(due)}, on)
    lines = [head, *(f"• {e.text} {e.action}" for e in ordered[:LINES_A_DIGEST])]
    if len(due) > LINES_A_DIGEST:
        lines.append(say(locale, "digest-more", {"count": len(due) - LINES_A_DIGEST}, on))
    return lines
