"""The lease of one portfolio: one row with a fence that grows with every holder."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy import Row as Result

from syncline.domain.errors import LeaseLost
from syncline.domain.state import Lease, LeaseTaken
from syncline.store.database import Database
from syncline.store.tables import leases
from syncline.store.upserts import insert_missing


class Leases:
    """Take, renew and give back the lease of one portfolio."""

    def __init__(self, database: Database, portfolio: str) -> None:
        self._database, self._portfolio = database, portfolio
        self._query = select(leases).where(leases.c.portfolio == portfolio)
        self._locking = self._query.with_for_update()
        self._mine = update(leases).where(leases.c.portfolio == portfolio)
        self._renewed = self._mine.values(expires=bindparam("until"))

    def acquire(
        self, holder: str, wall: datetime, *, ttl: timedelta, alive: Callable[[str], bool]
    ) -> Lease | LeaseTaken:
        """Take the lease when it is free, expired, one's own, or its holder is not alive."""
        while True:
            seen = self._seen()
            # `alive` may ask a server, so it is asked while nobody waits for a transaction.
            foreign = seen.holder not in {None, holder} and seen.expires > wall
            if foreign and alive(seen.holder):
                return LeaseTaken(seen.holder, seen.expires)
            if taken := self._taken(holder, wall, ttl, seen):
                return taken

    def release(self, lease: Lease) -> None:
        """Give the lease back; nothing when the fence has moved on."""
        with self._database.writing() as connection:
            mine = self._mine.where(leases.c.fence == lease.fence)
            connection.execute(mine.values(holder=None))

    def renew(self, connection: Connection, lease: Lease, wall: datetime) -> None:
        """Renew the lease inside the transaction that it guards. Raises LeaseLost."""
        row = self._held(lease, self._locked(connection))
        expires = wall + timedelta(seconds=row.ttl)
        connection.execute(self._renewed, {"until": expires})

    def check(self, connection: Connection, lease: Lease) -> None:
        """Only look whether a lease is still held. Raises LeaseLost."""
        self._held(lease, self._row(connection))

    def _seen(self) -> Result[Any]:
        """Return the lease as it stands; the first to ask makes its row."""
        with self._database.reading() as connection:
            row = self._row(connection)
        if row is not None:
            return row
        with self._database.writing() as connection:
            first = {"portfolio": self._portfolio, "fence": 0, "ttl": 0.0}
            missing = insert_missing(connection.dialect.name, leases, tuple(first))
            connection.execute(missing, first)
            row = self._locked(connection)
        assert row is not None
        return row

    def _row(self, connection: Connection) -> Result[Any] | None:
        return connection.execute(self._query).first()

    def _locked(self, connection: Connection) -> Result[Any] | None:
        """Return the row as it is when nobody else writes this portfolio, and keep that so."""
        return connection.execute(self._locking).first()

    def _held(self, lease: Lease, row: Result[Any] | None) -> Result[Any]:
        if row is None or row.fence != lease.fence or row.holder is None:
            raise LeaseLost(self._lost(lease, row))
        return row

    def _taken(
        self, holder: str, wall: datetime, ttl: timedelta, seen: Result[Any]
    ) -> Lease | None:
        """Take the lease unless it has changed since it was seen."""
        fence, seconds = seen.fence + 1, ttl.total_seconds()
        with self._database.writing() as connection:
            if self._locked(connection) != seen:
                return None
            made = self._mine.values(fence=fence, holder=holder, expires=wall + ttl, ttl=seconds)
            connection.execute(made)
        return Lease(self._portfolio, fence, holder)

    def _lost(self, lease: Lease, row: Result[Any] | None) -> str:
        fence = row.fence if row else 0
        now = f"is held by {row.holder}" if row and row.holder else "was given back"
        return (
            f"{self._portfolio}: this run holds fence {lease.fence}, but the store is at fence "
            f"{fence} and the lease {now}. Nothing of this commit was written; the next run goes "
            "on from what the store holds."
        )
