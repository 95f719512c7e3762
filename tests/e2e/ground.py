"""What a Prefect server and its portfolios stand on: files, or PostgreSQL and Redis."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from urllib.parse import urlsplit

import psycopg
import redis
from psycopg.sql import SQL, Identifier
from sqlalchemy import make_url

from tests.postgres import VARIABLE, Server

REDIS = "SYNCLINE_TEST_REDIS"
LENT = {name: os.environ[name] for name in (VARIABLE, REDIS) if name in os.environ}
SERVERS = len(LENT) == 2
TAKEN = "syncline-test"  # a key: this database of Redis is in use
HOUR = 3600


@dataclass(frozen=True)
class Ground:
    """Where everything that lasts is written."""

    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)  # of the Prefect server
    databases: tuple[str, ...] = ()  # PostgreSQL: of Prefect, and of every portfolio
    queue: str = ""  # a database of Redis

    def passwords(self) -> dict[str, str]:
        """Return what opens the databases."""
        return {url.rpartition("/")[2]: str(make_url(url).password) for url in self.databases}

    def kept(self) -> dict[str, bytes]:
        """Return everything that is written anywhere, by where it is."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        found = {str(path): path.read_bytes() for path in files}
        for path in files:
            if path.suffix == ".db":
                with closing(sqlite3.connect(path)) as connection:
                    found[f"{path} as text"] = "\n".join(connection.iterdump()).encode()
        for url in self.databases:
            found[str(make_url(url).database)] = _rows(url)
        return found | ({"redis": _values(self.queue)} if self.queue else {})


def _rows(url: str) -> bytes:
    """Return every row of every table."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        tables = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        ).fetchall()
        rows = [
            row
            for (table,) in tables
            for row in connection.execute(SQL("SELECT t::text FROM {} t").format(Identifier(table)))
        ]
    return "\n".join(str(row) for (row,) in rows).encode()


def _values(url: str) -> bytes:
    """Return every value of a database of Redis."""
    with redis.from_url(url) as queue:
        read = {
            b"string": queue.get, b"hash": queue.hgetall, b"set": queue.smembers,
            b"list": lambda key: queue.lrange(key, 0, -1),
            b"zset": lambda key: queue.zrange(key, 0, -1, withscores=True),
            b"stream": queue.xrange,
        }  # fmt: skip
        found = [(key, read[queue.type(key)](key)) for key in queue.scan_iter()]
    return repr(found).encode()


@contextmanager
def on_servers(folder: Path) -> Iterator[Ground]:
    """Lend two new databases of PostgreSQL and an empty one of Redis; drop and empty them."""
    with ExitStack() as stack:
        server = Server(make_url(LENT[VARIABLE]))
        stack.callback(server.close)
        queue = stack.enter_context(_queue(LENT[REDIS]))
        prefect, store = _guarded(server.empty()), _guarded(server.empty())
        settings = {
            "PREFECT_API_DATABASE_CONNECTION_URL": prefect.replace("+psycopg", "+asyncpg"),
            "PREFECT_MESSAGING_BROKER": "prefect_redis.messaging",
            "PREFECT_MESSAGING_CACHE": "prefect_redis.messaging",
            "PREFECT_SERVER_EVENTS_CAUSAL_ORDERING": "prefect_redis.ordering",
            "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect_redis.lease_storage",
            "PREFECT_REDIS_MESSAGING_URL": queue,
            "PREFECT_SERVER_DOCKET_URL": queue,
        }
        yield Ground(folder, settings, (prefect, store), queue)


def _guarded(url: str) -> str:
    """Return the address with a password, which a server that trusts this machine does not ask."""
    password = make_url(url).password or f"canary-{token_hex(12)}"
    return make_url(url).set(password=str(password)).render_as_string(hide_password=False)


@contextmanager
def _queue(url: str) -> Iterator[str]:
    """Take a database of a Redis server that nobody uses; leave it empty."""
    for number in range(14, 0, -1):
        mine = urlsplit(url)._replace(path=f"/{number}").geturl()
        with redis.from_url(mine) as queue:
            if not queue.set(TAKEN, os.getpid(), nx=True, ex=HOUR):
                continue
            if queue.dbsize() > 1:
                queue.delete(TAKEN)
                continue
            try:
                yield mine
            finally:
                queue.flushdb()
            return
    raise AssertionError(f"{url}: every database is in use; empty one of 1 to 14")
