"""A store in a real database, SQLite and PostgreSQL in turn, and a portfolio with its lease."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from syncline.store import SqlStore, open_store
from tests.postgres import Server
from tests.store.holding import Behind, Held, take

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Return the kind of database; a test that asks for a store runs once on each."""
    return str(request.param)


@pytest.fixture
def server_of(kind: str, request: pytest.FixtureRequest) -> Server | None:
    """Return the server of this kind of database, if it has any."""
    return request.getfixturevalue("server") if kind == "postgresql" else None


@pytest.fixture
def url(server_of: Server | None, tmp_path: Path) -> Iterator[str]:
    """Give the URL of a store that is not there yet: an empty database, or no file nor folder."""
    if server_of is None:
        yield f"sqlite:///{tmp_path}/new folder/product.db"
        return
    made = server_of.empty()
    yield made
    server_of.drop(made)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of an empty store, so that not every test has to migrate one."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def ready(server_of: Server | None, template: Path, tmp_path: Path) -> Iterator[str]:
    """Give the URL of an empty store."""
    if server_of is None:
        yield f"sqlite:///{shutil.copy(template, tmp_path / 'empty.db')}"
        return
    made = server_of.migrated()
    yield made
    server_of.drop(made)


@pytest.fixture
def sql(ready: str) -> Iterator[SqlStore]:
    """Open an empty store."""
    store = open_store(ready)
    yield store
    store.close()


@pytest.fixture
def held(sql: SqlStore) -> Held:
    """Return the portfolio `product` of a new store, leased."""
    return take(sql.portfolio("product"))


@pytest.fixture
def leased(sql: SqlStore) -> Callable[[str], Held]:
    """Return a taker of other portfolios in the same store."""
    return lambda name: take(sql.portfolio(name))


@pytest.fixture
def behind(url: str) -> Iterator[Behind]:
    """Give the database of `url`, behind the store's back."""
    if file := url.partition("sqlite:///")[2]:
        Path(file).parent.mkdir()
    engine = create_engine(url)
    yield Behind(engine)
    engine.dispose()


@pytest.fixture
def python(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """Return a starter of Python processes that run a piece of code elsewhere."""

    def start(code: str, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-c", code, *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start
