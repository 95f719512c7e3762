"""What became of the operations of one run in one replica."""

from dataclasses import dataclass, field

from syncline.domain.item import ReplicaName


@dataclass(frozen=True)
class Applied:
    """What became of the operations of one replica; each list holds sentences for people."""

    replica: ReplicaName
    done: int = 0
    dropped: tuple[str, ...] = ()  # the record had changed since it was read: next round decides
    failed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    stopped: str | None = None  # why the rest of this replica was left for the next run


@dataclass
class Tally:
    """The count of one replica while it is written to."""

    replica: ReplicaName
    done: int = 0
    dropped: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    stopped: str | None = None

    def total(self) -> Applied:
        """Return what it came to."""
        return Applied(
            self.replica, self.done, tuple(self.dropped), tuple(self.failed),
            tuple(self.unknown), self.stopped,
        )  # fmt: skip
