"""The three rules: each fires, nearly fires, is guarded, and resolves."""

from datetime import UTC, date, datetime

import pytest

from syncline.domain.calendar import Calendar
from syncline.domain.fields import Value
from syncline.domain.policy import DEFAULT_RULES
from syncline.domain.rules import (
    RULES,
    Facts,
    Finding,
    silent_work,
    status_disagreement,
    target_passed,
)
from tests.domain.worlds import known

MONDAY = date(2026, 3, 2)
WORDS = {"planned": "unstarted", "started": "started", "done": "done", "dropped": "cancelled"}


def facts(
    rule: str,
    *,
    active_on: date | None = None,
    changed: date | None = None,
    shown: dict[str, str] | None = None,
    rolled_up: str | None = None,
    holidays: frozenset[date] = frozenset(),
    **fields: Value,
) -> Facts:
    """Return what a rule may know of one item on Monday, 2 March 2026."""
    state = known("i", "A", version=1, **fields)
    return Facts(
        state, WORDS, shown or {}, MONDAY, Calendar(holidays=holidays),
        active_on, changed, rolled_up, DEFAULT_RULES[rule],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("status", "priority", "active_on", "days"),
    [
        ("started", None, date(2026, 2, 13), "11"),  # fires: 11 working days > 10
        ("started", None, date(2026, 2, 16), None),  # near miss: 10
        ("started", "P2", date(2026, 2, 20), "6"),
        ("started", "P2", date(2026, 2, 23), None),
        ("started", "P0", date(2026, 2, 25), "3"),  # Wednesday; the weekend does not count
        ("started", "P0", date(2026, 2, 26), None),
        ("planned", None, date(2026, 1, 1), None),  # not started
        ("done", None, date(2026, 1, 1), None),  # resolved by closing it
        ("started", None, MONDAY, None),  # resolved by touching it
        ("started", None, None, None),  # nobody can tell
        ("no such word", None, date(2026, 1, 1), None),
    ],
)
def test_silent_work(
    status: str, priority: str | None, active_on: date | None, days: str | None
) -> None:
    """Started work that nobody touched for longer than its priority allows."""
    found = silent_work(facts("A3", status=status, priority=priority, active_on=active_on))
    assert (found.values["days"] if found else None) == days


def test_a_holiday_is_not_a_day_of_silence() -> None:
    """Working days are those of the calendar."""
    day, free = date(2026, 2, 13), frozenset({date(2026, 2, 18)})
    assert silent_work(facts("A3", status="started", active_on=day)) is not None
    assert silent_work(facts("A3", status="started", active_on=day, holidays=free)) is None


OLD = date(2026, 2, 26)  # two working days ago


@pytest.mark.parametrize(
    ("shown", "rolled_up", "changed", "fires"),
    [
        ({"A": "planned", "B": "started"}, None, OLD, True),
        ({"A": "planned", "B": "started"}, None, date(2026, 2, 27), False),  # one day: sync lag
        ({"A": "planned", "B": "started"}, None, None, False),
        ({"A": "started", "B": "started"}, None, OLD, False),
        ({"A": "planned"}, "started", OLD, True),  # against its deliverers
        ({"A": "started"}, "started", OLD, False),
        ({"A": "planned", "B": "odd"}, None, OLD, False),  # an unmapped word says nothing
        ({}, None, OLD, False),
    ],
)
def test_status_disagreement(
    shown: dict[str, str], rolled_up: str | None, changed: date | None, *, fires: bool
) -> None:
    """Categories are compared, not words; the message names every side."""
    found = status_disagreement(facts("B1", shown=shown, rolled_up=rolled_up, changed=changed))
    assert (found is not None) is fires
    if found:
        assert all(f"{where}: {word}" in found.values["sides"] for where, word in shown.items())


@pytest.mark.parametrize(
    ("status", "target", "severity"),
    [
        ("started", date(2026, 2, 27), "S3"),  # one working day late
        ("planned", date(2026, 2, 24), "S3"),
        ("planned", date(2026, 2, 23), "S2"),  # five
        ("started", date(2026, 2, 28), "S3"),  # a Saturday is over on Monday
        ("started", MONDAY, None),  # due today
        ("started", date(2026, 3, 3), None),
        ("done", date(2026, 2, 1), None),
        ("dropped", date(2026, 2, 1), None),
        ("odd", date(2026, 2, 1), None),  # nobody knows whether it is open
        ("started", None, None),
    ],
)
def test_target_passed(status: str, target: date | None, severity: str | None) -> None:
    """Open work whose date is behind us; five working days make it urgent."""
    found = target_passed(facts("C4", status=status, target=target))
    assert (found.severity if found else None) == severity


def test_a_target_missed_on_friday_is_not_late_on_saturday() -> None:
    """No working day has passed."""
    made = facts("C4", status="started", target=date(2026, 2, 27))
    saturday = Facts(
        made.state, WORDS, {}, date(2026, 2, 28), Calendar(), None, None, None, made.limit
    )
    assert target_passed(saturday) is None


def test_every_rule_says_what_it_watches_and_has_a_threshold() -> None:
    """The catalogue is complete."""
    assert [rule.id for rule in RULES] == sorted(DEFAULT_RULES)
    assert all(rule.why.endswith(".") for rule in RULES)


def test_an_age_counts_from_a_moment_as_from_its_day() -> None:
    """Hours do not matter."""
    made = facts("A3", status="started")
    assert made.age(datetime(2026, 2, 27, 23, 59, tzinfo=UTC)) == made.age(date(2026, 2, 27)) == 1


def test_a_finding_carries_words_and_no_owner() -> None:
    """Who is told is decided elsewhere."""
    found = target_passed(facts("C4", status="started", target=date(2026, 2, 27)))
    assert found == Finding("C4", "S3", {"target": "2026-02-27", "days": "1"})
