"""A month of alerts, of a fixed seed: nothing doubled, nothing at night, nothing forgotten."""

from pathlib import Path

import pytest

from tests.delivery.judge import LAWS, Judged, judged
from tests.delivery.month import Month


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """Play a share of what `make soak` plays."""
    folder: Path = tmp_path_factory.mktemp("month")
    month = Month(7, folder / "month.db", items=240, owners=36, every=3)
    month.post.trouble = 0.06
    month.play()
    return judged(month)


def test_the_month_is_full_of_trouble(found: Judged) -> None:
    """A month in which nothing happens would prove nothing."""
    assert found.rounds > 200
    assert found.deaths >= 3
    assert found.sent > 80
    assert found.episodes > 200
    assert found.asked > 10
    assert found.blind > 5
    assert found.lasting > 30


@pytest.mark.parametrize("law", LAWS)
def test_no_law_is_broken(found: Judged, law: str) -> None:
    """Also by a process that dies between send and record, and by a storm of all items."""
    assert getattr(found, law) == [], str(found)


def test_the_median_person_reads_at_most_six_lines_a_week(found: Judged) -> None:
    """Of those who read anything."""
    assert found.median_lines <= 6, str(found)
