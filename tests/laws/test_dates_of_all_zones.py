"""Days through the date codecs of every tool, in every zone, where its clocks change: no drift."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from connectors.asana.shapes import day as asana_day
from connectors.jira.shapes import day as jira_day
from connectors.notion.dates import read_day, write_day
from connectors.notion.native import Period
from connectors.trello.dates import due_day, moved, start_day
from tests.domain.clocks import changes

TRIPS = 10
TIMES = (time(0), time(2, 30), time(9), time(23, 30))  # midnight, within a change, work, late


def _jira(local: datetime) -> Iterator[date]:
    """Read a moment as its account sees it, and write days ever after."""
    text = local.isoformat(timespec="milliseconds")
    for _ in range(TRIPS):
        seen = jira_day("duedate", text)
        assert seen
        yield seen
        text = seen.isoformat()


def _asana(local: datetime) -> Iterator[date]:
    shown = local.date().isoformat()
    for _ in range(TRIPS):
        seen = asana_day({"due_on": shown}, "due_on")
        assert seen
        yield seen
        shown = seen.isoformat()


def _notion(local: datetime) -> Iterator[date]:
    """A moment keeps its time of day, its offset and the other end of its range."""
    start = local.isoformat(timespec="milliseconds")
    end = (local + timedelta(days=3)).isoformat(timespec="milliseconds")
    held = Period(start, end)
    for _ in range(TRIPS):
        seen = read_day("launch", held, shared=False)
        yield seen or date.max
        written = write_day("launch", seen, held)
        assert written == {"start": start, "end": end}
        held = Period(str(written["start"]), written["end"])


def _trello(local: datetime) -> Iterator[date]:
    """A due date that somebody typed in the morning, and a start at local midnight."""
    morning = datetime.combine(local.date(), time(10), UTC)
    first = datetime.combine(local.date(), time(), local.tzinfo)
    midnight, offset = first.astimezone(UTC), first.utcoffset() or timedelta()
    held: datetime | None = None
    for _ in range(TRIPS):
        held = moved(held or morning, local.date())
        yield due_day(held)
        yield start_day(midnight) if offset < timedelta(hours=12) else local.date()


CODECS: tuple[Callable[[datetime], Iterator[date]], ...] = (_jira, _asana, _notion, _trello)


@pytest.mark.slow
def test_ten_round_trips_on_every_change_of_every_clock_move_no_day() -> None:
    """Every IANA zone, every change from 2025 to 2030, the day itself and its neighbours."""
    seen = 0
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        for change in changes(zone):
            for day in (change + timedelta(days=n) for n in (-1, 0, 1)):
                for clock in TIMES:
                    local = datetime.combine(day, clock, zone)
                    for codec in CODECS:
                        shown = set(codec(local))
                        assert shown == {day}, (name, local, codec.__name__, shown)
                        seen += 1
    assert seen > 50_000
