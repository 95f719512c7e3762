"""What people type and what goes wrong in one round."""

from dataclasses import dataclass
from typing import Literal

from syncline.domain.fields import Value
from syncline.domain.plan import Change

Outcome = Literal["ok", "rejected", "lost", "applied", "late"]


@dataclass(frozen=True)
class Keystroke:
    """Somebody types a new value into one field of one replica (both counted modulo)."""

    replica: int
    field: int


@dataclass(frozen=True)
class Faults:
    """What goes wrong in one round; the outcome of a write that is not named is ok."""

    incomplete: frozenset[str] = frozenset()
    old: frozenset[str] = frozenset()  # their listings are older than the truth
    writes: tuple[Outcome, ...] = ()
    crash: int | None = None  # the run dies after so many writes; 0: right after the account
    meanwhile: tuple[Keystroke, ...] = ()  # typed after the account, before the first write
    readback: tuple[Keystroke, ...] = ()  # typed between the first write and its read-back


CALM = Faults()


@dataclass(frozen=True)
class Open:
    """A write whose outcome is not known."""

    replica: str
    change: Change
    sent: int
    before: Value
    late: bool = False
