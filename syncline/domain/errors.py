"""Every error of Syncline, split by what its reader does next.

SynclineError
├── Stop                    the run cannot go on for anyone
│   ├── ConfigurationError  a file or an argument is wrong (exit 2)
│   ├── UnsafePlan          a guard refuses the plan, over the hard limit (exit 3)
│   ├── StalePlan           the approved plan is no longer the plan (exit 3)
│   ├── LeaseLost           another run holds a newer fence
│   └── StoreUnusable       the state store cannot be opened or is newer than this code
├── ReplicaError            one replica stops, the others go on
│   ├── CredentialsRefused  401 or 403 on the account itself
│   ├── EndpointGone        410, or a container that does not exist
│   └── Unreadable          HTML, half a JSON, a shape that no version of the API has
├── RetryLater              nothing is wrong with the request
│   ├── RateLimited         carries the seconds to wait
│   └── Outage              5xx, refused or reset before the request was sent
├── ItemError               one record is skipped, the next one goes on
│   ├── Rejected            the tool understood and refused
│   ├── Gone                404 by id
│   ├── CannotRead          a record in a shape that the codec cannot read, with the path inside it
│   └── Unmapped            a value without a counterpart in that tool
└── UnknownOutcome          the write may or may not have happened: read before anything else
"""

from dataclasses import dataclass


class SynclineError(Exception):
    """Say in one sentence what happened, with the numbers, and what to do."""


class Stop(SynclineError):
    """End the run."""


class ConfigurationError(Stop):
    """Name what is wrong in a configuration or an argument, and what to write instead."""


class UnsafePlan(Stop):
    """Refuse a plan over the hard limit."""


class StalePlan(Stop):
    """Refuse an approval whose plan has changed since it was shown."""


class LeaseLost(Stop):
    """Stop a run whose fence is no longer the newest."""


class StoreUnusable(Stop):
    """Stop before a store that cannot be read or is newer than this code."""


@dataclass
class ReplicaError(SynclineError):
    """Stop one replica; `tool`, what was seen, and the remedy."""

    tool: str
    seen: str
    remedy: str

    def __str__(self) -> str:
        """Give the sentence that a person reads."""
        return f"{self.tool}: {self.seen}. {self.remedy}"


class CredentialsRefused(ReplicaError):
    """The tool refuses the token."""


class EndpointGone(ReplicaError):
    """The container or the endpoint is not there."""


class Unreadable(ReplicaError):
    """The tool's answer is not one of its API's."""


@dataclass
class RetryLater(SynclineError):
    """Try the same request again after `seconds`."""

    tool: str
    seen: str
    seconds: float | None = None

    def __str__(self) -> str:
        """Give the sentence that a person reads."""
        wait = "" if self.seconds is None else f" Try again in {self.seconds:.0f} s."
        return f"{self.tool}: {self.seen}.{wait}"


class RateLimited(RetryLater):
    """The tool asks to slow down."""


class Outage(RetryLater):
    """The tool cannot answer now."""


@dataclass
class ItemError(SynclineError):
    """Skip one record; `record` is its id or key."""

    tool: str
    record: str
    reason: str

    def __str__(self) -> str:
        """Give the sentence that a person reads."""
        return f"{self.tool} {self.record}: {self.reason}"


class Rejected(ItemError):
    """The tool understood the request and refused it."""


class Gone(ItemError):
    """The tool answers 404 for this id: deleted, or no longer visible to this token."""


class CannotRead(ItemError):
    """A record's native form cannot be read; `reason` holds the path inside the payload."""


class Unmapped(ItemError):
    """A value has no counterpart in this tool."""


@dataclass
class UnknownOutcome(SynclineError):
    """A write was sent and its outcome is not known.

    `record`: the id of what a create is known to have made, although the rest of it is not known.
    """

    tool: str
    seen: str
    record: str = ""

    def __str__(self) -> str:
        """Give the sentence that a person reads."""
        return f"{self.tool}: {self.seen}; it may have been applied, so it is read before a retry."
