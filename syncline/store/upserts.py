"""Inserts that know what to do with a key that is there already, as text.

SQLAlchemy compiles an upsert anew for each execution (its statements say `inherit_cache = False`),
which takes longer than running one. So each is compiled once, and what runs is its text.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Dialect, Executable, Table, TextClause, bindparam, insert, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

from syncline.store.database import built_once

Columns = Sequence[str]


@built_once
def put_statement(dialect: str, table: Table, columns: Columns) -> Executable:
    """Return an insert of these columns that replaces the row with the same key."""
    key = table.info["key"]
    if not key:
        return insert(table)
    made = _insert(dialect, table)
    others = [name for name in columns if name not in key]
    upsert = made.on_conflict_do_update(
        index_elements=list(key), set_={name: made.excluded[name] for name in others}
    )
    return _as_text(dialect, upsert, table, columns)


@built_once
def insert_missing(dialect: str, table: Table, columns: Columns) -> Executable:
    """Return an insert of these columns that leaves the row with the same key as it is."""
    made = _insert(dialect, table).on_conflict_do_nothing(index_elements=list(table.info["key"]))
    return _as_text(dialect, made, table, columns)


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


def _as_text(dialect: str, statement: Insert, table: Table, columns: Columns) -> TextClause:
    """Return the text of a statement, whose parameters keep the types of the columns."""
    made: Any = postgresql.dialect if dialect == "postgresql" else sqlite.dialect
    named: Dialect = made(paramstyle="named")
    written = str(statement.compile(dialect=named, column_keys=list(columns)))
    return text(written).bindparams(*(bindparam(n, type_=table.c[n].type) for n in columns))
