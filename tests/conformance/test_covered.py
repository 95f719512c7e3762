"""What a person types between the last read and the write: a tool with a changelog tells it."""

from collections.abc import Callable, Iterator, Mapping

import pytest

from connectors.memory import Quirks
from sandbox import Sandbox
from syncline.domain.fields import CORE_FIELDS, Value, same
from syncline.domain.plan import Receipt, Update
from tests.conformance.harness import (
    INES,
    Harness,
    is_set,
    samples,
    update,
    whole,
)
from tests.conformance.tools.jira import JiraHarness
from tests.conformance.tools.memory import MemoryHarness
from tests.conformance.tools.trello import TrelloHarness

LOGGED: Mapping[str, Callable[[Sandbox], Harness]] = {
    "memory": lambda _: MemoryHarness(Quirks(changelog=True)),
    "jira": JiraHarness,
    "trello": TrelloHarness,
}
UNTOLD = {"owner", "parent", "priority"}  # of Trello: no action names their former values
SCALARS = sorted(name for name in CORE_FIELDS if not is_set(name))


def told(tool: Harness, name: str) -> None:
    """Skip what the log of a tool does not tell."""
    if isinstance(tool, TrelloHarness) and name in UNTOLD:
        pytest.skip(f"no action of Trello names the former {name}")


@pytest.fixture(params=LOGGED)
def tool(request: pytest.FixtureRequest, sandbox: Sandbox) -> Iterator[Harness]:
    """Give an empty container of a tool that keeps a changelog."""
    sandbox.world.reset()
    harness = LOGGED[request.param](sandbox)
    yield harness
    if not isinstance(harness, MemoryHarness):
        harness.close()


def prepared(tool: Harness, name: str, ask: Value) -> Update:
    """Read a new record as the engine does, and ask for a value."""
    (record,) = tool.fill(1)
    (operation,) = update(tool, record, {name: ask})
    return operation


def written(tool: Harness, operation: Update) -> Receipt:
    """Write without another read; what the receipt says was stored is what was asked."""
    receipt = tool.tracker().apply(operation)
    (change,) = operation.changes
    shown = whole(tool, operation.record)[change.field]
    for value in (receipt.stored[change.field], shown):
        assert same(CORE_FIELDS[change.field].type, value, change.ask)
    return receipt


@pytest.mark.parametrize("name", SCALARS)
def test_an_edit_in_between_is_in_the_receipt(tool: Harness, name: str) -> None:
    """In canonical terms, a parent by its record, and with its author where the tool names one."""
    told(tool, name)
    typed, ask = samples(tool)[name]
    # A new record is planned: nobody would be asked to write what stands there.
    operation = prepared(tool, name, "done" if name == "status" else ask)
    tool.edit(operation.record, name, typed, wait=False)
    covered = written(tool, operation).covered
    assert covered.keys() == {name}
    assert covered[name].by in (None, INES)
    if name == "description":  # which a changelog may show without its marks
        assert "second, " in str(covered[name].value)
    else:
        assert covered[name].value == typed


@pytest.mark.parametrize("name", SCALARS)
def test_a_write_that_nobody_came_before_covers_nothing(tool: Harness, name: str) -> None:
    """Also the second one, whose changelog shows the first."""
    told(tool, name)
    first, second = samples(tool)[name]
    operation = prepared(tool, name, first)
    assert written(tool, operation).covered == {}
    (again,) = update(tool, operation.record, {name: second})
    assert written(tool, again).covered == {}


@pytest.mark.parametrize("name", SCALARS)
def test_what_was_typed_and_asked_alike_is_not_covered(tool: Harness, name: str) -> None:
    """There is nothing to keep."""
    told(tool, name)
    _, ask = samples(tool)[name]
    operation = prepared(tool, name, ask)
    tool.edit(operation.record, name, ask, wait=False)
    assert written(tool, operation).covered == {}


def test_the_last_of_several_edits_is_kept(tool: Harness) -> None:
    """Its author saw the others."""
    operation = prepared(tool, "title", "Asked")
    for title in ("First", "Second"):
        tool.edit(operation.record, "title", title, wait=False)
    assert written(tool, operation).covered["title"].value == "Second"


def test_an_edit_that_is_taken_back_is_none(tool: Harness) -> None:
    """Nobody has seen it."""
    operation = prepared(tool, "title", "Asked")
    before = operation.changes[0].expect
    for title in ("Typed", before):
        tool.edit(operation.record, "title", title, wait=False)
    assert written(tool, operation).covered == {}


def test_an_edit_of_another_field_is_none_of_it(tool: Harness) -> None:
    """It is found by the next look, as it is still shown."""
    operation = prepared(tool, "title", "Asked")
    tool.edit(operation.record, "priority", "P1", wait=False)
    assert written(tool, operation).covered == {}
    assert whole(tool, operation.record)["priority"] == "P1"
