"""Send what is due: to somebody who is there, through a channel that takes it, and only once."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from syncline.domain.alerts import Alert, about_syncline
from syncline.domain.delivery import Parcel, Past, Waiting, apart, parcel
from syncline.domain.errors import ReplicaError, RetryLater, SynclineError, UnknownOutcome
from syncline.domain.memo import Memo
from syncline.domain.outbox import Episode, Message, MessageState
from syncline.domain.people import Person
from syncline.domain.refusals import refused
from syncline.engine.desk import Desk, Told
from syncline.engine.evaluate import Evaluated
from syncline.engine.memos import Worded, worded
from syncline.ports import COMMENT, Channel, Delivered

ARRIVED = frozenset({"SENT", "OK", "UNKNOWN"})  # may have been read
AN_HOUR = 1_000  # messages over all persons together; what is beyond waits for the next hour
LEAD_AFTER, STEWARD_AFTER = 5, 10  # working days until somebody else hears, where that is on


@dataclass
class Outbox:
    """What was sent so far, by person and by episode; grows while a round sends."""

    messages: list[Message]

    def past(self, person: str) -> Past:
        """Return what may have reached a person."""
        return Past(tuple(m for m in self.messages if m.person == person and m.state in ARRIVED))

    def told(self) -> set[tuple[str, str]]:
        """Return which person was told of which episode, or cannot be."""
        return {(m.episode, m.person) for m in self.messages if m.state in ARRIVED}

    def refused(self, now: datetime) -> set[tuple[str, str]]:
        """Return through which channel a person cannot be reached now.

        A comment that was refused says nothing of others: what it would have told goes elsewhere.
        """
        return refused([m for m in self.messages if m.channel != COMMENT], now)

    def unsaid(self) -> set[tuple[str, str]]:
        """Return which episode could not be told a person by a comment."""
        failed = (m for m in self.messages if m.state == "FAILED" and m.channel == COMMENT)
        return {(m.episode, m.person) for m in failed}

    def since(self, moment: datetime) -> int:
        """Count the messages since a moment, over all persons."""
        return len({(m.person, m.at) for m in self.messages if m.at > moment})


def deliver(
    desk: Desk, evaluated: Sequence[Evaluated], last: datetime | None, now: datetime
) -> Told:
    """Send each person what is due to them now."""
    outbox = Outbox(list(desk.store.messages()))
    waiting, nobody = addressed(desk, evaluated, outbox, now)
    sent: dict[str, tuple[str, ...]] = {}
    failed = list(nobody)
    room = AN_HOUR - outbox.since(now - timedelta(hours=1))
    for address, found in sorted(waiting.items()):
        reader = desk.reader(address, found[0].episode.home)
        due = parcel(reader, found, outbox.past(address), now, last)
        if due is None or room <= 0:
            continue
        room -= 1
        lines, trouble = _sent(desk, outbox, reader.person, due)
        if lines:
            sent[address] = lines
        failed += [f"{address}: {reason}" for reason in trouble]
    told = outbox.told()
    left = sum((w.episode.id, who) not in told for who, found in waiting.items() for w in found)
    return Told(sent=sent, failed=tuple(failed), waiting=left)


def addressed(
    desk: Desk, evaluated: Sequence[Evaluated], outbox: Outbox, now: datetime
) -> tuple[dict[str, list[Waiting]], list[str]]:
    """Return what waits for whom, and what nobody can be told of, with the reason."""
    firing = {e.fingerprint: e for e in desk.store.episodes("firing") if e.cleared_at is None}
    told, shut = outbox.told(), outbox.refused(now)
    waiting: dict[str, list[Waiting]] = defaultdict(list)
    nobody: list[str] = []
    for alert in _heard(evaluated):
        if (episode := firing.get(alert.fingerprint)) is None:
            continue
        someone = _recipient(desk, alert, shut, now)
        if someone is None and episode.severity != "S4":  # those are only listed anyway
            nobody.append(
                f"{alert.name}: nobody who could act can be reached. Name a steward, or the team's "
                "pm and lead, who are there."
            )
        elif someone and (episode.id, someone) not in told:
            waiting[someone].append(Waiting(episode, alert, tried=alert.reach == "pilot"))
        for address in _escalated(desk, alert, episode, outbox, now):
            new = (episode.id, address) not in told and address != someone
            if new and _is_there(desk, address, alert.portfolio, shut, now):
                waiting[address].append(Waiting(episode, alert, "escalation"))
    return waiting, nobody


def _heard(evaluated: Sequence[Evaluated]) -> Iterator[Alert]:
    """Yield what may be told: of what was read whole, and of what was not, only that it was not."""
    for each in evaluated:
        for alert in each.alerts:
            if about_syncline(alert.item) or (each.complete and alert.item not in each.frozen):
                yield alert


def _recipient(desk: Desk, alert: Alert, shut: set[tuple[str, str]], now: datetime) -> str | None:
    """Return the first who is there and can be reached; "" while one who is away is waited for."""
    for address in filter(None, (alert.owner, *alert.chain)):
        if not _is_there(desk, address, alert.portfolio, shut, now):
            continue
        reader = desk.reader(address, alert.portfolio)
        if not reader.is_away(now):
            return reader.person.email
        if stand_in := _delegate(desk, reader.person, alert.portfolio, shut, now):
            return stand_in
        if alert.finding.severity not in {"S1", "S2"}:
            return ""
    return None


def _delegate(
    desk: Desk, person: Person, home: str, shut: set[tuple[str, str]], now: datetime
) -> str | None:
    known = desk.people.by_email(person.delegate)
    if known is None:
        return None
    reader = desk.reader(known.email, home)
    there = reader.is_active(now) and not reader.is_away(now)
    return known.email if there and not _unreachable(desk, known, shut) else None


def _is_there(
    desk: Desk, address: str, home: str, shut: set[tuple[str, str]], now: datetime
) -> bool:
    """Tell whether somebody belongs here, and may be reached, if perhaps not today."""
    reader = desk.reader(address, home)
    return reader.is_active(now) and not _unreachable(desk, reader.person, shut)


def _unreachable(desk: Desk, person: Person, shut: set[tuple[str, str]]) -> bool:
    ways = (channel for channel in desk.channels if channel.name != COMMENT)
    return all((person.email, channel.name) in shut for channel in ways)


def _escalated(
    desk: Desk, alert: Alert, episode: Episode, outbox: Outbox, now: datetime
) -> Iterator[str]:
    """Yield who else hears, privately, of something severe that stays: lead, then steward."""
    rules = desk.portfolio(alert.portfolio)
    if not rules.alerts.escalation or episode.severity not in {"S1", "S2"}:
        return
    told = (m for m in outbox.messages if m.episode == episode.id and m.state in ARRIVED)
    first = min((m.at for m in told if m.line), default=None)
    if first is None:
        return
    days = rules.calendar.working_days_between(first.date(), now.date())
    team = rules.teams.get(episode.team or "")
    if days >= LEAD_AFTER and team and team.lead:
        yield team.lead
    if days >= STEWARD_AFTER and rules.steward:
        yield rules.steward


def _sent(
    desk: Desk, outbox: Outbox, person: Person, due: Parcel
) -> tuple[tuple[str, ...], list[str]]:
    """Try the channels of a person until one takes the message; return its lines, and troubles.

    Comments take what they can, each one line on its own item, and the next channel the rest.
    """
    trouble: list[str] = []
    lines: tuple[str, ...] = ()
    for channel in desk.ways(person):
        for part in _parts(outbox, channel, person, due, desk.clock.now()):
            said = worded(desk, person, part, channel)
            if channel.name == COMMENT and not said.memo.lines[0].places:
                continue
            state, note = _posted(desk, outbox, channel, part, (person.email, said))
            if state == "OK":
                lines, due = (*lines, *said.memo.plain()), due.without(part)
                continue
            trouble.append(note)
            if state != "FAILED":
                return lines, trouble
        if not due.lines:
            break
    return lines, trouble


def _parts(
    outbox: Outbox, channel: Channel, person: Person, due: Parcel, now: datetime
) -> tuple[Parcel, ...]:
    """Return what a channel is to take: one message, or for comments as many as there are items."""
    if channel.name != COMMENT:
        return () if (person.email, channel.name) in outbox.refused(now) else (due,)
    unsaid = outbox.unsaid()
    return tuple(
        part for part in apart(due) if (part.lines[0][0].episode.id, person.email) not in unsaid
    )


def _posted(
    desk: Desk, outbox: Outbox, channel: Channel, due: Parcel, to: tuple[str, Worded]
) -> tuple[MessageState, str]:
    """Write the message down, send it, and note what became of it: state and reason."""
    rows = _rows(due, to[0], channel.name, desk.clock.now())
    desk.commit(rows)
    state, note = called(channel, to[0], to[1].memo)
    asks = {to[1].asks: f"{note} {to[1].key}"} if state == "OK" else {}
    settled = [
        replace(r, state=state, note=asks.get(r.episode, note)) if r.state == "SENT" else r
        for r in rows
    ]
    desk.commit(settled)
    outbox.messages += settled
    return state, note


def called(channel: Channel, to: str, said: Memo) -> tuple[MessageState, str]:
    """Send a message once; return what is known of it then, and why, or where it is."""
    try:
        answer = channel.send(to, said)
    except UnknownOutcome as unknown:
        return "UNKNOWN", str(unknown)
    except (RetryLater, ReplicaError) as later:  # nothing was sent: it is due again
        return "PENDING", str(later)
    except SynclineError as error:
        return "FAILED", str(error)
    if isinstance(answer, Delivered):
        return "OK", answer.reference
    return "FAILED", answer.reason


def _rows(due: Parcel, person: str, channel: str, now: datetime) -> list[Message]:
    """Return the outbox lines of a message; what a digest only counted stays due."""
    rows = [
        Message(one.episode.id, person, channel, "SENT", now, "", due.kind, number)
        for number, group in enumerate(due.lines, 1)
        for one in group
    ]
    state: MessageState = "SENT" if due.kind == "summary" else "PENDING"
    rows += [
        Message(one.episode.id, person, channel, state, now, "counted", due.kind, 0)
        for one in due.counted
    ]
    return rows
