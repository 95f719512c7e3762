"""What a round creates, and where it creates nothing."""

from dataclasses import replace

import pytest

from syncline.domain.plan import Create, Plan
from syncline.domain.policy import CreateRule, FieldPolicy, SameAs
from tests.domain.worlds import decided, known, portfolio, snapshot

BOTH = portfolio("A", "B")
PLANNED = CreateRule({"status": frozenset({"planned", "started"})})
CREATING = portfolio("A", "B", create={"B": PLANNED})
COMPARED = {"owner": FieldPolicy(authority=("A",), elsewhere="compare")}


def creates(plan: Plan) -> list[Create]:
    """Return the creations of a plan."""
    return [op for op in plan.operations if isinstance(op, Create)]


# -- creating ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "made"), [("planned", 1), ("started", 1), ("done", 0), (None, 0)]
)
def test_a_missing_record_is_created_when_its_words_say_so(status: str | None, made: int) -> None:
    """`create: {in: B, when: {status: [planned, started]}}`."""
    plan = decided(CREATING, snapshot("A", "1", title="t", status=status)).plan
    assert len(creates(plan)) == made


def test_a_create_carries_every_value_that_is_not_empty() -> None:
    """One call, with the values as that tool shows them."""
    plan = decided(CREATING, snapshot("A", "1", title="t", status="planned", owner=None)).plan
    (made,) = creates(plan)
    assert [(c.field, c.ask) for c in made.changes] == [("title", "t"), ("status", "planned")]


def test_nothing_is_created_where_an_ambiguous_record_may_be_the_one() -> None:
    """Two new records in B have the title of a known item: a third would double it."""
    state = known("syn-x", "A", title="t", status="planned")
    twins = [snapshot("B", n, title="t", status="planned") for n in "23"]
    plan = decided(CREATING, *twins, states=(state,)).plan
    assert plan.operations == ()
    assert len(plan.refusals) == 2


def test_nothing_is_created_for_a_record_that_was_left_alone() -> None:
    """A copy with another's marker becomes no item."""
    state = known("syn-x", "A", "B", title="t", status="planned")
    copy = snapshot("A", "copy", marker="syn-x", title="t", status="planned")
    assert creates(decided(CREATING, copy, states=(state,)).plan) == []


def test_nothing_is_created_in_a_replica_that_was_not_read() -> None:
    """Nothing is inferred from absence."""
    seen = snapshot("A", "1", title="t", status="planned")
    assert creates(decided(CREATING, seen, complete=frozenset({"A"})).plan) == []


def test_nothing_is_created_while_a_create_is_in_flight() -> None:
    """An unknown create is read, never repeated."""
    state = replace(known("syn-x", "A", title="t", status="planned"), stamping=frozenset({"B"}))
    assert creates(decided(CREATING, states=(state,)).plan) == []


def test_two_groups_that_ask_for_one_record_get_one() -> None:
    """Nothing is doubled."""
    group = SameAs(("A", "B"), ("marker",), {"B": PLANNED}, frozenset({"task"}))
    twice = replace(CREATING, same_as=(group, group))
    plan = decided(twice, snapshot("A", "1", title="t", status="planned")).plan
    assert len(creates(plan)) == 1


def test_a_part_of_a_listing_proves_nothing() -> None:
    """An incomplete replica pairs nothing, edits nothing and makes no item."""
    state = known("syn-x", "A", "B", title="t")
    seen = (snapshot("B", "syn-x", marker="syn-x", title="new"), snapshot("B", "9", title="u"))
    made = decided(BOTH, *seen, states=(state,), complete=frozenset({"A"}))
    assert made.states == {"syn-x": state}
    assert made.plan == Plan()
