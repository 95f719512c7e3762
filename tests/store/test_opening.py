"""A store is made, brought up to date, or refused with a sentence."""

import logging
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine

from syncline.domain.errors import StoreUnusable
from syncline.domain.item import Item
from syncline.domain.state import AgreedAt, ShadowAt
from syncline.store import migrations, open_store, schema
from syncline.store.mounts import network_share
from syncline.store.rows import TABLES
from syncline.store.tables import metadata
from tests.store.conftest import ROOT
from tests.store.holding import take

OPEN = """
import sys
from syncline.store import open_store
store = open_store(sys.argv[1])
print(store.portfolios())
store.close()
"""

OPEN_AND_DIE = """
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.engine import Engine
from syncline.store import open_store
left = [int(sys.argv[2])]
@event.listens_for(Engine, "before_cursor_execute")
def count(*_):
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
open_store(sys.argv[1]).close()
"""


def path_of(url: str) -> Path:
    """Return the file of a SQLite URL."""
    return Path(url.removeprefix("sqlite:///"))


def test_a_new_store_has_exactly_the_tables_that_the_code_uses(url: str) -> None:
    """The revisions and tables.py agree, column by column and index by index."""
    open_store(url).close()
    engine = create_engine(url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_the_newest_revision_is_the_one_that_the_code_expects() -> None:
    """A revision that was added without moving HEAD would never run."""
    assert migrations.revisions()[0] == schema.HEAD


def test_every_attribute_of_a_row_has_its_column() -> None:
    """A row cannot grow an attribute that the store forgets."""
    for kind, table in TABLES.items():
        if kind not in {AgreedAt, ShadowAt}:
            assert {field.name for field in fields(kind)} <= set(table.c.keys()), kind


def test_a_store_is_durable_and_shared(url: str) -> None:
    """Write-ahead log, full synchronisation, foreign keys, and 30 s of patience."""
    store = open_store(url)
    with store.portfolio("product")._database.reading() as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        answers = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
    assert answers == ["wal", 2, 1, 30_000]
    store.close()


def test_what_was_written_is_there_when_the_store_is_opened_again(url: str) -> None:
    """Opening an up-to-date store changes nothing in it."""
    first = open_store(url)
    take(first.portfolio("product")).put(Item("syn-a", "epic"))
    first.close()
    before = path_of(url).read_bytes()
    again = open_store(url)
    assert [item.id for item in again.portfolio("product").items()] == ["syn-a"]
    again.close()
    assert path_of(url).read_bytes() == before


def test_opening_leaves_logging_alone(url: str) -> None:
    """The program that opens a store keeps its own handlers and levels."""
    quiet = logging.getLogger("someone")
    before = (logging.root.handlers[:], logging.root.level, logging.getLogger("alembic").handlers)
    open_store(url).close()
    assert (logging.root.handlers, logging.root.level, logging.getLogger("alembic").handlers) == (
        before
    )
    assert not quiet.disabled


def test_a_newer_schema_is_refused(url: str) -> None:
    """Old code never touches a store that newer code has changed."""
    open_store(url).close()
    with sqlite3.connect(path_of(url)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
    connection.close()
    before = path_of(url).read_bytes()
    with pytest.raises(StoreUnusable, match=r"has schema 0999; this Syncline knows .* 0001"):
        open_store(url)
    assert path_of(url).read_bytes() == before


def test_a_database_of_something_else_is_refused(url: str) -> None:
    """No table is added to another program's file."""
    path_of(url).parent.mkdir()
    with sqlite3.connect(path_of(url)) as connection:
        connection.execute("CREATE TABLE invoices (id)")
    connection.close()
    with pytest.raises(StoreUnusable, match=r"something else: it has 1 tables \(invoices"):
        open_store(url)


def test_a_file_that_is_no_database_is_refused(url: str) -> None:
    """The sentence names the file and what to do with it."""
    path_of(url).parent.mkdir()
    path_of(url).write_text("portfolio: product\n" * 100)
    with pytest.raises(StoreUnusable, match=r"product\.db cannot be used: .* Move that file away"):
        open_store(url)
    assert path_of(url).read_text().startswith("portfolio")


def test_a_store_that_cannot_be_created_is_refused(tmp_path: Path) -> None:
    """A file where the folder should be, and a folder where the file should be."""
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnusable, match=r"file/product.db cannot be created: File exists"):
        open_store(f"sqlite:///{tmp_path}/file/product.db")
    with pytest.raises(StoreUnusable, match=r"cannot be used: unable to open .* Make its folder"):
        open_store(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("sqlite://", "it needs a file"),
        ("sqlite:///:memory:", "it needs a file"),
        ("product.db", "not a database URL"),
        ("", "not a database URL"),
        ("nosuch://host/name", "No driver for a store of type nosuch"),
    ],
)
def test_a_url_that_is_no_store_is_refused_with_what_to_write(wrong: str, sentence: str) -> None:
    """The remedy is in the sentence."""
    with pytest.raises(StoreUnusable, match=rf"{sentence}[\s\S]*sqlite:///.syncline/product.db"):
        open_store(wrong)


