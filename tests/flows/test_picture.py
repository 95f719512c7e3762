"""The picture of runs over time: a share in step, and no date twice."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

from flows.picture import BOTTOM, HEIGHT, IN_STEP, TOP, picture
from syncline.domain.state import RunRow

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def runs(*counts: tuple[int, int], apart: timedelta = timedelta(hours=1)) -> list[RunRow]:
    """Return runs after which so many of so many Items were in step."""
    return [
        RunRow(f"r-{number}", "demo", "apply", NOON + apart * number, "OK",
               counts={"items": items, "in_step": step, "applied": 3, "conflicts": items - step})
        for number, (step, items) in enumerate(counts)
    ]  # fmt: skip


def heights(past: Sequence[RunRow]) -> list[float]:
    """Return how high the line of what is in step stands after each run, in per cent."""
    shown = picture("demo", past)
    [line] = re.findall(rf'<polyline points="([^"]*)" fill="none" stroke="{IN_STEP}"', shown)
    tops = [float(point.partition(",")[2]) for point in line.split()]
    return [round(100 * (HEIGHT - BOTTOM - y) / (HEIGHT - TOP - BOTTOM)) for y in tops]


def test_the_share_in_step_is_drawn_for_each_run() -> None:
    """On a scale of its own; a run before any Item was known has none."""
    past = runs((0, 0), (50, 100), (90, 100), (100, 100))
    assert heights(past) == [50, 90, 100]
    assert "in step, in %" in picture("demo", past)


def test_a_run_that_was_noted_before_has_no_share() -> None:
    """What older versions wrote down holds no Items."""
    assert heights([RunRow("r", "demo", "apply", NOON, "OK", counts={"applied": 1})]) == []


def test_no_date_is_said_twice() -> None:
    """Runs of one minute have one."""
    hours = re.findall(r">(\d\d Mar \d\d:\d\d)<", picture("demo", runs(*[(1, 1)] * 5)))
    assert hours == ["02 Mar 12:00", "02 Mar 14:00", "02 Mar 16:00"]
    quick = picture("demo", runs(*[(1, 1)] * 5, apart=timedelta(seconds=9)))
    assert len(re.findall(r"\d\d Mar \d\d:\d\d", quick)) == 1


def test_it_is_a_picture_also_without_any_run() -> None:
    """Well-formed, and what was typed is text in it."""
    for past in ([], runs((1, 2))):
        assert ET.fromstring(picture("<b>&", past)).tag.endswith("svg")  # noqa: S314  # our own
