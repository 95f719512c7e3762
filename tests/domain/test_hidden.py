"""When a link that is not shown any more was removed, and when nobody can say."""

from itertools import product

import pytest

from syncline.domain.fields import FieldType
from syncline.domain.hidden import still_shown, untouched
from syncline.domain.plan import Change


@pytest.mark.parametrize(("shown", "before", "in_sight"), [*product([True, False], repeat=3)])
def test_a_link_is_removed_only_where_its_other_end_is_in_sight(
    *, shown: bool, before: bool, in_sight: bool
) -> None:
    """The whole truth table of one link."""
    now, then, seen = ({"x"} if held else set[str]() for held in (shown, before, in_sight))
    counts = shown or (before and not in_sight)
    assert still_shown(now, then, seen) == ({"x"} if counts else set())


def test_each_link_is_judged_for_itself() -> None:
    """One that was removed says nothing about one that is hidden."""
    assert still_shown({"new"}, {"hidden", "removed"}, {"removed", "new"}) == {"new", "hidden"}


def test_a_write_expects_to_see_only_what_it_touches() -> None:
    """What is to be removed must be shown; what stays may be hidden; nothing else is assumed."""
    change = Change("blocks", frozenset({"stays", "new"}), frozenset({"stays", "goes"}), 2, "")
    shown = untouched(FieldType.LINKS, change, frozenset({"goes"}))
    assert shown == frozenset({"stays", "goes"})
    assert untouched(FieldType.SET, change, frozenset({"goes"})) == frozenset({"goes"})
