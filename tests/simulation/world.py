"""The whole engine in one thread, from one seed: runs, plans and decisions in a watched world."""

import random
from collections.abc import Callable
from contextvars import Context
from dataclasses import replace
from typing import Any, TypeVar

from syncline.domain.errors import ConfigurationError, LeaseLost, StalePlan, SynclineError
from syncline.domain.plan import Plan
from syncline.domain.state import Lease
from syncline.engine.run import Result, preview, sync
from syncline.engine.session import Session, holding
from syncline.engine.undo import undo
from syncline.store.portfolio import PortfolioStore
from tests.simulation.abreast import Abreast, Turn
from tests.simulation.engines import QUIET, Crash, Engine, Script, SimStore
from tests.simulation.tools import SimTracker
from tests.simulation.watched import Watched
from tests.turns import in_turn

T = TypeVar("T")


class World(Watched):
    """Everything that a schedule touches, and the engines that run in it."""

    def run(self, script: Script = QUIET, *, approve: bool = False) -> str:
        """Run one engine whole, or until it dies; return how it ended."""
        outcome, result = self._guarded(script, lambda store, e: self._sync(store, e, None))
        if approve and result is not None and result.waits and result.plan is not None:
            digest = result.plan.digest
            self.say(f"  somebody approves {digest}")
            self.counts["approvals"] += 1
            outcome, _ = self._guarded(QUIET, lambda store, e: self._sync(store, e, digest))
        return outcome

    def plan(self) -> Result | None:
        """Make a plan without writing anything."""
        return self._guarded(
            QUIET,
            lambda s, e: preview(
                self._session(s, e, Lease("", 0, "")), in_turn(self.setting.order)
            ),
        )[1]

    def rerun(self, script: Script = QUIET, digest: str | None = None) -> Result | None:
        """Run one engine, with a plan approved by its digest; return all it says."""
        return self._guarded(script, lambda store, e: self._sync(store, e, digest))[1]

    def undo(self, script: Script, run: str, approved: str | None = None) -> Result | None:
        """Run one engine that takes a run back, if it can be; return all it says."""

        def reversing(store: Any, engine: Engine) -> Result | None:
            engine.undoing = run
            try:
                return self._sync(store, engine, approved, undone=run)
            except ConfigurationError as refused:  # it was taken back before, or wrote nothing
                self.say(f"  {refused}")
                return None

        return self._guarded(script, reversing)[1]

    def compare(self, plan: Result | None, done: Result | None) -> None:
        """Judge a plan by the run that followed it on the same world (I23)."""
        if plan is None or plan.plan is None or done is None or done.plan is None or done.waits:
            return
        foretold = sorted(_call(operation) for operation in plan.plan.operations)
        self.counts["plans compared"] += 1
        if plan.plan.digest != done.plan.digest or foretold != sorted(self.last.calls):
            self.ghost.accuse("I23", f"planned {foretold}, wrote {sorted(self.last.calls)}")

    def decide(self, what: Callable[[Session], object]) -> bool:
        """Let a person decide something in Syncline; false when it was refused."""

        def under_lease(store: Any, engine: Engine) -> Result | None:
            with holding(store, self.clock, "person", lambda _: False) as lease:
                assert isinstance(lease, Lease)
                what(self._session(store, engine, lease))
            return None

        return self._guarded(QUIET, under_lease)[0] == "done"

    def _guarded(
        self, script: Script, work: Callable[[Any, Engine], Result | None]
    ) -> tuple[str, Result | None]:
        self.engines += 1
        engine = Engine(self.engines, script)
        engine.faults = self.faults
        engine.abreast = Abreast(random.Random(f"{self.setting.seed} {self.engines}"))
        inner = PortfolioStore(self.disk.database, "sim")
        store = SimStore(self, engine, inner)
        result: Result | None = None
        self.stack.append(engine)
        try:
            result = work(store, engine)
            outcome = result.summary.outcome if result else "done"
        except Crash:
            outcome = "crash"
            self.disk.database.close()
        except LeaseLost:
            outcome = "robbed"
        except SynclineError as stopped:
            outcome = type(stopped).__name__
            self.say(f"  {stopped}")
            if not isinstance(stopped, StalePlan):
                self.ghost.accuse("error", f"{outcome}: {stopped}")
        finally:
            self.stack.pop()
        self.last = engine
        if not self.stack:
            self.watched = engine
        if engine.robbed and outcome not in ("robbed", "crash") and engine.warned:
            self.ghost.accuse("I14", f"engine {engine.number} was robbed and ended {outcome}")
        self.say(f"  engine {engine.number}: {outcome}, {len(engine.calls)} calls that write")
        return outcome, result

    def _sync(
        self, store: Any, engine: Engine, approved: str | None, undone: str | None = None
    ) -> Result:
        self.counts["runs"] += 1
        engine.approved = approved is not None
        with holding(store, self.clock, f"engine {engine.number}", lambda _: False) as lease:
            assert isinstance(lease, Lease)
            session = self._session(store, engine, lease)
            order = self.setting.order
            stages = engine.abreast.stages(order) if self.setting.abreast else in_turn(order)
            self.counts["runs with threads"] += self.setting.abreast
            stages = replace(stages, apply=_noted(engine, stages.apply))
            if undone:
                return undo(session, stages, undone, by="eva", approved=approved)
            return sync(session, stages, approved=approved)

    def _session(self, store: Any, engine: Engine, lease: Lease) -> Session:
        trackers = {name: SimTracker(self.tools[name]) for name in self.setting.order}
        run = f"r{engine.number}"
        turn: Any = Turn(engine.abreast)
        return Session(self.portfolio, trackers, store, self.clock, run, lease, turn=turn)

    def rob(self) -> None:
        """Let a second engine run whole, in the middle of the first; it is a process of its own."""
        Context().run(self.run)


def _noted(engine: Engine, apply: Callable[[Session, Plan], T]) -> Callable[[Session, Plan], T]:
    """Let an engine know that it applies what it has accounted for."""

    def noted(session: Session, plan: Plan) -> T:
        engine.applying = True
        return apply(session, plan)

    return noted


def _call(operation: Any) -> str:
    kind = {"Restore": "archive"}.get(type(operation).__name__, type(operation).__name__.lower())
    return f"{kind} {operation.replica} {getattr(operation, 'record', '')}".strip()
