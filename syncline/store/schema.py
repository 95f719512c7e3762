"""The version of the schema: brought up to date at open, refused when it is not ours."""

from threading import Lock

from sqlalchemy import Connection, func, inspect, select, text

from syncline.domain.errors import StoreUnusable
from syncline.store.database import Database

HEAD = "0012"  # the newest revision in `versions/`
_POSTGRES_LOCK = 0x53594E43

_one_at_a_time = Lock()  # Alembic's `context` is one per process


def bring_up_to_date(database: Database) -> None:
    """Run the missing revisions in one transaction. Raises StoreUnusable for another's schema."""
    with database.schema(writes=False) as connection:
        if _revision(connection) == HEAD:
            return
    from syncline.store import migrations  # noqa: PLC0415  # Alembic is slow to load

    with _one_at_a_time, database.schema(writes=True) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(_POSTGRES_LOCK)))
        found = _revision(connection)  # another process may have been faster
        if found is None:
            _refuse_strange(database, connection)
        elif found not in migrations.revisions():
            raise StoreUnusable(
                f"The store {database.where} has schema {found}; this Syncline knows schemas up "
                f"to {HEAD}. Install the newer Syncline that wrote it, or put a backup in place."
            )
        if found != HEAD:
            migrations.upgrade(connection)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _refuse_strange(database: Database, connection: Connection) -> None:
    strange = sorted(set(inspect(connection).get_table_names()) - {"alembic_version"})
    if strange:
        raise StoreUnusable(
            f"{database.where} is a database of something else: it has {len(strange)} tables "
            f"({', '.join(strange[:3])} …). Name another one under `store:`."
        )
