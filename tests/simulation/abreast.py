"""The threads of a run, one at a time: dice say at every edge who goes on.

A run reads and writes its replicas on threads of their own. Here they are real threads, of which
only the one that holds the baton moves, so that a seed goes the same way every time.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from threading import Lock, Semaphore, Thread, current_thread
from typing import Any, TypeVar

from syncline.domain.item import ReplicaName
from syncline.engine.apply import apply_replica
from syncline.engine.observe import observe_replica
from syncline.engine.run import Stages

T = TypeVar("T")


@dataclass
class _Runner:
    """One thread: what it does, and how that ended."""

    work: Callable[[], Any]
    may_go: Semaphore = field(default_factory=lambda: Semaphore(0))
    done: bool = False
    result: Any = None
    failed: BaseException | None = None


class Abreast:
    """The threads of one engine; outside of its two stages there is only one."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._running: dict[str, _Runner] = {}  # by the name of the thread
        self._ended = Semaphore(0)

    def stages(self, order: Sequence[ReplicaName]) -> Stages:
        """Return the stages of a run on one thread a replica, as flows run them."""
        return Stages(
            lambda session: self.each(order, lambda name: observe_replica(session, name)),
            lambda session, plan: self.each(
                [name for name in order if plan.of(name)],
                lambda name: apply_replica(session, name, plan.of(name)),
            ),
        )

    @property
    def here(self) -> str:
        """Return which thread this is; empty outside of the stages."""
        name = current_thread().name
        return name if name in self._running else ""

    def pause(self) -> None:
        """Hand the baton to whom the dice name, and wait until it is back."""
        runner = self._running.get(current_thread().name)
        if runner and (chosen := self._chosen()) is not runner:
            chosen.may_go.release()
            runner.may_go.acquire()

    def _chosen(self) -> _Runner:
        return self._dice.choice([r for r in self._running.values() if not r.done])

    def each(self, names: Sequence[str], work: Callable[[str], T]) -> list[T]:
        """Do all the work; what the first of them raised is raised once all have ended."""
        if not names:
            return []
        runners = {f"{id(self)} {n}": _Runner(partial(work, n)) for n in names}
        self._running = runners
        threads = [Thread(target=self._run, args=(r,), name=n) for n, r in runners.items()]
        for thread in threads:
            thread.start()
        self._chosen().may_go.release()
        self._ended.acquire()
        for thread in threads:
            thread.join()
        self._running = {}
        for runner in runners.values():
            if runner.failed:
                raise runner.failed
        return [runner.result for runner in runners.values()]

    def _run(self, runner: _Runner) -> None:
        runner.may_go.acquire()
        try:
            runner.result = runner.work()
        except BaseException as failed:  # noqa: BLE001  # also the end of the process
            runner.failed = failed
        runner.done = True
        last = all(r.done for r in self._running.values())
        (self._ended if last else self._chosen().may_go).release()


class Turn:
    """The lock of a session, for threads of which only one moves: who waits lets others go on."""

    def __init__(self, abreast: Abreast) -> None:
        self._abreast, self._lock = abreast, Lock()

    def __enter__(self) -> None:
        while not self._lock.acquire(blocking=False):
            self._abreast.pause()

    def __exit__(self, *_: object) -> None:
        self._lock.release()
