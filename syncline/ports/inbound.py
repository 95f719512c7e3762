"""The Protocols of what comes in by itself: webhooks that name records, and who remembers them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from syncline.domain.item import RecordId, ReplicaName


class NotAWebhook(ValueError):
    """A body, although it is signed, is not what this tool sends."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One request as it came in; nothing of it is trusted before its signature is checked.

    `headers`: lower-case names. `body`: the raw bytes. `url`: the address the tool was given.
    """

    headers: Mapping[str, str]
    body: bytes
    url: str


@dataclass(frozen=True, slots=True)
class Greeting:
    """A tool's first call, which brings the secret of all that follow.

    `echo`: the headers that the answer must have.
    """

    secret: str
    echo: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Signal:
    """What a genuine delivery says: look at these records. Never a value.

    `id`: from the signed part alone, the same in every repetition of one delivery. `at`: the
    tool's own time of it. Without records it only says that the tool still delivers.
    """

    id: str
    at: datetime | None
    records: tuple[RecordId, ...] = ()


class Inbound(Protocol):
    """How one tool signs and words its webhooks; pure."""

    answers_head: bool  # the tool asks with HEAD whether the address exists
    brings_secret: bool  # in a handshake, so that nobody chooses it

    def greeting(self, delivery: Delivery) -> Greeting | None:
        """Return the handshake that a delivery is, None when it is none."""

    def genuine(self, delivery: Delivery, secret: str) -> bool:
        """Tell whether the raw body is signed with the secret; in constant time."""

    def signal(self, body: bytes) -> Signal:
        """Return what a genuine body says. Raises NotAWebhook."""


@dataclass(frozen=True, slots=True)
class Hook:
    """A webhook as its tool lists it; `until`: when the tool drops it, None for one that stays."""

    id: str
    url: str
    until: datetime | None = None


class Hooks(Protocol):
    """The webhooks of one replica, as its tool keeps them; every call is a request or two.

    Raises what a tracker raises.
    """

    takes_secret: bool  # whoever makes one chooses its secret
    needs: str  # a sentence for whom the tool refuses to make one

    def listed(self) -> Sequence[Hook]:
        """Return every webhook that this account may see, whoever made it."""

    def make(self, url: str, secret: str, name: str) -> Hook:
        """Let the tool tell this address of every change in the replica."""

    def renew(self, hook: Hook) -> Hook:
        """Let one that dies live for its full time again."""

    def remove(self, hook: Hook) -> None:
        """Let the tool tell nothing more."""


@dataclass(frozen=True, slots=True)
class Called:
    """A record that somebody should look at, and when it was first named."""

    replica: ReplicaName
    record: RecordId
    at: datetime


class Inbox(Protocol):
    """What came in and is not looked at yet: ids alone; survives a restart."""

    def keep(self, replica: ReplicaName, signal: Signal, wall: datetime) -> bool:
        """Keep the records of a delivery; False when it was kept before."""

    def waiting(self, limit: int) -> tuple[Called, ...]:
        """Return the records that wait, the longest waiting first."""

    def settle(self, called: Collection[Called]) -> None:
        """Forget records that were looked at, unless they were named again since."""

    def heard(self, replica: ReplicaName) -> Sequence[tuple[str, datetime]]:
        """Return id and time of the deliveries that are remembered."""

    def forget(self, replica: ReplicaName, before: datetime) -> None:
        """Forget deliveries before a time of the tool; they must be refused from then on."""
