"""A running sandbox per module, begun again for every test, and Jira over it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from jira import JIRA, JIRAError

from sandbox import Sandbox
from sandbox.jira.state import JiraState

Connect = Callable[..., Any]
EMAIL, TOKEN = "sync@acme.example", "jira-sandbox-token"


@pytest.fixture(scope="module")
def served() -> Iterator[Sandbox]:
    """Serve one sandbox for all the tests of a module."""
    with Sandbox() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(served: Sandbox) -> Sandbox:
    """Return the sandbox as its scenario begins."""
    served.world.snapshots.clear()
    served.world.reset()
    return served


@pytest.fixture
def site(sandbox: Sandbox) -> JiraState:
    """Return a Jira with the three projects and nothing in them."""
    world = sandbox.world
    world.jira = JiraState(world.clock, world.rng, world.people)
    world.jira.add_project("PAY", "Payments", "classic")
    world.jira.add_project("ONB", "Onboarding", "open")
    world.jira.add_project("DAT", "Données", "french")
    return world.jira


@pytest.fixture
def connect(sandbox: Sandbox, site: JiraState) -> Iterator[Connect]:
    """Return a maker of clients, as the sync account over v3 unless told otherwise."""
    clients: list[JIRA] = []

    def make(version: str = "3", email: str = EMAIL, token: str = TOKEN) -> JIRA:
        client = JIRA(
            sandbox.url + "/jira",
            basic_auth=(email, token),
            options={"rest_api_version": version},
            timeout=(5, 5),
            max_retries=0,
        )
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def jira(connect: Connect) -> Any:
    """Return the client of the sync account over v3."""
    return connect()


@pytest.fixture
def raw() -> Callable[..., Any]:
    """Return a sender of requests that the Jira client has no method for; it returns the JSON."""

    def send(client: Any, method: str, path: str, **more: Any) -> Any:
        url = f"{client.server_url}/rest/api/3/{path}"
        answer = getattr(client._session, method)(url, **more)
        return answer.json() if answer.content else answer.status_code

    return send


@pytest.fixture
def refused() -> Callable[[int, str], AbstractContextManager[None]]:
    """Return an expectation of a JIRAError of a status that says some words."""

    @contextmanager
    def expect(status: int, words: str) -> Iterator[None]:
        with pytest.raises(JIRAError) as caught:
            yield
        assert caught.value.status_code == status
        assert words in caught.value.response.text

    return expect
