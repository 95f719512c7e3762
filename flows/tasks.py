"""Thin Prefect tasks: one per replica and stage, none per item, none that retries a write."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from prefect import get_run_logger, task
from prefect.assets import Asset
from prefect.cache_policies import NO_CACHE
from prefect.tasks import MaterializingTask, Task
from prefect.utilities.annotations import quote

from flows.artifacts import key_of
from flows.progress import Progress
from syncline.domain.item import ReplicaName
from syncline.domain.plan import Plan
from syncline.engine.apply import apply_replica
from syncline.engine.observe import Observation, observe_replica
from syncline.engine.run import Stages
from syncline.engine.session import Session
from syncline.engine.tally import Applied


class Once(TypedDict):
    """How a task is run: not again by itself, and not from a memory."""

    cache_policy: Any
    persist_result: bool
    retries: int


COUNTED = {"reading": "records read", "writing": "operations done"}
ONCE = Once(cache_policy=NO_CACHE, persist_result=False, retries=0)


@task(task_run_name="observe {replica}", **ONCE)
def observe(session: Session, replica: ReplicaName) -> Observation:
    """Read one replica."""
    log = get_run_logger()
    known = 0 if session.cursor(replica) else session.store.count(replica)
    progress = progress_of(session.portfolio.name, replica, "reading", known)
    seen = observe_replica(session, replica, progress)
    progress.end()
    log.info("observed replica=%s listed=%d complete=%s", replica, seen.listed, seen.complete)
    if seen.trouble:
        log.warning("incomplete replica=%s reason=%s", replica, seen.trouble)
    return seen


@task(task_run_name="apply to {replica}", **ONCE)
def apply(session: Session, replica: ReplicaName, plan: Plan) -> Applied:
    """Write to one replica; the engine owns every retry."""
    mine = plan.of(replica)
    progress = progress_of(session.portfolio.name, replica, "writing", len(mine))
    done = apply_replica(session, replica, mine, progress)
    progress.end()
    get_run_logger().info(
        "applied replica=%s done=%d failed=%d unknown=%d",
        replica, done.done, len(done.failed), len(done.unknown),
    )  # fmt: skip
    return done


def progress_of(portfolio: str, replica: ReplicaName, doing: str, total: int) -> Progress:
    """Return the progress of a task, under a name that no other portfolio has."""
    return Progress(key_of(portfolio, f"{replica}-{doing}"), COUNTED[doing], total)


def writing(replica: ReplicaName, assets: Mapping[ReplicaName, str]) -> Task[..., Applied]:
    """Return the task that writes to a replica, with where its values come from as lineage."""
    if replica not in assets:
        return apply
    sources: list[Asset | str] = [
        asset for name, asset in sorted(assets.items()) if name != replica
    ]
    return MaterializingTask(
        apply.fn, assets=[assets[replica]], materialized_by="syncline", asset_deps=sources,
        name="apply", task_run_name=f"apply to {replica}", **ONCE,
    )  # fmt: skip


def prefect_stages(assets: Mapping[ReplicaName, str]) -> Stages:
    """Return the two stages as Prefect tasks; `assets`: what each replica is called in lineage."""

    def observe_all(session: Session) -> Sequence[Observation]:
        # Quoted: Prefect would otherwise walk through every value inside in search of futures.
        return observe.map(quote(session), list(session.trackers)).result()

    def apply_all(session: Session, plan: Plan) -> Sequence[Applied]:
        busy = [name for name in session.trackers if plan.of(name)]
        begun = [writing(name, assets).submit(quote(session), name, quote(plan)) for name in busy]
        return [future.result() for future in begun]

    return Stages(observe_all, apply_all)
