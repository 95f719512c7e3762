"""Scripted faults of the tool in memory: which calls fail, how, and how often."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from syncline.domain.errors import (
    CredentialsRefused,
    EndpointGone,
    Outage,
    RateLimited,
    Rejected,
    SynclineError,
    UnknownOutcome,
    Unreadable,
)  # fmt: skip

Call = Literal["list", "read", "find", "create", "update", "stamp", "archive", "epoch"]
WRITES: frozenset[Call] = frozenset({"create", "update", "stamp", "archive", "epoch"})

Kind = Literal[
    "rejected", "outage", "rate_limited", "refused", "gone", "garbled", "lost", "unsent", "late",
    "cut", "empty",
]  # fmt: skip
"""`lost`: applied, then the answer is lost. `unsent`: not applied, and nobody can tell. `late`: the
answer is lost, and the write lands `delay` afterwards. `cut`: a create is applied without the
`later` fields of the tool, then the answer is lost. `empty`: a listing shows nothing, as if that
were so."""
UNANSWERED: frozenset[Kind] = frozenset({"lost", "unsent", "garbled", "late", "cut"})


@dataclass(frozen=True, slots=True)
class Fault:
    """Meet calls number after + 1 to after + count (count 0: for ever) with one kind of failure."""

    kind: Kind
    call: Call | Literal["any", "write"] = "any"
    record: str | None = None
    after: int = 0
    count: int = 1
    delay: timedelta = timedelta(0)  # after which a late write lands

    def about(self, call: Call, record: str | None) -> bool:
        """Tell whether this fault is meant for such a call."""
        named = self.call in ("any", call) or (self.call == "write" and call in WRITES)
        return named and self.record in (None, record)


class FaultScript:
    """The faults that are due, with the calls that each has seen."""

    def __init__(self) -> None:
        self._hits: dict[Fault, int] = {}

    def add(self, fault: Fault) -> None:
        """Put a fault into the script; it counts calls from now on."""
        self._hits[fault] = 0

    def clear(self) -> None:
        """Forget every fault."""
        self._hits.clear()

    def due(self, call: Call, record: str | None) -> Fault | None:
        """Count the call and return the first fault that meets it, if any."""
        found = None
        for fault in self._hits:
            if not fault.about(call, record):
                continue
            self._hits[fault] += 1
            over = self._hits[fault] - fault.after
            if found is None and over > 0 and (fault.count == 0 or over <= fault.count):
                found = fault
        return found


def failure(fault: Fault, call: Call, record: str | None) -> SynclineError:
    """Return the error that a tracker raises for a fault."""
    write, answer = call in WRITES, f"the answer to a {call}"
    if write and fault.kind in UNANSWERED:
        return UnknownOutcome("memory", f"{answer} was lost")
    errors: dict[Kind, SynclineError] = {
        "rate_limited": RateLimited("memory", "too many requests", 1.0),
        "refused": CredentialsRefused("memory", "the token is refused", "Give a valid token"),
        "gone": EndpointGone("memory", "the container is gone", "Check the container"),
        "garbled": Unreadable("memory", f"{answer} is cut in half", "Try again later"),
    }
    if write:
        errors["rejected"] = Rejected("memory", record or "(new)", f"this {call} is refused")
    return errors.get(fault.kind, Outage("memory", f"no {answer[4:]}", 1.0))
