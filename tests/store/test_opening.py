"""A store is made, brought up to date, or refused with a sentence."""

import logging
import shutil
import signal
import subprocess
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
from syncline.store.database import connect
from syncline.store.rows import TABLES
from syncline.store.tables import metadata
from tests.store.conftest import ROOT
from tests.store.holding import Behind, take

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
def count(_connection, _cursor, statement, *_):
    left[0] -= "CREATE TABLE" in statement
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
open_store(sys.argv[1]).close()
"""


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


def test_what_was_written_is_there_when_the_store_is_opened_again(url: str, behind: Behind) -> None:
    """Opening an up-to-date store changes no row in it."""
    first = open_store(url)
    take(first.portfolio("product")).put(Item("syn-a", "epic"))
    first.close()
    before = behind.tables()
    again = open_store(url)
    assert [item.id for item in again.portfolio("product").items()] == ["syn-a"]
    again.close()
    assert behind.tables() == before
    assert before["items"]


def test_opening_leaves_logging_alone(url: str) -> None:
    """The program that opens a store keeps its own handlers and levels."""
    quiet = logging.getLogger("someone")
    before = (logging.root.handlers[:], logging.root.level, logging.getLogger("alembic").handlers)
    open_store(url).close()
    assert (logging.root.handlers, logging.root.level, logging.getLogger("alembic").handlers) == (
        before
    )
    assert not quiet.disabled


def test_a_newer_schema_is_refused(url: str, behind: Behind) -> None:
    """Old code never touches a store that newer code has changed."""
    open_store(url).close()
    behind.run("UPDATE alembic_version SET version_num = '0999'")
    before = behind.tables()
    known = rf"has schema 0999; this Syncline knows .* {schema.HEAD}"
    with pytest.raises(StoreUnusable, match=known):
        open_store(url)
    assert behind.tables() == before


def test_a_store_of_the_first_schema_is_brought_up_to_date(url: str, behind: Behind) -> None:
    """What an older Syncline left is all there, and the newer tables stand beside it."""
    database = connect(url)
    with database.schema(writes=True) as connection:
        migrations.upgrade(connection, "0001")
    database.close()
    behind.run("INSERT INTO items (portfolio, id, kind) VALUES ('product', 'syn-a', 'epic')")
    store = open_store(url)
    assert [item.id for item in store.portfolio("product").items()] == ["syn-a"]
    store.close()
    assert behind.tables()["alembic_version"] == [(schema.HEAD,)]


def test_a_database_of_something_else_is_refused(url: str, behind: Behind) -> None:
    """No table is added to another program's database."""
    behind.run("CREATE TABLE invoices (id INTEGER)")
    with pytest.raises(StoreUnusable, match=r"something else: it has 1 tables \(invoices"):
        open_store(url)
    assert behind.tables() == {"invoices": []}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ("sqlite://", "it needs a file"),
        ("sqlite:///:memory:", "it needs a file"),
        ("product.db", "not a database URL"),
        ("", "not a database URL"),
        ("nosuch://host/name", "No driver for a store of type nosuch"),
        ("postgresql+asyncpg://host/name", "No driver for a store of type postgresql.asyncpg"),
    ],
)
def test_a_url_that_is_no_store_is_refused_with_what_to_write(wrong: str, sentence: str) -> None:
    """The remedy is in the sentence."""
    with pytest.raises(StoreUnusable, match=rf"{sentence}[\s\S]*sqlite:///.syncline/product.db"):
        open_store(wrong)


def test_a_migration_that_is_killed_leaves_no_half_schema(
    url: str, behind: Behind, python: Callable[..., subprocess.Popen[str]]
) -> None:
    """It dies in the midst of making tables; the next open makes the whole schema."""
    process = python(OPEN_AND_DIE, url, "9")
    _, errors = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, errors
    assert behind.tables() == {}
    open_store(url).close()
    assert behind.tables()["alembic_version"] == [(schema.HEAD,)]


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
