"""Alert episodes: when one opens, stays, resolves, and what one person's digest says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from syncline.domain.naming import short_id
from syncline.domain.rules import Finding
from syncline.domain.state import Episode
from syncline.domain.words import counted, say

LINES_A_DIGEST = 5


@dataclass(frozen=True, slots=True)
class Alert:
    """A Finding addressed to its owner."""

    portfolio: str
    item: str
    name: str  # key and title, for people
    owner: str
    finding: Finding

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
    frozen: frozenset[str] = frozenset(),
) -> tuple[Episode, ...]:
    """Return the episodes that open or resolve.

    `frozen`: portfolios whose last sync did not read everything; missing data is no resolution.
    """
    before = {e.fingerprint: e for e in known if e.state == "firing"}
    alerts = {a.fingerprint: a for a in firing}
    new = [
        opened(alert, now, locale.get(alert.owner, "en"))
        for fingerprint, alert in sorted(alerts.items())
        if fingerprint not in before
    ]
    resolved = [
        replace(episode, state="resolved", resolved_at=now)
        for fingerprint, episode in sorted(before.items())
        if fingerprint not in alerts and episode.home not in frozen
    ]
    return (*new, *resolved)


def opened(alert: Alert, now: datetime, locale: str) -> Episode:
    """Return the episode that an alert opens, in the words of its owner."""
    rule, values = alert.finding.rule, dict(alert.finding.values)
    if "days" in values:
        values["days"] = counted(locale, "days", int(values["days"]))
    return Episode(
        short_id("e", alert.fingerprint, now.isoformat()),
        alert.portfolio,
        alert.fingerprint,
        rule,
        alert.item,
        alert.owner,
        alert.finding.severity,
        say(locale, rule, name=alert.name, **values),
        say(locale, f"{rule}.do"),
        now,
    )


def digest_lines(due: Sequence[Episode], locale: str) -> list[str]:
    """Return one person's message: the most severe first, one action each, at most five."""
    ordered = sorted(due, key=lambda e: (e.severity, e.opened_at, e.text))
    head = counted(locale, "head", len(due))
    lines = [head, *(f"• {e.text} {e.action}" for e in ordered[:LINES_A_DIGEST])]
    if len(due) > LINES_A_DIGEST:
        lines.append(say(locale, "more", count=str(len(due) - LINES_A_DIGEST)))
    return lines
