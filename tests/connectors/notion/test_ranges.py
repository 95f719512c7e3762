"""Dates of Notion that are more than a day: ranges, times of day, zones; all of it is kept."""

from datetime import date

import pytest

from connectors.notion.dates import Written, read_day, write_day, write_period
from connectors.notion.native import Period
from syncline.domain.fields import Cannot

DAY = date(2026, 7, 1)
CASES: dict[str, tuple[str, Period | None, Written]] = {
    "a day": ("target", None, {"start": "2026-07-01", "end": None}),
    "another day": ("target", Period("2026-03-02"), {"start": "2026-07-01", "end": None}),
    "the end of a range": (
        "target", Period("2026-03-02", "2026-03-09"), {"start": "2026-03-02", "end": "2026-07-01"},
    ),
    "the start of a range": (
        "launch", Period("2026-03-02", "2026-08-09"), {"start": "2026-07-01", "end": "2026-08-09"},
    ),
    "a time of day": (
        "target", Period("2026-03-02T17:30:00.000+01:00"),
        {"start": "2026-07-01T17:30:00.000+01:00", "end": None},
    ),
    "a range with times": (
        "target", Period("2026-03-02T09:00:00.000+01:00", "2026-03-02T17:30:00.000+01:00"),
        {"start": "2026-03-02T09:00:00.000+01:00", "end": "2026-07-01T17:30:00.000+01:00"},
    ),
    "a zone of its own": (
        "target", Period("2026-03-02T17:30:00.000+01:00", None, "date", "Europe/Paris"),
        {"start": "2026-07-01T17:30:00.000", "end": None, "time_zone": "Europe/Paris"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_day_is_written_and_the_rest_is_kept(case: str) -> None:
    """The other end of a range, the time of day and the zone are somebody's words."""
    name, held, wanted = CASES[case]
    assert write_day(name, DAY, held) == wanted
    read = Period(str(wanted["start"]), wanted["end"])
    assert read_day(name, read, shared=False) == DAY


def test_an_end_of_a_range_is_not_cleared_with_the_other_one() -> None:
    """Notion has no range of one end: a person is asked to shorten it. A single day goes."""
    refused = write_day("target", None, Period("2026-03-02", "2026-03-09"))
    assert isinstance(refused, Cannot)
    assert "2026-03-02 to 2026-03-09" in refused.reason
    assert write_day("target", None, Period("2026-03-02")) is None


def test_a_shared_property_keeps_its_times() -> None:
    """Start and target are the two ends of one property."""
    held = Period("2026-03-02T09:00:00.000+01:00", "2026-03-04T17:30:00.000+01:00")
    assert write_period({"target": DAY}, held) == {
        "start": "2026-03-02T09:00:00.000+01:00", "end": "2026-07-01T17:30:00.000+01:00",
    }  # fmt: skip
