"""Moments through the codecs of every tool, in every zone, where its clocks change: no drift."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from connectors.asana.native import read_task
from connectors.asana.writing import _due, _written
from connectors.jira import shapes
from connectors.jira.encoder import _dated
from connectors.notion.moments import read_moment, write_moment
from connectors.notion.native import Period
from connectors.trello.dates import written
from connectors.trello.shapes import instant
from syncline.domain.fields import Cannot, FieldType, from_json, normal, same, timed, to_json
from tests.domain.clocks import turns

KIND = FieldType.MOMENT
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
AROUND = [timedelta(minutes=minutes) for minutes in (-60, -30, 0, 30, 60)]


def notion(moment: datetime, held: Period) -> Period:
    """Write a moment over what is held, as Notion keeps it: without a zone it names an offset."""
    made = write_moment("launch", moment, held)
    assert isinstance(made, dict)
    zone = made.get("time_zone")
    assert zone or str(made["start"])[23:]
    return Period(str(made["start"]), made["end"], zone=zone)


@pytest.mark.slow
def test_round_trips_at_every_change_of_every_clock_move_no_moment() -> None:
    """Every IANA zone, every change from 2025 to 2030; a second trip is the first, and so on."""
    instants: set[datetime] = set()
    alike: set[tuple[object, ...]] = set()
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        found = [turn + step for turn in turns(zone) for step in AROUND]
        clocks = tuple((moment, moment.astimezone(zone).utcoffset()) for moment in found)
        if clocks in alike:
            continue  # another name of a zone whose clocks showed the same
        alike.add(clocks)
        for moment in found:
            instants.add(moment)
            held = notion(moment, Period("2026-03-02T09:00:00.000", zone=name))
            assert same(KIND, read_moment(held), moment), (name, moment, held)
            assert notion(moment, held) == held, (name, moment, held)
    assert len(instants) > 500
    for moment in instants:
        assert shapes.moment("launched", _dated(moment)) == moment
        assert instant(written(moment), "due") == moment
        task = read_task({"gid": "1", "due_at": _written(moment), "due_on": "2026-03-02"})
        assert datetime.fromisoformat(str(task.due_at)) == moment
        assert from_json(to_json(moment)) == moment


def test_a_zone_stays_but_where_its_clocks_show_a_time_twice() -> None:
    """Half past two comes twice in October: the offset says which, and the zone cannot."""
    held = Period("2026-03-02T09:00:00.000", zone="Europe/Paris")
    summer = datetime(2026, 7, 1, 15, 30, tzinfo=UTC)
    assert write_moment("launch", summer, held) == {
        "start": "2026-07-01T17:30:00.000", "end": None, "time_zone": "Europe/Paris",
    }  # fmt: skip
    twice = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert write_moment("launch", twice, held) == {
        "start": "2026-10-25T01:30:00.000+00:00", "end": None,
    }  # fmt: skip


def test_an_offset_and_the_end_of_a_range_stay() -> None:
    """Somebody typed them; a range of days is not given one time."""
    held = Period("2026-03-02T09:00:00.000+01:00", "2026-03-02T18:00:00.000+01:00")
    assert write_moment("launch", NOON, held) == {
        "start": "2026-03-02T13:00:00.000+01:00", "end": "2026-03-02T18:00:00.000+01:00",
    }  # fmt: skip
    refused = write_moment("launch", NOON, Period("2026-03-02", "2026-03-09"))
    assert isinstance(refused, Cannot)
    assert "range of days that ends on 2026-03-09" in refused.reason
    assert isinstance(write_moment("launch", None, held), Cannot)
    assert write_moment("launch", None, Period("2026-03-02T09:00:00.000+01:00")) is None


def test_a_day_is_no_moment_and_a_moment_no_day() -> None:
    """Neither is made up: a day takes the time away, and where a time must be it is refused."""
    day = date(2026, 3, 2)
    assert not same(KIND, day, datetime(2026, 3, 2, tzinfo=UTC))
    held = Period("2026-04-01T09:00:00.000+01:00")
    assert write_moment("launch", day, held) == {"start": "2026-03-02", "end": None}
    assert read_moment(Period("2026-03-02")) == day
    assert _due(day) == {"due_on": "2026-03-02"}
    assert _due(NOON) == {"due_at": "2026-03-02T12:00:00.000Z"}
    assert timed("Jira", NOON) == NOON
    refused = timed("Jira", day)
    assert isinstance(refused, Cannot)
    assert "2026-03-02 is a day: give it a time of day" in refused.reason


def test_seconds_and_zones_are_no_difference() -> None:
    """People type minutes, and see them in their own zone."""
    paris = datetime(2026, 3, 2, 13, 0, 41, tzinfo=ZoneInfo("Europe/Paris"))
    assert normal(KIND, paris) == NOON
    assert normal(KIND, normal(KIND, paris)) == NOON
    first = datetime.min.replace(tzinfo=ZoneInfo("Asia/Tokyo"))
    assert normal(KIND, first) == first.replace(tzinfo=UTC)
    assert normal(KIND, datetime.max.replace(tzinfo=ZoneInfo("America/New_York")))
