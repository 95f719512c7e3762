"""What one message holds: the severe first, five lines, a budget a week, an interrupt a day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from syncline.domain.alerts import Alert
from syncline.domain.delivery import BUDGET, LINES, Parcel, Past, Waiting, grouped, parcel
from syncline.domain.outbox import Episode, Message, MessageKind
from syncline.domain.people import Person
from syncline.domain.reader import Reader
from syncline.domain.rules.shape import Finding
from syncline.domain.schedule import Digest

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)
FRIDAY = MONDAY - timedelta(days=3)
DAY = timedelta(days=1)
INES = "ines@acme.fr"
READER = Reader(Person(INES))
DAILY = replace(READER, digest=Digest(frozenset(range(5))))


def waiting(severity: str, number: int = 0, rule: str = "", *, batch: bool = False) -> Waiting:
    """Return one episode that waits; each of a rule of its own, unless one is given."""
    rule = rule or f"R{severity}{number}"
    name = f"{rule}-{number}"
    alert = Alert("p", name, name, INES, Finding(rule, "S3", {}))
    return Waiting(
        Episode(
            name, "p", name, rule, name, INES, severity, f"{name}.", "Do.", FRIDAY, batch=batch
        ),
        alert,
    )


def sent(at: datetime, kind: MessageKind = "digest", lines: int = 1) -> tuple[Message, ...]:
    """Return one message that was sent."""
    return tuple(
        Message(f"e{n}", INES, "slack", "OK", at, "", kind, n) for n in range(1, lines + 1)
    )


def due(
    *found: Waiting, past: tuple[Message, ...] = (), now: datetime = MONDAY,
    last: datetime = FRIDAY, reader: Reader = READER,
) -> Parcel | None:  # fmt: skip
    """Return what is due now."""
    return parcel(reader, found, Past(past), now, last)


def test_the_most_severe_comes_first_and_there_are_at_most_five_lines() -> None:
    """What is left is counted."""
    found = [waiting(s, n) for n, s in enumerate(["S3", "S2", "S3", "S3", "S3", "S3", "S3"])]
    made = due(*found)
    assert made
    assert made.lines[0][0].episode.severity == "S2"
    assert (len(made.lines), len(made.counted), made.size) == (LINES, 2, 7)


def test_many_of_one_rule_are_one_line() -> None:
    """So is whatever a bulk edit brings about."""
    found = [waiting("S3", n, "C4") for n in range(26)] + [waiting("S3", 1, "A3")]
    assert sorted(map(len, grouped(found))) == [1, 26]
    assert sorted(map(len, grouped(found[-3:]))) == [1, 1, 1]


def test_what_is_not_severe_waits_for_the_day_of_the_digest() -> None:
    """What is severe comes on any working morning, alone; what is only for reports never."""
    tuesday = MONDAY + DAY
    found = (waiting("S2"), waiting("S3"), waiting("S4"))
    assert due(waiting("S3"), now=tuesday, last=MONDAY) is None
    alone = due(*found, now=tuesday, last=MONDAY)
    assert alone
    assert [one.episode.severity for (one,) in alone.lines] == ["S2"]
    both = due(*found)
    assert both
    assert [one.episode.severity for (one,) in both.lines] == ["S2", "S3"]
    assert due(waiting("S4")) is None


def test_there_is_one_digest_and_one_interrupt_a_day_and_an_hour_between_them() -> None:
    """What is left waits for tomorrow."""
    digest = sent(MONDAY - timedelta(minutes=30))
    assert due(waiting("S1"), past=digest) is None
    later = MONDAY + timedelta(hours=1)
    first = due(waiting("S1"), past=digest, now=later)
    assert first
    assert first.kind == "interrupt"
    both = (*digest, *sent(later, "interrupt"))
    much_later = later + timedelta(hours=2)
    assert due(waiting("S1", 1), waiting("S3"), past=both, now=much_later) is None


@pytest.mark.parametrize("when", [MONDAY - 5 * timedelta(hours=1), MONDAY + 9 * timedelta(hours=1),
                                  MONDAY - DAY])  # fmt: skip
@pytest.mark.parametrize("severity", ["S1", "S2", "S3"])
def test_no_severity_passes_the_gate_beside_it(severity: str, when: datetime) -> None:
    """Nights and Sundays are quiet for everything."""
    assert due(waiting(severity), now=when) is None
    assert due(waiting(severity, batch=True), now=when) is None


def test_a_week_has_a_budget_that_only_the_severe_go_beyond() -> None:
    """What does not fit is not lost: it waits."""
    thursday, spent = MONDAY + 3 * DAY, sent(MONDAY + DAY, lines=BUDGET)
    on: dict[str, Any] = {"now": thursday, "last": thursday - DAY, "reader": DAILY}
    assert due(waiting("S3"), past=spent, **on) is None
    severe = due(waiting("S3"), waiting("S2"), past=spent, **on)
    assert severe
    assert severe.size == 1
    part = due(*(waiting("S3", n) for n in range(5)), past=sent(MONDAY + DAY, lines=4), **on)
    assert part
    assert (len(part.lines), len(part.counted)) == (2, 3)
    assert due(waiting("S3"), past=sent(MONDAY - 3 * DAY, lines=BUDGET), **on)


def test_a_digest_that_is_a_little_early_holds_as_much_as_any() -> None:
    """Rounds do not begin to the second; each week has its own budget, by the reader's Monday."""
    rest = [waiting("S3", n) for n in range(20)]
    early = due(*rest, past=sent(MONDAY - 7 * DAY + timedelta(seconds=3), lines=LINES))
    assert early
    assert len(early.lines) == LINES
    kiritimati = Reader(Person(INES, timezone="Pacific/Kiritimati"))  # fourteen hours ahead
    sunday = datetime(2026, 3, 1, 22, tzinfo=UTC)  # Monday noon there
    past = Past(sent(sunday - timedelta(hours=1), lines=BUDGET))
    assert kiritimati.same_week(sunday, MONDAY - 6 * timedelta(hours=1))
    assert past.lines_this_week(kiritimati, MONDAY) == BUDGET
    assert past.lines_this_week(READER, MONDAY) == 0


def test_what_a_first_round_found_is_one_summary() -> None:
    """Also on a day without a digest; nothing of it interrupts anybody."""
    found = [waiting("S3", n, batch=True) for n in range(40)] + [waiting("S1", batch=True)]
    made = due(*found, now=MONDAY + DAY, last=MONDAY)
    assert made
    assert (made.kind, made.size, len(made.lines)) == ("summary", 41, LINES)


def test_a_clock_that_was_set_back_sends_nothing_within_the_hour() -> None:
    """A message that lies ahead is as near as one that lies behind."""
    assert due(waiting("S3"), past=sent(MONDAY + timedelta(minutes=10), "interrupt")) is None


def test_every_kind_of_escalation_is_a_line_of_its_own() -> None:
    """It is somebody else's."""
    mine, other = waiting("S2", 1, "C4"), replace(waiting("S2", 2, "C4"), kind="escalation")
    assert len(grouped([mine, other, waiting("S2", 3, "C4")])) == 3
