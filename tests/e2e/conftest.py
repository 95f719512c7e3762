"""An office in step, begun again for every test: the sandbox and the store are put back."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import cli
from flows.runtime import open_house
from sandbox import Sandbox
from tests.e2e.office import Office, surroundings

ITEMS = 12


@pytest.fixture(scope="module")
def premises(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Serve twelve epics in three tools, and point this process at them."""
    with (
        Sandbox(scenario="uniform-unstamped", items=ITEMS) as sandbox,
        pytest.MonkeyPatch.context() as patch,
    ):
        office = Office(sandbox, tmp_path_factory.mktemp("office"))
        for name, value in surroundings(sandbox.access(), office.folder).items():
            patch.setenv(name, value)
        patch.setenv("COLUMNS", "200")
        yield office


@pytest.fixture
def fresh(premises: Office, capsys: pytest.CaptureFixture[str]) -> Office:
    """Return the office before its first run."""
    premises.sandbox.world.reset()
    premises.furnish()
    premises.capture = capsys
    return premises


@pytest.fixture(scope="module")
def first_sync(premises: Office, tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, Path]:
    """Approve the first plan once; return what the tools and the store hold after it."""
    premises.sandbox.world.reset()
    premises.furnish()
    assert cli.run(["sync", "demo", "--yes", "--no-prefect"]) == 3
    with open_house("demo") as house:
        held = house.store.held()
    assert held is not None
    assert cli.run(["sync", "demo", "--no-prefect", "--approve", held.digest]) == 0
    premises.later()
    kept = tmp_path_factory.mktemp("kept") / "demo.db"
    shutil.copy(premises.database, kept)
    return premises.sandbox.world.snapshot(), kept


@pytest.fixture
def office(
    premises: Office, first_sync: tuple[bytes, Path], capsys: pytest.CaptureFixture[str]
) -> Office:
    """Return the office in step."""
    tools, database = first_sync
    world = premises.sandbox.world
    world.restore(tools)
    for trace in (world.log, world.faults, world.pressure):
        trace.clear()
    premises.furnish()
    premises.database.parent.mkdir()
    shutil.copy(database, premises.database)
    premises.capture = capsys
    return premises
