"""The alerts of now, as rows for people and programs."""

from collections.abc import Sequence
from datetime import datetime

from syncline.domain.alerts import Alert
from syncline.domain.outbox import Episode
from syncline.domain.people import People
from syncline.engine.evaluate import Evaluated
from syncline.engine.memos import sentences


def alert_rows(
    evaluated: Sequence[Evaluated], known: Sequence[Episode], people: People, now: datetime
) -> list[dict[str, str]]:
    """Return one row per alert for people and programs; `since` is empty for one that is new."""
    open_ones = {e.fingerprint: e for e in known if e.is_open}
    rows = []
    for each in evaluated:
        for alert in (*each.alerts, *each.silent):
            person = people.by_email(alert.owner)
            locale = person.locale if person else "en"
            row = _row(alert, locale, now, silent=alert in each.silent)
            if episode := open_ones.get(alert.fingerprint):
                row |= {"since": episode.opened_at.isoformat(), "episode": episode.state}
            rows.append(row)
    return rows


def _row(alert: Alert, locale: str, now: datetime, *, silent: bool) -> dict[str, str]:
    reason, action = sentences(alert, locale, now.date())
    return {
        "rule": alert.finding.rule,
        "item": alert.name,
        "owner": alert.owner,
        "severity": alert.finding.severity,
        "since": "",
        "reason": reason,
        "action": action,
        "state": "shadow" if silent else alert.reach,
        "episode": "",
    }
