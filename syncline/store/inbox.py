"""What webhooks named: ids of records that wait for a look, and which deliveries came before."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, Select, bindparam, delete, select

from syncline.domain.item import ReplicaName
from syncline.ports.inbound import Called, Signal
from syncline.store.database import Database
from syncline.store.statements import built_once
from syncline.store.tables import called, deliveries
from syncline.store.upserts import insert_missing, put_statement


class SqlInbox:
    """Fulfil `Inbox` for one portfolio; any number of threads and processes may share it."""

    def __init__(self, database: Database, portfolio: str) -> None:
        self._database, self._portfolio = database, portfolio

    def keep(self, replica: ReplicaName, signal: Signal, wall: datetime) -> bool:
        """Keep the records of a delivery; False when it was kept before. One transaction."""
        whose = {"portfolio": self._portfolio, "replica": replica}
        with self._database.writing() as transaction:
            dialect = transaction.dialect.name
            first = {**whose, "delivery": signal.id, "at": signal.at or wall}
            noted = insert_missing(dialect, deliveries)
            if not transaction.run(noted, **first):
                return False
            for record in signal.records:
                row = {**whose, "record": record, "at": wall}
                transaction.run(put_statement(dialect, called, tuple(row)), **row)
        return True

    def waiting(self, limit: int) -> tuple[Called, ...]:
        """Return the records that wait, the longest waiting first."""
        with self._database.reading() as transaction:
            rows = transaction.rows(_waiting(self._portfolio, limit))
        return tuple(Called(*row) for row in rows)

    def settle(self, looked: Collection[Called]) -> None:
        """Forget records that were looked at, unless they were named again since."""
        with self._database.writing() as transaction:
            for one in looked:
                same = {"replica": one.replica, "record": one.record, "at": one.at}
                transaction.run(_settled(self._portfolio), **same)

    def heard(self, replica: ReplicaName) -> Sequence[tuple[str, datetime]]:
        """Return id and time of the deliveries that are remembered."""
        with self._database.reading() as transaction:
            rows = transaction.rows(_heard(self._portfolio), replica=replica)
        return [(delivery, at) for delivery, at in rows]

    def forget(self, replica: ReplicaName, before: datetime) -> None:
        """Forget deliveries before a time of the tool.

        The last of them stays: after a restart it says up to where everything is refused.
        """
        with self._database.writing() as transaction:
            transaction.run(_forgotten(self._portfolio), replica=replica, before=before)


@built_once
def _waiting(portfolio: str, limit: int) -> Select[Any]:
    query = select(called.c.replica, called.c.record, called.c.at)
    return query.where(called.c.portfolio == portfolio).order_by(called.c.at).limit(limit)


@built_once
def _settled(portfolio: str) -> Executable:
    same = (called.c[name] == bindparam(name) for name in ("replica", "record", "at"))
    return delete(called).where(called.c.portfolio == portfolio, *same)


@built_once
def _heard(portfolio: str) -> Select[Any]:
    return select(deliveries.c.delivery, deliveries.c.at).where(_of(portfolio))


@built_once
def _forgotten(portfolio: str) -> Executable:
    return delete(deliveries).where(_of(portfolio), deliveries.c.at < bindparam("before"))


def _of(portfolio: str) -> ColumnElement[bool]:
    of = deliveries.c.replica == bindparam("replica")
    return (deliveries.c.portfolio == portfolio) & of
