"""`syncline serve`: the same deployments, run by this process."""

from typing import Any, cast

from prefect import serve as serve_all
from prefect.client.schemas.objects import ConcurrencyLimitConfig
from prefect.deployments.runner import RunnerDeployment
from prefect.schedules import Cron

from flows.deployment.everything import flow_of, wanted_here
from flows.deployment.pattern import Wanted


def serve() -> None:
    """Serve until somebody stops it."""
    serve_all(*[runner(one) for one in wanted_here()])


def runner(one: Wanted) -> RunnerDeployment:
    """Return one deployment that this process runs by itself."""
    limit: Any = None
    if one.limit:
        limit = ConcurrencyLimitConfig(limit=one.limit, collision_strategy=one.collision)  # type: ignore[arg-type]  # checked by pydantic
    made = flow_of(one.entrypoint).to_deployment(
        one.name,
        schedules=[
            Cron(s["cron"], timezone=s["timezone"], slug=s["slug"], active=s.get("active", True))
            for s in one.schedules
        ],
        concurrency_limit=limit,
        parameters=dict(one.parameters),
        description=one.description,
        tags=list(one.tags),
        version=one.version,
    )
    return cast("RunnerDeployment", made)  # it is asynchronous only where it is called from there
