"""Inserts that know what to do with a key that is there already."""

from collections.abc import Sequence

from sqlalchemy import Executable, Table, insert
from sqlalchemy.dialects import postgresql, sqlite

from syncline.store.statements import built_once

Columns = Sequence[str]


@built_once
def put_statement(dialect: str, table: Table, columns: Columns) -> Executable:
    """Return an insert of these columns that replaces the row with the same key."""
    key = table.info["key"]
    if not key:
        return insert(table)
    made = _insert(dialect, table)
    others = {name: made.excluded[name] for name in columns if name not in key}
    return made.on_conflict_do_update(index_elements=list(key), set_=others)


@built_once
def insert_missing(dialect: str, table: Table) -> Executable:
    """Return an insert that leaves the row with the same key as it is."""
    key = list(table.info["key"])
    return _insert(dialect, table).on_conflict_do_nothing(index_elements=key)


def _insert(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
