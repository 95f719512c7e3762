"""The two stages that talk to every replica at once, on plain threads instead of Prefect tasks."""

from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from syncline.domain.item import ItemId, RecordId, ReplicaName
from syncline.domain.plan import Plan
from syncline.engine.apply import apply_replica
from syncline.engine.observe import Observation, Progress, look_at, observe_replica
from syncline.engine.run import Stages
from syncline.engine.session import Session
from syncline.engine.tally import Applied

T = TypeVar("T")


def threads(progress: Progress = lambda _, __: None) -> Stages:
    """Run the two stages on bounded threads, one per replica."""

    def observe(session: Session) -> list[Observation]:
        return _each(session.trackers, lambda name: observe_replica(session, name, progress))

    def apply(session: Session, plan: Plan) -> list[Applied]:
        busy = [name for name in session.trackers if plan.of(name)]
        return _each(busy, lambda name: apply_replica(session, name, plan.of(name), progress))

    return Stages(observe, apply)


def looking(items: Collection[ItemId]) -> Stages:
    """Read only the Records of these Items, directly and in every replica: after a webhook."""

    def observe(session: Session) -> list[Observation]:
        states = session.store.load(items).values()
        records: dict[ReplicaName, set[RecordId]] = {name: set() for name in session.trackers}
        for replica, record in ((n, r) for state in states for n, r in state.records.items()):
            records.setdefault(replica, set()).add(record.id)
        return _each(session.trackers, lambda name: look_at(session, name, records[name]))

    return Stages(observe, threads().apply)


def _each(names: Iterable[str], work: Callable[[str], T]) -> list[T]:
    wanted = list(names)
    if not wanted:
        return []
    with ThreadPoolExecutor(max_workers=len(wanted)) as pool:
        return list(pool.map(work, wanted))
