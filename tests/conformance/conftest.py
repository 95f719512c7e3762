"""One harness per tool; every test of this folder runs over each of them.

A new tool: write `tools/<name>.py` with a class that fulfils `harness.Harness`, and name it below.
A harness uses the tool as people do, never through the connector that is being tested.
"""

from collections.abc import Callable, Iterator, Mapping

import pytest

from sandbox import Sandbox
from syncline.ports import FileRule
from tests.conformance.bench import LIMIT, Bench
from tests.conformance.harness import Harness
from tests.conformance.tools.asana import AsanaHarness
from tests.conformance.tools.desks import desk_of
from tests.conformance.tools.jira import JiraHarness
from tests.conformance.tools.memory import plain_memory, poor_memory
from tests.conformance.tools.notion import NotionHarness
from tests.conformance.tools.trello import TrelloHarness
from tests.conformance.tools.wire import WireHarness

IN_MEMORY: Mapping[str, Callable[[], Harness]] = {
    "memory": plain_memory,
    "poor memory": poor_memory,
}
ON_THE_WIRE: Mapping[str, Callable[[Sandbox], WireHarness]] = {
    "jira": JiraHarness,
    "asana": AsanaHarness,
    "notion": NotionHarness,
    "trello": TrelloHarness,
}


@pytest.fixture(scope="session")
def sandbox() -> Iterator[Sandbox]:
    """Serve the emulated tools for the whole session."""
    with Sandbox(scenario="empty") as serving:
        yield serving


@pytest.fixture(params=[*IN_MEMORY, *ON_THE_WIRE])
def tool(request: pytest.FixtureRequest) -> Iterator[Harness]:
    """Give an empty container of one tool, for this test alone."""
    name: str = request.param
    if name in IN_MEMORY:
        yield IN_MEMORY[name]()
        return
    serving: Sandbox = request.getfixturevalue("sandbox")
    serving.world.reset()
    harness = ON_THE_WIRE[name](serving)
    yield harness
    harness.close()


@pytest.fixture
def bench(tool: Harness) -> Bench:
    """Return a record on which nothing hangs; files are copied."""
    desk = desk_of(tool)
    (record,) = tool.fill(1)
    return Bench(tool, desk, record, FileRule(copy=True, limit=LIMIT))
