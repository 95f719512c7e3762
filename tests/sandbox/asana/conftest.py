"""An Asana with one project in an otherwise empty world, and the official client."""

import json
from collections.abc import Iterator
from typing import Any

import asana
import pytest
import urllib3
from asana.rest import ApiException

from sandbox import Sandbox
from sandbox.asana.records import Project, Task

TOKEN = "asana-sandbox-token"


@pytest.fixture
def refusal() -> Any:
    """Return a caller of what is refused."""
    return _refusal


def _refusal(call: Any, *arguments: Any, **more: Any) -> tuple[int, str]:
    """Return status and message of a refused call."""
    with pytest.raises(ApiException) as caught:
        call(*arguments, **more)
    return caught.value.status, json.loads(caught.value.body)["errors"][0]["message"]


@pytest.fixture(scope="module")
def clients(served: Sandbox) -> Iterator[dict[str, Any]]:
    """Keep one client per token for the whole module; each has a thread pool."""
    made: dict[str, Any] = {}
    yield made
    for client in made.values():
        client.pool.close()
        client.pool.join()
        client.rest_client.pool_manager.clear()


@pytest.fixture
def connect(served: Sandbox, clients: dict[str, Any]) -> Any:
    """Return a maker of clients without retries."""

    def make(token: str = TOKEN) -> Any:
        if token not in clients:
            configuration = asana.Configuration()
            configuration.host = served.url + "/asana/api/1.0"
            configuration.access_token = token
            configuration.retry_strategy = urllib3.Retry(0)
            clients[token] = asana.ApiClient(configuration)
        return clients[token]

    return make


@pytest.fixture
def project(sandbox: Sandbox) -> Project:
    """Return a project of three columns in an otherwise empty world."""
    sandbox.world.build(7, "empty", None)
    return next(iter(sandbox.world.asana.projects.values()))


@pytest.fixture
def task(sandbox: Sandbox, project: Project) -> Task:
    """Return a task in the first column."""
    return sandbox.world.asana.add_task(project, "Ship it", section="À faire")


@pytest.fixture
def tasks(connect: Any, project: Project) -> Any:
    """Return the tasks API of the sync account."""
    return asana.TasksApi(connect())
