"""Tell each person once: episodes, the outbox, and one digest over all portfolios."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from syncline.domain.alerts import LINES_A_DIGEST, Alert, digest_lines, episodes, opened
from syncline.domain.errors import ReplicaError, RetryLater, SynclineError, UnknownOutcome
from syncline.domain.memo import Line, Memo
from syncline.domain.people import People
from syncline.domain.state import Episode, Lease, Message
from syncline.engine.evaluate import Evaluated
from syncline.ports import Channel, Clock, Delivered, Store
from syncline.words import say

ALERTS = "(alerts)"  # the store namespace of episodes and outbox, over all portfolios


@dataclass(frozen=True)
class Told:
    """What one round of alerts did."""

    opened: int = 0
    resolved: int = 0
    sent: Mapping[str, tuple[str, ...]] = ()  # type: ignore[assignment]  # person -> lines
    failed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Desk:
    """What telling needs: the alerts' own store and lease, a channel, people and time."""

    store: Store
    lease: Lease
    channel: Channel
    people: People
    clock: Clock

    def commit(self, *rows: Episode | Message) -> None:
        """Put rows in one transaction."""
        self.store.commit(self.lease, rows, self.clock.wall())

    def today(self, email: str, at: datetime) -> bool:
        """Tell whether a moment is on this person's own today."""
        person = self.people.by_email(email)
        zone = ZoneInfo(person.timezone if person else "UTC")
        return at.astimezone(zone).date() == self.clock.now().astimezone(zone).date()

    def locale(self, email: str) -> str:
        """Return a person's language."""
        person = self.people.by_email(email)
        return person.locale if person else "en"


def update_episodes(desk: Desk, evaluated: Sequence[Evaluated]) -> tuple[int, int]:
    """Open and resolve episodes; return how many of each."""
    alerts = [alert for each in evaluated for alert in (*each.alerts, *each.silent)]
    frozen = frozenset(each.portfolio for each in evaluated if not each.complete)
    seen = {each.portfolio for each in evaluated}
    known = [e for e in desk.store.episodes("firing") if e.home in seen]
    locale = {alert.owner: desk.locale(alert.owner) for alert in alerts}
    changed = episodes(alerts, known, now=desk.clock.now(), locale=locale, say=say, frozen=frozen)
    if changed:
        desk.commit(*changed)
    opened = sum(e.state == "firing" for e in changed)
    return opened, len(changed) - opened


def due(desk: Desk, evaluated: Sequence[Evaluated]) -> dict[str, list[Episode]]:
    """Return the firing episodes that nobody was told of, by person.

    Nobody gets two digests on one day: what did not fit into the first comes with the next.
    """
    silent = {alert.fingerprint for each in evaluated for alert in each.silent}
    messages = [m for m in desk.store.messages() if m.state != "PENDING"]
    told = {(m.episode, m.person) for m in messages}
    served = {m.person for m in messages if desk.today(m.person, m.at)}
    people: dict[str, list[Episode]] = defaultdict(list)
    for episode in desk.store.episodes("firing"):
        waiting = (episode.id, episode.owner) not in told and episode.owner not in served
        if waiting and episode.fingerprint not in silent:
            people[episode.owner].append(episode)
    return dict(sorted(people.items()))


def tell(desk: Desk, waiting: Mapping[str, Sequence[Episode]]) -> Told:
    """Send one digest to each person; an answer that was lost is never sent again."""
    sent: dict[str, tuple[str, ...]] = {}
    failed: list[str] = []
    for person, found in waiting.items():
        told = sorted(found, key=lambda e: (e.severity, e.opened_at, e.text))[:LINES_A_DIGEST]
        lines = digest_lines(found, desk.locale(person), say, desk.clock.now().date())
        trouble = _send(desk, person, told, lines)
        if trouble is None:
            sent[person] = tuple(lines)
        else:
            failed.append(f"{person}: {trouble}")
    return Told(sent=sent, failed=tuple(failed))


def _send(desk: Desk, person: str, told: Sequence[Episode], lines: Sequence[str]) -> str | None:
    now = desk.clock.now()
    rows = [Message(e.id, person, desk.channel.name, "SENT", now) for e in told]
    desk.commit(*rows)
    try:
        answer = desk.channel.send(person, _memo(lines))
    except UnknownOutcome as unknown:
        desk.commit(*(replace(row, state="UNKNOWN", note=str(unknown)) for row in rows))
        return str(unknown)
    except (RetryLater, ReplicaError) as later:  # nothing was sent: the episodes are due again
        desk.commit(*(replace(row, state="PENDING", note=str(later)) for row in rows))
        return str(later)
    except SynclineError as error:
        desk.commit(*(replace(row, state="FAILED", note=str(error)) for row in rows))
        return str(error)
    if isinstance(answer, Delivered):
        desk.commit(*(replace(row, state="OK", note=answer.reference) for row in rows))
        return None
    desk.commit(*(replace(row, state="FAILED", note=answer.reason) for row in rows))
    return answer.reason


def _memo(lines: Sequence[str]) -> Memo:
    told = [line.removeprefix("• ") for line in lines[1:] if line.startswith("• ")]
    return Memo(lines[0], tuple(map(Line, told)), tuple(lines[1 + len(told) :]))


def alert_rows(
    evaluated: Sequence[Evaluated], known: Sequence[Episode], people: People, now: datetime
) -> list[dict[str, str]]:
    """Return one row per alert for people and programs; `since` is empty for one that is new."""
    since = {e.fingerprint: e for e in known}
    rows = []
    for each in evaluated:
        for alert in (*each.alerts, *each.silent):
            person = people.by_email(alert.owner)
            told = opened(alert, now, person.locale if person else "en", say)
            row = _row(alert, since.get(alert.fingerprint, told), silent=alert in each.silent)
            rows.append(row if alert.fingerprint in since else {**row, "since": ""})
    return rows


def _row(alert: Alert, episode: Episode, *, silent: bool) -> dict[str, str]:
    return {
        "rule": alert.finding.rule,
        "item": alert.name,
        "owner": alert.owner,
        "severity": alert.finding.severity,
        "since": episode.opened_at.isoformat(),
        "reason": episode.text,
        "action": episode.action,
        "state": "shadow" if silent else "on",
    }
