"""What each failed call means, how often it is sent, and how long is waited in between."""

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.gateway import PATIENCE, TRIES, Failure, Forbidden, Gateway, TooHeavy, retry_after
from syncline.domain.errors import (
    CredentialsRefused,
    EndpointGone,
    Gone,
    ItemError,
    LeaseLost,
    Outage,
    RateLimited,
    Rejected,
    ReplicaError,
    SynclineError,
    UnknownOutcome,
    Unreadable,
)
from syncline.ports.ours import asking

SOON = {"Retry-After": "0"}


class ToolError(Exception):
    """An exception of some client."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.text)
        self.failure = failure


def classify(error: Exception) -> Failure | None:
    """Say what the client's exception says."""
    return error.failure if isinstance(error, ToolError) else None


class Line:
    """A line that fails as scripted, then answers; it counts what was sent, and waits nowhere."""

    def __init__(self, *failures: Failure) -> None:
        self.failures = list(failures)
        self.sent = 0
        self.waits: list[float] = []

    def send(self) -> str:
        self.sent += 1
        if self.failures:
            raise ToolError(self.failures.pop(0))
        return "answer"

    def call(self, *, write: bool, record: str | None = None) -> str:
        gateway = Gateway("tool", sleep=self.waits.append)
        return gateway.call(
            self.send, what="do it", write=write, classify=classify, record=record
        )  # fmt: skip

    def failure(self, *, write: bool, record: str | None = None) -> SynclineError:
        with pytest.raises(SynclineError) as raised:
            self.call(write=write, record=record)
        return raised.value


READ, WRITE, RECORD = {"write": False}, {"write": True}, {"write": False, "record": "7"}
EDIT = {"write": True, "record": "7"}

VERDICTS = [
    (READ, Failure(400), ReplicaError),
    (READ, Failure(401), CredentialsRefused),
    (READ, Failure(403), CredentialsRefused),
    (READ, Failure(404), EndpointGone),
    (READ, Failure(410), EndpointGone),
    (READ, Failure(429, SOON), RateLimited),
    (READ, Failure(500, SOON), Outage),
    (READ, Failure(503, SOON), RateLimited),
    (READ, Failure(529), Outage),
    (READ, Failure(504), TooHeavy),
    (READ, Failure(None), TooHeavy),
    (READ, Failure(None, sent=False), Outage),
    (READ, Failure(200, text="<html>"), Unreadable),
    (READ, Failure(302), Unreadable),
    (RECORD, Failure(400), Rejected),
    (RECORD, Failure(401), CredentialsRefused),
    (RECORD, Failure(403), Forbidden),
    (RECORD, Failure(403, text="<html>a proxy"), Unreadable),
    (RECORD, Failure(404), Gone),
    (RECORD, Failure(404, text="<html>a proxy"), Unreadable),
    (RECORD, Failure(410), EndpointGone),
    (RECORD, Failure(500), Outage),
    (WRITE, Failure(400), Rejected),
    (WRITE, Failure(401), CredentialsRefused),
    (WRITE, Failure(403), Rejected),
    (WRITE, Failure(404), EndpointGone),
    (WRITE, Failure(408), UnknownOutcome),
    (WRITE, Failure(409), Rejected),
    (WRITE, Failure(410), EndpointGone),
    (WRITE, Failure(413), Rejected),
    (WRITE, Failure(422), Rejected),
    (WRITE, Failure(429), RateLimited),
    (WRITE, Failure(500, SOON), UnknownOutcome),
    (WRITE, Failure(502), UnknownOutcome),
    (WRITE, Failure(503), UnknownOutcome),
    (WRITE, Failure(503, SOON), RateLimited),
    (WRITE, Failure(529, SOON), RateLimited),
    (WRITE, Failure(None), UnknownOutcome),
    (WRITE, Failure(None, sent=False), Outage),
    (WRITE, Failure(200, text="<html>"), UnknownOutcome),
    (EDIT, Failure(403), Rejected),
    (EDIT, Failure(404), Gone),
    (EDIT, Failure(412), Rejected),
]


@pytest.mark.parametrize(("call", "failure", "means"), VERDICTS)
def test_a_failed_answer_has_one_meaning(
    call: Mapping[str, object], failure: Failure, means: type[SynclineError]
) -> None:
    """The table of all answers: reads and writes, of a container and of one record."""
    line = Line(*[failure] * TRIES)
    assert type(line.failure(**call)) is means  # type: ignore[arg-type]  # keywords of the table


@given(st.integers(100, 599), st.sampled_from([None, "0", "1", "tomorrow"]), st.booleans())
def test_a_write_is_sent_exactly_once(status: int, after: str | None, sent: bool) -> None:  # noqa: FBT001
    """Whatever comes back, nothing is sent twice and nothing is waited for."""
    headers = {"Retry-After": after} if after else {}
    line = Line(*[Failure(status, headers, sent=sent)] * TRIES)
    line.failure(write=True)
    assert (line.sent, line.waits) == (1, [])


@given(st.integers(200, 599), st.sampled_from(["", "<html>", "words"]))
def test_an_answer_that_may_have_been_a_success_is_never_called_a_refusal(
    status: int, text: str
) -> None:
    """Only a refusal of the tool itself says that a write did not happen."""
    error = Line(Failure(status, text=text)).failure(write=True)
    assert isinstance(error, UnknownOutcome) == (not 400 <= status < 500 or status == 408)


