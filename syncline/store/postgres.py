"""PostgreSQL: one server for many workers; the row of a lease orders who writes a portfolio."""

from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from syncline.domain.errors import StoreUnusable

DRIVER = "postgresql+psycopg"
READ_COMMITTED, REPEATABLE_READ = 2, 3  # as psycopg numbers them

# A server that vanished is noticed within a minute; the address may say otherwise.
CONNECTING = {
    "application_name": "syncline",
    "client_encoding": "UTF8",
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
# A process that is frozen amid a commit holds up no other for longer than a minute.
SETTINGS = """
    SET lock_timeout = '30s';
    SET statement_timeout = '300s';
    SET idle_in_transaction_session_timeout = '60s';
"""

# By the code of an error, or by its words: an error of connecting carries no code.
REMEDIES = (
    ("28", "authentication failed", "Correct the user or the password in its address."),
    ("28", "no password supplied", "Write `store: env:NAME`, and the address with it in NAME_URL."),
    ("28", 'role "', "Create that user, or correct the user in its address."),
    ("28", "pg_hba.conf", "Let the server's pg_hba.conf admit this machine and user."),
    ("3D000", 'database "', "Create it with `createdb`, or name another one under `store:`."),
    ("53300", "too many clients", "Raise the server's max_connections, or run fewer workers."),
    ("53300", "connection slots", "Raise the server's max_connections, or run fewer workers."),
    ("57P03", "starting up", "Wait until the server has started, then run again."),
    ("57", "terminating connection", "Run again: the next run goes on from what is stored."),
    ("08", "consuming input failed", "Run again: the next run goes on from what is stored."),
    ("25P", "the connection is lost", "Run again: the next run goes on from what is stored."),
    ("55P03", "lock timeout", "Another process has kept it locked for 30 s: end that, or wait."),
    ("57014", "statement timeout", "A question took over 300 s: look at the server's load."),
    ("42501", "permission denied", "Make the user the owner of that database."),
    ("25006", "read-only transaction", "Name the primary server under `store:`, not a standby."),
    ("22P05", "no equivalent in encoding", "Create the database anew with encoding UTF8."),
    ("53100", "No space left", "Free some space on the server's disk."),
    ("", "SSL", "Correct sslmode in its address, or the certificate of the server."),
    ("", "connection option", "Take that out of its address."),
    ("", "connection failed", "Start the server, or correct host and port in its address."),
    ("", "failed to resolve", "Correct the host in its address."),
    ("", "timeout expired", "Start the server, or correct host and port in its address."),
)


def remedy(error: BaseException | None) -> str:
    """Say what helps against an error of PostgreSQL."""
    code, said = getattr(error, "sqlstate", None) or "", str(error)
    by_code = [help_ for begin, _, help_ in REMEDIES if code and begin and code.startswith(begin)]
    by_words = [help_ for _, words, help_ in REMEDIES if words in said]
    return next(iter(by_words + by_code), "")


def engine(url: URL) -> Engine:
    """Open a pool of connections; makes none. Raises StoreUnusable, ImportError."""
    if "@" in (url.host or ""):  # else a part of the password would be told as the host
        raise StoreUnusable(
            "The password in the address of the store holds an @. Write it as %40 there."
        )
    ours = {name: value for name, value in CONNECTING.items() if name not in url.query}
    made = create_engine(
        url.set(drivername=DRIVER), connect_args=ours, pool_pre_ping=True, pool_size=5,
        max_overflow=10,
    )  # fmt: skip
    event.listen(made, "connect", _prepare)
    return made


def begin(driver: Any, *, writes: bool) -> None:
    """Begin, with the first statement, a transaction that sees one state, or one that may write.

    Who writes sees what was committed while it waited: each locks the row of its lease first, so
    that no two write one portfolio at a time.
    """
    driver.isolation_level = READ_COMMITTED if writes else REPEATABLE_READ
    driver.read_only = not writes


def _prepare(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.execute(SETTINGS)
    connection.commit()
