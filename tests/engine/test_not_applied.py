"""What is remembered of a write whose answer was lost and that can no longer land."""

import pytest

from syncline.domain.fields import FieldType
from syncline.domain.plan import Change
from syncline.domain.state import Shadow
from syncline.engine.settle import not_applied

STOOD = Shadow("low", "low", 3)
ASKED = Change("priority", "high", "low", 4, "A decides")


@pytest.mark.parametrize(
    ("shown", "remembered"),
    [
        ("low", None),  # what stood there: it never arrived
        ("HIGH!", ("high", "HIGH!")),  # a third value: somebody's, or what the tool made of it
        (None, ("high", None)),
    ],
)
def test_a_third_value_may_be_what_the_tool_made_of_the_write(
    shown: str | None, remembered: tuple[str, str | None] | None
) -> None:
    """It counts as an edit, since the shadow stays, and no policy makes it win (ADR 0020)."""
    left = not_applied(FieldType.OPTION, STOOD, ASKED, shown, edited=False)
    assert (left.asked, left.shown, left.version) == ("low", "low", 3)
    assert left.remembered == remembered


def test_what_stood_there_and_was_edited_since_is_an_edit_that_saw_nothing_newer() -> None:
    """Somebody has put it back: not what was asked, and older than what is agreed."""
    left = not_applied(FieldType.OPTION, STOOD, ASKED, "low", edited=True)
    assert (left.asked, left.shown, left.version) == ("high", "high", 3)
