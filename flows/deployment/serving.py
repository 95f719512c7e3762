"""`syncline serve`: the same deployments, run by this process."""

import os
from typing import Any, cast
from uuid import UUID

from prefect import serve as serve_all
from prefect.client.orchestration import SyncPrefectClient
from prefect.client.schemas.objects import ConcurrencyLimitConfig, DeploymentSchedule
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.types.entrypoint import EntrypointType

from flows.deployment.applying import Hands
from flows.deployment.everything import Asked, flow_of, surround, wanted_here
from flows.deployment.forms import form_of
from flows.deployment.pattern import Wanted
from flows.deployment.schedules import schedules
from flows.runtime import portfolio_names


def serve(client: SyncPrefectClient) -> None:
    """Serve until somebody stops it."""
    made: dict[str, RunnerDeployment] = {}
    for one in wanted_here():
        os.environ.update(one.job_variables.get("env", {}))  # what a worker would give to each run
        name = f"{flow_of(one.entrypoint).name}/{one.name}"
        made[name] = runner(one, there(client, name))
    ids = {name: cast("UUID", one.apply()) for name, one in made.items()}
    surround(Hands(client), ids, Asked())
    # Prefect would pause every schedule at the end, and leave them so at the next beginning.
    serve_all(*made.values(), pause_on_shutdown=False)


def there(client: SyncPrefectClient, name: str) -> list[DeploymentSchedule]:
    """Return the schedules of a deployment as people left them."""
    try:
        return client.read_deployment_by_name(name).schedules
    except ObjectNotFound:
        return []


def runner(one: Wanted, former: list[DeploymentSchedule]) -> RunnerDeployment:
    """Return one deployment that this process runs by itself."""
    limit: Any = None
    if one.limit:
        limit = ConcurrencyLimitConfig(limit=one.limit, collision_strategy=one.collision)  # type: ignore[arg-type]  # checked by pydantic
    flow = flow_of(one.entrypoint)
    made = flow.to_deployment(
        one.name,
        schedules=list(schedules(one.schedules, former, None)),
        concurrency_limit=limit,
        parameters=dict(one.parameters),
        description=one.description,
        tags=list(one.tags),
        version=one.version,
        entrypoint_type=EntrypointType.MODULE_PATH,  # a path would put flows/ before all packages
    )
    runner = cast("RunnerDeployment", made)  # it is asynchronous only where it is called from there
    runner._parameter_openapi_schema = form_of(flow, portfolio_names())  # noqa: SLF001  # it takes none
    return runner
