"""The connection to the database: how it is opened, how a transaction begins, how it may fail."""

import sqlite3
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, SQLAlchemyError, StatementError
from sqlalchemy.pool import ConnectionPoolEntry

from syncline.domain.errors import Stop, StoreUnusable
from syncline.store.mounts import known_mounts, network_share

BUSY_SECONDS = 30.0
VARIABLES = 900  # bound in one statement; SQLite's oldest limit is 999

REMEDIES = {
    "SQLITE_BUSY": "Another process has been writing to it for 30 s: end that process, or wait.",
    "SQLITE_NOTADB": "Move that file away, or name another file under `store:`.",
    "SQLITE_CORRUPT": "Put a backup in its place, or move it away: links heal by the markers.",
    "SQLITE_CANTOPEN": "Make its folder writable, or name another file under `store:`.",
    "SQLITE_READONLY": "Make the file and its folder writable.",
    "SQLITE_FULL": "Free some space on its disk.",
    "SQLITE_IOERR": "Check its disk; a network share is no place for a SQLite store.",
}

T = TypeVar("T")


class Refused(Stop):
    """The database refuses rows that break a constraint."""


class Database:
    """One SQL database, with transactions that fail in sentences."""

    def __init__(self, engine: Engine) -> None:
        self.where = engine.url.render_as_string(hide_password=True)
        self.engine = engine
        self._writer = engine.execution_options(immediate=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a transaction in which all queries see one state. Raises StoreUnusable."""
        with self._sentences(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a transaction that holds the only right to write. Raises StoreUnusable, Stop."""
        with self._sentences(), self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _sentences(self) -> Iterator[None]:
        try:
            yield
        except IntegrityError as refused:
            raise Refused(
                f"The store {self.where} refuses this commit and has kept nothing of it: "
                f"{refused.orig}. This is a defect of Syncline: report it with the run's log."
            ) from refused
        except StatementError as trouble:
            raise StoreUnusable(self._trouble(trouble.orig)) from trouble
        except SQLAlchemyError as trouble:
            raise StoreUnusable(f"The store {self.where} cannot be used: {trouble}.") from trouble

    def _trouble(self, error: BaseException | None) -> str:
        code = getattr(error, "sqlite_errorname", "") or ""
        remedy = next((r for name, r in REMEDIES.items() if code.startswith(name)), "")
        return f"The store {self.where} cannot be used: {error}. {remedy}".rstrip()


def connect(url: str) -> Database:
    """Open the database of a URL, and make the folder of a new file. Raises StoreUnusable."""
    parsed = _parsed(url)
    if parsed.get_backend_name() != "sqlite":
        return Database(_engine(parsed))
    if not parsed.database or parsed.database == ":memory:":
        raise StoreUnusable(
            "A store must outlive its run, so it needs a file. "
            "Write `store: sqlite:///.syncline/product.db`."
        )
    _make_folder(Path(parsed.database))
    _refuse_network(Path(parsed.database))
    # One connection per thread at work, without a limit: the writers queue in SQLite itself.
    engine = _engine(parsed, connect_args={"timeout": BUSY_SECONDS}, max_overflow=-1)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return Database(engine)


def chunked(values: Collection[T]) -> Iterator[Sequence[T]]:
    """Cut values into sequences that one statement may bind."""
    whole = list(values)
    for start in range(0, len(whole), VARIABLES):
        yield whole[start : start + VARIABLES]


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except (ArgumentError, ValueError) as wrong:
        raise StoreUnusable(
            "The `store:` is not a database URL. Write `sqlite:///.syncline/product.db` or "
            "`postgresql+psycopg://user@host/name`."
        ) from wrong


def _engine(url: URL, **options: Any) -> Engine:
    try:
        return create_engine(url, **options)
    except (ImportError, ArgumentError) as missing:
        raise StoreUnusable(
            f"No driver for a store of type {url.drivername} is installed ({missing}). Install it, "
            "or write `store: sqlite:///.syncline/product.db`."
        ) from missing


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as refused:
        raise StoreUnusable(
            f"The store {path} cannot be created: {refused.strerror} ({path.parent}). "
            "Name a file under `store:` in a folder that can be written."
        ) from refused


def _refuse_network(path: Path) -> None:
    share = network_share(path.resolve(), known_mounts())
    if share:
        raise StoreUnusable(
            f"The store {path} lies on a network share ({share}), where SQLite loses data. "
            "Name a file on a local disk under `store:`, or a PostgreSQL database."
        )


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # no transaction but those begun in `_begin_sqlite`
    _switch_to_wal(connection)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Turn the write-ahead log on; while another process does, SQLite answers busy at once."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as busy:
            if busy.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
