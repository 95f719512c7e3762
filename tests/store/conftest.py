"""A store on a real SQLite file, and a portfolio that holds its lease."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from syncline.store import SqlStore, open_store
from tests.store.holding import Held, take

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return the URL of a store that does not exist yet, in a folder that does not either."""
    return f"sqlite:///{tmp_path}/new folder/product.db"


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of an empty store, so that not every test has to migrate one."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def sql(template: Path, tmp_path: Path) -> Iterator[SqlStore]:
    """Open an empty store."""
    path = shutil.copy(template, tmp_path / "empty.db")
    store = open_store(f"sqlite:///{path}")
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
def python(tmp_path: Path) -> Callable[..., subprocess.Popen[str]]:
    """Return a starter of Python processes that run a piece of code elsewhere."""

    def start(code: str, *arguments: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-W", "error", "-c", code, *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start
