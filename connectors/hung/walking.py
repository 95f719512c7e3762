"""Several calls that make one write."""

from collections.abc import Sequence
from contextlib import suppress

from connectors.hung.shelf import Call
from syncline.domain.errors import Gone, ItemError, ReplicaError, RetryLater, UnknownOutcome


def walk(tool: str, what: str, calls: Sequence[Call]) -> None:
    """Make calls in their order. A failure after the first one is an UnknownOutcome."""
    for done, call in enumerate(calls):
        try:
            call()
        except (ItemError, ReplicaError, RetryLater) as trouble:
            if not done:
                raise
            seen = f"{done} of {len(calls)} {what} were written, then: {trouble}"
            raise UnknownOutcome(tool, seen) from trouble


def while_there(call: Call) -> None:
    """Take away what somebody may have taken away just before."""
    with suppress(Gone):
        call()
