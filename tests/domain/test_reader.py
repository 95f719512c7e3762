"""When a person is written to: hours, working days, leave, holidays, and the days of the digest."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from syncline.domain.calendar import Calendar
from syncline.domain.people import Person
from syncline.domain.reader import Reader
from syncline.domain.schedule import Digest

PARIS = ZoneInfo("Europe/Paris")
EASTER_MONDAY = date(2026, 4, 6)


def at(day: str, hour: str = "10:00", zone: str = "Europe/Paris") -> datetime:
    """Return a local moment in UTC."""
    return datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def reader(**more: object) -> Reader:
    """Return somebody in Paris."""
    person = Person("ines@acme.fr", timezone="Europe/Paris", **more)  # type: ignore[arg-type]
    return Reader(person, Calendar(holidays=frozenset({EASTER_MONDAY})))


@pytest.mark.parametrize(
    ("day", "hour", "hears"),
    [
        ("2026-03-02", "09:00", True),
        ("2026-03-02", "08:59", False),
        ("2026-03-02", "17:59", True),
        ("2026-03-02", "18:00", False),
        ("2026-03-07", "10:00", False),
        ("2026-04-06", "10:00", False),
        ("2026-03-29", "10:00", False),
        ("2026-03-30", "09:00", True),
        ("2026-03-12", "10:00", False),
    ],
    ids=["nine", "before nine", "before six", "six", "Saturday", "holiday", "Sunday of the clocks",
         "the Monday after", "leave"],
)  # fmt: skip
def test_nobody_hears_outside_hours_on_days_off_or_on_leave(
    day: str, hour: str, *, hears: bool
) -> None:
    """All in the zone of the reader."""
    away = ((date(2026, 3, 12), date(2026, 3, 13)),)
    assert reader(away=away).hears(at(day, hour)) is hears


def test_whoever_has_left_never_hears() -> None:
    """Inactive, or the day after the contract ends."""
    assert not reader(active=False).hears(at("2026-03-02"))
    ends = reader(contract_end=date(2026, 3, 2))
    assert ends.hears(at("2026-03-02"))
    assert not ends.hears(at("2026-03-03"))


@pytest.mark.parametrize(
    ("now", "last", "due"),
    [
        (at("2026-03-02", "09:14"), at("2026-02-27"), False),
        (at("2026-03-02", "09:15"), at("2026-02-27"), True),
        (at("2026-03-03"), at("2026-03-02", "12:00"), False),
        (at("2026-03-03"), at("2026-03-02", "09:00"), True),
        (at("2026-04-07"), at("2026-04-03"), True),
        (at("2026-04-08"), at("2026-04-07", "12:00"), False),
        (at("2026-03-05"), at("2026-02-27"), True),
        (at("2026-03-03"), None, False),
        (at("2026-03-02"), None, True),
    ],
    ids=["too early", "its hour", "had its round", "the round came before its hour",
         "moved by a holiday", "after the moved one", "down since", "first round",
         "first on its day"],
)  # fmt: skip
def test_a_digest_is_due_on_its_day_or_the_next_working_day(
    now: datetime, last: datetime | None, *, due: bool
) -> None:
    """Neither a holiday nor an outage loses one."""
    assert reader().digest_is_due(now, last) is due


def test_a_person_on_leave_gets_the_digest_on_the_first_day_back() -> None:
    """Once."""
    away = reader(away=((date(2026, 3, 2), date(2026, 3, 4)),))
    assert not away.digest_is_due(at("2026-03-04"), at("2026-03-03"))
    assert away.digest_is_due(at("2026-03-05"), at("2026-03-04"))
    assert not away.digest_is_due(at("2026-03-06"), at("2026-03-05", "12:00"))


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata"])
def test_over_a_whole_year_of_hourly_rounds_there_is_one_digest_a_week(zone: str) -> None:
    """Through both changes of clocks."""
    one = Reader(Person("x@acme.fr", timezone=zone), digest=Digest(frozenset({0}), time(9, 15)))
    moment, last, days = at("2026-01-01", zone=zone), None, []
    while moment < at("2027-01-01", zone=zone):
        day = one.local(moment).date()
        if one.hears(moment) and one.digest_is_due(moment, last) and day not in days:
            days.append(day)
        last, moment = moment, moment + timedelta(hours=1)
    assert len(days) in {52, 53}
    assert {day.weekday() for day in days[1:]} == {0}
