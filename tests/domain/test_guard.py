"""The brake: a truth table of what goes, what waits and what is refused."""

import pytest

from syncline.domain.errors import StalePlan, UnsafePlan
from syncline.domain.guard import Clear, Hold, guard
from syncline.domain.plan import Change, Create, Operation, Plan, Update
from syncline.domain.policy import Safety

SAFETY = Safety(approve_changes=50, approve_share=0.10, stop_share=0.30)


def update(n: int) -> Operation:
    """Return one write to record `n` of B."""
    return Update(f"i{n}", "B", str(n), "edit", (Change("title", f"new {n}", "old", 2, ""),))


def writing(count: int, *, waits: tuple[str, ...] = ()) -> Plan:
    """Return a plan of so many updates, each of another record."""
    return Plan(tuple(update(n) for n in range(count)), waits=waits)


def creating(count: int) -> Plan:
    """Return a plan of so many creates."""
    return Plan(tuple(Create(f"i{n}", "B", "task", (), "") for n in range(count)))


@pytest.mark.parametrize(
    ("plan", "known", "first", "reasons"),
    [
        (writing(0), 100, False, 0),
        (writing(1), 1, False, 0),  # all of one record: a share says nothing yet
        (writing(10), 10, False, 0),  # up to 10 operations the share does not count
        (writing(11), 110, False, 0),  # 10 % exactly
        (writing(11), 100, False, 1),  # 11 %
        (writing(50), 1000, False, 0),
        (writing(51), 1000, False, 1),
        (writing(51), 400, False, 2),  # both limits
        (creating(50), 10, False, 0),  # a create changes no known record
        (creating(51), 10, False, 1),
        (writing(1), 100, True, 1),
        (writing(0), 100, True, 1),  # the first plan always waits
        (writing(90), 100, True, 3),  # and has no hard limit
        (writing(1, waits=("a pair",)), 100, False, 1),
    ],
)
def test_what_waits_for_a_person(plan: Plan, known: int, *, first: bool, reasons: int) -> None:
    """One reason per limit."""
    verdict = guard(plan, SAFETY, {"B": known}, first=first)
    assert len(verdict.reasons if isinstance(verdict, Hold) else ()) == reasons


def test_a_first_plan_may_go_when_the_configuration_says_so() -> None:
    """`first_run: apply`."""
    free = Safety(first_run_approval=False)
    assert guard(writing(1), free, {"B": 9}, first=True) == Clear()


def test_over_the_hard_limit_an_approval_does_not_help() -> None:
    """31 of 100 records: refused, with the numbers and the remedy."""
    plan = writing(31)
    with pytest.raises(UnsafePlan, match=r"31% .*30%.*syncline plan"):
        guard(plan, SAFETY, {"B": 100}, first=False, approved=plan.digest)
    assert isinstance(guard(writing(30), SAFETY, {"B": 100}, first=False), Hold)


def test_several_fields_of_one_record_touch_one_record() -> None:
    """The share counts records, not operations."""
    many = Plan(tuple(Update("i", "B", "1", f"lane {n}", ()) for n in range(20)))
    assert guard(many, SAFETY, {"B": 10}, first=False) == Clear()


def test_an_approved_plan_goes() -> None:
    """Exactly the plan that was shown."""
    plan = writing(60)
    assert guard(plan, SAFETY, {"B": 1000}, first=False, approved=plan.digest) == Clear()


def test_an_approval_of_another_plan_is_stale() -> None:
    """It names both digests."""
    plan = writing(3)
    with pytest.raises(StalePlan, match=plan.digest):
        guard(plan, SAFETY, {"B": 1000}, first=False, approved="0123456789ab")


def test_what_is_left_of_an_approved_plan_needs_no_second_approval() -> None:
    """A run was cut off in the middle: the rest goes on, even over the limits."""
    whole = writing(90)
    rest = Plan(whole.operations[40:])
    assert guard(rest, SAFETY, {"B": 100}, first=False, begun=whole.rows) == Clear()


def test_only_what_nobody_has_approved_is_weighed() -> None:
    """What is left of an approved plan does not count again; what is new in it does."""
    almost, little = (Plan(writing(60).operations[:n]).rows for n in (59, 5))
    assert guard(writing(60), SAFETY, {"B": 1000}, first=False, begun=almost) == Clear()
    assert isinstance(guard(writing(60), SAFETY, {"B": 1000}, first=False, begun=little), Hold)
