"""Thin Prefect tasks: one per replica and stage, none per item, none that retries a write."""

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.utilities.annotations import quote

from syncline.domain.item import ReplicaName
from syncline.domain.plan import Plan
from syncline.engine.apply import apply_replica
from syncline.engine.observe import Observation, observe_replica
from syncline.engine.run import Stages
from syncline.engine.session import Session
from syncline.engine.writing import Applied


@task(task_run_name="observe {replica}", cache_policy=NO_CACHE, persist_result=False)
def observe(session: Session, replica: ReplicaName) -> Observation:
    """Read one replica."""
    log = get_run_logger()
    seen = observe_replica(session, replica)
    log.info("observed replica=%s listed=%d complete=%s", replica, seen.listed, seen.complete)
    if seen.trouble:
        log.warning("incomplete replica=%s reason=%s", replica, seen.trouble)
    return seen


@task(task_run_name="apply to {replica}", cache_policy=NO_CACHE, persist_result=False, retries=0)
def apply(session: Session, replica: ReplicaName, plan: Plan) -> Applied:
    """Write to one replica; the engine owns every retry."""
    done = apply_replica(session, replica, plan.of(replica))
    get_run_logger().info(
        "applied replica=%s done=%d failed=%d unknown=%d",
        replica, done.done, len(done.failed), len(done.unknown),
    )  # fmt: skip
    return done


def _observe_all(session: Session) -> list[Observation]:
    # Quoted: Prefect would otherwise walk through every value inside in search of futures.
    return observe.map(quote(session), list(session.trackers)).result()


def _apply_all(session: Session, plan: Plan) -> list[Applied]:
    busy = [name for name in session.trackers if plan.of(name)]
    return apply.map(quote(session), busy, quote(plan)).result()


PREFECT_STAGES = Stages(_observe_all, _apply_all)
