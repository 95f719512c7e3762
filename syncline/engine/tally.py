"""What became of the operations of one run in one replica."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from syncline.domain.item import ReplicaName

ALIKE = 3  # writes that failed for one reason and are named; more of them are counted


class Failed(NamedTuple):
    """What was to be written, and why it was not."""

    what: str
    reason: str


@dataclass(frozen=True)
class Applied:
    """What became of the operations of one replica; each list holds sentences for people."""

    replica: ReplicaName
    done: int = 0
    dropped: tuple[str, ...] = ()  # the record had changed since it was read: next round decides
    failed: tuple[Failed, ...] = ()
    unknown: tuple[str, ...] = ()
    stopped: str | None = None  # why the rest of this replica was left for the next run

    def failures(self) -> list[str]:
        """Say what failed, and of many for one reason how many."""
        alike: dict[str, list[str]] = defaultdict(list)
        for what, reason in self.failed:
            alike[reason].append(what)
        said = []
        for reason, named in alike.items():
            said += [f"{what}: {reason}" for what in named[:ALIKE]]
            if more := len(named[ALIKE:]):
                said.append(f"{self.replica}: {more} more for the same reason: {reason}")
        return said


@dataclass
class Tally:
    """The count of one replica while it is written to."""

    replica: ReplicaName
    done: int = 0
    dropped: list[str] = field(default_factory=list)
    failed: list[Failed] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    stopped: str | None = None

    def total(self) -> Applied:
        """Return what it came to."""
        return Applied(
            self.replica, self.done, tuple(self.dropped), tuple(self.failed),
            tuple(self.unknown), self.stopped,
        )  # fmt: skip
