"""A running sandbox per module, and a replica on it."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.jira import JiraTracker, open_tracker
from sandbox import Sandbox
from sandbox.jira.records import Issue
from tests.connectors.jira.covering import Typed
from tests.connectors.jira.moves import at


@pytest.fixture(scope="module")
def served() -> Iterator[Sandbox]:
    """Serve one sandbox for all the tests of this module."""
    with Sandbox(scenario="empty") as serving:
        yield serving


@pytest.fixture
def sandbox(served: Sandbox) -> Sandbox:
    """Return the sandbox with two projects and nothing in them."""
    served.world.snapshots.clear()
    served.world.reset()
    return served


@pytest.fixture
def tracker(sandbox: Sandbox) -> JiraTracker:
    """Open the replica, with its native fields already known."""
    opened = open_tracker(at(sandbox))
    assert opened.traits.fields
    sandbox.world.log.clear()
    return opened


@pytest.fixture
def typed(sandbox: Sandbox) -> Typed:
    """Let a person set stored values."""

    def types(record: str, by: str = "ines", **values: Any) -> Issue:
        return sandbox.world.jira.edit(record, values, by)

    return types
