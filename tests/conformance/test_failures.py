"""Every failure of a tool becomes the one error that says what to do next."""

from dataclasses import replace

import pytest

from syncline.domain.errors import (
    CredentialsRefused,
    EndpointGone,
    Outage,
    RateLimited,
    RetryLater,
    UnknownOutcome,
    Unreadable,
)
from tests.conformance.harness import Failure, Harness, create, read, see, update

STOPS: dict[Failure, type[Exception]] = {
    "refused": CredentialsRefused,
    "forbidden": CredentialsRefused,
    "missing": EndpointGone,
    "gone": EndpointGone,
    "html": Unreadable,
    "half_json": Unreadable,
    "deep": Unreadable,
    "rate_limited": RateLimited,
    "outage": Outage,
}


@pytest.mark.parametrize("how", STOPS)
def test_a_listing_that_fails_raises_what_it_means(tool: Harness, how: Failure) -> None:
    """An observation that fails is never taken for an empty container."""
    tool.fill(2)
    tracker = tool.tracker()
    list(tracker.observe(None, tool.now()))
    tool.fail(how, "read", times=0)
    before = tool.requests()
    with pytest.raises(STOPS[how]):
        list(tracker.observe(None, tool.now()))
    assert tool.requests() - before <= 3, "the tries are bounded"


def test_a_listing_that_fails_on_its_second_page_raises(tool: Harness) -> None:
    """Half a container is never handed over as the whole; no cursor came with the first page."""
    tool.fill(103)
    tracker = tool.tracker()
    list(tracker.observe(None, tool.now()))
    tool.fail("outage", "read", times=0, skip=1)
    cursors: list[str | None] = []
    with pytest.raises(Outage):
        cursors.extend(page.cursor for page in tracker.observe(None, tool.now()))
    assert not any(cursors)


@pytest.mark.parametrize("how", ["refused", "html", "half_json", "deep", "rate_limited", "outage"])
def test_a_direct_read_that_fails_is_not_an_absent_record(tool: Harness, how: Failure) -> None:
    """Absent is said of a confirmed 404 alone."""
    (record,) = tool.fill(1)
    tracker = tool.tracker()
    tracker.read([record], {"title"})
    tool.fail(how, "read", times=0)
    with pytest.raises(STOPS[how]):
        tracker.read([record], {"title"})


@pytest.mark.parametrize("how", ["outage", "rate_limited"])
def test_a_read_survives_one_bad_answer(tool: Harness, how: Failure) -> None:
    """Reads over a wire are tried again; without a wire the caller is told to."""
    (record,) = tool.fill(1)
    tracker = tool.tracker()
    tracker.read([record], {"title"})
    tool.fail(how, "read", times=1)
    try:
        found = tracker.read([record], {"title"})
    except RetryLater:
        found = tracker.read([record], {"title"})
    assert found[record]


def test_a_lost_answer_to_an_update_is_unknown_and_one_write_was_sent(tool: Harness) -> None:
    """Nothing is sent again; a later read shows that it had been applied."""
    (record,) = tool.fill(1)
    (operation,) = update(tool, record, {"title": "Applied and lost"})
    tracker = tool.tracker()
    before = tool.writes()
    tool.fail("applied_then_lost", "write")
    with pytest.raises(UnknownOutcome):
        tracker.apply(operation)
    assert tool.writes() - before == 1
    assert read(tool, record).fields["title"] == "Applied and lost"


def test_a_lost_answer_to_a_create_is_unknown_and_the_marker_finds_the_record(
    tool: Harness,
) -> None:
    """One record exists, and the search by marker shows it once the index has caught up."""
    operation = create(tool, {"title": "Made and lost"})
    before = tool.writes()
    tool.fail("applied_then_lost", "write")
    with pytest.raises(UnknownOutcome):
        tool.tracker().apply(operation)
    assert tool.writes() - before == 1
    tool.advance(tool.visible_after)
    assert [s.fields["title"] for s in tool.tracker().find(operation.item)] == ["Made and lost"]


@pytest.mark.parametrize("how", ["outage", "html", "half_json", "deep"])
def test_a_garbled_answer_to_a_write_is_never_a_plain_failure(tool: Harness, how: Failure) -> None:
    """What may have been applied is unknown, or is confirmed by a read that followed."""
    (record,) = tool.fill(1)
    (operation,) = update(tool, record, {"title": "Perhaps"})
    before = tool.writes()
    tool.fail(how, "write")
    stored, failure = None, None
    try:
        stored = tool.tracker().apply(operation).stored["title"]
    except (UnknownOutcome, Outage) as error:
        failure = error
    assert tool.writes() - before == 1
    if stored is not None:
        assert read(tool, record).fields["title"] == stored
    if isinstance(failure, Outage):
        assert read(tool, record).fields["title"] != "Perhaps"


def test_a_write_over_the_rate_limit_is_sent_once_and_changes_nothing(tool: Harness) -> None:
    """The caller is told to wait; nothing was written."""
    (record,) = tool.fill(1)
    (operation,) = update(tool, record, {"title": "Too soon"})
    before = tool.writes()
    tool.fail("rate_limited", "write")
    with pytest.raises(RateLimited):
        tool.tracker().apply(operation)
    assert tool.writes() - before == 1
    assert read(tool, record).fields["title"] != "Too soon"


def test_a_wrong_token_is_refused(tool: Harness) -> None:
    """A token that the tool does not know stops the replica with a remedy."""
    if not tool.settings.secrets:
        pytest.skip("this tool has no token")
    secrets = {**tool.settings.secrets, "token": "wrong"}
    stranger = tool.tracker(replace(tool.settings, secrets=secrets))
    with pytest.raises(CredentialsRefused) as raised:
        list(stranger.observe(None, tool.now()))
    assert raised.value.remedy
    assert see(tool)[0] == []
