"""Operations that fail half-way: what may be written is unknown, and asking again heals it."""

from collections.abc import Sequence
from datetime import date

import pytest

from syncline.domain.errors import (
    ItemError,
    Outage,
    RateLimited,
    RetryLater,
    UnknownOutcome,
    Unreadable,
)
from syncline.domain.fields import Value
from syncline.domain.item import RecordId
from tests.conformance.harness import Failure, Harness, create, read, samples, update

FIELDS = ["title", "description", "status", "owner", "priority", "start", "target", "labels",
          "parent"]  # fmt: skip


def _record(tool: Harness, number: int) -> RecordId:
    """Make a record with an old value in every field that the tests then replace."""
    held: dict[str, Value] = {"title": "A record", "target": date(2026, 5, 29)}
    values = samples(tool)
    held |= {name: values[name][1] for name in ("description", "labels") if name in values}
    return tool.tracker().apply(create(tool, held, number=number)).record


def _ask(tool: Harness, record: RecordId, name: str, value: Value) -> list[str]:
    """Write one field; return the routes of the writes that it took."""
    before = len(tool.routes())
    for operation in update(tool, record, {name: value}):
        tool.tracker().apply(operation)
    return tool.routes()[before:]


@pytest.mark.parametrize("how", ["outage", "rejected", "rate_limited", "applied_then_lost"])
def test_an_operation_that_fails_after_its_first_write_is_unknown(
    tool: Harness, how: Failure
) -> None:
    """Also when the tool refuses the second call, for the first one has been applied."""
    asked = {name: pair[0] for name, pair in samples(tool).items()} | {"status": "done"}
    several = {}
    for name, value in asked.items():
        _ask(tool, _record(tool, 1), name, value)  # what is made once, such as a tag, is made
        routes = _ask(tool, _record(tool, 2), name, value)
        if len(routes) > 1:
            several[name] = routes
    if not several:
        pytest.skip("every operation takes one call here")
    for name, routes in several.items():
        _fails_late(tool, name, asked[name], routes, how)


def _fails_late(
    tool: Harness, name: str, value: Value, routes: Sequence[str], how: Failure
) -> None:
    """Let the last of the writes of one operation fail."""
    record = _record(tool, 3)
    (operation,) = update(tool, record, {name: value})
    tool.fail_route(routes[-1], how, skip=routes[:-1].count(routes[-1]))
    with pytest.raises(UnknownOutcome):
        tool.tracker().apply(operation)
    _ask(tool, record, name, value)
    assert read(tool, record).fields[name] == tool.tracker().project(name, value), name


@pytest.mark.parametrize("name", FIELDS)
def test_a_lost_answer_in_any_lane_is_unknown_and_nothing_follows_it(
    tool: Harness, name: str
) -> None:
    """One write reached the tool; asking again, after reading, ends where it should."""
    if name not in tool.tracker().traits.writable:
        pytest.skip(f"{name} cannot be written here")
    value = samples(tool)[name][0]
    _ask(tool, _record(tool, 1), name, value)
    record = _record(tool, 2)
    (operation,) = update(tool, record, {name: value})
    before = tool.writes()
    tool.fail("applied_then_lost", "write")
    with pytest.raises(UnknownOutcome):
        tool.tracker().apply(operation)
    assert tool.writes() - before == 1
    tool.fail("applied_then_lost", "write", skip=1_000)  # from here on nothing is lost
    _ask(tool, record, name, value)
    assert read(tool, record).fields[name] == tool.tracker().project(name, value)


@pytest.mark.parametrize("how", ["outage", "rate_limited", "half_json"])
@pytest.mark.parametrize("name", FIELDS)
def test_reads_that_fail_around_a_write_never_hide_that_it_happened(
    tool: Harness, name: str, how: Failure
) -> None:
    """Before any write: try later. After it: unknown, or a receipt from the answer itself."""
    if name not in tool.tracker().traits.writable:
        pytest.skip(f"{name} cannot be written here")
    value = samples(tool)[name][0]
    _ask(tool, _record(tool, 1), name, value)
    record = _record(tool, 2)
    (operation,) = update(tool, record, {name: value})
    before = tool.writes()
    tool.fail(how, "read", times=0)
    try:
        assert tool.tracker().apply(operation).stored.keys() <= {name}
    except UnknownOutcome:
        assert tool.writes() > before
    except (RetryLater, Unreadable):
        assert tool.writes() == before


@pytest.mark.parametrize("how", ["outage", "rate_limited", "half_json"])
def test_a_read_that_fails_after_a_create_never_hides_the_record(
    tool: Harness, how: Failure
) -> None:
    """A create that happened is a receipt or unknown; a plain failure would make a second one."""
    _record(tool, 1)
    operation = create(tool, {"title": "Made"}, number=2)
    before = tool.writes()
    tool.fail(how, "read", times=0)
    failure = None
    try:
        tool.tracker().apply(operation)
    except (UnknownOutcome, RetryLater, Unreadable) as error:
        failure = error
    written = tool.writes() > before
    assert failure is None or isinstance(failure, UnknownOutcome) == written


def test_an_update_of_a_deleted_record_is_an_error_of_that_record(tool: Harness) -> None:
    """The next record goes on; nothing is unknown."""
    (record,) = tool.fill(1)
    (operation,) = update(tool, record, {"title": "Too late"})
    tool.delete(record)
    with pytest.raises(ItemError):
        tool.tracker().apply(operation)


@pytest.mark.parametrize("how", ["outage", "rate_limited"])
def test_a_write_that_was_never_applied_can_be_asked_again(tool: Harness, how: Failure) -> None:
    """Whatever was raised, the tracker is as good as before."""
    (record,) = tool.fill(1)
    (operation,) = update(tool, record, {"title": "Again"})
    tool.fail(how, "write")
    with pytest.raises((UnknownOutcome, RateLimited, Outage)):
        tool.tracker().apply(operation)
    assert tool.tracker().apply(operation).stored == {"title": "Again"}
