"""Processes of the engine: where one may die, lose its lease, or find that people were faster."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.simulation.abreast import Abreast

if TYPE_CHECKING:
    from tests.simulation.world import World


class Crash(BaseException):
    """The process is gone: nothing catches it, and nothing is said any more."""


@dataclass(frozen=True)
class Script:
    """What happens around one run, by the number of its edge: a call or a commit has two.

    `thief`: there a second engine takes the lease, runs whole, and lets this one go on.
    """

    crash: int | None = None
    thief: int | None = None
    meanwhile: Mapping[int, Sequence[Callable[["World"], None]]] = field(default_factory=dict)


QUIET = Script()


@dataclass
class Engine:
    """One process while it lives."""

    number: int
    script: Script = QUIET
    edges: list[str] = field(default_factory=list)
    fence: int = 0
    faults: int = 0  # that were met before it
    applying: bool = False  # all that it has read before is accounted for
    undoing: str = ""  # the run that it takes back
    approved: bool = False  # whether a person has approved what it writes
    dead: bool = False
    robbed: bool = False  # another engine holds a newer fence
    warned: set[str] = field(default_factory=set)  # ... and these threads of it know
    abreast: Abreast = field(default_factory=lambda: Abreast(random.Random(0)))
    marks: dict[tuple[str, str], int] = field(default_factory=dict)  # when it last looked at what
    calls: list[str] = field(default_factory=list)  # what it wrote


class SimStore:
    """The store as one engine sees it; every commit has two edges."""

    def __init__(self, world: "World", engine: Engine, inner: Any) -> None:
        self._world, self._engine, self._inner = world, engine, inner

    def __getattr__(self, name: str) -> Any:
        if self._engine.dead:
            raise Crash
        return getattr(self._inner, name)

    def acquire(self, *given: Any, **named: Any) -> Any:
        lease = self._inner.acquire(*given, **named)
        self._engine.fence = lease.fence
        self._world.taken(self._engine)
        self._world.edge("after acquire")
        return lease

    def release(self, lease: Any) -> None:
        self._world.edge("before release")
        self._inner.release(lease)

    def commit(self, lease: Any, rows: Sequence[Any], wall: Any) -> None:
        if not rows:
            return
        self._world.edge("before commit")
        self._asks()
        self._inner.commit(lease, rows, wall)
        self._world.committed(self._engine, rows)
        self._world.edge("after commit")

    def renew(self, lease: Any, wall: Any) -> None:
        self._asks()
        self._inner.renew(lease, wall)

    def check(self, lease: Any) -> None:
        self._world.edge("before check")
        self._asks()
        self._inner.check(lease)

    def note_run(self, run: Any) -> None:
        self._world.edge("before note")
        self._inner.note_run(run)
        self._world.edge("after note")

    def _asks(self) -> None:
        if self._engine.robbed:
            self._engine.warned.add(self._engine.abreast.here)
