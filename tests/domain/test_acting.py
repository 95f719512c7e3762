"""What counts as acted on: what is so no longer, and not what goes on under another name."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from syncline.domain.acting import Ends
from syncline.domain.outbox import Episode

OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)
TOLD, CLEARED, ENDED = (OPENED + timedelta(days=n) for n in (1, 3, 4))
LATER = CLEARED + timedelta(hours=1)
CLOSED = Episode(
    "1", "p", "p|A3|i|ines", "A3", "i", "ines", "S3", "", "", OPENED, "resolved", ENDED,
    cleared_at=CLEARED,
)  # fmt: skip


def other(rule: str = "A3", item: str = "i", at: datetime = CLEARED) -> Episode:
    """Return another episode, of Paul's, that began at a moment."""
    return replace(
        CLOSED, id="2", rule=rule, item=item, owner="paul", fingerprint=f"p|{rule}|{item}|paul",
        opened_at=at, state="firing", resolved_at=None, cleared_at=None,
    )  # fmt: skip


def is_over(*beside: Episode, ended: Episode = CLOSED) -> bool:
    """Tell whether an episode counts as over, beside these."""
    return Ends((ended, *beside), {"i": ("epic",)}).is_over(ended, TOLD)


def test_what_is_so_no_longer_is_over() -> None:
    """Whatever else is known of the item, or began later."""
    assert is_over()
    assert is_over(other(at=LATER), other("C4"), other(item="j"))


@pytest.mark.parametrize(
    "beside",
    [
        replace(other(at=ENDED), reopens="1", owner="ines"),
        other(),
        other("E2", item="person:ines"),
        other("E1"),
        other("C4", item="epic"),
    ],
    ids=[
        "its rest was over",
        "another owner has it",
        "its owner left",
        "it has no owner",
        "its epic is late",
    ],
)
def test_what_goes_on_under_another_name_is_not_over(beside: Episode) -> None:
    """Nobody did anything about it."""
    rule = "C4" if beside.item == "epic" else "A3"
    assert not is_over(beside, ended=replace(CLOSED, rule=rule))


@pytest.mark.parametrize(
    "ended",
    [
        replace(CLOSED, state="firing", resolved_at=None),
        replace(CLOSED, cleared_at=OPENED),
        replace(CLOSED, cleared_at=None, resolved_at=OPENED),
    ],
    ids=["it may come back", "it cleared before it was told", "it ended before it was told"],
)
def test_what_has_not_ended_since_it_was_told_is_not_over(ended: Episode) -> None:
    """A message that came too late moved nobody."""
    assert not is_over(ended=ended)