@pytest.mark.parametrize("failures", [1, 2])
def test_a_read_survives_bad_answers(failures: int) -> None:
    """Two bad answers are waited out, half a second and then one."""
    line = Line(*[Failure(500)] * failures)
    assert line.call(write=False) == "answer"
    assert (line.sent, line.waits) == (failures + 1, [0.5, 1.0][:failures])


def test_a_read_is_given_up_after_three_tries() -> None:
    """The tries are bounded; the last one is not followed by a wait."""
    line = Line(*[Failure(502)] * 9)
    assert isinstance(line.failure(write=False), Outage)
    assert (line.sent, len(line.waits)) == (TRIES, TRIES - 1)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 200])
def test_a_read_that_cannot_succeed_is_not_repeated(status: int) -> None:
    """Trying again is for what may pass."""
    line = Line(*[Failure(status)] * 9)
    line.failure(write=False)
    assert line.sent == 1


def test_a_wait_is_as_long_as_the_tool_asks() -> None:
    """Seconds, a fraction of one, and nothing at all."""
    line = Line(Failure(429, {"retry-after": "2"}), Failure(503, {"Retry-After": "0.25"}))
    assert line.call(write=False) == "answer"
    assert line.waits == [2.0, 0.25]


@pytest.mark.parametrize("after", ["31", "3600"])
def test_a_wait_over_the_limit_is_left_to_the_caller(after: str) -> None:
    """An hour is not slept through: the error carries it."""
    line = Line(Failure(429, {"Retry-After": after}))
    error = line.failure(write=False)
    assert isinstance(error, RateLimited)
    assert error.seconds == float(after)
    assert line.waits == []


@given(st.lists(st.floats(0, 60), min_size=3, max_size=3))
def test_the_waits_of_one_call_never_exceed_the_patience(seconds: list[float]) -> None:
    """The limit is for all waits together."""
    line = Line(*(Failure(429, {"Retry-After": str(s)}) for s in seconds))
    line.failure(write=False)
    assert sum(line.waits) <= PATIENCE


def test_a_refusal_carries_the_words_of_the_tool_and_the_record() -> None:
    """A person reads why, and of which record."""
    error = Line(Failure(400, text="Summary can't exceed 255.")).failure(write=True, record="7")
    assert isinstance(error, ItemError)
    assert (error.record, error.reason) == ("7", "Summary can't exceed 255.")


def test_what_is_not_the_tools_goes_through() -> None:
    """A mistake of our own is not taken for an outage, and is not repeated."""
    sent = []

    def send() -> str:
        sent.append(1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Gateway("tool").call(send, what="x", write=False, classify=classify)
    assert len(sent) == 1


NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ("7", 7.0),
        ("0.5", 0.5),
        (" 3 ", 3.0),
        ("-4", 0.0),
        ("nan", None),
        ("inf", None),
        ("", None),
        ("soon", None),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90.0),
        (format_datetime(NOW - timedelta(seconds=90), usegmt=True), 0.0),
    ],
)
def test_retry_after_is_read_in_all_its_forms(given: str, seconds: float | None) -> None:
    """A date counts from the answer's own Date, whatever this machine's clock says."""
    headers = {"retry-after": given, "DATE": format_datetime(NOW, usegmt=True)}
    assert retry_after(headers) == seconds


@given(st.text())
def test_no_retry_after_is_a_traceback(text: str) -> None:
    """Whatever a proxy puts there is a wait or nothing."""
    seconds = retry_after({"Retry-After": text})
    assert seconds is None or seconds >= 0


def test_a_page_is_halved_down_to_ten_records() -> None:
    """Tried thrice as it is, then once at each smaller size; then the tool is down."""
    asked: list[int] = []

    def send(size: int) -> str:
        asked.append(size)
        raise ToolError(Failure(504))

    gateway = Gateway("tool", sleep=lambda _: None)
    with pytest.raises(TooHeavy):
        gateway.page(send, most=100, what="list", classify=classify)
    assert asked == [100, 100, 100, 50, 25, 12, 10]


def test_the_size_that_worked_is_asked_for_first_the_next_time() -> None:
    """Of this listing alone."""
    asked: list[int] = []

    def send(size: int) -> str:
        asked.append(size)
        if size > 30:
            raise ToolError(Failure(504))
        return "page"

    gateway = Gateway("tool", sleep=lambda _: None)
    assert gateway.page(send, most=100, what="list", classify=classify) == "page"
    asked.clear()
    assert gateway.page(send, most=100, what="list", classify=classify) == "page"
    assert asked == [25]
    with pytest.raises(Outage):
        gateway.call(lambda: send(100), what="other", write=False, classify=classify)


@pytest.mark.parametrize(("write", "sent"), [(True, 0), (False, 1)])
def test_a_write_of_a_run_that_is_over_is_not_sent(*, write: bool, sent: int) -> None:
    """It is asked before every one, however many an operation takes; reading does no harm."""
    line = Line()

    def over() -> None:
        raise LeaseLost("another run is at work")

    with asking(over), nullcontext() if sent else pytest.raises(LeaseLost):
        line.call(write=write)
    assert line.sent == sent
    line.call(write=write)
    assert line.sent == sent + 1, "asked only within the operation"
