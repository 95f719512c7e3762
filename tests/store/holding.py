"""A portfolio's store together with its lease, and the database behind its back."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, inspect, text

from syncline.domain.state import Lease, Row
from syncline.store import PortfolioStore

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TTL = timedelta(minutes=15)


@dataclass
class Held:
    """A portfolio's store with its lease; `put` commits."""

    store: PortfolioStore
    lease: Lease

    def put(self, *rows: Row) -> None:
        """Commit rows under the lease."""
        self.store.commit(self.lease, rows, NOW)


@dataclass
class Behind:
    """A database, asked and changed behind the store's back."""

    engine: Engine

    def run(self, statement: str) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows."""
        with self.engine.begin() as connection:
            answer = connection.execute(text(statement))
            return [tuple(row) for row in answer] if answer.returns_rows else []

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Return every row of every table."""
        names = inspect(self.engine).get_table_names()
        return {name: sorted(self.run(f"SELECT * FROM {name}"), key=repr) for name in names}  # noqa: S608  # names of tables


def take(store: PortfolioStore, holder: str = "run") -> Held:
    """Acquire the lease of a portfolio."""
    lease = store.acquire(holder, NOW, ttl=TTL, alive=lambda _: False)
    assert isinstance(lease, Lease)
    return Held(store, lease)