@pytest.mark.parametrize(
    ("path", "share"),
    [
        ("/home/ines/product.db", None),
        ("/mnt/team/x/product.db", "nfs4"),
        ("/mnt/team folder/product.db", "cifs"),
        ("/mnt/team/local/product.db", None),
    ],
)
def test_a_network_share_is_known_by_its_mount(path: str, share: str | None) -> None:
    """The nearest mount decides."""
    mounts = """/dev/sda1 / ext4 rw 0 0
nas:/team /mnt/team nfs4 rw 0 0
//nas/folder /mnt/team\\040folder cifs rw 0 0
/dev/sdb1 /mnt/team/local ext4 rw 0 0
"""
    assert network_share(Path(path), mounts) == share


def test_a_migration_that_is_killed_leaves_no_half_schema(
    url: str, python: Callable[..., subprocess.Popen[str]]
) -> None:
    """It dies in the midst of making tables; the next open makes the whole schema."""
    process = python(OPEN_AND_DIE, url, "25")
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    with sqlite3.connect(path_of(url)) as connection:
        assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    connection.close()
    open_store(url).close()


def test_the_revisions_are_found_wherever_the_package_lies(
    url: str, tmp_path: Path, python: Callable[..., subprocess.Popen[str]]
) -> None:
    """A copy of the package in a strange folder, run from another one, migrates by itself."""
    place = tmp_path / "100% sure"
    shutil.copytree(ROOT / "syncline", place / "syncline")
    code = f"import sys; sys.path.insert(0, {str(place)!r})\n{OPEN}\nprint(sys.modules['syncline'])"
    process = python(code, url)
    printed, errors = process.communicate(timeout=60)
    assert errors == ""
    assert "100% sure" in printed


def test_a_locked_store_is_waited_for(url: str) -> None:
    """A second writer queues behind the first instead of failing."""
    store = open_store(url)
    other = sqlite3.connect(path_of(url), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    began = time.monotonic()
    threading.Timer(0.3, lambda: other.execute("ROLLBACK")).start()
    take(store.portfolio("product")).put(Item("syn-a", "epic"))
    assert time.monotonic() - began >= 0.3
    other.close()
    store.close()


def test_damage_to_the_file_is_told_in_a_sentence(url: str) -> None:
    """A store that went bad after it was opened ends the run with a remedy."""
    store = open_store(url)
    take(store.portfolio("product")).put(*(Item(f"syn-{n}", "epic") for n in range(2000)))
    store.close()
    whole = path_of(url).read_bytes()
    store = open_store(url)
    path_of(url).write_bytes(whole[: len(whole) // 2] + b"\x55" * (len(whole) // 2))
    with pytest.raises(StoreUnusable, match=r"product.db cannot be used: .*Put a backup in its"):
        tuple(store.portfolio("product").items())
    store.close()
