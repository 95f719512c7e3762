"""SQLite: one file on a local disk, durable, whose writers wait for one another."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from syncline.domain.errors import StoreUnusable
from syncline.store.mounts import known_mounts, network_share

BUSY_SECONDS = 30.0
CACHE_KIB = 32 * 1024  # at most, and only what was read

REMEDIES = {
    "SQLITE_BUSY": "Another process has been writing to it for 30 s: end that process, or wait.",
    "SQLITE_NOTADB": "Move that file away, or name another file under `store:`.",
    "SQLITE_CORRUPT": "Put a backup in its place, or move it away: links heal by the markers.",
    "SQLITE_CANTOPEN": "Make its folder writable, or name another file under `store:`.",
    "SQLITE_READONLY": "Make the file and its folder writable.",
    "SQLITE_FULL": "Free some space on its disk.",
    "SQLITE_IOERR": "Check its disk; a network share is no place for a SQLite store.",
}


def remedy(error: BaseException | None) -> str:
    """Say what helps against an error of SQLite."""
    code = getattr(error, "sqlite_errorname", "") or ""
    return next((r for name, r in REMEDIES.items() if code.startswith(name)), "")


def engine(url: URL) -> Engine:
    """Open a file, and make the folder of a new one. Raises StoreUnusable."""
    if not url.database or url.database == ":memory:":
        raise StoreUnusable(
            "A store must outlive its run, so it needs a file. "
            "Write `store: sqlite:///.syncline/product.db`."
        )
    _make_folder(Path(url.database))
    _refuse_network(Path(url.database))
    # One connection per thread at work, without a limit: the writers queue in SQLite itself.
    made = create_engine(url, connect_args={"timeout": BUSY_SECONDS}, max_overflow=-1)
    event.listen(made, "connect", _prepare)
    return made


def begin(driver: Any, *, writes: bool) -> None:
    """Begin a transaction that sees one state, or has the only right to write the file."""
    driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")


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


def _prepare(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # no transaction but those that are begun here
    _switch_to_wal(connection)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    # Rules read all of it by an index: with the usual 2 MB, every page is fetched many times.
    connection.execute(f"PRAGMA cache_size=-{CACHE_KIB}")


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
