"""`syncline serve`: the same deployments, run by this process."""

import os
from typing import Any, cast
from uuid import UUID

from prefect import serve as serve_all
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import ConcurrencyLimitConfig
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.schedules import Cron
from prefect.types.entrypoint import EntrypointType

from flows.deployment.applying import Hands
from flows.deployment.everything import flow_of, surround, wanted_here
from flows.deployment.pattern import Wanted


def serve(client: SyncPrefectClient) -> None:
    """Serve until somebody stops it."""
    made: dict[str, RunnerDeployment] = {}
    for one in wanted_here():
        os.environ.update(one.job_variables.get("env", {}))  # what a worker would give to each run
        name = f"{flow_of(one.entrypoint).name}/{one.name}"
        made[name] = runner(one, switches(client, name))
    ids = {name: cast("UUID", one.apply()) for name, one in made.items()}
    surround(Hands(client), ids)
    # Prefect would pause every schedule at the end, and leave them so at the next beginning.
    serve_all(*made.values(), pause_on_shutdown=False)


def switches(client: SyncPrefectClient, name: str) -> dict[str | None, bool]:
    """Return which schedules of a deployment people have switched on or off."""
    try:
        return {s.slug: s.active for s in client.read_deployment_by_name(name).schedules}
    except ObjectNotFound:
        return {}


def runner(one: Wanted, switched: dict[str | None, bool]) -> RunnerDeployment:
    """Return one deployment that this process runs by itself."""
    limit: Any = None
    if one.limit:
        limit = ConcurrencyLimitConfig(limit=one.limit, collision_strategy=one.collision)  # type: ignore[arg-type]  # checked by pydantic
    made = flow_of(one.entrypoint).to_deployment(
        one.name,
        schedules=[
            Cron(s["cron"], timezone=s["timezone"], slug=s["slug"],
                 active=switched.get(s["slug"], s.get("active", True)))
            for s in one.schedules
        ],
        concurrency_limit=limit,
        parameters=dict(one.parameters),
        description=one.description,
        tags=list(one.tags),
        version=one.version,
        entrypoint_type=EntrypointType.MODULE_PATH,  # a path would put flows/ before all packages
    )  # fmt: skip
    return cast("RunnerDeployment", made)  # it is asynchronous only where it is called from there
