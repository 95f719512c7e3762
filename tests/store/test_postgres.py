"""What runs on SQLite today is said in words that PostgreSQL understands too."""

import pytest
from sqlalchemy import Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from syncline.store.rows import TABLES, insert_missing, put_statement
from syncline.store.tables import leases, metadata

DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_every_table_can_be_made(table: Table) -> None:
    """Numbers in sequence are serial there, and partial indexes stay partial."""
    made = str(CreateTable(table).compile(dialect=DIALECT))
    assert ("BIGSERIAL" in made) == ("seq" in table.c)
    for index in table.indexes:
        sql = str(CreateIndex(index).compile(dialect=DIALECT))
        assert ("WHERE" in sql) == (index.name in {
            "ix_conflicts_open", "ix_proposals_open", "ix_records_unmarked"
        })  # fmt: skip


@pytest.mark.parametrize("table", [*TABLES.values(), leases], ids=lambda table: table.name)
def test_every_row_can_be_put(table: Table) -> None:
    """A replaced row names the key that decides; history has none and is appended."""
    sql = str(put_statement("postgresql", table).compile(dialect=DIALECT))  # type: ignore[attr-defined]  # an Insert
    key = ", ".join(table.info["key"])
    assert (f"ON CONFLICT ({key}) DO UPDATE SET" in sql) == bool(key)
    assert "seq = " not in sql


def test_a_row_that_is_missing_can_be_put_by_two_at_once() -> None:
    """The first to ask for a lease makes its row, the second finds it."""
    sql = str(insert_missing("postgresql", leases).compile(dialect=DIALECT))  # type: ignore[attr-defined]  # an Insert
    assert "ON CONFLICT (portfolio) DO NOTHING" in sql
