"""The official client against the emulator: what lost, broken and refused answers mean."""

import socket
from dataclasses import replace
from typing import Any

import pytest

from connectors.jira import JiraTracker, open_tracker
from sandbox import Sandbox
from sandbox.faults import Rule
from syncline.domain.errors import (
    CredentialsRefused,
    EndpointGone,
    Outage,
    RateLimited,
    Rejected,
    ReplicaError,
    UnknownOutcome,
    Unreadable,
)
from syncline.domain.plan import Create, Operation, Stamp, Update
from tests.connectors.jira.moves import (
    ISSUE,
    MARKER,
    SEARCH,
    asked,
    at,
    create,
    edit,
    epic,
    fail,
)

LOST: list[tuple[Operation, str, str]] = [
    (create(), "POST", "/rest/api/3/issue"),
    (edit("", asked("title", "Lost")), "PUT", ISSUE),
    (edit("", asked("status", "in_progress"), lane="transition"), "POST", f"{ISSUE}/transitions"),
    (Stamp(MARKER, "delivery", "", "test"), "PUT", ISSUE),
]
KINDS = ["drop", "applied_then_drop", "applied_then_status"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("operation", "method", "route"), LOST)
def test_a_lost_answer_is_unknown_and_the_write_reached_the_server_once(
    sandbox: Sandbox, tracker: JiraTracker, operation: Any, method: str, route: str, kind: str
) -> None:
    """The client's own retries are off: one dropped POST is one POST."""
    if not isinstance(operation, Create):
        operation = replace(operation, record=epic(sandbox).id)
    fail(sandbox, kind, method, route, status=502, count=0)
    with pytest.raises(UnknownOutcome):
        tracker.apply(operation)
    assert len(sandbox.world.log.writes(0, "jira")) == 1


@pytest.mark.parametrize("operation", [create(), edit("", asked("title", "Written"))])
def test_a_read_that_fails_after_a_write_leaves_the_outcome_unknown(
    sandbox: Sandbox, tracker: JiraTracker, operation: Any
) -> None:
    """Never a plain failure: the engine would write again."""
    if isinstance(operation, Update):
        operation = replace(operation, record=epic(sandbox).id)
    for more in (
        {"status": 500, "headers": {"Retry-After": "0"}},
        {"status": 401},
        {"status": 404},
    ):
        fail(sandbox, "status", "GET", ISSUE, count=0, **more)
        with pytest.raises(UnknownOutcome):
            tracker.apply(operation)


REFUSED = [
    ({"status": 400}, Rejected),
    ({"status": 401}, CredentialsRefused),
    ({"status": 403}, Rejected),
    ({"status": 409}, Rejected),
    ({"status": 429}, RateLimited),
    ({"status": 503, "headers": {"Retry-After": "7"}}, RateLimited),
    ({"status": 500}, UnknownOutcome),
]


@pytest.mark.parametrize(("answer", "means"), REFUSED)
def test_a_refused_write_is_sent_once_and_says_what_it_means(
    sandbox: Sandbox, tracker: JiraTracker, answer: dict[str, Any], means: type[Exception]
) -> None:
    """Also a 429 and a 503, which the client would send again by itself."""
    fail(sandbox, "status", "POST", "/rest/api/3/issue", count=0, **answer)
    with pytest.raises(means):
        tracker.apply(create())
    assert len(sandbox.world.log.writes(0, "jira")) == 1


def test_a_refusal_is_in_jiras_own_words(sandbox: Sandbox, tracker: JiraTracker) -> None:
    """With the field that it is about."""
    story = epic(sandbox).id
    with pytest.raises(Rejected, match="parentId: Given parent work item does not belong"):
        tracker.apply(edit(story, asked("parent", epic(sandbox).id)))


def test_a_refused_connection_is_an_outage_and_nothing_was_written(sandbox: Sandbox) -> None:
    """Nothing can have reached the tool, so the write may be tried in the next run."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    tracker = open_tracker(at(sandbox, url=f"http://127.0.0.1:{port}", fields={}))
    with pytest.raises(Outage):
        tracker.apply(Stamp(MARKER, "delivery", "10001", "test"))


UNREADABLE = [
    ({"kind": "html", "status": 200}, Unreadable),
    ({"kind": "half_json"}, Unreadable),
    ({"kind": "bad_utf8"}, Unreadable),
    ({"kind": "status", "status": 200, "body": [1]}, Unreadable),
    ({"kind": "status", "status": 200, "body": {"issues": [], "nextPageToken": "x"}}, Unreadable),
    ({"kind": "status", "status": 410}, EndpointGone),
    (
        {
            "kind": "status",
            "status": 200,
            "body": {"issues": []},
            "headers": {"X-Seraph-LoginReason": "AUTHENTICATED_FAILED"},
        },
        CredentialsRefused,
    ),
]


@pytest.mark.parametrize(("answer", "means"), UNREADABLE)
def test_a_listing_that_is_none_is_never_an_empty_replica(
    sandbox: Sandbox, tracker: JiraTracker, answer: dict[str, Any], means: type[Exception]
) -> None:
    """Garbage, an endless listing, and the empty list that Jira shows to a wrong token."""
    sandbox.world.faults.load([Rule(tool="jira", route=SEARCH, count=0, **answer)])
    with pytest.raises(means):
        list(tracker.observe(None, sandbox.world.clock.now))


def test_a_query_that_jira_refuses_is_said_with_its_words(sandbox: Sandbox) -> None:
    """A project that does not exist, or that the account may not see."""
    tracker = open_tracker(at(sandbox, container={"projects": ("NOPE",)}))
    with pytest.raises(ReplicaError, match="'NOPE' does not exist"):
        list(tracker.observe(None, sandbox.world.clock.now))
