"""The one place where calls are tried again and failed answers become errors of the domain.

Clients retry nothing themselves. A read is tried up to three times; a write exactly once.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TypeVar

from connectors.limits import NotWhole
from syncline.domain.errors import (
    CredentialsRefused,
    EndpointGone,
    Gone,
    Outage,
    RateLimited,
    Rejected,
    ReplicaError,
    RetryLater,
    SynclineError,
    UnknownOutcome,
    Unreadable,
)
from syncline.ports.ours import still_ours
from syncline.ports.pace import UNPACED, Pace

T = TypeVar("T")

TRIES = 3
PATIENCE = 30.0  # seconds that the waits of one call may last together
LEAST = 10  # records of a page; a tool that cannot answer for so few is down
FIRST_WAIT = 0.5  # seconds; doubled for the second wait, when the tool names none
TOO_DEEP = "its answer is nested deeper than anything that a tool has to say"
BUSY = (503, 529)  # with Retry-After: refused at the door, nothing was written


class Forbidden(Rejected):
    """The tool refuses to show this one record to this account (403)."""


class TooHeavy(Outage):
    """The tool gave up on an answer (504), or never gave one: fewer records may do."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What a client's exception says of the answer.

    `status`: HTTP status, None when no whole answer came; a 2xx means a body that is no answer
    of the API. `text`: the tool's own words, or what the transport said. `sent`: False only when
    the connection was refused, so that nothing can have reached the tool.
    """

    status: int | None
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    sent: bool = True


@dataclass(frozen=True, slots=True)
class _Call:
    tool: str
    what: str
    write: bool
    record: str | None


class Gateway:
    """Send calls to one tool, and say in the domain's errors what went wrong."""

    def __init__(
        self, tool: str, pace: Pace = UNPACED, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._tool, self._pace = tool, pace
        self._sleep = sleep
        self._sizes: dict[str, int] = {}  # what is listed -> records of a page that worked

    def call(
        self,
        send: Callable[[], T],
        *,
        what: str,
        write: bool,
        classify: Callable[[Exception], Failure | None],
        record: str | None = None,
        tries: int = TRIES,
    ) -> T:
        """Send, and return the answer.

        `what` names the call in sentences ("read issue PAY-1"). `record`: the id of the one record
        that the call is about; a 404 then means that this record is gone, and not its container.
        `classify` returns None for exceptions that are not the tool's: they go through. Before a
        write is sent, its run is asked whether it is still its own to make.
        """
        call = _Call(self._tool, what, write, record)
        waited = 0.0
        for attempt in range(tries):
            self._in_turn(write=write)
            try:
                return send()
            except SynclineError:
                raise
            except Exception as error:
                failure = _seen(error, classify)
                if failure is None:
                    raise
                verdict = _verdict(call, failure)
                wait = _wait(verdict, attempt)
                if isinstance(verdict, RateLimited):
                    self._pace.hold(min(wait or 0.0, PATIENCE))
                last = write or attempt == tries - 1
                if last or wait is None or waited + wait > PATIENCE:
                    raise verdict from error
            self._sleep(wait)
            waited += wait
        raise AssertionError

    def _in_turn(self, *, write: bool) -> None:
        """Wait for a turn; then nothing lies between the socket and the last test of a write."""
        if turn := self._pace.take():
            self._sleep(turn)
        if write:
            still_ours()

    def page(
        self,
        send: Callable[[int], T],
        *,
        most: int,
        what: str,
        classify: Callable[[Exception], Failure | None],
        record: str | None = None,
    ) -> T:
        """Read a page of `most` records, or of half as many, as often as the tool gives up on it.

        What worked is kept for the next page. Raises as `call` does.
        """
        tries = TRIES
        while True:
            size = self._sizes.get(what, most)
            try:
                return self.call(
                    partial(send, size), what=what, write=False, classify=classify, record=record,
                    tries=tries,
                )  # fmt: skip
            except TooHeavy:
                if size <= LEAST:
                    raise
                self._sizes[what] = max(LEAST, size // 2)
                tries = 1


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that `Retry-After` asks for, given as a number or an HTTP date."""
    low = {name.lower(): value for name, value in headers.items()}
    given = low.get("retry-after", "").strip()
    try:
        seconds = float(given)
    except ValueError:
        until = _moment(given)
        now = _moment(low.get("date", "")) or datetime.now(UTC)
        return max(0.0, (until - now).total_seconds()) if until else None
    return max(0.0, seconds) if seconds < float("inf") else None  # "nan" and "inf" say nothing


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _seen(error: Exception, classify: Callable[[Exception], Failure | None]) -> Failure | None:
    """Say what came of a call; the limits of ours are one for all tools: length, time and depth."""
    if isinstance(error, NotWhole):
        return Failure(None, text=str(error))
    try:
        return Failure(200, text=TOO_DEEP) if isinstance(error, RecursionError) else classify(error)
    except RecursionError:  # a refusal may be as deep
        return Failure(200, text=TOO_DEEP)


def _wait(verdict: SynclineError, attempt: int) -> float | None:
    """Return how long to wait before the next try, None when trying again is of no use."""
    if not isinstance(verdict, RetryLater):
        return None
    return FIRST_WAIT * 2**attempt if verdict.seconds is None else verdict.seconds


def _verdict(call: _Call, failure: Failure) -> SynclineError:
    status, seen = failure.status, _sentence(call, failure)
    seconds = retry_after(failure.headers)
    if status == 429 or (status in BUSY and seconds is not None):
        return RateLimited(call.tool, seen, seconds)
    if not failure.sent:
        return Outage(call.tool, seen, seconds)
    if status is not None and 400 <= status < 500 and status != 408:
        return _refused(call, failure, seen)
    if call.write:
        return UnknownOutcome(call.tool, seen)
    if status is None or status >= 500 or status == 408:
        kind = TooHeavy if status in (None, 504) else Outage
        return kind(call.tool, seen, seconds)
    return Unreadable(call.tool, seen, _ADDRESS)


def _refused(call: _Call, failure: Failure, seen: str) -> SynclineError:
    """Return what a 4xx means: for the account, the container, or this one record."""
    status, record = failure.status, call.record
    if status == 401 or (status == 403 and record is None and not call.write):
        return CredentialsRefused(call.tool, seen, _ACCOUNT)
    if status == 410 or (status == 404 and record is None):
        return EndpointGone(call.tool, seen, _CONTAINER)
    shut = status == 404 or (status == 403 and not call.write)
    if shut and failure.text.lstrip().startswith("<"):
        return Unreadable(call.tool, seen, _ADDRESS)  # a proxy's page says nothing of a record
    if status == 404:
        return Gone(call.tool, record or call.what, seen)
    if call.write or record is not None:
        kind = Forbidden if status == 403 and not call.write else Rejected
        return kind(call.tool, record or call.what, failure.text.strip()[:500] or seen)
    return ReplicaError(call.tool, seen, _REQUEST)


def _sentence(call: _Call, failure: Failure) -> str:
    words = " ".join(failure.text.split())[:300]
    answer = "no answer" if failure.status is None else f"HTTP {failure.status}"
    return f"{call.what}: {answer}, {words}" if words else f"{call.what}: {answer}"


_ACCOUNT = "Check the token and what its account may see"
_CONTAINER = "Check the address and the container in the configuration"
_ADDRESS = "Check the address of the API: what answered there is not the tool, or not whole"
_REQUEST = "Check the container and `where` in the configuration"
