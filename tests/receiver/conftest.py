"""A gate over a store of its own, with a door for each tool."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.receiver.gate import Gate
from syncline.store import SqlStore, open_store
from syncline.store.inbox import SqlInbox
from tests.receiver.genuine import doors


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of the store of all tests of a module."""
    return tmp_path_factory.mktemp("inbox") / "inbox.db"


@pytest.fixture(scope="module")
def database(file: Path) -> Iterator[SqlStore]:
    """Return a store in which every test has a portfolio of its own."""
    opened = open_store(f"sqlite:///{file}")
    yield opened
    opened.close()


@pytest.fixture
def inbox(database: SqlStore, request: pytest.FixtureRequest) -> SqlInbox:
    """Return what came in for one portfolio."""
    return database.inbox(request.node.name)


@pytest.fixture
def gate(inbox: SqlInbox) -> Gate:
    """Return a gate that believes the four secrets."""
    return Gate(doors(), inbox, lambda: datetime.now(UTC))
