"""The lease of one portfolio: one row with a fence that grows with every holder."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Executable, Select, bindparam, select, update

from syncline.domain.errors import LeaseLost
from syncline.domain.state import Lease, LeaseTaken
from syncline.store.database import Database
from syncline.store.statements import built_once
from syncline.store.tables import leases
from syncline.store.transaction import Transaction
from syncline.store.upserts import insert_missing


class _Row(NamedTuple):
    """A lease as it is stored."""

    holder: str | None
    fence: int
    expires: datetime
    ttl: float


class Leases:
    """Take, renew and give back the lease of one portfolio."""

    def __init__(self, database: Database, portfolio: str) -> None:
        self._database, self._portfolio = database, portfolio
        self._query, self._locking = _looking(portfolio)
        self._renewed, self._released, self._given = _writing(portfolio)

    def acquire(
        self, holder: str, wall: datetime, *, ttl: timedelta, alive: Callable[[str], bool]
    ) -> Lease | LeaseTaken:
        """Take the lease when it is free, expired, one's own, or its holder is not alive."""
        while True:
            seen = self._seen()
            # `alive` may ask a server, so it is asked while nobody waits for a transaction.
            other = seen.holder if seen.holder != holder else None
            if other and seen.expires > wall and alive(other):
                return LeaseTaken(other, seen.expires)
            if taken := self._taken(holder, wall, ttl, seen):
                return taken

    def release(self, lease: Lease) -> None:
        """Give the lease back; nothing when the fence has moved on."""
        with self._database.writing() as transaction:
            transaction.run(self._released, held=lease.fence)

    def renew(self, transaction: Transaction, lease: Lease, wall: datetime) -> None:
        """Renew the lease inside the transaction that it guards. Raises LeaseLost."""
        row = self._held(lease, self._locked(transaction))
        expires = wall + timedelta(seconds=row.ttl)
        transaction.run(self._renewed, until=expires)

    def check(self, transaction: Transaction, lease: Lease) -> None:
        """Only look whether a lease is still held. Raises LeaseLost."""
        self._held(lease, self._row(transaction))

    def _seen(self) -> _Row:
        """Return the lease as it stands; the first to ask makes its row."""
        with self._database.reading() as transaction:
            row = self._row(transaction)
        if row is not None:
            return row
        with self._database.writing() as transaction:
            first = {"portfolio": self._portfolio, "fence": 0, "ttl": 0.0}
            missing = insert_missing(transaction.dialect.name, leases)
            transaction.run(missing, **first)
            row = self._locked(transaction)
        assert row is not None
        return row

    def _row(self, transaction: Transaction) -> _Row | None:
        return next((_Row(*row) for row in transaction.rows(self._query)), None)

    def _locked(self, transaction: Transaction) -> _Row | None:
        """Return the row as it is when nobody else writes this portfolio, and keep that so."""
        return next((_Row(*row) for row in transaction.rows(self._locking)), None)

    def _held(self, lease: Lease, row: _Row | None) -> _Row:
        if row is None or row.fence != lease.fence or row.holder is None:
            raise LeaseLost(self._lost(lease, row))
        return row

    def _taken(self, holder: str, wall: datetime, ttl: timedelta, seen: _Row) -> Lease | None:
        """Take the lease unless it has changed since it was seen."""
        fence, seconds = seen.fence + 1, ttl.total_seconds()
        with self._database.writing() as transaction:
            if self._locked(transaction) != seen:
                return None
            made = {"number": fence, "who": holder, "until": wall + ttl, "seconds": seconds}
            transaction.run(self._given, **made)
        return Lease(self._portfolio, fence, holder)

    def _lost(self, lease: Lease, row: _Row | None) -> str:
        fence = row.fence if row else 0
        now = f"is held by {row.holder}" if row and row.holder else "was given back"
        return (
            f"{self._portfolio}: this run holds fence {lease.fence}, but the store is at fence "
            f"{fence} and the lease {now}. Nothing of this commit was written; the next run goes "
            "on from what the store holds."
        )


@built_once
def _looking(portfolio: str) -> tuple[Select[Any], Select[Any]]:
    """Return what looks at a lease, and what keeps others from writing it as well."""
    at = leases.c
    query = select(at.holder, at.fence, at.expires, at.ttl).where(at.portfolio == portfolio)
    return query, query.with_for_update()


@built_once
def _writing(portfolio: str) -> tuple[Executable, Executable, Executable]:
    """Return what renews a lease, what gives it back, and what gives it to somebody."""
    mine = update(leases).where(leases.c.portfolio == portfolio)
    until = bindparam("until", type_=leases.c.expires.type)
    given = mine.values(
        fence=bindparam("number"), holder=bindparam("who"), expires=until, ttl=bindparam("seconds")
    )
    released = mine.where(leases.c.fence == bindparam("held")).values(holder=None)
    return mine.values(expires=until), released, given
