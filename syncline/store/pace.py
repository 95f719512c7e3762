"""Turns for every process that shares a PostgreSQL store, on that server's clock."""

from collections.abc import Callable

from sqlalchemy import text

from syncline.ports.pace import Limit
from syncline.store.database import Database

# One statement: whoever comes at the same moment waits for the row, and gets the turn after.
MOVED = text("""
    INSERT INTO paces AS p (bucket, turn)
    VALUES (:bucket, extract(epoch FROM clock_timestamp())::float8 + :from_now + :by)
    ON CONFLICT (bucket) DO UPDATE SET turn =
        greatest(p.turn, extract(epoch FROM clock_timestamp())::float8 + :from_now) + :by
    RETURNING turn, extract(epoch FROM clock_timestamp())::float8
""")
# A turn that is lost with the power of the server is lost with the calls of its workers.
HASTY = text("SET LOCAL synchronous_commit = off")


class SqlPace:
    """Fulfil `Pace`; the store is opened with the first turn."""

    def __init__(self, database: Callable[[], Database], name: str, limit: Limit) -> None:
        self._database, self._name, self._limit = database, name, limit

    def take(self) -> float:
        """Take the next turn. Raises StoreUnusable."""
        turn, now = self._moved(self._limit.apart, 0.0)
        return self._limit.wait(turn - self._limit.apart, now)

    def hold(self, seconds: float) -> None:
        """Let nobody's turn come for so long. Raises StoreUnusable."""
        self._moved(0.0, seconds + self._limit.slack)

    def _moved(self, by: float, from_now: float) -> tuple[float, float]:
        given = {"bucket": self._name, "by": by, "from_now": from_now}
        with self._database().writing() as transaction:
            transaction.run(HASTY)
            [(turn, now)] = transaction.rows(MOVED, **given)
        return float(turn), float(now)
